"""The files of the feeds. What prints them is large, and is loaded by a build that makes pages only."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from plugins.engine.model import Site
from plugins.engine.outputs import Output, Written
from plugins.feeds.channels import KINDS, OPML, STYLE, channel_of, rolls_of, style_name
from plugins.feeds.comments import comment_feeds
from plugins.feeds.entries import Channel
from plugins.feeds.opml import print_opml
from plugins.feeds.press import Press
from plugins.kit.problems import Problem


def feed_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield every feed in every format, the list of all, and the styles."""
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
