"""Feeds: everything, and each topic, series, tag and author, as Atom and RSS; everything as JSON Feed too;
the comments of all posts, and of each, as Atom.

Settings: `FEEDS` (`feeds.settings.Feeds`). Signals: none.
Fills: `Site.feeds`, `Site.feed_shelves`, and the shell's `feeds`. Reads `Site.comments`, `comment_counts` and
`comment_feeds`, where somebody fills them, and writes the files that `comment_feeds` names.
Writes: `/feeds/all.{atom.xml,rss.xml,json}`, `/feeds/{topic,series,tag,author}/<slug>.{atom.xml,rss.xml}`,
`/feeds/opml.xml`, `/assets/feed.<digest>.css`.
A feed holds no moment of its own making: its bytes change when a post in it does. The ids in it come from the
permanent ids of posts (capability `ledger`) and from `FEEDS.authority`, never from an address.
"""

from __future__ import annotations

from plugins.engine.capability import Capability, Later, nothing_else
from plugins.feeds.settings import Feeds

CAPABILITY = Capability(
    "feeds",
    settings={"FEEDS": Feeds},
    enrich=(Later("plugins.feeds.naming:name_feeds"),),
    shell=Later("plugins.feeds.naming:feed_parts"),
    reads=nothing_else,
    outputs=(Later("plugins.feeds.outputs:feed_outputs"),),
)


def register() -> None:
    """Nothing to connect."""
