"""Rows → comments: cleaned, in order, each with the comment that it answers. Nothing in a row is believed.

Isso keeps one level of replies: whatever answers a reply is stored as an answer to the first comment above
it (isso issue 210). Our script therefore begins such a text with a mention, `[@Ann](#isso-17)`, which every
reader of Isso understands; here the mention becomes the place in the thread.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup

from plugins.comments.rows import Row
from plugins.engine.model import Comment
from plugins.kit.clean import Cleaner
from plugins.kit.text import CONTROL, clean, shorten

NAME, WEBSITE = 80, 254
"""Characters. Isso takes names of any length."""
FIRST, LAST = -62135596800.0 + 86400 * 366, 253370764800.0
"""The second year of the calendar, and the year 9999: what a moment can be."""
TAGS = (
    "a b blockquote br code dd del dl dt em hr i ins kbd li mark ol p pre q s small strong sub sup table "
    "tbody td tfoot th thead tr ul"
)
_CLEANER = Cleaner(
    tags=set(TAGS.split()),
    attributes={"a": {"href"}, "ol": {"start"}},
    clean_content_tags={"script", "style", "iframe", "object", "textarea", "title"},
    link_rel="nofollow ugc noopener",
    url_schemes={"http", "https", "mailto"},
)
HEADING = re.compile(r"<(/?)h[1-6]\b[^<>]*>", re.I)
LONGEST = 500_000
"""Characters of HTML. Isso takes 65,535 of Markdown; what is longer is not from Isso, and not looked at."""
MENTION = re.compile(r'\s*<p>\s*<a href="#[a-z]+-(\d{1,15})"[^>]*>(.*?)</a>[\s,:]*(?:<br ?/?>)?\s*', re.S)


def talk_of(rows: Iterable[Row], anchor: str) -> tuple[Comment, ...]:
    """Make the comments of one thread, oldest first. `anchor` is such as `isso-{id}`.

    Of two with one id the first stays. A parent that is not there gets a place without words; one that is
    younger than its reply is none.
    """
    talk: dict[int, Comment] = {}
    sound = [row for row in rows if row.id > 0 and FIRST < row.created < LAST and len(row.html) <= LONGEST]
    known = {row.id for row in sound}
    for row in sorted(sound, key=lambda row: (row.created, row.id)):
        if row.id in talk:
            continue
        html, parent = CONTROL.sub("", row.html), row.answers
        if mention := MENTION.match(html):
            html = f"<p>{html[mention.end() :]}"
            meant = int(mention[1])
            if meant not in known:
                talk.setdefault(meant, _gone(meant, row.created, anchor, parent if parent in talk else 0))
            parent = meant if meant in talk else parent
        html = _CLEANER.clean(HEADING.sub(lambda found: f"<{found[1]}p>", html))
        if parent > 0 and parent not in known:
            talk.setdefault(parent, _gone(parent, row.created, anchor))
        elif parent not in talk:
            parent = 0
        talk[row.id] = Comment(
            id=str(row.id),
            anchor=anchor.format(id=row.id),
            parent=str(parent) if parent else "",
            author="" if row.is_deleted else shorten(clean(row.author), NAME),
            website="" if row.is_deleted else _website(row.website),
            created=moment(row.created),
            edited=moment(row.modified) if row.created < row.modified < LAST else None,
            html=Markup() if row.is_deleted else Markup(html.strip()),
            votes=row.votes,
            is_deleted=row.is_deleted,
        )
    return tuple(talk.values())


def _gone(number: int, created: float, anchor: str, parent: int = 0) -> Comment:
    return Comment(
        id=str(number),
        anchor=anchor.format(id=number),
        parent=str(parent or ""),
        author="",
        website="",
        created=moment(created),
        edited=None,
        html=Markup(),
        is_deleted=True,
    )


def moment(seconds: float) -> dt.datetime:
    """A moment, in UTC and whole seconds."""
    return dt.datetime.fromtimestamp(int(seconds), dt.UTC)


def _website(url: str) -> str:
    """An address that can be followed, or nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    is_fit = parts.scheme in {"http", "https"} and parts.netloc and len(url) <= WEBSITE and url.isprintable()
    return url if is_fit and " " not in url else ""
