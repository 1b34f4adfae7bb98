"""A cache on disk: values by digest, in one SQLite file. It may be lost at any time; it is never wrong.

Keys are digests of everything that a value depends on, so there is nothing to invalidate: what is not asked
for during a build is forgotten at its end. A file that SQLite cannot read is replaced by an empty one.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import quote

from plugins.kit.problems import SiteError

SCHEMA = """
    CREATE TABLE IF NOT EXISTS entry
        (shelf TEXT, key BLOB, value BLOB, PRIMARY KEY (shelf, key));
    CREATE TABLE IF NOT EXISTS last
        (shelf TEXT, key BLOB, used INTEGER, PRIMARY KEY (shelf, key)) WITHOUT ROWID;
"""
"""When an entry was last used stands apart: to change it in the entry would write the value again. Values are
too long for the tree of their keys (https://www.sqlite.org/withoutrowid.html, section 4).
"""
PAGE = 16_384
"""Bytes: most texts fit in one, and are read and written at once."""
OLD = "SELECT shelf, key FROM last WHERE used < ?"
DAMAGED = (sqlite3.Error, UnicodeDecodeError)
"""Raised for a file that SQLite cannot read: it quotes what it found there, which need not be text."""
CHECK = 8
KEEP_BUILDS = 20
"""Entries that were not used in this many builds go; switching between two content folders stays fast."""


class Store:
    """Shelves of values, kept when the block that uses it as a context manager ends.

    Whatever goes wrong with the file, the rest of the build works with an empty store in memory.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._db, self._round = _open(path)
        self._process, self._is_forked, self._is_closed = os.getpid(), False, False
        self._has_more = False
        self._used: dict[str, set[bytes]] = {}

    @property
    def is_on_disk(self) -> bool:
        """Whether what is put here can be fetched by other processes, and later."""
        return self._path is not None

    def get_many(self, shelf: str, keys: Sequence[bytes]) -> dict[bytes, Any]:
        """Fetch those that are there. In a forked process too; nothing once it is closed."""
        found: dict[bytes, Any] = {}
        if self._is_closed:
            return found
        if self._process != os.getpid():
            self._reopen()
        try:
            for key, value in self._rows(shelf, keys):
                if (known := _unpacked(key, value)) is not None:
                    found[key] = known[0]
        except DAMAGED:
            self._begin_anew()
            return {}
        self._used.setdefault(shelf, set()).update(found)
        return found

    def mark(self, shelf: str, keys: Iterable[bytes]) -> None:
        """Say that these are still wanted, without fetching them."""
        self._used.setdefault(shelf, set()).update(keys)

    def flush(self) -> None:
        """Let other processes see what was put."""
        with suppress(*DAMAGED):
            self._db.commit()

    def _reopen(self) -> None:
        """Open the file in a forked process. The connection from before is left alone, for closing it here
        would close it there (https://www.sqlite.org/howtocorrupt.html, section 2.6).
        """
        self._inherited, self._process, self._is_forked = self._db, os.getpid(), True
        self._db = sqlite3.connect(f"file:{quote(str(self._path))}?mode=ro", uri=True, timeout=60)

    def _rows(self, shelf: str, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ",".join("?" * len(part))
            yield from self._db.execute(
                f"SELECT key, value FROM entry WHERE shelf = ? AND key IN ({marks})", (shelf, *part)
            )

    def put_many(self, shelf: str, values: Mapping[bytes, Any]) -> None:
        """Keep values."""
        self._has_more = True
        rows = [(shelf, key, _packed(key, value)) for key, value in values.items()]
        try:
            self._db.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", rows)
            self._touch(shelf, values)
        except DAMAGED:
            self._begin_anew()

    def keys(self, shelf: str) -> list[bytes]:
        """Name all that a shelf holds, without using it."""
        try:
            return [key for (key,) in self._db.execute("SELECT key FROM entry WHERE shelf = ?", (shelf,))]
        except DAMAGED:
            self._begin_anew()
            return []

    def close(self) -> None:
        """Keep what was put, forget what was long unused."""
        self._is_closed = True
        try:
            # Marking costs a write for each entry; every tenth build is enough for what is kept twenty.
            if self._round % 10 == 0:
                for shelf, keys in self._used.items():
                    self._touch(shelf, keys)
            if self._has_more:
                old = (self._round - KEEP_BUILDS,)
                self._db.execute(f"DELETE FROM entry WHERE (shelf, key) IN ({OLD})", old)
                self._db.execute("DELETE FROM last WHERE used < ?", old)
            self._db.commit()
            self._db.close()
        except DAMAGED:
            self._begin_anew()

    def _touch(self, shelf: str, keys: Iterable[bytes]) -> None:
        rows = [(shelf, key, self._round) for key in keys]
        self._db.executemany("INSERT OR REPLACE INTO last VALUES (?, ?, ?)", rows)

    def _begin_anew(self) -> None:
        self._db.close()
        if self._path and not self._is_forked:  # else it is still the parent's
            _remove(self._path)
        self._path = None
        self._db, self._round = _open(None)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_error: object) -> None:
        # After an error too: a digest does not care how the build ended.
        self.close()


def _packed(key: bytes, value: Any) -> bytes:
    """Write a value with a digest before it: a damaged file often reads well, and says something else."""
    data = pickle.dumps(value, 5)
    return blake2b(data, digest_size=CHECK, key=key[:64]).digest() + data


def _unpacked(key: bytes, packed: Any) -> tuple[Any] | None:
    """Read it, in a tuple; None when it is damaged, or from another time."""
    if not isinstance(packed, bytes) or not isinstance(key, bytes):
        return None
    data = packed[CHECK:]
    if blake2b(data, digest_size=CHECK, key=key[:64]).digest() != packed[:CHECK]:
        return None
    try:
        return (pickle.loads(data),)
    except Exception:  # a class that is no longer there
        return None


def _open(path: Path | None) -> tuple[sqlite3.Connection, int]:
    """Open the file, or a new one in the place of one that cannot be read; say which build this is."""
    if path is None:
        return _prepare(":memory:")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = f"{path.parent}: the cache folder cannot be made ({error.strerror})"
        raise SiteError(f"{said}. Choose another with --cache.") from None
    try:
        return _prepare(str(path))
    except DAMAGED:
        _remove(path)
    try:
        return _prepare(str(path))
    except DAMAGED as error:
        raise SiteError(
            f"{path}: the cache cannot be written ({error}). Choose another with --cache."
        ) from None


def _prepare(name: str) -> tuple[sqlite3.Connection, int]:
    db = sqlite3.connect(name, timeout=60, check_same_thread=False)
    try:
        db.execute(f"PRAGMA page_size = {PAGE}")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = OFF")
        db.executescript(SCHEMA)
        last = db.execute("SELECT max(used) FROM last").fetchone()[0] or 0
        if not isinstance(last, int):
            raise sqlite3.DatabaseError("damaged")
    except BaseException:
        db.close()
        raise
    return db, last + 1


def _remove(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        with suppress(OSError):
            path.with_name(path.name + end).unlink()
