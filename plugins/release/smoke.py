"""A look at the live site, as the first visitors see it: is it there, and is it this release?"""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable, Iterator
from urllib.parse import quote

from lxml import etree
from msgspec import Struct

from plugins.kit import clock
from plugins.kit.ask import NoAnswer, ask
from plugins.kit.urls import file_of
from plugins.release.plan import PAGE, Plan

LARGEST = 20_000_000
SECONDS = 15.0
"""How long one answer may take."""
PAUSE = 1.0
STYLE = re.compile(r"assets/[^/]+\.css\Z|assets/.+\.(?:js|woff2|svg)\Z")
FEED = re.compile(r"feeds/all\.(?:atom\.xml|rss\.xml|json)\Z")
MOVED = {301, 302, 307, 308}


class Probe(Struct, frozen=True):
    """`path` is a site path; `judge` gives what is wrong with its bytes, or nothing. `leads` is where a
    redirect of the server is to end.
    """

    name: str
    path: str
    judge: Callable[[bytes], str]
    leads: str = ""


def probes_of(plan: Plan) -> Iterator[Probe]:
    """What is looked at: the home page, the newest post, feeds, a style, an older address."""
    site = plan.site
    yield Probe("the home page", "", _is_page(plan, ""))
    if posts := site.listed():
        path = posts[0].path
        yield Probe("the newest post", path, _is_page(plan, path))
    for path in sorted(plan.release.files):
        if FEED.match(path):
            yield Probe("a feed", path, _is_feed)
    if style := next((path for path in sorted(plan.release.files) if STYLE.match(path)), ""):
        yield Probe("a style", style, lambda data: "" if data else "is empty")
    older = [path for path in sorted(site.redirects) if f"{path}{PAGE}" in plan.release.files]
    for path in older[:1]:
        url = site.place.url(site.redirects[path])
        yield Probe("an older address", path, _leads_to(url), url)


def look(plan: Plan, root: str, seconds: int) -> list[str]:
    """Look at the live site until all is well, for so many seconds at most; return what is wrong."""
    end = clock.stopwatch() + seconds
    probes = list(probes_of(plan))
    while True:
        wrong = [found for probe in probes if (found := _try(probe, root))]
        if not wrong or clock.stopwatch() >= end:
            return wrong
        time.sleep(PAUSE)  # what stands before the site may show the old one for a moment


def _try(probe: Probe, root: str) -> str:
    url = f"{root.rstrip('/')}/{quote(probe.path)}"
    try:
        # Whoever keeps copies is asked for a fresh one.
        data = ask(url, {"Cache-Control": "no-cache"}, seconds=SECONDS, largest=LARGEST)
    except NoAnswer as error:
        if error.status in MOVED and probe.leads and error.location.endswith(probe.leads):
            return ""
        return f"{probe.name}, {url}: {error}"
    what = probe.judge(data)
    return f"{probe.name}, {url}: {what}" if what else ""


def _is_page(plan: Plan, path: str) -> Callable[[bytes], str]:
    """A page of this blog says which it is; one of somebody else, or of a host that waits, does not. A theme
    of somebody else may leave that out.
    """
    place = plan.site.place
    mark = f'rel="canonical" href="{html.escape(place.absolute(place.url(path)))}"'.encode()
    if mark not in (plan.folder / file_of(path)).read_bytes():
        mark = b"<"
    return lambda data: "" if mark in data else "shows another page"


def _leads_to(url: str) -> Callable[[bytes], str]:
    mark = f"url={html.escape(url)}".encode()
    return lambda data: "" if mark in data else f"does not lead to {url}"


def _is_feed(data: bytes) -> str:
    if data.lstrip().startswith(b"{"):
        return "" if b'"items"' in data else "is no feed"
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError as error:
        return f"cannot be parsed ({error})"
    return "" if etree.QName(root).localname in {"feed", "rss"} else "is no feed"
