"""Keeping the database of Isso: begun with a seed, moderated, and made to forget.

Isso keeps the mail address and the network address of a comment that was deleted, if there are replies to
it, and its name in the mentions of others. Triggers in the database itself see to it that ours do not,
whatever program deletes.
"""

from __future__ import annotations

import html
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from plugins.comments.rows import Seeded, SeededThread, Unreadable, read_seed
from plugins.comments.talk import FIRST, LAST, moment
from plugins.engine.run import ROOT
from plugins.kit.problems import SiteError

VERSION = 5
"""The schema of isso 0.14; a newer Isso brings an older one up by itself."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS preferences (key VARCHAR PRIMARY KEY, value VARCHAR);
CREATE TABLE IF NOT EXISTS threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
CREATE TABLE IF NOT EXISTS comments (
    tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT NOT NULL, modified
    FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR NOT NULL, author VARCHAR, email VARCHAR, website
    VARCHAR, likes INTEGER DEFAULT 0, dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL, notification INTEGER
    DEFAULT 0);
"""
MENTIONED = r"""CASE WHEN text LIKE '[@%](#isso-%'
    AND instr(replace(text, '\](', '\]_'), '](') = instr(text, '](#isso-') THEN
    CAST(substr(text, instr(text, '](#isso-') + 8) AS INTEGER) END"""
"""The comment that a text answers beyond Isso's one level: it begins with `[@Ann](#isso-17)`."""
UNNAME = f"""UPDATE comments SET text = '[@…' || substr(text, instr(text, '](#isso-'))
        WHERE {MENTIONED} = OLD.id;"""
TRIGGERS = {
    "porchlight_forget": f"""CREATE TRIGGER porchlight_forget AFTER UPDATE OF mode ON comments
    WHEN NEW.mode = 4 BEGIN
    UPDATE comments SET text = '', author = NULL, email = NULL, website = NULL, remote_addr = '0.0.0.0',
        likes = 0, dislikes = 0, voters = zeroblob(256), notification = 0 WHERE id = NEW.id;
    {UNNAME}
END""",
    "porchlight_unname": f"""CREATE TRIGGER porchlight_unname AFTER DELETE ON comments BEGIN
    {UNNAME}
END""",
}
NOBODY = "0.0.0.0"
PLANT = """INSERT INTO comments
    (tid, id, parent, created, mode, remote_addr, text, author, website, likes, voters)
    VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, zeroblob(256))"""
LIST = """SELECT c.id, c.created, c.author, c.text, t.uri, c.mode FROM comments c
    LEFT JOIN threads t ON t.id = c.tid WHERE {which} ORDER BY c.created DESC, c.id DESC LIMIT {limit}"""
IS_ANSWERED = f"SELECT 1 FROM comments WHERE parent = :id OR {MENTIONED} = :id"
TIDY = f"""DELETE FROM comments WHERE mode = 4
    AND id NOT IN (SELECT parent FROM comments WHERE parent IS NOT NULL)
    AND id NOT IN (SELECT {MENTIONED} FROM comments WHERE {MENTIONED} IS NOT NULL)"""
CLOSED = "may not be opened, or not written to. Type this as the user that Isso runs as."
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class Entry(Struct, frozen=True):
    """A comment as a moderator sees it; `text` is Markdown. `is_waiting`: nobody else sees it yet."""

    id: int
    created: datetime
    author: str
    text: str
    thread: str
    is_waiting: bool


@contextmanager
def opened(path: Path, *, patience: float = 10) -> Iterator[sqlite3.Connection]:
    """Open the database for a change, which is made as a whole or not at all; raise `SiteError`. `patience`:
    how many seconds another program may hold it.
    """
    try:
        if not path.exists():
            raise SiteError(f"{shown(path)}: there is no such database of comments. ./run serve begins one.")
        with closing(sqlite3.connect(path, timeout=patience)) as db, db:
            db.execute("PRAGMA secure_delete = ON")
            yield db
    except PermissionError:
        raise SiteError(f"{shown(path)}: {CLOSED}") from None
    except sqlite3.Error as error:
        raise SiteError(mistake(path, error)) from None


def mistake(path: Path, error: sqlite3.Error) -> str:
    """Say what SQLite could not do with a database."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in BUSY:
        return f"{shown(path)}: another program is writing to it. Try again in a moment."
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}:
        return f"{shown(path)}: {CLOSED}"
    return f"{shown(path)}: {error}. Is it a database of Isso?"


def shown(path: Path) -> str:
    """Name a path as the settings do."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def begin(path: Path, seed: str = "") -> None:
    """Make a database, beginning with the seed, when there is none yet. Only its owner may read it."""
    if path.exists():
        return
    threads = seeded(seed) if seed else []
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise SiteError(f"{shown(path)}: cannot be made ({error.strerror}). Mend the path.") from None
    with opened(path) as db:
        db.executescript(SCHEMA)
        db.execute(f"PRAGMA user_version = {VERSION}")
        plant(db, threads)
    teach(path)


