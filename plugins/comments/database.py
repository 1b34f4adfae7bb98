"""The database of Isso, read without Isso: SQLite, schema 5 (isso 0.14, db/comments.py).

Read: rows, never a mail address or a network address. Texts are Markdown there, and are rendered as Isso
renders them. The only module that knows mistune.
"""

from __future__ import annotations

import html
import sqlite3
from contextlib import closing
from pathlib import Path

import mistune

from plugins.comments.rows import Row, SeededThread, Unreadable, seconds_of

PLUGINS = ("strikethrough", "subscript", "superscript", "url", "table")
"""What Isso is told to render with as well: `[markup.mistune]` in its configuration."""
READ = """SELECT t.uri, c.id, c.parent, c.created, c.modified, c.mode, c.text, c.author, c.website,
    c.likes - c.dislikes FROM comments c JOIN threads t ON t.id = c.tid WHERE c.mode IN (1, 4)"""


def read_database(path: Path) -> list[Row]:
    """Read what is published, and the places of what was deleted; raise `Unreadable`."""
    render = renderer()
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            found = db.execute(READ).fetchall()
    except sqlite3.Error as error:
        raise Unreadable(str(error)) from None
    try:
        return [_row(render, *each) for each in found]
    except (TypeError, ValueError) as error:
        raise Unreadable(str(error)) from None


def _row(
    render: mistune.Markdown,
    uri: str,
    number: int,
    parent: int | None,
    created: float,
    modified: float | None,
    mode: int,
    text: str,
    author: str | None,
    website: str | None,
    votes: int | None,
) -> Row:
    return Row(
        thread=str(uri),
        id=int(number),
        created=float(created),
        html="" if mode == 4 else str(render(str(text))),
        author=html.unescape(str(author or "")),  # escaped once already by Isso
        website=html.unescape(str(website or "")),
        answers=int(parent or 0),
        modified=float(modified or 0.0),
        votes=int(votes or 0),
        is_deleted=mode == 4,
    )


def rows_of_seed(threads: list[SeededThread]) -> list[Row]:
    """Render a seed as if it had been written to Isso."""
    render = renderer()
    return [
        Row(
            thread=thread.thread,
            id=each.id,
            created=seconds_of(each.created),
            html=str(render(each.text)),
            author=each.author,
            website=each.website,
            answers=each.answers,
            votes=each.votes,
        )
        for thread in threads
        for each in thread.comments
    ]


def renderer() -> mistune.Markdown:
    """Markdown → HTML as Isso does it: HTML in it is escaped, each line end is one."""
    return mistune.create_markdown(escape=True, hard_wrap=True, plugins=list(PLUGINS))
