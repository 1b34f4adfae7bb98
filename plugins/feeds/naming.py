"""Name the feeds, for the pages that lead to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plugins.engine.model import Site
from plugins.engine.views import FeedLink
from plugins.feeds.channels import OPML, SUBSCRIBE, links_of, rolls_of, shelves_of
from plugins.feeds.comments import comment_link
from plugins.feeds.settings import Feeds
from plugins.kit.problems import Problem


def name_feeds(site: Site) -> Iterator[Problem]:
    """Fill `Site.feeds` and `Site.feed_shelves`; refuse settings of which no feed can be made."""
    feeds: Feeds = site.settings["FEEDS"]
    shown = site.settings.get("SETTINGS_FILE", "pelicanconf.py")
    if feeds.since is None:
        hint = 'Write a name that was yours and the year: authority="example.com,2025"'
        yield Problem(shown, 0, f"FEEDS: “{feeds.authority}” makes no ids", hint)
    for name in ("items", "label_items"):
        if getattr(feeds, name) < 1:
            yield Problem(
                shown, 0, f"FEEDS: {name} is {getattr(feeds, name)}", "A feed has at least one post"
            )
    rolls = list(rolls_of(site))
    opml = FeedLink(site.words("feeds.opml"), site.place.url(OPML), "text/x-opml")
    site.feeds = {post.path: comment_link(site, post) for post in site.posts}
    site.feeds |= {roll.page: links_of(site, roll) for roll in rolls} | {SUBSCRIBE: (opml,)}
    site.feed_shelves = shelves_of(site, rolls)


def feed_parts(site: Site) -> Mapping[str, Any]:
    """The feeds of the whole site, which every page names."""
    return {"feeds": site.feeds.get("", ())}
