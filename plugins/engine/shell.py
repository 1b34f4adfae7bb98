"""The shell: what every page prints around its own, put together from the settings and from the capabilities'
parts.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from pathlib import Path
from typing import Any

from plugins.engine.capability import Capability
from plugins.engine.model import Site
from plugins.engine.settings import MenuItem
from plugins.engine.views import Link, Shell
from plugins.kit.problems import Problem
from plugins.kit.urls import file_of


def make_shell(site: Site, capabilities: Sequence[Capability], files: Set[str]) -> Shell:
    """Put the shell together. A door that leads to none of `files` is left out, with a problem."""
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
        menu=_doors(site, about.menu, files),
        footer=_doors(site, about.footer, files),
        follow=tuple(Link(item.text, item.url, rel="me") for item in about.follow),
        is_preview=site.is_preview,
        **parts,
    )


def _doors(site: Site, items: Sequence[MenuItem], files: Set[str]) -> tuple[Link, ...]:
    doors = []
    for item in items:
        path = item.url.partition("#")[0].partition("?")[0]
        if not path.startswith("/"):
            doors.append(Link(item.text, item.url))
        elif file_of(path.lstrip("/")) in files:
            doors.append(Link(item.text, site.place.url(item.url)))
        else:
            site.problems.append(_missing(item))
    return tuple(doors)


def _missing(item: MenuItem) -> Problem:
    try:
        lines = (Path(__file__).parents[2] / "pelicanconf.py").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    line = next((number for number, text in enumerate(lines, 1) if f'"{item.url}"' in text), 0)
    what = f"the menu item “{item.text}” leads to {item.url}, and this site has no such page"
    return Problem(
        "pelicanconf.py",
        line,
        what,
        "Write the page, or take the line out. It was left out of the menu",
        "warning",
    )
