"""The steps of the capability: name the feeds for the pages, then yield their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from plugins.engine.model import Site
from plugins.engine.outputs import Output, Written
from plugins.engine.views import FeedLink
from plugins.feeds.channels import (
    ALL,
    KINDS,
    STYLE,
    SUBSCRIBE,
    channel_of,
    links_of,
    rolls_of,
    shelves_of,
    style_name,
)
from plugins.feeds.comments import comment_feeds, comment_link
from plugins.feeds.entries import Channel
from plugins.feeds.settings import Feeds
from plugins.kit.problems import Problem

OPML = "feeds/opml.xml"


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


def feed_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield every feed in every format, the list of all, and the styles."""
    # Only now: the verbs, which import this package too, do without what these load.
    from plugins.feeds.opml import print_opml
    from plugins.feeds.press import Press

    if site.settings["FEEDS"].since is None:
        return
    press, style = Press(site), style_name()
    channels: dict[str, list[Channel]] = {kind: [] for kind in ("all", *KINDS, "comments")}
    for roll in rolls_of(site):
        channel = channel_of(site, roll, style)
        channels[roll.kind].append(channel)
        for form in roll.formats:
            yield press.output(channel, partial(press.entries_of, roll.posts), form)
    for channel, inside in comment_feeds(site, channels["all"][0]):
        if channel.home == channels["all"][0].home:  # of all; those of single posts are too many to follow
            channels["comments"].append(channel)
        yield press.output(channel, partial(tuple, inside), "atom")
    named = ((site.words(f"feeds.shelf_{kind}"), found) for kind, found in channels.items())
    home = site.place.absolute(site.place.url(""))
    yield Written(OPML, print_opml(site.words("feeds.opml_title", site=site.name), home, named))
    yield Written(style, STYLE.read_bytes())


__all__ = ["ALL", "OPML", "feed_outputs", "feed_parts", "name_feeds"]
