"""What the last build of an output folder was made from, so that the next one need not make it all again.

The ground of a site is a digest of everything but the texts: settings, code, libraries, theme, the faces of
all documents, the other files of the content folder, and what capabilities say that they read. On the same
ground the site is the same, but for the texts that changed.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import os
import pickle
import sys
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from plugins.engine.capability import Capability
from plugins.engine.model import Site
from plugins.engine.read import Found
from plugins.kit.digests import digest
from plugins.kit.problems import Problem
from plugins.kit.store import Store

APART = {"OUTPUT_PATH", "CACHE_PATH", "JOBS", "AS_OF", "LOAD_CONTENT_CACHE"}
"""Settings that change no byte of the site, or are looked at by themselves."""
GIVEN = {"settings", "about", "name", "place", "zone", "moment", "content", "shown", "theme", "words"}
MADE_ANEW = GIVEN | {"is_preview", "texts"}
"""What a site is opened with; the rest is what capabilities put there."""
SITES, BUILDS = "sites", "builds"
PART = 1 << 17
"""Bytes of a kept site that are stored together."""


class Memo(Struct, frozen=True):
    """One build: its ground; the keys of its texts, and which of them the shell asked for; when it
    holds (from `moment`, up to `until`); what was wrong; how many posts there were.
    """

    ground: bytes
    texts: Mapping[str, bytes]
    shared: frozenset[str]
    moment: dt.datetime
    until: dt.datetime | None
    problems: Sequence[Problem]
    posts: int

    @staticmethod
    def of(site: Site, ground: bytes, found: Found, shared: frozenset[str]) -> Memo:
        """What is to be known of a build that ends."""
        texts = {path: entry.key for path, entry in found.texts.items()}
        return Memo(ground, texts, shared, site.moment, site.until, site.problems, len(site.posts))

    def holds(self, ground: bytes | None, moment: dt.datetime) -> bool:
        """Whether the site of now is this one, but for its texts."""
        return self.ground == ground and self.moment <= moment and (self.until is None or moment < self.until)

    def changed(self, found: Found) -> frozenset[str]:
        """The texts that are others now. On the same ground there are the same documents."""
        return frozenset(path for path, entry in found.texts.items() if entry.key != self.texts.get(path))


def ground_of(site: Site, capabilities: Sequence[Capability], found: Found) -> bytes | None:
    """Digest what the site is made from, but the texts; None when that cannot be known."""
    if found.problems:
        return None
    others: list[bytes] = []
    for each in capabilities:
        if (more := each.reads(site)) is None:
            return None
        others += [_look_at(path) for path in more]
    try:
        settings = _encoded({name: value for name, value in site.settings.items() if name not in APART})
    except (TypeError, ValueError):
        return None
    faces = (f"{path}\0".encode("utf-8", "surrogateescape") + e.face for path, e in found.texts.items())
    files = (f"{path}\0{found.signs[path]}".encode("utf-8", "surrogateescape") for path in found.files)
    ours = (_code(), _libraries(), _contents(site.theme.rglob("*")))
    return digest(*ours, settings, site.shown.encode(), digest(*others), *faces, *files)


def _look_at(path: Path) -> bytes:
    try:
        return digest(str(path).encode(), path.read_bytes())
    except OSError:
        return digest(str(path).encode())


def _contents(paths: Iterable[Path]) -> bytes:
    return digest(*map(_look_at, sorted(path for path in paths if path.is_file())))


def _code() -> bytes:
    """Digest of our code, whose changes the preview would not see otherwise."""
    return _contents(Path(__file__).parents[1].rglob("*.py"))


@functools.cache
def _libraries() -> bytes:
    """Digest of the versions of Python and of all that is installed beside msgspec: the names tell them."""
    installed = Path(msgspec.__file__).parents[1]
    names = sorted(name for name in os.listdir(installed) if name.endswith(".dist-info"))  # noqa: PTH208
    return digest(sys.version.encode(), *(name.encode() for name in names))


def _encoded(settings: Mapping[str, Any]) -> bytes:
    return msgspec.msgpack.Encoder(enc_hook=_named, order="deterministic").encode(settings)


def _named(value: Any) -> str:
    """A class or a function by its name; other values without an encoding as they show themselves."""
    name = getattr(value, "__qualname__", None)
    return f"{value.__module__}.{name}" if name else repr(value)


def place_of(output: Path) -> bytes:
    """The key of an output folder in the store. What another engine kept of it may have another shape."""
    return digest(str(output.resolve()).encode(), _engine())


@functools.cache
def _engine() -> bytes:
    return _contents(Path(__file__).parent.glob("*.py"))


def recall(store: Store, output: Path) -> Memo | None:
    """What the last build of an output folder left."""
    place = place_of(output)
    found = store.get_many(BUILDS, [place]).get(place)
    return found if isinstance(found, Memo) else None


def remember(store: Store, output: Path, memo: Memo) -> None:
    """Keep a build for the next one."""
    store.put_many(BUILDS, {place_of(output): memo})


def keep_site(store: Store, site: Site, ground: bytes) -> bool:
    """Keep what capabilities put into a site, for the next builds on the same ground, and say whether that
    could be done. One for each output: it is as large as all lists together.
    """
    tables = {name: getattr(site, name) for name in site.__struct_fields__ if name not in MADE_ANEW}
    place = place_of(Path(site.settings["OUTPUT_PATH"]))
    store.put_many(SITES, {place: (b"", 0)})  # the parts of the one before are written over
    parts = _Parts(store, place)
    try:
        _Writer(parts, site).dump(tables)
    except (pickle.PicklingError, TypeError, AttributeError):  # something that lives in this process only
        return False
    store.put_many(SITES, {place: (ground, parts.end())})
    return True


def restore(store: Store, site: Site, ground: bytes) -> bool:
    """Fill a site that was just opened with what capabilities put there when it had this ground."""
    place = place_of(Path(site.settings["OUTPUT_PATH"]))
    kept, count = store.get_many(SITES, [place]).get(place, (b"", 0))
    if kept != ground:
        return False
    keys = [_part(place, number) for number in range(count)]
    parts = store.get_many(SITES, keys)
    if len(parts) < count:
        return False
    unpacked = zlib.decompress(b"".join(parts.pop(key) for key in keys))
    for name, value in _Reader(io.BytesIO(unpacked), site).load().items():
        setattr(site, name, value)
    return True


def _part(place: bytes, number: int) -> bytes:
    return digest(place, str(number).encode())


class _Parts:
    """Takes what is written to it, and stores it compressed, part by part: it is the largest thing of a
    build, and whatever is held whole once leaves the process larger for good.
    """

    def __init__(self, store: Store, place: bytes) -> None:
        self._store, self._place, self._count = store, place, 0
        self._press, self._held = zlib.compressobj(1), bytearray()

    def write(self, data: bytes) -> None:
        self._held += self._press.compress(data)
        if len(self._held) >= PART:
            self._put()

    def end(self) -> int:
        """Store the rest, and say how many parts there are."""
        self._held += self._press.flush()
        self._put()
        return self._count

    def _put(self) -> None:
        self._store.put_many(SITES, {_part(self._place, self._count): bytes(self._held)})
        self._held.clear()
        self._count += 1


class _Writer(pickle.Pickler):
    """Writes what refers to the site with a mark in its place."""

    def __init__(self, file: _Parts, site: Site) -> None:
        super().__init__(file, 5)
        self._site = site

    def persistent_id(self, value: Any) -> str | None:
        return "site" if value is self._site else None


class _Reader(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, site: Site) -> None:
        super().__init__(file)
        self._site = site

    def persistent_load(self, _mark: Any) -> Site:
        return self._site
