"""What search engines ask of linked data, from what they publish; and a reader that holds pages to it.

Required and recommended: developers.google.com/search/docs/appearance/structured-data/ (article, breadcrumb,
profile-page, organization, discussion-forum) and …/appearance/site-names, 2026. Types of values: schema.org.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

REQUIRED = {
    "BlogPosting": {"headline", "datePublished", "author", "publisher"},
    "BreadcrumbList": {"itemListElement"},
    "Comment": {"author", "datePublished", "text"},
    "CreativeWork": {"name"},
    "ListItem": {"position", "name"},
    "Organization": {"name", "url"},
    "Person": {"name"},
    "ProfilePage": {"mainEntity"},
    "WebSite": {"name", "url"},
}
ADDRESS, MOMENT, TEXT, WHOLE = "address", "moment", "text", "whole"
KINDS: dict[str, str | set[str]] = {
    "about": {"Person"},
    "author": {"Person"},
    "comment": {"Comment"},
    "commentCount": WHOLE,
    "contributor": {"Person"},
    "dateModified": MOMENT,
    "datePublished": MOMENT,
    "headline": TEXT,
    "image": ADDRESS,
    "inLanguage": TEXT,
    "item": ADDRESS,
    "itemListElement": {"ListItem"},
    "jobTitle": TEXT,
    "keywords": TEXT,
    "mainEntity": {"Person"},
    "name": TEXT,
    "parentItem": {"Comment"},
    "position": WHOLE,
    "publisher": {"Organization"},
    "sameAs": ADDRESS,
    "subjectOf": {"CreativeWork"},
    "text": TEXT,
    "url": ADDRESS,
}
"""Every property that a page of ours has, with what its value must be: a kind, or the types of a thing."""


class _Scripts(HTMLParser):
    """The texts of JSON-LD elements as a browser takes them out of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and ("type", "application/ld+json") in attrs
        if self._inside:
            self.found.append("")

    def handle_endtag(self, _tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def graph_of(page: str) -> list[dict[str, Any]]:
    """Read the one graph of a page; empty where it has none."""
    reader = _Scripts()
    reader.feed(page)
    if not reader.found:
        return []
    (text,) = reader.found
    data = json.loads(text)
    assert data.keys() == {"@context", "@graph"} and data["@context"] == "https://schema.org"
    graph: list[dict[str, Any]] = data["@graph"]
    return graph


def thing_of(page: str, kind: str) -> dict[str, Any]:
    """The only thing of a type in the graph of a page."""
    (found,) = [thing for thing in graph_of(page) if thing["@type"] == kind]
    return found


def mistakes(page: str) -> list[str]:
    """Say what is wrong with the graph of a page; nothing, when all is well."""
    things = [thing for top in graph_of(page) for thing in _within(top)]
    types = {thing["@id"]: thing["@type"] for thing in things if "@id" in thing and "@type" in thing}
    return [mistake for thing in things for mistake in _wrong(thing, types)]


def _within(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _within(inner)


def _wrong(thing: dict[str, Any], types: dict[str, str]) -> Iterator[str]:
    if thing.keys() == {"@id"}:
        if thing["@id"] not in types:
            yield f"{thing['@id']} names nothing"
        return
    kind = thing["@type"]
    if lacking := REQUIRED[kind] - thing.keys():
        yield f"{kind} lacks {sorted(lacking)}"
    for name, value in thing.items():
        for each in value if isinstance(value, list) else [value]:
            if not name.startswith("@") and not _fits(each, KINDS[name], types):
                yield f"{kind}: {name} is {each!r}"
    if kind == "BreadcrumbList":
        items = thing["itemListElement"]
        if len(items) < 2 or [item["position"] for item in items] != list(range(1, len(items) + 1)):
            yield f"{kind} does not count from 1"
        if any("item" not in item for item in items[:-1]):
            yield f"{kind} leads nowhere"


def _fits(value: Any, kind: str | set[str], types: dict[str, str]) -> bool:
    if isinstance(kind, set):
        return isinstance(value, dict) and value.get("@type", types.get(value.get("@id", ""))) in kind
    match kind, value:
        case "address", str():
            parts = urlsplit(value)
            return parts.scheme in {"http", "https"} and bool(parts.netloc) and not re.search(r"\s", value)
        case "moment", str():
            return dt.datetime.fromisoformat(value).tzinfo is not None
        case "text", str():
            return bool(value.strip())
        case "whole", int():
            return value >= 0
    return False
