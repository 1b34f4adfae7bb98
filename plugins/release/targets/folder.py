"""`file:///var/www/blog`: a folder of this machine that a web server serves.

`blog` is a link to `blog.releases/<name>/`; a deploy lays out a new folder, with hard links to the files that
did not change, and then replaces the link in one step. `blog.releases/<name>.json` is the record of each.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from plugins.kit.files import write_whole
from plugins.kit.problems import SiteError
from plugins.release.target import FileFact, Manifest, Tell, steps_between
from plugins.release.targets.address import Address
from plugins.release.targets.links import FEW, Layout, is_as_laid, make_folder, strip, told
from plugins.release.targets.records import (
    Record,
    busy,
    decode,
    encode,
    expect,
    go_back,
    pick,
    read_checked,
    succeed,
    surplus,
)

MARK = ".porchlight"
"""In our folder of releases: says that it is ours, and is the lock, which ends with the process."""
SPARE, SPARE_RECORD = ".spare", ".spare.record"


class Folder(Struct, frozen=True):
    """A target on this machine; `link` is the path that is served."""

    link: Path

    @property
    def where(self) -> str:
        return f"file://{self.link}"

    @property
    def shelf(self) -> Path:
        return self.link.with_name(f"{self.link.name}.releases")

    def live(self) -> Manifest | None:
        with told(self.link):
            self._settle()
            record = self._live()
            return self._found(record) if record else None

    def _found(self, record: Record) -> Manifest:
        """What visitors get: a file that was edited or deleted there is not the one of the release."""
        kept = self.shelf / f"{record.name}.json"
        laid = kept.stat().st_mtime_ns if kept.exists() else 0
        files = {
            path: fact if is_as_laid(f"{self.shelf}/{record.name}/{path}", fact, laid) else FileFact(0, "")
            for path, fact in record.manifest.files.items()
        }
        return replace(record.manifest, files=files)

    def deploy(self, tree: Path, release: Manifest, tell: Tell) -> None:
        with told(self.link), self._alone():
            live = self._live()
            expect(live, release, self.where)
            record = succeed(live, release, self._names())
            tell(f"Laying out {len(release.files)} files beside the live ones")
            part = self.shelf / ".part"
            self._lay(part, tree, live, record)
            self._keep_record(record)
            # From here on the next one knows, by this link, which release never went live.
            self._point(self.shelf / ".next", release.name)
            part.rename(self.shelf / release.name)
            self._switch(release.name)

    def releases(self) -> list[Manifest]:
        with told(self.link):
            self._settle()
            return [self._record(name).manifest for name in sorted(self._names(), reverse=True)]

    def roll_back(self, name: str, tell: Tell) -> Manifest:
        with told(self.link), self._alone():
            live = self._live()
            names = self._names()
            older = pick(name, map(self._record, names), self.where)
            record = go_back(live, older, names)
            tell(f"Going back to {name}")
            if live and live.name != name:
                layout = Layout(f"{self.shelf}/{name}")
                for path in sorted(record.every().keys() - older.every().keys()):
                    layout.link(f"{self.shelf}/{live.name}/{path}", path)
                self._keep_record(record)
            self._switch(name)
            return record.manifest

    def prune(self, keep: int) -> list[str]:
        with told(self.link), self._alone():
            live = self._live()
            names = surplus(self._names(), keep, live.name if live else "")
            for name in names[:-1]:
                (self.shelf / name).rename(self.shelf / f".old-{name}")
                (self.shelf / f"{name}.json").unlink()
            for name in names[-1:]:
                self._put_by(name)
            self._tidy()
            return names

    def _put_by(self, name: str) -> None:
        """Keep the folder of a release for the next: ten thousand are faster mended than made."""
        (self.shelf / SPARE_RECORD).unlink(missing_ok=True)
        if (self.shelf / SPARE).is_dir():
            (self.shelf / SPARE).rename(self.shelf / f".old-{name}")
        (self.shelf / name).rename(self.shelf / SPARE)
        (self.shelf / f"{name}.json").rename(self.shelf / SPARE_RECORD)

    def _begin(self, part: Path, record: Record) -> set[str]:
        """Make the folder of a new release, from one that was put by where there is one; name what of the new
        release is in it.
        """
        spare, facts = self.shelf / SPARE_RECORD, record.every()
        if (self.shelf / SPARE).is_dir() and spare.exists():
            (self.shelf / SPARE).rename(part)
            had, laid = decode(spare.read_bytes(), SPARE).every(), spare.stat().st_mtime_ns
            same = {path: fact for path, fact in had.items() if facts.get(path) == fact}
            with suppress(OSError):
                return strip(str(part), same, laid)
            shutil.rmtree(part)
        make_folder(str(part), set())
        return set()

    def _names(self) -> set[str]:
        found = (path.stem for path in self.shelf.glob("*.json"))
        return {name for name in found if (self.shelf / name).is_dir()}

    def _record(self, name: str) -> Record:
        try:
            return decode((self.shelf / f"{name}.json").read_bytes(), name)
        except FileNotFoundError:
            return decode(b"", name)

    def _keep_record(self, record: Record) -> None:
        """Write a record. Its time stays that of laying out: what is newer in the release was edited."""
        path = self.shelf / f"{record.name}.json"
        before = path.stat().st_mtime_ns if path.exists() else 0
        write_whole(path, encode(record))
        if before:
            os.utime(path, ns=(before, before))

    def _live(self) -> Record | None:
        """Read what the link leads to; refuse what is not ours."""
        if not os.path.lexists(self.link):
            return None
        if self.link.is_symlink():
            target = Path(os.path.normpath(self.link.parent / self.link.readlink()))
            if target.parent == self.shelf:
                return self._record(target.name)
            raise SiteError(
                f"{self.link}: is a link to {target}, which was not made by publishing. "
                "Move it away, or publish to another path."
            )
        if self.link.is_dir() and not any(self.link.iterdir()):
            return None
        raise SiteError(
            f"{self.link}: exists, and was not made by publishing. It has to become a link, and what is in "
            f"it would be lost. Move it away (mv {self.link} {self.link}.old), or publish to another path."
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep others out, and undo what a killed deploy left behind."""
        self._live()
        if self.shelf.exists() and any(self.shelf.iterdir()) and not (self.shelf / MARK).exists():
            raise SiteError(
                f"{self.shelf}: is wanted for the releases, and holds files of somebody else. "
                "Move them away, or publish to another path."
            )
        make_folder(str(self.shelf), set())
        with (self.shelf / MARK).open("a") as mark:
            try:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise busy(self.where) from None
            self._tidy()
            yield

    def _settle(self) -> None:
        """Undo what a killed deploy left behind, unless one is at work or this is somebody who only reads."""
        with (
            suppress(FileNotFoundError, BlockingIOError, PermissionError),
            (self.shelf / MARK).open() as mark,
        ):
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._tidy()

    def _tidy(self) -> None:
        """Clear away what was never live, and what is no longer wanted."""
        never = self.shelf / ".next"
        if never.is_symlink():
            name = never.readlink().name
            live = self._live()
            if (self.shelf / name).is_dir() and not (live and live.name == name):
                (self.shelf / name).rename(self.shelf / f".old-{name}")
            never.unlink()
        for path in self.shelf.glob(".old-*"):
            shutil.rmtree(path)
        shutil.rmtree(self.shelf / ".part", ignore_errors=True)
        for path in self.shelf.glob("*.json"):
            if not path.with_suffix("").is_dir():
                path.unlink()

    def _lay(self, part: Path, tree: Path, live: Record | None, record: Record) -> None:
        """Lay out a release: links to what is there already, copies of the rest."""
        steps = steps_between(live.manifest if live else None, record.manifest)
        facts = record.manifest.files
        fresh = [*steps.assets, *steps.pages]
        there = self._begin(part, record)
        layout = Layout(str(part))
        if live:
            old = self.shelf / live.name
            laid = (self.shelf / f"{live.name}.json").stat().st_mtime_ns if steps.kept else 0
            kept = {path: facts[path] for path in steps.kept if path not in there}
            fresh += layout.link_all(old, kept, laid)
            for path in record.carried.keys() - there:
                layout.link(f"{old}/{path}", path)
        fresh = [path for path in fresh if path not in there]
        layout.is_synced = len(fresh) <= FEW
        for path in fresh:
            layout.write(path, read_checked(tree, path, facts[path]))
        if not layout.is_synced:
            os.sync()

    def _switch(self, name: str) -> None:
        """Make the served path a link to a release: by renaming, since a link cannot be changed in place."""
        fresh = self.link.with_name(f".{self.link.name}.next")
        self._point(fresh, f"{self.shelf.name}/{name}")
        if self.link.is_dir() and not self.link.is_symlink():
            self.link.rmdir()
        fresh.replace(self.link)
        (self.shelf / ".next").unlink(missing_ok=True)

    def _point(self, link: Path, to: str) -> None:
        link.unlink(missing_ok=True)
        link.symlink_to(to)


def open_folder(address: Address) -> Folder:
    """Make the target of `file:///path`."""
    if address.host not in {"", "localhost"} or address.user or address.port:
        raise SiteError(
            f"{address.shown}: names a host. A folder of this machine has three slashes: "
            "file:///var/www/blog; one of another machine is ssh://host/path."
        )
    if not address.path.startswith("/"):
        raise SiteError(f"{address.shown}: names no folder. Write it as file:///var/www/blog.")
    return Folder(Path(address.path))
