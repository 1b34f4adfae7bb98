"""The search page: a box, and below it the archive, which is all that there is without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from plugins.engine.model import Post, Site
from plugins.engine.outputs import Output, Rendered
from plugins.engine.views import Head, Link
from plugins.kit.problems import Problem
from plugins.kit.text import educate
from plugins.search.records import searched
from plugins.search.settings import PATH

MOST = 500
"""Posts on the page; what is older has the archive."""


class YearOfHits(Struct, frozen=True):
    year: Link
    hits: tuple[Link, ...]


class SearchPage(Struct, frozen=True):
    """`topics` are what a reader is offered when nothing was found."""

    head: Head
    title: str
    topics: tuple[Link, ...]
    years: tuple[YearOfHits, ...]


def page_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the search page."""
    title = site.words("search.title")
    head = Head(
        f"{title} · {site.name}",
        site.words("search.description", site=site.name),
        site.place.absolute(site.place.url(PATH)),
        heading=title,
    )
    posts = searched(site)
    used = {post.topic for post in posts}
    topics = (label for label in site.labels if label in used)
    yield Rendered(
        f"{PATH}index.html",
        "search.html",
        SearchPage(
            replace(head, robots="noindex"),
            title,
            tuple(Link(label.name, site.place.url(label.path)) for label in topics),
            tuple(_years(site, posts[:MOST])),
        ),
    )


def _years(site: Site, posts: list[Post]) -> Iterator[YearOfHits]:
    for year, those in groupby(posts, key=lambda post: post.date.year):
        hits = (
            Link(educate(post.title), site.place.url(post.path), detail=site.words.date(post.date, "month"))
            for post in those
        )
        yield YearOfHits(Link(str(year), site.place.url(f"{year}/")), tuple(hits))
