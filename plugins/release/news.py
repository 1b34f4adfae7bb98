"""What subscribers will see: the items of the feeds that go out, beside those that the last release had.

In: the built feeds, and what the ledger remembers. Out: for each feed what is new, what would appear again
and what says something else. The feeds of comments are left out: their items are not the blog's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from hashlib import blake2b
from pathlib import Path
from urllib.parse import unquote

from lxml import etree
from msgspec import Struct

from plugins.engine.model import Post, Site
from plugins.engine.remembered import Remembered, Told
from plugins.kit.text import plain

FEED = re.compile(r"(?P<name>feeds/(?:\w+/)?[^/]+)\.atom\.xml\Z")
COMMENTS = "feeds/comments"
ATOM = "{http://www.w3.org/2005/Atom}"

Feeds = Mapping[str, tuple[str, ...]]
"""A feed without its ending → the ids of the posts that are in it, newest first."""


class News(Struct, frozen=True):
    """One feed: titles of posts. `is_begun`: nobody can follow it yet."""

    feed: str
    new: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    is_begun: bool = False


def prefix_of(site: Site) -> str:
    """What the ids of posts in feeds begin with; empty where there are no feeds."""
    feeds = site.settings.get("FEEDS")
    return str(feeds.tag("posts/")) if feeds is not None and hasattr(feeds, "tag") else ""


def feeds_in(folder: Path, paths: Iterable[str], prefix: str) -> Feeds:
    """Read the ids of the posts in the Atom feeds of a built site; other formats have the same."""
    found = {}
    for path in sorted(paths):
        name = FEED.match(path)
        if name and name["name"] != COMMENTS:
            root = etree.parse(folder / path).getroot()
            ids = [str(each.text) for each in root.iterfind(f"{ATOM}entry/{ATOM}id")]
            found[name["name"]] = tuple(unquote(each.removeprefix(prefix)) for each in ids)
    return found


def told_by(site: Site, feeds: Feeds, release: str, moment: str) -> Remembered:
    """What a release will have told, once it is live."""
    places: dict[str, list[str]] = defaultdict(list)
    for feed, ids in sorted(feeds.items()):
        for each in ids:
            places[each].append(feed)
    posts = {
        post.id: Told((post.path,), tuple(places[post.id]), words=words_of(site, post))
        for post in site.posts
        if post.state in {"published", "hidden"}
    }
    return Remembered(release, moment, prefix_of(site), posts)


def words_of(site: Site, post: Post) -> str:
    """Digest what a post says: its title and its text, without mark-up, links and pictures."""
    text = f"{post.title}\n{plain(site.texts.of(post.document).html)}"
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def compare(before: Remembered, after: Remembered, feeds: Feeds, titles: Mapping[str, str]) -> list[News]:
    """Say of each feed what its subscribers will see."""
    known: dict[str, set[str]] = defaultdict(set)
    for name, told in before.posts.items():
        for feed in (*told.feeds, *told.was_in):
            known[feed].add(name)
    found = []
    for feed, ids in sorted(feeds.items()):
        kinds = {name: _kind(before, after, feed, name, known[feed]) for name in ids}
        new, again, changed = (
            tuple(titles.get(name, name) for name in ids if kinds[name] == kind)
            for kind in ("new", "again", "changed")
        )
        found.append(News(feed, new, again, changed, is_begun=not known[feed]))
    return found


def _kind(before: Remembered, after: Remembered, feed: str, name: str, known: Set[str]) -> str:
    """What an item is to the subscribers of a feed; empty when it is as it was."""
    if name not in known:
        return "again" if _has_twin(before, after, name, known) else "new"
    told = before.posts[name]
    if before.ids != after.ids or feed not in told.feeds:
        return "again"
    return "changed" if told.words != after.posts[name].words else ""


def _has_twin(before: Remembered, after: Remembered, name: str, known: Set[str]) -> bool:
    """Whether subscribers have the same words under another id; or an id that is no more had this address."""
    told = after.posts[name]
    return any(
        before.posts[other].words == told.words
        or (other not in after.posts and told.paths[0] in before.posts[other].paths)
        for other in known
    )
