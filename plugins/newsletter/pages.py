"""The subscribe page, and the box in the shell of all pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from plugins.engine.model import Site
from plugins.engine.outputs import Output, Rendered
from plugins.engine.views import FeedShelf, Head
from plugins.kit.problems import Problem
from plugins.newsletter.box import PATH, box_of


class SubscribePage(Struct, frozen=True):
    """`feeds` are all that there are; `head.feeds` leads to the list of them for programs."""

    head: Head
    title: str
    feeds: tuple[FeedShelf, ...]


def name_origins(site: Site) -> Iterable[Problem]:
    """Let the policy of the site allow what the form leads to."""
    form = box_of(site).form
    for directive in ("form-action", "connect-src"):
        site.origins.setdefault(directive, set()).update(form.origins if form else ())
    return ()


def newsletter_parts(site: Site) -> Mapping[str, Any]:
    """The box in the shell."""
    return {"subscribe": box_of(site)}


def newsletter_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the subscribe page."""
    title, url = site.words("subscribe.title"), site.place.url(PATH)
    description = site.words("subscribe.description", site=site.name)
    head = Head(
        f"{title} · {site.name}",
        description,
        site.place.absolute(url),
        heading=title,
        feeds=site.feeds.get(PATH, ()),
        here=url,
    )
    yield Rendered(f"{PATH}index.html", "subscribe.html", SubscribePage(head, title, site.feed_shelves))
