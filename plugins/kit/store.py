"""A cache on disk: values by digest, in one SQLite file. It may be lost at any time; it is never wrong.

Keys are digests of everything that a value depends on, so there is nothing to invalidate: what is not asked
for during a build is forgotten at its end. A file that SQLite cannot read is replaced by an empty one.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from plugins.kit.problems import SiteError

SCHEMA = """CREATE TABLE IF NOT EXISTS entry (
    shelf TEXT, key BLOB, used INTEGER, value BLOB, PRIMARY KEY (shelf, key)) WITHOUT ROWID"""
KEEP_BUILDS = 20
"""Entries that were not used in this many builds go; switching between two content folders stays fast."""


class Store:
    """Shelves of values. As a context manager it keeps changes when the block ends without an error."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._db = _open(path)
        self._round = (self._db.execute("SELECT max(used) FROM entry").fetchone()[0] or 0) + 1
        self._used: dict[str, set[bytes]] = {}

    def get_many(self, shelf: str, keys: Sequence[bytes]) -> dict[bytes, Any]:
        """Fetch those that are there."""
        found: dict[bytes, Any] = {}
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ",".join("?" * len(part))
            rows = self._db.execute(
                f"SELECT key, value FROM entry WHERE shelf = ? AND key IN ({marks})", (shelf, *part)
            )
            for key, value in rows:
                try:
                    found[key] = pickle.loads(value)
                except Exception:  # written by other code, or damaged: make it anew
                    continue
        self._used.setdefault(shelf, set()).update(found)
        return found

    def put_many(self, shelf: str, values: Mapping[bytes, Any]) -> None:
        """Keep values."""
        rows = ((shelf, key, self._round, pickle.dumps(value, 5)) for key, value in values.items())
        self._db.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?)", rows)

    def items(self, shelf: str) -> dict[bytes, Any]:
        """Fetch a whole shelf."""
        keys = [key for (key,) in self._db.execute("SELECT key FROM entry WHERE shelf = ?", (shelf,))]
        return self.get_many(shelf, keys)

    def replace(self, shelf: str, values: Mapping[bytes, Any]) -> None:
        """Make a shelf hold exactly these values."""
        self._db.execute("DELETE FROM entry WHERE shelf = ?", (shelf,))
        self.put_many(shelf, values)

    def close(self) -> None:
        """Keep what was put, forget what was long unused."""
        for shelf, keys in self._used.items():
            self._touch(shelf, keys)
        self._db.execute("DELETE FROM entry WHERE used < ?", (self._round - KEEP_BUILDS,))
        self._db.commit()
        self._db.close()

    def _touch(self, shelf: str, keys: Iterable[bytes]) -> None:
        # Marking costs a write for each entry; every tenth build is enough for what is kept twenty.
        if self._round % 10 == 0:
            self._db.executemany(
                "UPDATE entry SET used = ? WHERE shelf = ? AND key = ?",
                ((self._round, shelf, key) for key in keys),
            )

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is None:
            self.close()
        else:
            self._db.rollback()
            self._db.close()


def _open(path: Path | None) -> sqlite3.Connection:
    if path is None:
        db = sqlite3.connect(":memory:")
        db.execute(SCHEMA)
        return db
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = f"{path.parent}: the cache folder cannot be made ({error.strerror})"
        raise SiteError(f"{said}. Choose another with --cache.") from None
    try:
        return _prepare(path)
    except sqlite3.DatabaseError:
        for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            name.unlink(missing_ok=True)
        return _prepare(path)


def _prepare(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=60)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = OFF")
        db.execute(SCHEMA)
        db.execute("SELECT shelf, key, used, value FROM entry LIMIT 1").fetchone()
    except BaseException:
        db.close()
        raise
    return db
