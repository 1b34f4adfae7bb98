"""A page as machines read it: one graph of JSON-LD (json-ld.org, schema.org), whose things name one another.

In: the site path of a page. Out: text for a `script` element of type `application/ld+json`, in which nothing
can end that element.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from plugins.engine.model import Label, Page, Person, Post, Site
from plugins.kit.problems import Problem
from plugins.kit.text import educate
from plugins.meta.things import Thing, address, crumbs, organisation, posting, profile, website

ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
SHELVES = {
    "archive/": "archive.title",
    "topics/": "topic.index",
    "tags/": "tag.index",
    "series/": "series.index",
    "authors/": "author.index",
    "guests/": "guest.index",
}
"""Pages that lead to lists, with the words of their titles."""
PERIOD = re.compile(r"(\d{4})/(?:(\d\d)/)?")


def describe(site: Site) -> Iterable[Problem]:
    """Have every page described when it is made."""
    site.describe = Describer(site)
    return ()


class Describer:
    """Callable: the site path of a page, and its picture as a whole address → its script; empty for a page
    that is nothing to machines.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        things: list[Post | Page | Person | Label] = [*site.posts, *site.pages, *site.people, *site.labels]
        self._things = {thing.path: thing for thing in things}

    def __call__(self, path: str, image: str = "") -> Markup:
        graph = [slim(thing) for thing in self._graph(path, image)]
        return script({"@context": "https://schema.org", "@graph": graph}) if graph else Markup()

    def _graph(self, path: str, image: str) -> Iterator[Thing]:
        site = self._site
        if not path:
            yield from (website(site), organisation(site))
            return
        thing = self._things.get(path)
        if isinstance(thing, Post):
            yield posting(site, thing, image)
        elif isinstance(thing, Person):
            yield from profile(site, thing)
        if trail := list(self._trail(path, thing)):
            yield crumbs([(site.name, address(site, "")), *trail])

    def _trail(self, path: str, thing: Post | Page | Person | Label | None) -> Iterator[tuple[str, str]]:
        """The way from the home page, with the page at its end."""
        site = self._site
        match thing:
            case Post(topic=topic, title=title):
                if topic:
                    yield topic.name, address(site, topic.path)
                yield educate(title), ""
            case Page(title=title):
                yield educate(title), ""
            case Person(name=name) | Label(name=name):
                yield self._shelf(f"{path.partition('/')[0]}/")
                yield name, ""
            case _ if path in SHELVES:
                yield self._shelf(path)
            case _ if found := PERIOD.fullmatch(path):
                yield self._shelf("archive/")
                yield found[1], address(site, f"{found[1]}/")
                if found[2]:
                    yield site.words.month(int(found[2])), ""

    def _shelf(self, path: str) -> tuple[str, str]:
        return self._site.words(SHELVES[path]), address(self._site, path)


def slim(thing: Mapping[str, Any]) -> Thing:
    """Leave out what is not known, in the things within too."""
    return {key: _slim(value) for key, value in thing.items() if value or value == 0}


def _slim(value: Any) -> Any:
    if isinstance(value, dict):
        return slim(value)
    return [_slim(each) for each in value] if isinstance(value, list) else value


def script(data: Mapping[str, Any]) -> Markup:
    """Write data for a `script` element."""
    text = _ENCODER.encode(data)
    for sign, escaped in ESCAPES.items():  # much faster than `translate`
        text = text.replace(sign, escaped)
    return Markup(text)
