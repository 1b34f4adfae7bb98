"""Staying: the subscribe box of every page, and the page that explains the ways to follow.

Settings: none of its own; `SITE.promise`, `SITE.email`, `SITE.follow`. Signals: none.
Fills the shell's `subscribe`. Writes: `/subscribe/`. Without an e-mail provider the box offers feeds and a
mail link.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from plugins.engine.capability import Capability
from plugins.engine.model import Site
from plugins.engine.outputs import Output, Rendered
from plugins.engine.views import Head, SubscribeBox
from plugins.kit.problems import Problem

PATH = "subscribe/"


@dataclass(frozen=True, slots=True)
class SubscribePage:
    head: Head
    title: str


def box_of(site: Site) -> SubscribeBox:
    """The box: promise, ways, and a mail link when the blog has an address."""
    subject = quote(site.words("subscribe.mail_subject", site=site.name), safe="")
    mail = f"mailto:{site.about.email}?subject={subject}" if site.about.email else ""
    return SubscribeBox(site.about.promise, site.place.url(PATH), mail)


def newsletter_parts(site: Site) -> Mapping[str, Any]:
    """The box in the shell."""
    return {"subscribe": box_of(site)}


def newsletter_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the subscribe page."""
    title = site.words("subscribe.title")
    description = site.words("subscribe.description", site=site.name)
    head = Head(
        f"{title} · {site.name}", description, site.place.absolute(site.place.url(PATH)), heading=title
    )
    yield Rendered(f"{PATH}index.html", "subscribe.html", SubscribePage(head, title))


CAPABILITY = Capability("newsletter", shell=newsletter_parts, outputs=(newsletter_outputs,))


def register() -> None:
    """Nothing to connect."""
