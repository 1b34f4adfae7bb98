"""The sitemap (sitemaps.org/protocol.html, with Google's extension for pictures) and robots.txt.

Listed are the pages that robots are welcome on: no hidden post, no second page of a list. A page was last
modified when its text was; a list, when the newest of its posts was.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from xml.etree import ElementTree

from msgspec import Struct

from plugins.engine.bodies import find_source
from plugins.engine.model import Post, Site
from plugins.engine.outputs import Made, Output, Written
from plugins.kit import clock
from plugins.kit.problems import Problem
from plugins.meta.things import address

MOST = 50_000
"""Pages in one file (sitemaps.org/protocol.html)."""
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"
SECOND = re.compile(r"(?:^|/)page/\d+/$")
UNLISTED = {"search/"}
ROBOTS = "robots.txt"


class Entry(Struct, frozen=True):
    """One page: whole addresses; `modified` is None where nobody knows."""

    url: str
    modified: dt.datetime | None = None
    images: tuple[str, ...] = ()


def sitemap_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the sitemap, and what leads robots to it."""
    paths = list(pages_of(site))
    files = cache(lambda: sitemap_files(list(entries(site, paths)), address(site, "")))
    for name in names_of(len(paths)):
        make = partial(lambda name: files()[name], name)
        yield Made(name, make, make, group="sitemap")
    if f"extra/{ROBOTS}" not in site.files:
        yield Written(
            ROBOTS, f"User-agent: *\nDisallow:\n\nSitemap: {address(site, 'sitemap.xml')}\n".encode()
        )


def pages_of(site: Site) -> Iterator[str]:
    """Yield the paths of the pages that robots are welcome on, in order."""
    hidden = _hidden(site)
    for file in sorted(site.outputs):
        path = file.removesuffix("index.html")
        is_page = (path != file and not SECOND.search(path)) and f"extra/{file}" not in site.files
        if is_page and path not in hidden:
            yield path


def entries(site: Site, paths: Iterable[str]) -> Iterator[Entry]:
    """Yield what is to be said of pages."""
    changed = last_changes(site)
    posts = {post.path: post for post in site.posts}
    for path in paths:
        images = tuple(_images(site, posts[path])) if path in posts else ()
        yield Entry(address(site, path), changed.get(path), images)


def last_changes(site: Site) -> dict[str, dt.datetime]:
    """When what stands at a path was last changed; the posts are what changes a list."""
    changed: dict[str, dt.datetime] = {}
    for page in site.pages:
        if page.document.meta.modified:
            changed[page.path] = clock.at(page.document.meta.modified, site.zone)
    for post in site.listed():
        moment = max(post.date, post.modified or post.date)
        for path in _places(post):
            changed[path] = max(moment, changed.get(path, moment))
    return changed


def _places(post: Post) -> Iterator[str]:
    """The pages that a post is on."""
    yield from (post.path, "", "archive/", f"{post.date.year}/", f"{post.date.year}/{post.date.month:02}/")
    for each in (post.topic, post.series, *post.tags, *post.authors, *post.guests):
        if each:
            yield from (each.path, f"{each.path.partition('/')[0]}/")


def _hidden(site: Site) -> set[str]:
    """What has a page and is in no list: hidden posts and pages, and what only they are about."""
    posts = site.listed()
    used = {each for post in posts for each in (post.topic, post.series, *post.tags) if each}
    named = {person for post in posts for person in (*post.authors, *post.guests)}
    return (
        UNLISTED
        | {post.path for post in site.posts if post.state != "published"}
        | {page.path for page in site.pages if not page.is_listed}
        | {label.path for label in site.labels if label not in used and not label.document}
        | {person.path for person in site.people if person not in named and not person.document}
    )


def _images(site: Site, post: Post) -> Iterator[str]:
    targets = [ref.target for ref in post.document.body.refs if ref.kind == "image"]
    sources = (find_source(site, post.source, target) for target in targets)
    for source in dict.fromkeys((post.image, *sources)):
        media = site.media.get(source or "")
        if media and media.path:
            yield address(site, media.path)


def names_of(pages: int) -> list[str]:
    """Name the files that so many pages take."""
    parts = -(-pages // MOST)
    return ["sitemap.xml", *(f"sitemap-{number}.xml" for number in range(1, parts + 1) if parts > 1)]


def sitemap_files(listed: Sequence[Entry], home: str) -> Mapping[str, bytes]:
    """Write the pages as one file, or as several with an index: path → bytes."""
    parts = [listed[start : start + MOST] for start in range(0, len(listed), MOST)]
    if len(parts) < 2:
        return {"sitemap.xml": _urlset(listed)}
    index = ElementTree.Element("sitemapindex", xmlns=SCHEMA)
    files = dict(zip(names_of(len(listed))[1:], parts, strict=True))
    for path, part in files.items():
        newest = max((each.modified for each in part if each.modified), default=None)
        _add(ElementTree.SubElement(index, "sitemap"), f"{home}{path}", newest)
    return {"sitemap.xml": _bytes(index)} | {path: _urlset(part) for path, part in files.items()}


def _urlset(listed: Sequence[Entry]) -> bytes:
    # The names are written with their prefix, since ElementTree keeps those that it is told for the process.
    root = ElementTree.Element("urlset", {"xmlns": SCHEMA, "xmlns:image": IMAGES})
    for each in listed:
        url = ElementTree.SubElement(root, "url")
        _add(url, each.url, each.modified)
        for image in each.images:
            holder = ElementTree.SubElement(url, "image:image")
            ElementTree.SubElement(holder, "image:loc").text = image
    return _bytes(root)


def _add(element: ElementTree.Element, url: str, modified: dt.datetime | None) -> None:
    ElementTree.SubElement(element, "loc").text = url
    if modified:
        ElementTree.SubElement(element, "lastmod").text = modified.isoformat(timespec="seconds")


def _bytes(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root, "")
    data: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"
