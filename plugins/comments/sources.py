"""The comments of a build: from a database, a server, a file; else the last that could be read."""

from __future__ import annotations

import functools
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from plugins.comments.database import read_database, rows_of_seed
from plugins.comments.rows import (
    Row,
    Snapshot,
    Unreadable,
    read_latest,
    read_seed,
    read_snapshot,
    write_snapshot,
)
from plugins.comments.settings import Comments
from plugins.engine.run import ROOT
from plugins.kit.ask import NoAnswer, ask
from plugins.kit.files import write_whole

LARGEST = 200_000_000
"""Bytes: some hundred thousand comments."""
EVERYTHING = 1_000_000_000
"""Isso wants a limit, and takes the wrong end of its list with a small one (isso issue 1115)."""


class NoComments(Exception):
    """A source that cannot be read; the text says which and why."""


def read_source(settings: Comments, source: str, kept: Snapshot | None) -> Snapshot:
    """Read a source, or take what is kept when that was read from the same; raise `NoComments`."""
    if "://" in source:
        return Snapshot(source, _ask_isso(source, settings.seconds))
    path = ROOT / source
    try:
        identity = _identity(source, path)
    except OSError as error:
        raise NoComments(f"{source} cannot be read ({error.strerror})") from None
    if kept and kept.identity == identity:
        return kept
    read = read_database if path.suffix == ".db" else _read_file
    try:
        return Snapshot(identity, read(path))
    except Unreadable as error:
        raise NoComments(f"{source} holds no comments that can be read ({error})") from None


def _ask_isso(address: str, seconds: float) -> list[Row]:
    url = f"{address.rstrip('/')}/latest?limit={EVERYTHING}"
    try:
        return read_latest(ask(url, {"Accept": "application/json"}, seconds=seconds, largest=LARGEST))
    except NoAnswer as error:
        hint = ": latest-enabled = true is missing in its configuration" if error.status == 404 else ""
        raise NoComments(f"{error}{hint}") from None
    except Unreadable as error:
        raise NoComments(f"{address} answers with something else than comments ({error})") from None


def _identity(source: str, path: Path) -> str:
    if path.suffix == ".json":
        return f"{source} {blake2b(path.read_bytes(), digest_size=16).hexdigest()}"
    stat = path.stat()
    return f"{source} {stat.st_size} {stat.st_mtime_ns} {stat.st_ino}"


def _read_file(path: Path) -> list[Row]:
    return list(_rows_of(path.read_bytes()))


@functools.lru_cache(maxsize=1)
def _rows_of(data: bytes) -> list[Row]:
    """Render a file; the preview asks for the same with every title that is saved."""
    kinds: tuple[Callable[[bytes], list[Row]], ...] = (
        lambda data: read_snapshot(data).rows,
        lambda data: rows_of_seed(read_seed(data)),
    )
    return kinds[data.lstrip()[:1] == b"["](data)


def read_kept(settings: Comments, source: str) -> Snapshot | None:
    """The last comments that could be read from this source; None when there are none. Those of another one
    are not taken: what was tried on this machine is not for everybody.
    """
    try:
        kept = read_snapshot((ROOT / settings.snapshot).read_bytes())
    except (OSError, Unreadable):
        return None
    return kept if kept.identity.partition(" ")[0] == source else None


def keep(settings: Comments, snapshot: Snapshot, kept: Snapshot | None) -> bool:
    """Keep a snapshot when it is another one, and say whether it was."""
    if kept == snapshot:
        return False
    write_whole(ROOT / settings.snapshot, write_snapshot(snapshot))
    return True
