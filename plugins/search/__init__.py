"""The search page: every post by title, topic and month, narrowed while the reader types; a plain list
without JavaScript.

Settings: none. Signals: none. Fills the shell's `search`. Writes: `/search/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from plugins.engine.capability import Capability
from plugins.engine.model import Site
from plugins.engine.outputs import Output, Rendered
from plugins.engine.views import Head, Link
from plugins.kit.problems import Problem
from plugins.kit.text import educate, shorten

PATH = "search/"


@dataclass(frozen=True, slots=True)
class Hit:
    """`words` is what the filter looks in, besides the title."""

    link: Link
    summary: str
    words: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    head: Head
    title: str
    hits: tuple[Hit, ...]


def search_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the search page."""
    title = site.words("search.title")
    head = Head(
        f"{title} · {site.name}",
        site.words("search.description", site=site.name),
        site.place.absolute(site.place.url(PATH)),
        heading=title,
    )
    hits = (
        Hit(
            Link(educate(post.title), site.place.url(post.path), detail=site.words.date(post.date, "month")),
            educate(shorten(post.summary, 140)),
            " ".join(
                [label.name for label in (*post.tags, post.topic, post.series) if label]
                + [person.name for person in (*post.authors, *post.guests)]
            ),
        )
        for post in site.listed()
    )
    yield Rendered(
        f"{PATH}index.html", "search.html", SearchPage(replace(head, robots="noindex"), title, tuple(hits))
    )


def search_parts(site: Site) -> Mapping[str, Any]:
    """Where the search forms of all pages lead."""
    return {"search": site.place.url(PATH)}


CAPABILITY = Capability("search", shell=search_parts, outputs=(search_outputs,))


def register() -> None:
    """Nothing to connect."""
