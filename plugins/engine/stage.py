"""The place beside the output where a build is laid out: all files in one folder (to make a folder takes
longer than to write a file) or, while there is no output, as they will lie.
"""

from __future__ import annotations

import os
import shutil
import stat
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct


class Stage(Struct):
    """What a build lays out. `add` may be called from several processes."""

    output: Path
    folder: Path
    is_first: bool = False
    """Whether the output was empty: files are laid out in their folders, and move with them."""

    @property
    def theirs(self) -> Path:
        """The folder in which others lay out files, as if it were the output."""
        return self.folder / "theirs"

    def add(self, path: str, data: bytes) -> None:
        """Lay out one file."""
        with open(self._place(path), "wb") as file:  # noqa: PTH123  a Path takes as long as the file
            file.write(data)

    def copy(self, path: str, source: Path) -> None:
        """Lay out a copy."""
        shutil.copyfile(source, self._place(path))

    def take_theirs(self) -> set[str]:
        """Lay out what others did, and name it."""
        found = [Path(folder) / name for folder, _, names in os.walk(self.theirs) for name in names]
        paths = {each.relative_to(self.theirs).as_posix(): each for each in found}
        for path, each in paths.items():
            each.replace(self._place(path))
        return set(paths)

    def is_there(self, path: str) -> bool:
        """Whether the output has the same bytes as the stage."""
        return same((in_tree if self.is_first else staged)(self.folder, path), f"{self.output}/{path}")

    def _place(self, path: str) -> str:
        if not self.is_first or not safe_name(path):
            return staged(self.folder, path)
        place = in_tree(self.folder, path)
        above = place.rpartition("/")[0]
        try:
            os.mkdir(above)  # noqa: PTH102
        except FileExistsError:
            pass
        except FileNotFoundError:
            os.makedirs(above, exist_ok=True)  # noqa: PTH103
        return place


def staged(folder: Path, path: str) -> str:
    """Name the place of an output file in the stage. Here and below names are text, not `Path`: there are
    some for each of ten thousand files.
    """
    name = blake2b(path.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    return f"{folder}/files/{name}"


def in_tree(folder: Path, path: str) -> str:
    """Name its place in the stage of a first build."""
    return f"{folder}/tree/{path}"


def stage_of(output: Path) -> Path:
    """Name the place beside the output, or in it where beside is another disk: files are moved."""
    real = output.resolve()
    is_beside = real.stat().st_dev == real.parent.stat().st_dev and os.access(real.parent, os.W_OK)
    return real.with_name(f".{real.name}.next") if is_beside else real / ".next"


def safe_name(path: str) -> bool:
    """Whether a path stays within its folder: the list lies where anybody may have written it."""
    return not path.startswith("/") and ".." not in path.split("/")


def same(new: str, old: str) -> bool:
    """Whether two files have the same bytes."""
    try:
        there = os.stat(old)  # noqa: PTH116
        return (
            stat.S_ISREG(there.st_mode)
            and os.stat(new).st_size == there.st_size  # noqa: PTH116
            and Path(new).read_bytes() == Path(old).read_bytes()
        )
    except OSError:
        return False
