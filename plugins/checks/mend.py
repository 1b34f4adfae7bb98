"""What `check --fix` mends in the content folder: byte order marks, CRLF, tabs in front matter."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from plugins.kit.files import walk, write_whole
from plugins.kit.problems import Problem

TEXTS = (".md", ".markdown", ".mdown")
BOM = b"\xef\xbb\xbf"
FRONT_MATTER = re.compile(rb"---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)


def mend(data: bytes) -> bytes:
    """Mend the bytes of one text. What is not UTF-8 stays as it is: nobody could say what it meant."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return data
    data = data.removeprefix(BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if head := FRONT_MATTER.match(data):
        data = head[0].replace(b"\t", b"  ") + data[head.end() :]
    return data


def mend_folder(content: Path, shown: str) -> Iterator[str | Problem]:
    """Mend the texts below a folder; yield the name of each that was changed, and what could not be."""
    for path in walk(content, shown):
        if isinstance(path, Problem) or not path.endswith(TEXTS):
            continue
        try:
            if _mend_file((content / path).resolve()):
                yield f"{shown}/{path}"
        except OSError as error:
            yield Problem(
                f"{shown}/{path}",
                0,
                f"cannot be mended ({error.strerror})",
                "Check the permissions of the file",
            )


def _mend_file(path: Path) -> bool:
    data = path.read_bytes()
    better = mend(data)
    if better == data:
        return False
    mode = path.stat().st_mode
    if not os.access(path, os.W_OK):
        raise PermissionError(13, "Permission denied", str(path))
    write_whole(path, better)
    path.chmod(mode & 0o7777)
    return True
