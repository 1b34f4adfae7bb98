"""Keeping the database of Isso: begun with a seed, moderated, copied, put back, and made to forget.

Isso keeps the mail address and the network address of a comment that was deleted, if there are replies to
it. A trigger in the database itself sees to it that ours do not, whatever program deletes.
"""

from __future__ import annotations

import datetime as dt
import html
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from plugins.comments.rows import Seeded, SeededThread, Unreadable, read_seed
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
FORGET = """
CREATE TRIGGER IF NOT EXISTS porchlight_forget AFTER UPDATE OF mode ON comments WHEN NEW.mode = 4 BEGIN
    UPDATE comments SET text = '', author = NULL, email = NULL, website = NULL, remote_addr = '0.0.0.0',
        voters = zeroblob(256), notification = 0 WHERE id = NEW.id;
END;
"""
NOBODY = "0.0.0.0"
PLANT = """INSERT INTO comments
    (tid, id, parent, created, mode, remote_addr, text, author, website, likes, voters)
    VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, zeroblob(256))"""
WAITING = """SELECT c.id, c.created, c.author, c.text, t.uri, c.mode FROM comments c JOIN threads t ON t.id =
c.tid
    WHERE c.mode IN ({modes}) ORDER BY c.created DESC LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A comment as a moderator sees it; `text` is Markdown. `is_waiting`: nobody else sees it yet."""

    id: int
    created: dt.datetime
    author: str
    text: str
    thread: str
    is_waiting: bool


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the database for a change, which is made as a whole or not at all; raise `SiteError`."""
    if not path.exists():
        raise SiteError(f"{shown(path)}: there is no such database of comments. ./run serve begins one.")
    try:
        with closing(sqlite3.connect(path, timeout=10)) as db, db:
            db.execute("PRAGMA secure_delete = ON")
            yield db
    except sqlite3.Error as error:
        raise SiteError(f"{shown(path)}: {error}. Is it a database of Isso?") from None


def shown(path: Path) -> str:
    """Name a path as the settings do."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def prepare(path: Path, seed: str = "") -> None:
    """Make a database begin with the seed, when there is none yet; teach it to forget."""
    is_new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    if is_new:
        with closing(sqlite3.connect(path)) as db, db:
            db.executescript(SCHEMA)
            db.execute(f"PRAGMA user_version = {VERSION}")
            if seed:
                plant(db, seeded(seed))
    with opened(path) as db:
        has_comments = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'comments'").fetchone()
        if has_comments:
            db.executescript(FORGET)


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
                    dt.datetime.fromisoformat(each.created).timestamp(),
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


def entries(path: Path, *, published: bool, limit: int = 50) -> list[Entry]:
    """What waits to be read, or, with `published`, the latest of everything; newest first."""
    with opened(path) as db:
        found = db.execute(WAITING.format(modes="1, 2" if published else "2"), (limit,)).fetchall()
    return [
        Entry(
            number,
            dt.datetime.fromtimestamp(created, dt.UTC),
            html.unescape(author or ""),
            text,
            uri,
            mode == 2,
        )
        for number, created, author, text, uri, mode in found
    ]


def approve(path: Path, numbers: Iterable[int]) -> list[int]:
    """Let everybody see them; the numbers of those that waited."""
    with opened(path) as db:
        change = "UPDATE comments SET mode = 1 WHERE id = ? AND mode = 2"
        return [number for number in numbers if db.execute(change, (number,)).rowcount]


def delete(path: Path, numbers: Iterable[int]) -> list[int]:
    """Delete comments; of one with replies the place stays, and nothing else. The numbers that were there."""
    with opened(path) as db:
        db.executescript(FORGET)
        return [number for number in numbers if _delete(db, number)]


def _delete(db: sqlite3.Connection, number: int) -> bool:
    mention = f"[@%](#isso-{number}) %"
    answered = "SELECT 1 FROM comments WHERE parent = ? OR text LIKE ?"
    if db.execute(answered, (number, mention)).fetchone():
        return bool(db.execute("UPDATE comments SET mode = 4 WHERE id = ?", (number,)).rowcount)
    gone = db.execute("DELETE FROM comments WHERE id = ?", (number,)).rowcount
    db.execute("DELETE FROM threads WHERE id NOT IN (SELECT tid FROM comments)")
    return bool(gone)


def of_person(path: Path, email: str) -> list[int]:
    """The numbers of all comments that came with a mail address, in whatever case it was typed."""
    with opened(path) as db:
        wanted = {email.strip().lower(), html.escape(email.strip().lower(), quote=False)}
        rows = db.execute("SELECT id, email FROM comments WHERE email IS NOT NULL").fetchall()
    return [number for number, found in rows if found.strip().lower() in wanted]


def scrub(path: Path) -> None:
    """Forget what deleted comments left behind, in free pages of the file too."""
    with opened(path) as db:
        db.executescript(FORGET)
        db.execute("UPDATE comments SET mode = 4 WHERE mode = 4")
    with closing(sqlite3.connect(path)) as db:
        db.execute("VACUUM")


def copy(source: Path, target: Path) -> int:
    """Copy a database as a whole, while Isso runs too; the number of comments in it. Raise `SiteError`."""
    with opened(source) as db:
        state = db.execute("PRAGMA integrity_check").fetchone()[0]
        if state != "ok":
            raise SiteError(f"{shown(source)}: is damaged ({state}). Take an older copy.")
        found = db.execute("SELECT count(*) FROM comments WHERE mode IN (1, 2)").fetchone()[0]
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(source)) as old,
        closing(sqlite3.connect(target, timeout=10)) as new,
    ):
        old.backup(new)
    target.chmod(0o600)
    return int(found)
