"""Comments as a source gives them, before anything is believed of them.

In: what a server, a database or a file said. Out: rows by thread; a shape that does not fit is an
`Unreadable`. No mail address and no network address has a place in a row, so none can be kept.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterable
from typing import Any

import msgspec


class Unreadable(ValueError):
    """What was read is no list of comments; the text says where."""


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """One comment. `created` and `modified` are seconds since 1970; `html` is rendered and not yet cleaned;
    `answers` is the id of the comment that it answers, 0 for none.
    """

    thread: str
    id: int
    created: float
    html: str = ""
    author: str = ""
    website: str = ""
    answers: int = 0
    modified: float = 0.0
    votes: int = 0
    is_deleted: bool = False


class Snapshot(msgspec.Struct, frozen=True):
    """All comments at one moment. `identity` says what they were read from, so that the same is not read
    twice.
    """

    identity: str
    rows: list[Row]
    format: int = 1


class Seeded(msgspec.Struct, frozen=True):
    """A comment of a seed: `text` is Markdown, `created` a moment as ISO 8601."""

    id: int
    author: str
    created: str
    text: str
    answers: int = 0
    website: str = ""
    votes: int = 0


class SeededThread(msgspec.Struct, frozen=True):
    thread: str
    comments: list[Seeded]


class Latest(msgspec.Struct, frozen=True):
    """An item of Isso's `GET /latest` (isso 0.14, views/comments.py); its other fields are not read."""

    uri: str
    id: int
    text: str
    created: float
    author: str | None = None
    website: str | None = None
    parent: int | None = None
    modified: float | None = None
    likes: int = 0
    dislikes: int = 0
    mode: int = 1


def read_snapshot(data: bytes) -> Snapshot:
    """Read what we kept; raise `Unreadable`."""
    found: Snapshot = _decode(data, Snapshot)
    return found


def write_snapshot(snapshot: Snapshot) -> bytes:
    """Lay a snapshot out: a line for each comment."""
    lines = b",\n".join(msgspec.json.encode(row) for row in snapshot.rows)
    head = msgspec.json.encode({"format": snapshot.format, "identity": snapshot.identity})
    return head[:-1] + b',"rows":[\n' + lines + b"\n]}\n"


def read_latest(data: bytes) -> list[Row]:
    """Read the answer of Isso; raise `Unreadable`. Isso has escaped names once already."""
    return [
        Row(
            thread=each.uri,
            id=each.id,
            created=each.created,
            html=each.text,
            author=html.unescape(each.author or ""),
            website=html.unescape(each.website or ""),
            answers=each.parent or 0,
            modified=each.modified or 0.0,
            votes=each.likes - each.dislikes,
            is_deleted=each.mode == 4,
        )
        for each in _decode(data, list[Latest])
    ]


def read_seed(data: bytes) -> list[SeededThread]:
    """Read a seed; raise `Unreadable`."""
    found: list[SeededThread] = _decode(data, list[SeededThread])
    _refuse_unsound(found)
    return found


def _refuse_unsound(threads: list[SeededThread]) -> None:
    ids: set[int] = set()
    for thread in threads:
        here: set[int] = set()
        for each in thread.comments:
            if each.id in ids or each.id < 1:
                raise Unreadable(f"the id {each.id} is there twice, or is no number from 1")
            if each.answers and each.answers not in here:
                raise Unreadable(f"comment {each.id} answers {each.answers}, which is not before it")
            seconds_of(each.created)
            ids.add(each.id)
            here.add(each.id)


def seconds_of(moment: str) -> float:
    """Seconds since 1970 of a moment in ISO 8601; without a zone it is UTC. Raise `Unreadable`."""
    try:
        found = dt.datetime.fromisoformat(moment)
    except ValueError:
        raise Unreadable(f"“{moment}” is no moment such as 2026-05-05T10:00:00+00:00") from None
    return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).timestamp()


def _decode(data: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:  # ValidationError is one
        raise Unreadable(str(error)) from None


def threads_of(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Sort rows into threads, oldest first; Isso's own order puts every reply behind (isso issue 1115)."""
    threads: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row.created, row.id)):
        threads.setdefault(row.thread, []).append(row)
    return threads
