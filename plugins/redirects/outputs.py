"""The files: a small page at each older address, and `_redirects` for the hosts that read it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from plugins.engine.model import Site
from plugins.engine.outputs import Output, Rendered, Written
from plugins.kit.problems import Problem
from plugins.kit.text import educate
from plugins.kit.urls import file_of
from plugins.redirects.follow import follow
from plugins.redirects.formats import FORMATS, table_of

FILE = "_redirects"
MOST = 2000
"""Lines that Cloudflare Pages reads (developers.cloudflare.com/pages/configuration/redirects, 2026)."""
PAGES = ("/", ".html", ".htm")
"""How addresses end at which a page can stand. Who reads feeds does not follow a page."""


class RedirectPage(Struct, frozen=True):
    """`url` is where to go, `canonical` the same with the host."""

    title: str
    url: str
    canonical: str


def redirect_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield a page for every older address, and the table of them."""
    moves = follow(site)
    yield from moves.problems
    site.redirects = {each.path: each.to for each in moves.redirects}
    site.gone = tuple(moves.gone)
    for each in moves.redirects:
        if each.path.endswith(PAGES):
            url = site.place.url(each.to)
            title = educate(each.title) or site.name
            view = RedirectPage(title, url, site.place.absolute(url))
            yield Rendered(file_of(each.path), "redirect.html", view)
    text = FORMATS["netlify"].print(table_of(site))
    if not text or f"extra/{FILE}" in site.files:
        return
    if (lines := text.count("\n")) > MOST:
        what = f"has {lines} lines, and Cloudflare Pages reads {MOST}"
        yield Problem(FILE, 0, what, "The pages at the other addresses lead on all the same", "warning")
    yield Written(FILE, text.encode())
