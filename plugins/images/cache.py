"""What was made of pictures, kept by content: one that did not change is not encoded again, whatever it is
called and wherever it lies.

`<cache>/pictures/` holds the files, and beside them what is known of each. What no build of the last twenty
used goes.
"""

from __future__ import annotations

import fcntl
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

from plugins.engine.model import Site
from plugins.engine.opening import jobs_of
from plugins.images import raster
from plugins.images.press import File, Pressed, is_drawing, press
from plugins.images.uses import Kind
from plugins.kit.files import write_whole
from plugins.kit.problems import SiteError
from plugins.kit.store import Store
from plugins.kit.workers import spread

FOLDER, PRESSED, SEEN = "pictures", "pressed", "seen"
OURS = re.compile(r"[0-9a-f]{32}")
AT_ONCE = 16
"""Pictures for each process between two signs of life on the terminal."""


class Job(Struct, frozen=True):
    """`path` is in content."""

    path: str
    kind: Kind


class Kept(Struct, frozen=True):
    """What was made for a job. Its files lie at `stem` and their ends; without it, it is the writer's own."""

    pressed: Pressed
    source: Path
    stem: Path | None = None

    def file(self, file: File) -> Path:
        return self.source if self.stem is None else self.stem.with_name(self.stem.name + file.end)

    def is_whole(self) -> bool:
        """Whether all files are there, as long as they were: somebody may have tidied up."""
        return all(_length(self.file(file)) == file.length for file in self.pressed.files)


def press_all(site: Site, jobs: Sequence[Job]) -> dict[Job, Kept]:
    """Do the jobs; those that were not done before, on all processors."""
    plain = {job: _as_it_is(site, job) for job in jobs if site.is_preview and not is_drawing(Path(job.path))}
    rest = [job for job in jobs if job not in plain]
    if not rest:
        return plain
    folder = Path(site.settings["CACHE_PATH"]) / FOLDER
    is_kept = bool(site.settings.get("LOAD_CONTENT_CACHE", True))
    with _locked(folder), Store(folder / "index.sqlite" if is_kept else None) as store:
        return plain | _Press(site, folder, store).do(rest)


def _as_it_is(site: Site, job: Job) -> Kept:
    source = site.content / job.path
    try:
        width, height = raster.size(source)
    except raster.Unreadable as error:
        return Kept(Pressed(trouble=(str(error), error.hint)), source)
    return Kept(Pressed(width, height, files=(File("", "", width, _length(source)),)), source)


class _Press:
    """One build's work on pictures, with what is known from earlier ones."""

    def __init__(self, site: Site, folder: Path, store: Store) -> None:
        self._site, self._folder, self._store = site, folder, store

    def do(self, jobs: Sequence[Job]) -> dict[Job, Kept]:
        keys = self._keys(jobs)
        known = self._store.get_many(PRESSED, sorted(set(keys.values())))
        kept = {job: self._kept(job, keys[job], known[keys[job]]) for job in jobs if keys[job] in known}
        kept = {job: each for job, each in kept.items() if each.is_whole()}
        missing = {keys[job]: job for job in jobs if job not in kept}
        if missing:
            self._sweep()
            made = self._make(missing)
            kept |= {job: self._kept(job, keys[job], made[keys[job]]) for job in jobs if job not in kept}
        return kept

    def _kept(self, job: Job, key: bytes, pressed: Pressed) -> Kept:
        return Kept(pressed, self._site.content / job.path, self._folder / key.hex())

    def _keys(self, jobs: Sequence[Job]) -> dict[Job, bytes]:
        """Name the work of each job by all that it depends on."""
        looks = {path: _look(self._site.content / path) for path in sorted({job.path for job in jobs})}
        seen = self._store.get_many(SEEN, list(looks.values()))
        new = {look: _digest(self._site.content / path) for path, look in looks.items() if look not in seen}
        self._store.put_many(SEEN, new)
        contents = seen | new
        return {
            job: blake2b(contents[looks[job.path]] + job.kind.encode() + _recipe(), digest_size=16).digest()
            for job in jobs
        }

    def _make(self, missing: Mapping[bytes, Job]) -> dict[bytes, Pressed]:
        keys, found = list(missing), []
        jobs = jobs_of(self._site.settings)
        for start in range(0, len(keys), step := AT_ONCE * jobs):
            part = keys[start : start + step]
            _tell(start, len(keys))
            found += spread(self._run(missing), part, jobs=jobs, least=2, group=bytes.hex)
            self._store.put_many(PRESSED, dict(zip(part, found[start:], strict=True)))
        _tell(len(keys), len(keys))
        return dict(zip(keys, found, strict=True))

    def _run(self, missing: Mapping[bytes, Job]) -> Callable[[Sequence[bytes]], list[Pressed]]:
        def run(keys: Sequence[bytes]) -> list[Pressed]:
            return [self._press(key, missing[key]) for key in keys]

        return run

    def _press(self, key: bytes, job: Job) -> Pressed:
        pressed, data = press(self._site.content / job.path, job.kind)
        for end, each in data.items():
            write_whole(self._folder / f"{key.hex()}{end}", each)
        return pressed

    def _sweep(self) -> None:
        """Remove the files of which nothing is known any more."""
        known = {key.hex() for key in self._store.keys(PRESSED)}
        for file in sorted(self._folder.iterdir()):
            if OURS.match(file.name) and file.name[:32] not in known:
                file.unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One build at a time: another may be about to copy what this one would sweep away."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        said = f"{folder}: the cache folder cannot be made ({error.strerror})"
        raise SiteError(f"{said}. Choose another with --cache.") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _look(path: Path) -> bytes:
    """What a file looks like from outside; while that is the same, it is not read again."""
    stat = path.stat()
    seen = f"{path}\0{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"
    return blake2b(seen.encode("utf-8", "surrogateescape"), digest_size=16).digest()


def _digest(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError:
        data = b""  # what is wrong is said when it is opened
    return blake2b(data + path.suffix.lower().encode(), digest_size=16).digest()


def _length(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


@cache
def _recipe() -> bytes:
    """Digest what decides which bytes come out: our code and the libraries."""
    here, kit = Path(__file__).parent, Path(__file__).parents[1] / "kit"
    code = [here / f"{name}.py" for name in ("press", "raster", "drawings")] + [kit / "colours.py"]
    return blake2b(b"".join(file.read_bytes() for file in code) + raster.version().encode()).digest()


def _tell(done: int, total: int) -> None:
    """Say on a terminal how far it is: a hundred photos take a minute, once."""
    if sys.stderr.isatty() and total > AT_ONCE:
        print(
            f"\rpictures: {done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True
        )
