"""Staying: the subscribe box of every page, and the page that explains the ways to follow.

Settings: `NEWSLETTER` (`newsletter.settings.Newsletter`); `SITE.promise`, `SITE.email`, `SITE.follow`.
Signals: none. Fills the shell's `subscribe`, and `Site.origins` with the hosts of the provider.
Reads `data/subscribers.json`, which `newsletter.count` writes. Writes: `/subscribe/`. Without a provider the
box offers feeds and a mail link. In the preview the form leads to this machine (`try_out`), which writes
`var/sign-ups.jsonl`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from plugins.engine.capability import Capability, Later
from plugins.newsletter.count import count_file
from plugins.newsletter.settings import Newsletter

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


def newsletter_preview(settings: Mapping[str, Any]) -> Mapping[str, WSGIApplication]:
    """The local sign-up."""
    from plugins.newsletter.try_out import preview_apps

    return preview_apps(settings)


CAPABILITY = Capability(
    "newsletter",
    settings={"NEWSLETTER": Newsletter},
    enrich=(Later("plugins.newsletter.pages:name_origins"),),
    reads=lambda site: [count_file(site.settings["NEWSLETTER"])],
    shell=Later("plugins.newsletter.pages:newsletter_parts"),
    outputs=(Later("plugins.newsletter.pages:newsletter_outputs"),),
    preview=newsletter_preview,
)


def register() -> None:
    """Nothing to connect."""
