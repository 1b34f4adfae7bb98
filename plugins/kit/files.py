"""Files: walking a folder in a fixed order, writing whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from plugins.kit.problems import Problem

TEXTS = (".md", ".markdown", ".mdown")
"""How the names of texts end."""


WANTED = {".well-known", ".nojekyll", ".htaccess", ".domains"}
"""Names with a leading dot that hosts look for."""


def walk(root: Path, shown: str) -> Iterator[str | Problem]:
    """Yield the files below `root` as sorted posix paths; what cannot be read is yielded as a problem.

    Links to folders are followed; a link that leads back to a folder above it is a problem. Names with a
    leading dot, and the leavings of editors (`~`, `.swp`, `#…#`), are passed over.
    """
    yield from _walk(root, "", (os.path.realpath(root),), shown)


def _is_passed_over(name: str) -> bool:
    is_hidden = name.startswith((".", "#")) and name not in WANTED
    return is_hidden or name.endswith(("~", ".swp", ".tmp"))


def _walk(root: Path, folder: str, above: tuple[str, ...], shown: str) -> Iterator[str | Problem]:
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Problem(
            f"{shown}/{folder}".rstrip("/"),
            0,
            f"this folder cannot be read ({error.strerror})",
            "Check its permissions",
        )
        return
    for entry in entries:
        if _is_passed_over(entry.name):
            continue
        if not entry.name.isprintable():
            yield Problem(
                f"{shown}/{folder}".rstrip("/"),
                0,
                f"has a file whose name cannot be printed ({entry.name!a})",
                "Rename it with letters, digits and hyphens",
            )
            continue
        path = f"{folder}/{entry.name}" if folder else entry.name
        try:
            real = os.path.realpath(entry.path, strict=True) if entry.is_symlink() else None
            is_folder = entry.is_dir()
        except OSError as error:
            yield Problem(
                f"{shown}/{path}",
                0,
                f"this link leads nowhere ({error.strerror})",
                "Remove it, or point it at a file",
            )
            continue
        if not is_folder and not entry.is_file():
            yield Problem(f"{shown}/{path}", 0, "this is neither a file nor a folder", "Remove it")
        elif not is_folder:
            yield path
        elif real and any(real == up or up.startswith(real + os.sep) for up in above):
            yield Problem(
                f"{shown}/{path}",
                0,
                "this link leads back to a folder above it, a loop without end",
                "Remove the link",
            )
        elif path.endswith(TEXTS):
            what, hint = "this is a folder, with the name of a text", "Take the end off its name"
            yield Problem(f"{shown}/{path}", 0, what, hint)
        else:
            yield from _walk(root, path, (*above, real or os.path.realpath(entry.path)), shown)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old bytes or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
