"""The search page: a box, and below it the archive, which is all that there is without JavaScript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal

from msgspec import Struct

from plugins.engine.model import Post, Site
from plugins.engine.outputs import Output, Rendered
from plugins.engine.views import Head, Link
from plugins.kit.problems import Problem
from plugins.kit.text import educate
from plugins.search.records import searched
from plugins.search.settings import PATH

MOST = 40
"""With more posts than this the page leads to months, and the titles are one click away."""


class YearOfHits(Struct, frozen=True):
    """`hits` are posts with their months, or months with how many posts they have."""

    year: Link
    hits: tuple[Link, ...]


class SearchPage(Struct, frozen=True):
    """`topics` are what a reader is offered when nothing was found; `form` is that of the list of a year."""

    head: Head
    title: str
    topics: tuple[Link, ...]
    years: tuple[YearOfHits, ...]
    form: Literal["hits", "index"] = "hits"


def page_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the search page."""
    title, url = site.words("search.title"), site.place.url(PATH)
    head = Head(
        f"{title} · {site.name}",
        site.words("search.description", site=site.name),
        site.place.absolute(url),
        heading=title,
        robots="noindex",
        here=url,
    )
    posts = searched(site)
    used = {post.topic for post in posts}
    topics = (label for label in site.labels if label in used)
    is_small = len(posts) <= MOST
    yield Rendered(
        f"{PATH}index.html",
        "search.html",
        SearchPage(
            head,
            title,
            tuple(Link(label.name, site.place.url(label.path)) for label in topics),
            tuple(_titles(site, posts) if is_small else _months(site)),
            "hits" if is_small else "index",
        ),
    )


def _titles(site: Site, posts: list[Post]) -> Iterator[YearOfHits]:
    for year, those in groupby(posts, key=lambda post: post.date.year):
        hits = (
            Link(educate(post.title), site.place.url(post.path), detail=site.words.date(post.date, "month"))
            for post in those
        )
        yield YearOfHits(Link(str(year), site.place.url(f"{year}/")), tuple(hits))


def _months(site: Site) -> Iterator[YearOfHits]:
    counts = Counter((post.date.year, post.date.month) for post in site.listed())
    for year, those in groupby(sorted(counts, reverse=True), key=lambda period: period[0]):
        months = (
            Link(
                site.words.month(month),
                site.place.url(f"{year}/{month:02}/"),
                detail=site.words("list.posts", n=counts[year, month]),
            )
            for _, month in those
        )
        yield YearOfHits(Link(str(year), site.place.url(f"{year}/")), tuple(months))
