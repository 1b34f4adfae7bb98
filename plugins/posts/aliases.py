"""Older addresses of a post: a small page at each that leads to the present one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from plugins.engine.model import Post, Site
from plugins.engine.outputs import Output, Rendered
from plugins.kit.problems import Problem
from plugins.kit.text import educate
from plugins.kit.urls import file_of

ADDRESS = re.compile(r"/?(?!\.\.?(?:/|$))[\w~%+-][\w.~%+-]*(?:/(?!\.\.?(?:/|$))[\w.~%+-]+)*/?\Z")
PAGE = (".html", ".htm")


@dataclass(frozen=True, slots=True)
class Redirect:
    """`url` is where to go, `canonical` the same with the host."""

    title: str
    url: str
    canonical: str


def alias_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield a page for every older address."""
    for post in site.posts:
        for alias in post.aliases:
            yield _redirect(site, post, alias)


def _redirect(site: Site, post: Post, alias: str) -> Output | Problem:
    if not ADDRESS.match(alias):
        what = f"aliases: “{alias[:60]}” is not a path of this site"
        return post.document.problem(site.shown, what, "Write it as /2019/old-name/", key="aliases")
    path = alias.strip("/")
    url = site.place.url(post.path)
    view = Redirect(educate(post.title), url, site.place.absolute(url))
    return Rendered(path if path.endswith(PAGE) else file_of(f"{path}/"), "redirect.html", view)
