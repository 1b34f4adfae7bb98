"""What writers say in `aliases:`: the older addresses of a post or a page, checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from msgspec import Struct

from plugins.engine.documents import Document
from plugins.engine.model import Page, Post, Site
from plugins.kit.problems import Problem

ADDRESS = re.compile(r"/?(?!\.\.?(?:/|$))[\w~+-][\w.~+ -]*(?:/(?!\.\.?(?:/|$))[\w.~+ -]+)*/?\Z")
"""An address as a server decodes it. Nothing in it means anything to the formats of hosts."""
FILE = re.compile(r"\.(?:html?|xml|json|rss|atom)\Z")
"""How addresses end that are files; all others are folders, with or without a slash."""


class Alias(Struct, frozen=True):
    """An older address, `path`, of what is at `to`; both are site paths."""

    path: str
    to: str
    document: Document

    def problem(self, site: Site, what: str, hint: str) -> Problem:
        """Point at the line of the writer."""
        return self.document.problem(site.shown, f"aliases: “/{self.path}” {what}", hint, key="aliases")


def path_of(address: str) -> str | None:
    """The site path of an address: `/old`, `old/` and `/old/` are one folder, `%20` is a space. None when it
    is none.
    """
    text = unquote(address)
    path = text.strip("/")
    if not ADDRESS.match(text):
        return None
    return path if FILE.search(path) else f"{path}/"


def aliases_of(site: Site) -> Iterator[Alias | Problem]:
    """Yield the aliases of all posts and pages that are shown; a problem for what is no path of the site."""
    owners: list[Post | Page] = [*site.posts, *site.pages]
    for owner in owners:
        for text in owner.document.meta.aliases:
            if path := path_of(text):
                yield Alias(path, owner.path, owner.document)
            else:
                what = f"aliases: “{text[:60]}” is not a path of this site"
                yield owner.document.problem(site.shown, what, "Write it as /2019/old-name/", key="aliases")
