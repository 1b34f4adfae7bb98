"""Which addresses of a site are promises, and how they stand in the ledger.

Promised are posts, pages, the lists of topics, tags, series, authors and guests, years and months, and feeds.
Not promised are pictures, the second and later pages of lists, and what is always there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from plugins.engine.model import Label, Person, Site
from plugins.engine.remembered import Kind, Promise
from plugins.ledger.book import Book

KINDS: dict[str, Kind] = {
    "topics": "topic",
    "tags": "tag",
    "series": "series",
    "authors": "author",
    "guests": "guest",
    "feeds": "feed",
}
"""The first segment of an address; all others are pages, or years."""
PERIOD = re.compile(r"\d{4}/(?:\d\d/)?\Z")
FEED = re.compile(r"feeds/(?:(?P<list>\w+/[^/]+)|[^/]+)\.(?:atom\.xml|rss\.xml|json)\Z")


def promises_of(book: Book) -> Iterator[Promise]:
    """Yield every address that was released, in the order of the file."""
    for name, said in sorted(book.data.get("posts", {}).items()):
        for url in said.get("urls", ()):
            yield Promise(url.lstrip("/"), "post", name)
    for name, said in sorted(book.data.get("forgotten", {}).items()):
        for url in said.get("urls", ()):
            yield Promise(
                url.lstrip("/"), "post", name, is_over=True, successor=said.get("to", "").lstrip("/")
            )
    over: dict[str, str] = book.data.get("given_up", {})
    for url, owner in sorted(book.data.get("addresses", {}).items()):
        path = url.lstrip("/")
        source = owner if "." in owner else ""
        yield Promise(path, kind_of(path), source, url in over, over.get(url, "").lstrip("/"))


def kind_of(path: str) -> Kind:
    """What stands at an address that is not a post's."""
    if PERIOD.match(path):
        return "archive"
    return KINDS.get(path.partition("/")[0], "page")


def _aliases(site: Site) -> Iterator[tuple[str, str]]:
    """What writers say in `aliases:` was released, too: taking the line out again breaks no link."""
    said = {
        unquote(alias).strip("/"): document.path
        for document in site.documents
        if document.kind in {"post", "page"} and document.path in site.paths
        for alias in document.meta.aliases
    }
    for path, to in site.redirects.items():
        source = said.get(path.strip("/"), "")
        if source and site.paths[source] == to:
            yield path, source


def addresses_of(site: Site) -> Iterator[tuple[str, str]]:
    """Yield the addresses of a built site that are promises, but those of posts: site path, and the file that
    it is of, or what kind of list it is.
    """
    owners: dict[str, str] = {}
    lists: list[Label | Person] = [*site.labels, *site.people]
    for each in lists:
        kind = each.kind if isinstance(each, Label) else each.role
        owners[each.path] = each.document.path if each.document else kind
    owners |= {page.path: page.source for page in site.pages if page.state != "draft"}
    yield from _aliases(site)
    for path, owner in owners.items():
        if f"{path}index.html" in site.outputs:
            yield path, owner
    pages = {f"{kind_of(path)}/{path.split('/')[1]}": path for path in owners}
    for file in site.outputs:
        if file.endswith("/index.html") and PERIOD.match(path := file.removesuffix("index.html")):
            yield path, "archive"
        elif found := FEED.match(file):
            owner = owners.get(pages.get(found["list"] or "", ""), "")
            yield file, owner if "." in owner else "feed"
