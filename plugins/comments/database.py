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

from plugins.comments.rows import Row, SeededThread, Unreadable

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
    return [
        Row(
            thread=str(uri),
            id=int(number),
            created=float(created),
            html="" if mode == 4 else str(render(str(text))),
            author=html.unescape(author or ""),  # escaped once already by Isso
            website=html.unescape(website or ""),
            answers=parent or 0,
            modified=modified or 0.0,
            votes=votes or 0,
            is_deleted=mode == 4,
        )
        for uri, number, parent, created, modified, mode, text, author, website, votes in found
    ]


def rows_of_seed(threads: list[SeededThread]) -> list[Row]:
    """Render a seed as if it had been written to Isso; raise `Unreadable`."""
    import datetime as dt

    render = renderer()
    try:
        return [
            Row(
                thread=thread.thread,
                id=each.id,
                created=dt.datetime.fromisoformat(each.created).timestamp(),
                html=str(render(each.text)),
                author=each.author,
                website=each.website,
                answers=each.answers,
                votes=each.votes,
            )
            for thread in threads
            for each in thread.comments
        ]
    except ValueError as error:
        raise Unreadable(str(error)) from None


def renderer() -> mistune.Markdown:
    """Markdown → HTML as Isso does it: HTML in it is escaped, each line end is one."""
    return mistune.create_markdown(escape=True, hard_wrap=True, plugins=list(PLUGINS))
