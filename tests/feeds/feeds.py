"""Reading feeds for tests: as XML against the schema, as feedparser does, as JSON; all URLs of an entry."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
from lxml import etree, html

from tests.sites import Built

DATA = Path(__file__).parent / "data"
NS = {
    "a": "http://www.w3.org/2005/Atom",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "html": "http://www.w3.org/1999/xhtml",
    "media": "http://search.yahoo.com/mrss/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}
URL_KEYS = ("href", "src", "poster", "cite", "data", "action")
ABSOLUTE = re.compile(r"https?://[^/?#\s]+(?:[/?#]\S*)?\Z|mailto:\S+\Z")
COMMENTS = "feeds/comments.atom.xml"
ALL = ("feeds/all.atom.xml", "feeds/all.rss.xml", "feeds/all.json")


def xml(built: Built, path: str = ALL[0]) -> Any:
    """A feed as a tree."""
    return etree.fromstring((built.out / path).read_bytes())


def texts(node: Any, way: str) -> list[str]:
    """What an XPath finds, as text."""
    return [each if isinstance(each, str) else each.text or "" for each in node.xpath(way, namespaces=NS)]


def feeds(built: Built, end: str = "") -> list[str]:
    """The paths of all feeds of posts whose names end so."""
    return [
        path
        for path in built.files()
        if path.startswith("feeds/") and path.endswith(end) and path not in {"feeds/opml.xml", COMMENTS}
    ]


def talks(built: Built) -> list[str]:
    """The paths of all feeds of comments."""
    return [path for path in built.files() if re.fullmatch(r"(feeds|posts/[^/]+)/comments\.atom\.xml", path)]


@cache
def atom_schema() -> Any:
    return etree.RelaxNG(etree.parse(str(DATA / "atom.rng")))


@cache
def json_schema() -> Any:
    return jsonschema.Draft7Validator(json.loads((DATA / "jsonfeed.schema.json").read_text("utf-8")))


def faults(built: Built) -> Iterator[str]:
    """Everything that is wrong with the feeds of a site; nothing, if all is well."""
    seen: dict[str, str] = {}
    for path in [*feeds(built), *talks(built)]:
        data = (built.out / path).read_bytes()
        if path.endswith(".json"):
            for error in json_schema().iter_errors(json.loads(data)):
                yield f"{path}: {error.json_path} {error.message}"
            contents = {item["id"]: item["content_html"] for item in json.loads(data)["items"]}
        else:
            tree = etree.fromstring(data)
            if path.endswith(".atom.xml") and not atom_schema().validate(tree):
                yield f"{path}: {atom_schema().error_log.last_error}"
            read = feedparser.parse(data)
            if read.bozo:
                yield f"{path}: {read.bozo_exception}"
            contents = _contents(tree)
            yield from (f"{path}: {fault}" for fault in _link_faults(tree, built, path))
        for name, content in contents.items():
            if not name.startswith("tag:") or not content.strip():
                yield f"{path}: {name} has no id or no content"
            yield from (
                f"{path}: {name}: {url} is not absolute" for url in urls(content) if not is_absolute(url)
            )
            yield from (f"{path}: {name}: {tag}" for tag in active(content))
        key = json.loads(data)["feed_url"] if path.endswith(".json") else own_id(etree.fromstring(data))
        if key in seen:
            yield f"{path}: has the id of {seen[key]}"
        seen[key] = path


def own_id(tree: Any) -> str:
    """What tells a feed from others: its id, in RSS its address."""
    found = texts(tree, "/a:feed/a:id") or texts(tree, "/rss/channel/atom:link[@rel='self']/@href")
    return found[0]


def _contents(tree: Any) -> dict[str, str]:
    """Id → content; two entries with one id are an error of the feed."""
    ids = texts(tree, "//a:entry/a:id | //item/guid")
    found = texts(tree, "//a:entry/a:content | //item/content:encoded")
    assert len(ids) == len(set(ids)), f"an id twice: {ids}"
    return dict(zip(ids, found, strict=True))


def _link_faults(tree: Any, built: Built, path: str) -> Iterator[str]:
    own = texts(tree, "/a:feed/a:link[@rel='self']/@href | /rss/channel/atom:link[@rel='self']/@href")
    if len(own) != 1 or not own[0].endswith(f"/{path}"):
        yield f"the self link is {own}"
    for link in texts(tree, "//a:link/@href | //link | //enclosure/@url | //a:uri | //comments"):
        if not is_absolute(link):
            yield f"the link {link} is not absolute"
    for entry in tree.xpath("//a:entry", namespaces=NS):
        if len(texts(entry, "a:link[@rel='alternate']/@href")) != 1:
            yield "an entry has not one alternate"
        if texts(entry, "a:updated")[0] < texts(entry, "a:published")[0]:
            yield "updated before it was published"
    if any(permanent != "false" for permanent in texts(tree, "//guid/@isPermaLink")):
        yield "a guid says that it is an address"
    assert built.code == 0


def is_absolute(url: str) -> bool:
    return ABSOLUTE.match(url) is not None


def urls(content: str) -> Iterator[str]:
    """All URLs in a piece of HTML."""
    for node in html.fragment_fromstring(content, create_parent="div").iter(etree.Element):
        for key in URL_KEYS:
            if key in node.attrib:
                yield node.attrib[key]
        for candidate in (node.get("srcset") or "").split(", "):
            if candidate.strip():
                yield candidate.split()[0]


def active(content: str) -> Iterator[str]:
    """What must not be in a feed: scripts, forms, frames, handlers, hooks of our theme."""
    for node in html.fragment_fromstring(content, create_parent="div").iter(etree.Element):
        if node.tag in {"script", "style", "form", "input", "button", "iframe", "object", "embed"}:
            yield f"<{node.tag}> is in it"
        for key in node.attrib:
            if key.startswith(("on", "data-", "aria-")) or key in {"id", "class", "style", "tabindex"}:
                yield f"the attribute {key} is in it"
