"""HTML → `Page`: what the linters want to know of a page, as plain values. The only module that imports lxml.

In: a folder of built pages. Out: one `Page` for each `.html` file, in the order of their paths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from lxml import etree
from lxml import html as lxml_html
from msgspec import Struct

from plugins.kit.workers import spread

RefKind = Literal["link", "form", "image", "load"]
"""`link` and `form` wait for the reader; `image` and `load` are fetched with the page."""

ON_REQUEST = {
    "alternate",
    "author",
    "bookmark",
    "canonical",
    "help",
    "license",
    "me",
    "next",
    "prev",
    "search",
    "webmention",
}
"""Values of rel for which a browser fetches nothing by itself."""
ADDRESSES: dict[str, tuple[tuple[str, RefKind], ...]] = {
    "a": (("href", "link"),),
    "area": (("href", "link"),),
    "audio": (("src", "load"),),
    "embed": (("src", "load"),),
    "form": (("action", "form"),),
    "iframe": (("src", "load"),),
    "img": (("src", "image"), ("srcset", "image")),
    "input": (("src", "image"),),
    "object": (("data", "load"),),
    "script": (("src", "load"),),
    "source": (("src", "load"), ("srcset", "image")),
    "track": (("src", "load"),),
    "use": (("href", "load"), ("xlink:href", "load")),
    "video": (("src", "load"), ("poster", "image")),
}
IMAGE_META = {"og:image", "og:image:url", "twitter:image"}
CANDIDATE = re.compile(r"(\S*[^,\s])(?:\s+[\d.]+[wxh])*\s*(?:,|$)")
STYLE_URL = re.compile(r"(?:@import\s+|url\()\s*['\"]?((?:https?:)?//[^'\")\s]+)", re.I)


class Ref(Struct, frozen=True):
    """An address on a page. `line` counts in the built file."""

    kind: RefKind
    tag: str
    url: str
    line: int


class Spot(Struct, frozen=True):
    """Something on a page: an id, the words of a heading, the address of a picture."""

    text: str
    line: int
    level: int = 0
    """Of a heading."""


class Page(Struct, frozen=True):
    """`path` is relative to the folder of the site. A redirect sends its reader on by itself."""

    path: str
    title: str = ""
    description: str = ""
    is_redirect: bool = False
    refs: tuple[Ref, ...] = ()
    ids: tuple[Spot, ...] = ()
    names: tuple[str, ...] = ()
    """What `<a name=…>` offers to anchors, beside the ids."""
    headings: tuple[Spot, ...] = ()
    without_alt: tuple[Spot, ...] = ()
    without_text: tuple[Spot, ...] = ()
    """Links that nobody can hear or read, by their address."""
    styled: tuple[Spot, ...] = ()
    """Elements with a style attribute, by their tag."""


def read_pages(folder: Path, paths: Sequence[str], *, jobs: int) -> list[Page]:
    """Read pages, by several processes."""
    return spread(
        lambda run: [read_page(path, (folder / path).read_bytes()) for path in run], paths, jobs=jobs
    )


def read_page(path: str, data: bytes) -> Page:
    """Read one page. Broken HTML is read as a browser would read it."""
    try:
        root = lxml_html.document_fromstring(data, parser=lxml_html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError):  # an empty file
        return Page(path)
    return _Reader(path, root).page()


class _Reader:
    """One way through the elements of a page, in their order."""

    def __init__(self, path: str, root: Any) -> None:
        self.path, self.root = path, root
        self.refs: list[Ref] = []
        self.found: dict[str, list[Spot]] = {
            "ids": [],
            "headings": [],
            "without_alt": [],
            "without_text": [],
            "styled": [],
        }
        self.names: list[str] = []
        self.meta: dict[str, str] = {}

    def page(self) -> Page:
        # What stands behind </html> is a second root for lxml, and part of the page for a browser.
        for tree in (self.root, *self.root.itersiblings(etree.Element)):
            for element in tree.iter(etree.Element):
                self._look(element, element.tag, element.attrib, element.sourceline or 0)
        title = self.root.find("head/title")
        return Page(
            path=self.path,
            title="" if title is None else " ".join(title.text_content().split()),
            description=self.meta.get("description", ""),
            is_redirect="refresh" in self.meta,
            refs=tuple(self.refs),
            names=tuple(self.names),
            **{name: tuple(spots) for name, spots in self.found.items()},
        )

    def _look(self, element: Any, tag: str, attributes: Any, line: int) -> None:
        if "id" in attributes:
            self.found["ids"].append(Spot(attributes["id"], line))
        if "style" in attributes:
            self.found["styled"].append(Spot(tag, line))
        for name, kind in ADDRESSES.get(tag, ()):
            if name in attributes:
                self.refs += [Ref(kind, tag, url, line) for url in addresses(attributes[name], name)]
        match tag:
            case "a":
                self._link(element, attributes, line)
            case "img":
                if "alt" not in attributes:
                    self.found["without_alt"].append(Spot(attributes.get("src", ""), line))
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.found["headings"].append(
                    Spot(" ".join(element.text_content().split()), line, int(tag[1]))
                )
            case "link":
                self._head_link(attributes, line)
            case "meta":
                self._meta(attributes, line)
            case "style":
                self.refs += [Ref("load", tag, url, line) for url in style_urls(element.text or "")]

    def _link(self, element: Any, attributes: Any, line: int) -> None:
        if "name" in attributes:
            self.names.append(attributes["name"])
        if "href" in attributes and attributes.get("aria-hidden") != "true" and not is_named(element):
            self.found["without_text"].append(Spot(attributes["href"], line))

    def _head_link(self, attributes: Any, line: int) -> None:
        words = set(attributes.get("rel", "").lower().split())
        if "href" in attributes:
            kind: RefKind = "link" if words and words <= ON_REQUEST else "load"
            self.refs.append(Ref(kind, "link", attributes["href"].strip(), line))

    def _meta(self, attributes: Any, line: int) -> None:
        name = attributes.get("name", attributes.get("property", attributes.get("http-equiv", ""))).lower()
        self.meta.setdefault(name, attributes.get("content", "").strip())
        if name in IMAGE_META and self.meta[name]:
            # Nobody who reads the page fetches it, but whoever shares it shows it.
            self.refs.append(Ref("link", "meta", attributes.get("content", "").strip(), line))


def addresses(value: str, attribute: str) -> Iterator[str]:
    """Yield the addresses of an attribute; a srcset holds several (WHATWG HTML, 4.8.4.2)."""
    if attribute == "srcset":
        yield from CANDIDATE.findall(value)
    else:
        yield value.strip()


@lru_cache(maxsize=64)
def style_urls(text: str) -> tuple[str, ...]:
    """Find what a style calls from other hosts. Most pages have the same style: it is read once."""
    return tuple(STYLE_URL.findall(text))


def is_named(element: Any) -> bool:
    """Whether a link has words: its text, a label, or the alt text of a picture in it."""
    if (
        element.text_content().strip()
        or element.get("aria-label", "").strip()
        or element.get("aria-labelledby")
    ):
        return True
    return any(
        each.get("alt", "").strip() or each.get("aria-label", "").strip()
        for each in element.iterdescendants()
    )
