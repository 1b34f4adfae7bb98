"""The shell: what every page prints around its own, put together from the settings and from the capabilities'
parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plugins.engine.capability import Capability
from plugins.engine.model import Site
from plugins.engine.settings import MenuItem
from plugins.engine.views import Link, Shell


def make_shell(site: Site, capabilities: Sequence[Capability]) -> Shell:
    """Put the shell together."""
    about = site.about
    parts: dict[str, Any] = {}
    for each in capabilities:
        if each.shell:
            parts |= each.shell(site)
    return Shell(
        name=site.name,
        tagline=about.tagline,
        description=about.description,
        language=about.language,
        direction=site.words.direction,
        home=site.place.url(""),
        menu=_links(site, about.menu),
        footer=_links(site, about.footer),
        follow=_links(site, about.follow, rel="me"),
        is_preview=site.is_preview,
        **parts,
    )


def _links(site: Site, items: Sequence[MenuItem], rel: str = "") -> tuple[Link, ...]:
    return tuple(
        Link(item.text, site.place.url(item.url) if item.url.startswith("/") else item.url, rel)
        for item in items
    )