def teach(path: Path) -> None:
    """Have the database forget what is deleted in it. One of an older Isso is left alone: Isso makes its
    tables anew when it starts.
    """
    with opened(path) as db:
        _teach(db)


def _teach(db: sqlite3.Connection) -> None:
    if db.execute("PRAGMA user_version").fetchone()[0] < VERSION:
        return
    known = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    for name, wanted in TRIGGERS.items():
        if known.get(name) != wanted:
            db.execute(f"DROP TRIGGER IF EXISTS {name}")
            db.execute(wanted)


def seeded(seed: str) -> list[SeededThread]:
    """Read the seed; raise `SiteError`."""
    try:
        return read_seed((ROOT / seed).read_bytes())
    except OSError as error:
        raise SiteError(f"{seed}: cannot be read ({error.strerror}). Mend COMMENTS: seed.") from None
    except Unreadable as error:
        raise SiteError(f"{seed}: {error}. Mend the file.") from None


def plant(db: sqlite3.Connection, threads: Iterable[SeededThread]) -> None:
    """Write a seed as Isso would have: one level of replies, and a mention where there are more."""
    for thread in threads:
        known = {each.id: each for each in thread.comments}
        title = thread.thread.strip("/").rpartition("/")[2].replace("-", " ")
        found = db.execute("INSERT INTO threads (uri, title) VALUES (?, ?)", (thread.thread, title))
        for each in thread.comments:
            first, text = _first(each, known), each.text
            if first and first != each.answers:
                text = f"[@{known[each.answers].author}](#isso-{each.answers}) {text}"
            db.execute(
                PLANT,
                (
                    found.lastrowid,
                    each.id,
                    first or None,
                    datetime.fromisoformat(each.created).timestamp(),
                    NOBODY,
                    text,
                    html.escape(each.author, quote=False) or None,
                    html.escape(each.website) or None,
                    each.votes,
                ),
            )


def _first(each: Seeded, known: dict[int, Seeded]) -> int:
    """The comment at the beginning of the branch, 0 for one that begins a branch itself."""
    first = each.answers
    while first and known[first].answers:
        first = known[first].answers
    return first


def entries(path: Path, *, published: bool = False, limit: int = 50) -> list[Entry]:
    """What waits to be read, or, with `published`, the latest of everything; newest first."""
    return _listed(path, "c.mode IN (1, 2)" if published else "c.mode = 2", limit)


def entries_of(path: Path, numbers: Iterable[int]) -> list[Entry]:
    """Comments by their numbers, those that are not there left out."""
    return _listed(path, f"c.mode != 4 AND c.id IN ({', '.join(map(str, map(int, numbers)))})", -1)


def _listed(path: Path, which: str, limit: int) -> list[Entry]:
    with opened(path) as db:
        found = db.execute(LIST.format(which=which, limit=int(limit))).fetchall()
    return [
        Entry(
            id=number,
            created=moment(min(max(float(created), FIRST), LAST)),
            author=html.unescape(author or ""),
            text=text or "",
            thread=uri or "",
            is_waiting=mode == 2,
        )
        for number, created, author, text, uri, mode in found
    ]


def waiting(path: Path) -> int:
    """How many wait to be read."""
    with opened(path) as db:
        return int(db.execute("SELECT count(*) FROM comments WHERE mode = 2").fetchone()[0])


def approve(path: Path, numbers: Iterable[int]) -> list[int]:
    """Let everybody see them; the numbers of those that waited."""
    with opened(path) as db:
        change = "UPDATE comments SET mode = 1 WHERE id = ? AND mode = 2"
        return [number for number in numbers if db.execute(change, (number,)).rowcount]


def delete(path: Path, numbers: Iterable[int]) -> list[int]:
    """Delete comments; of one with replies the place stays, and nothing else. The numbers that were there."""
    with opened(path) as db:
        _teach(db)
        gone = [number for number in numbers if _delete(db, number)]
        while db.execute(TIDY).rowcount:
            pass
        db.execute("DELETE FROM threads WHERE id NOT IN (SELECT tid FROM comments)")
        return gone


def _delete(db: sqlite3.Connection, number: int) -> bool:
    is_answered = db.execute(IS_ANSWERED, {"id": number}).fetchone()
    change = "UPDATE comments SET mode = 4" if is_answered else "DELETE FROM comments"
    return bool(db.execute(f"{change} WHERE id = ? AND mode != 4", (number,)).rowcount)


def of_person(path: Path, email: str) -> list[int]:
    """The numbers of all comments that came with a mail address, in whatever case it was typed."""
    with opened(path) as db:
        rows = db.execute("SELECT id, email FROM comments WHERE email IS NOT NULL AND mode != 4").fetchall()
    wanted = email.strip().casefold()
    return [number for number, found in rows if html.unescape(found).strip().casefold() == wanted]


def scrub(path: Path) -> None:
    """Forget what deleted comments left behind, in free pages of the file too."""
    with opened(path) as db:
        _teach(db)
        if db.execute("PRAGMA user_version").fetchone()[0] >= VERSION:
            db.execute("UPDATE comments SET mode = 4 WHERE mode = 4")
        db.commit()
        db.execute("VACUUM")
