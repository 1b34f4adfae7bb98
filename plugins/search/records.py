"""Posts → what is searched in: for each a small HTML document, as Pagefind reads it.

Title and names (tags, people, series) are metadata, which Pagefind searches too, and weighs as its client is
told in `theme/scripts/search/find.js`. Excerpts come from the text alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from markupsafe import Markup

from plugins.engine.documents import MARK
from plugins.engine.model import Post, Site
from plugins.kit.text import educate

FORM = Markup(
    "<!doctype html><html><head><title>-</title></head><body data-pagefind-body>"
    '<i data-pagefind-ignore data-pagefind-meta="title">{}</i>'
    '<i data-pagefind-ignore data-pagefind-meta="names">{}</i>{}{}</body></html>'
)
FILTER = Markup('<i data-pagefind-ignore data-pagefind-filter="{}">{}</i>')


class Record(msgspec.Struct, frozen=True):
    """What is found of a post. `path` is its site path, `names` are those of tags, people and series, `topic`
    may be empty, `month` is such as `2026-11`, `html` the body as it was read.
    """

    path: str
    title: str
    names: tuple[str, ...]
    topic: str
    month: str
    html: str


Records = list[Record]


def searched(site: Site) -> list[Post]:
    """The posts that are found: those of lists, without those that do not want to be."""
    return [post for post in site.listed() if post.document.meta.search]


def records_of(site: Site) -> Records:
    """Collect what is found of every post, the newest first."""
    return [
        Record(
            post.path,
            educate(post.title),
            tuple(_names(post)),
            post.topic.name if post.topic else "",
            f"{post.date.year}-{post.date.month:02}",
            _text(site, post),
        )
        for post in searched(site)
    ]


def _text(site: Site, post: Post) -> str:
    changed = site.bodies.get(post.source)
    return site.texts.of(post.document).html if changed is None else changed


def document_of(record: Record) -> str:
    """Write a record for Pagefind. References are left out: links keep their words, pictures go."""
    values = {"topic": record.topic, "month": record.month}
    filters = (FILTER.format(name, value) for name, value in values.items() if value)
    text = Markup("".join(record.html.split(MARK)[::2]))
    return str(FORM.format(record.title, ", ".join(record.names), Markup().join(filters), text))


def _names(post: Post) -> Iterator[str]:
    for label in (*post.tags, post.topic, post.series, *post.authors, *post.guests):
        if label:
            yield label.name
