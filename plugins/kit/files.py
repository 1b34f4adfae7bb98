"""Files: walking a folder in a fixed order, writing whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from plugins.kit.problems import Problem

TEXTS = (".md", ".markdown", ".mdown")
"""How the names of texts end."""


TICK = 2.0
"""Seconds. No disk that is in use tells two writes apart by less (FAT)."""
Sign = tuple[int, int, int, int]
WANTED = {".well-known", ".nojekyll", ".htaccess", ".domains"}
"""Names with a leading dot that hosts look for."""


def walk(root: Path, shown: str) -> Iterator[str | Problem]:
    """Yield the files below `root` as sorted posix paths; what cannot be read is yielded as a problem.

    Links to folders are followed; a link that leads back to a folder above it is a problem. Names with a
    leading dot, and the leavings of editors (`~`, `.swp`, `#…#`), are passed over.
    """
    yield from _walk(root, "", (os.path.realpath(root),), shown)


def is_passed_over(name: str) -> bool:
    """Whether a file of this name is not looked at: hidden, or the leavings of an editor."""
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
        if is_passed_over(entry.name):
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


def sign_of(path: str) -> Sign:
    """How a file looks from outside: size, times of change in nanoseconds, number."""
    try:
        stat = os.stat(path)  # noqa: PTH116  once for each of ten thousand files
    except OSError:
        return (-1, 0, 0, 0)
    return (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)


def is_settled(sign: Sign, when: float) -> bool:
    """Whether a file that looks as it did at `when` is what it was: one that was written at about that time
    may have been written again within the same tick of the disk's clock.
    """
    return max(sign[1], sign[2]) < (when - TICK) * 1e9


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
