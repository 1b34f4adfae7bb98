"""Staying: the subscribe box of every page, and the page that explains the ways to follow.

Settings: `NEWSLETTER` (`newsletter.settings.Newsletter`); `SITE.promise`, `SITE.email`, `SITE.follow`.
Signals: none. Fills the shell's `subscribe`, and `Site.origins` with the hosts of the provider.
Reads `data/subscribers.json`, which `newsletter.count` writes. Writes: `/subscribe/`. Without a provider the
box offers feeds and a mail link. In the preview the form leads to this machine (`try_out`), which writes
`var/sign-ups.jsonl`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from plugins.engine.capability import Capability
from plugins.engine.model import Site
from plugins.engine.outputs import Output, Rendered
from plugins.engine.views import FeedShelf, Head
from plugins.kit.problems import Problem
from plugins.newsletter.box import PATH, box_of
from plugins.newsletter.count import count_file
from plugins.newsletter.settings import Newsletter

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


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
    title = site.words("subscribe.title")
    description = site.words("subscribe.description", site=site.name)
    head = Head(
        f"{title} · {site.name}",
        description,
        site.place.absolute(site.place.url(PATH)),
        heading=title,
        feeds=site.feeds.get(PATH, ()),
    )
    yield Rendered(f"{PATH}index.html", "subscribe.html", SubscribePage(head, title, site.feed_shelves))


def newsletter_preview(settings: Mapping[str, Any]) -> Mapping[str, WSGIApplication]:
    """The local sign-up."""
    from plugins.newsletter.try_out import preview_apps

    return preview_apps(settings)


CAPABILITY = Capability(
    "newsletter",
    settings={"NEWSLETTER": Newsletter},
    enrich=(name_origins,),
    reads=lambda site: [count_file(site.settings["NEWSLETTER"])],
    shell=newsletter_parts,
    outputs=(newsletter_outputs,),
    preview=newsletter_preview,
)


def register() -> None:
    """Nothing to connect."""
