"""Copies of the database of Isso: made while Isso runs, judged before they are put back, thrown away in time.

A copy is written anew row by row (`VACUUM INTO`), so that nothing deleted is left in its free pages.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from plugins.comments.keep import VERSION, mistake, opened, shown, teach
from plugins.kit import clock
from plugins.kit.problems import SiteError
from plugins.kit.text import shorten

NAME = re.compile(r"comments-\d{4}-\d\d-\d\d-\d{6}(?:-[a-z-]+)?\.db\Z")
NEEDED = (
    "SELECT tid, id, parent, created, modified, mode, remote_addr, text, author, email, website, likes, "
    "dislikes, voters, notification FROM comments LIMIT 1",
    "SELECT id, uri, title FROM threads LIMIT 1",
    "SELECT key, value FROM preferences LIMIT 1",
)
BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def name_of_copy(database: Path, why: str = "") -> Path:
    """Where a copy made now belongs: in `backups` beside the database. The time is UTC."""
    stamp = clock.now().strftime("%Y-%m-%d-%H%M%S")
    return database.parent / "backups" / f"comments-{stamp}{why}.db"


def copies_of(database: Path) -> list[Path]:
    """The copies beside a database, oldest first."""
    folder = database.parent / "backups"
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if NAME.match(path.name))


class Damaged(SiteError):
    """A file that is no whole database."""


def check(path: Path) -> int:
    """Make sure that a file is a whole database of our Isso; how many comments it has. Raise `SiteError`."""
    if not path.is_file():
        raise SiteError(f"{shown(path)}: there is no such file.")
    number = _count(path)
    with opened(path) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version != VERSION:
            raise SiteError(
                f"{shown(path)}: is of another Isso (schema {version}; ours is {VERSION}). Start our Isso "
                "with it once, which brings an older one up."
            )
        for question in NEEDED:
            db.execute(question)
    return number


def _count(path: Path) -> int:
    """Count the comments of a database that is whole; raise `Damaged`."""
    with opened(path) as db:
        try:
            state = db.execute("PRAGMA integrity_check").fetchone()[0]
            if state != "ok":
                raise Damaged(f"{shown(path)}: is damaged ({shorten(state, 80)}). Take another copy.")
            return int(db.execute("SELECT count(*) FROM comments WHERE mode IN (1, 2)").fetchone()[0])
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in BROKEN:
                raise Damaged(mistake(path, error)) from None
            raise


def copy(source: Path, target: Path) -> int:
    """Copy a database as a whole, while Isso runs too, for its owner alone; the number of its comments. Raise
    `SiteError`.
    """
    if target.exists() and source.exists() and target.samefile(source):
        raise SiteError(f"{shown(target)}: is the database itself. Name another file.")
    number, name = _count(source), ""
    try:
        if not target.parent.exists():
            target.parent.mkdir(mode=0o700, parents=True)
            _give(target.parent, like=source)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=".tmp")
        os.close(handle)
        with opened(source) as db:
            db.execute("VACUUM INTO ?", (name,))
        _give(Path(name), like=source)
        Path(name).replace(target)
    except OSError as error:
        raise SiteError(f"{shown(target)}: cannot be written ({error.strerror}).") from None
    finally:
        if name:
            Path(name).unlink(missing_ok=True)
    return number


def restore(source: Path, target: Path) -> tuple[int, Path | None]:
    """Put a copy in the place of a database, while Isso runs too. What was there is set aside first. Returns
    the number of comments, and where the former database is now.
    """
    number = check(source)
    if target.exists() and target.samefile(source):
        raise SiteError(f"{shown(source)}: is the database itself. Name one of its copies.")
    aside = _set_aside(target) if target.exists() else None
    owner = aside or target.parent
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target, timeout=10)) as new:
            old.backup(new)
        _give(target, like=owner)
    except OSError as error:
        raise SiteError(f"{shown(target)}: cannot be written ({error.strerror}).") from None
    except sqlite3.Error as error:
        raise SiteError(mistake(target, error)) from None
    teach(target)
    return number, aside


def _set_aside(database: Path) -> Path:
    """Copy a database beside itself; one that cannot be read is moved there, as it is."""
    aside = name_of_copy(database, "-before-restore")
    try:
        copy(database, aside)
    except Damaged:
        aside = name_of_copy(database, "-damaged")
        aside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(database, aside)
    return aside


def _give(path: Path, *, like: Path) -> None:
    """Leave a file to the owner of another: root puts back what belongs to Isso."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        owner = like.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def thin(database: Path, keep: int) -> list[Path]:
    """Throw away all copies beside a database but the newest `keep`; what was thrown away."""
    old = copies_of(database)[:-keep] if keep else []
    for path in old:
        path.unlink()
    return old
