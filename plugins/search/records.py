"""Posts → what is searched in: for each a small HTML document, as Pagefind reads it.

Title and names (tags, people, series) are metadata, which Pagefind searches too, and weighs as its client is
told in `theme/scripts/search/find.js`. Excerpts come from the text alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from plugins.engine.documents import MARK
from plugins.engine.model import Post, Site
from plugins.kit.text import educate

Records = Mapping[str, str]
"""Site path → HTML."""
FORM = Markup(
    "<!doctype html><html><head><title>-</title></head><body data-pagefind-body>"
    '<i data-pagefind-ignore data-pagefind-meta="title">{title}</i>'
    '<i data-pagefind-ignore data-pagefind-meta="names">{names}</i>{filters}{body}</body></html>'
)
FILTER = Markup('<i data-pagefind-ignore data-pagefind-filter="{}">{}</i>')


def searched(site: Site) -> list[Post]:
    """The posts that are found: those of lists, without those that do not want to be."""
    return [post for post in site.listed() if post.document.meta.search]


def records_of(site: Site) -> Records:
    """Write the record of every post that is found."""
    return {post.path: _record(site, post) for post in searched(site)}


def _record(site: Site, post: Post) -> str:
    filters = (FILTER.format(name, value) for name, value in _filters(post))
    made = FORM.format(
        title=educate(post.title),
        filters=Markup().join(filters),
        body=Markup(_text(site, post)),
        names=", ".join(_names(post)),
    )
    return str(made)


def _filters(post: Post) -> Iterator[tuple[str, str]]:
    if post.topic:
        yield "topic", post.topic.name
    yield "month", f"{post.date:%Y-%m}"


def _names(post: Post) -> list[str]:
    labels = [label.name for label in (*post.tags, post.topic, post.series) if label]
    return labels + [person.name for person in (*post.authors, *post.guests)]


def _text(site: Site, post: Post) -> str:
    """The body without its references: links keep their words, pictures go."""
    if post.source in site.bodies:
        return site.bodies[post.source]
    return "".join(post.document.body.html.split(MARK)[::2])
