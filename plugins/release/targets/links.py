"""Laying out a release in a folder: hard links to what did not change, copies of the rest."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct, field

from plugins.kit.problems import SiteError
from plugins.release.target import FileFact

READ_ONLY = 0o444
"""The releases share files: who edits one in place edits them all."""

FEW = 100
"""So many new files are brought to the disk one by one; of more, the system is asked to write all it has."""


class Layout(Struct):
    """A folder that is being filled. Paths are texts here: there are ten thousand of them, several times."""

    root: str
    is_synced: bool = False
    """Whether each file that is written is on the disk at once."""
    made: set[str] = field(default_factory=set)

    def link_all(self, old: Path, files: Mapping[str, FileFact], laid: int) -> list[str]:
        """Link files of another release, laid out at the moment `laid` (ns). Return those that are not as
        they were laid out (edited by hand, or gone): they have to come from the build.
        """
        return [
            path
            for path, fact in files.items()
            if not is_as_laid(f"{old}/{path}", fact, laid) or not self.link(f"{old}/{path}", path)
        ]

    def link(self, old: str, path: str) -> bool:
        """Link one file; say so where that cannot be done."""
        new = self._place(path)
        try:
            os.link(old, new, follow_symlinks=False)
        except FileExistsError:
            return True
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}:
                raise
            return False
        return True

    def write(self, path: str, data: bytes) -> None:
        """Write one file."""
        new = self._place(path)
        with open(new, "wb") as file:  # noqa: PTH123
            file.write(data)
            if self.is_synced:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(new, READ_ONLY)  # noqa: PTH101

    def _place(self, path: str) -> str:
        new = f"{self.root}/{path}"
        make_folder(new.rpartition("/")[0], self.made)
        return new


def strip(folder: str, keep: Mapping[str, FileFact], laid: int) -> set[str]:
    """Take all out of a release, laid out at the moment `laid` (ns), but the files of `keep` that are as they
    were; name those.
    """
    stay: set[str] = set()
    for here, _, names in os.walk(folder, topdown=False):
        inside = f"{here[len(folder) + 1 :]}/".lstrip("/")
        found = {
            name
            for name in names
            if (fact := keep.get(inside + name)) and is_as_laid(f"{here}/{name}", fact, laid)
        }
        stay |= {inside + name for name in found}
        for name in names:
            if name not in found:
                os.unlink(f"{here}/{name}")  # noqa: PTH108
        if inside and not found and not os.listdir(here):  # noqa: PTH208
            os.rmdir(here)  # noqa: PTH106
    return stay


def make_folder(folder: str, made: set[str]) -> None:
    """Make a folder that the web server can read, whatever the mask of this user."""
    if folder in made or not folder:
        return
    make_folder(folder.rpartition("/")[0], made)
    try:
        os.mkdir(folder)  # noqa: PTH102
        os.chmod(folder, 0o755)  # noqa: PTH101
    except FileExistsError:
        pass
    made.add(folder)


def is_as_laid(path: str, fact: FileFact, laid: int) -> bool:
    """Whether a file of a release, laid out at the moment `laid` (ns), is there and was not edited."""
    try:
        seen = os.lstat(path)
    except OSError:
        return False
    return seen.st_size == fact.size and seen.st_mtime_ns <= laid


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into a sentence."""
    try:
        yield
    except OSError as error:
        room = error.errno in {errno.ENOSPC, errno.EDQUOT}
        hint = "Make room, or keep fewer releases" if room else "See who may write there"
        raise SiteError(
            f"{error.filename or path}: cannot be written ({error.strerror}). "
            f"The live site is as it was. {hint}, and try again."
        ) from None
