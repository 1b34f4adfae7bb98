"""The press: prints feeds, and sets each entry once for all feeds that it is in.

One belongs to one site. Its work is done in the workers, and only for feeds of which something changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from plugins.engine.model import Post, Site
from plugins.engine.outputs import Made
from plugins.feeds.content import compose
from plugins.feeds.entries import Channel, Entry, Format, entry_of
from plugins.kit.digests import digest, encode

Entries = Callable[[], Sequence[Entry]]
"""Composes the entries of a feed, in the worker that prints it."""


class Press:
    """What is printed of entries, and their digests, by their ids; for as long as the texts are the same."""

    def __init__(self, site: Site) -> None:
        self._site, self._edition = site, site.texts.edition
        self._entries: dict[str, Entry] = {}
        self._printed: dict[str, dict[Format, bytes]] = {}
        self._digests: dict[str, bytes] = {}

    def entries_of(self, posts: Sequence[Post]) -> tuple[Entry, ...]:
        """What feeds say of posts."""
        if self._edition != self._site.texts.edition:
            self._edition = self._site.texts.edition
            for kept in (self._entries, self._printed, self._digests):
                kept.clear()
        # Another feed may have asked for these texts before, and this one prints them too.
        self._site.texts.touched.update(post.source for post in posts)
        return tuple(self._entry(post) for post in posts)

    def _entry(self, post: Post) -> Entry:
        if post.source not in self._entries:
            self._entries[post.source] = entry_of(self._site, post)
        return self._entries[post.source]

    def output(self, channel: Channel, entries: Entries, form: Format) -> Made:
        """Say how one feed is made in one format."""
        identify = partial(self._identify, channel, entries, form)
        return Made(channel.file(form), identify, partial(self._print, channel, entries, form), group="feeds")

    def _identify(self, channel: Channel, entries: Entries, form: Format) -> bytes:
        return digest(_code(), form.encode(), encode(channel), *map(self._digest, entries()))

    def _print(self, channel: Channel, found: Entries, form: Format) -> bytes:
        entries = found()
        if form == "json":
            from plugins.feeds.json_feed import item_of, print_json

            return print_json(channel, [item_of(entry, compose(entry)) for entry in entries])
        from plugins.feeds.atom_rss import print_feed

        return print_feed(channel, entries, (self._print_entry(entry)[form] for entry in entries), form)

    def _digest(self, entry: Entry) -> bytes:
        if entry.id not in self._digests:
            self._digests[entry.id] = blake2b(encode(entry), digest_size=16).digest()
        return self._digests[entry.id]

    def _print_entry(self, entry: Entry) -> dict[Format, bytes]:
        from plugins.feeds.atom_rss import print_entry

        if entry.id not in self._printed:
            self._printed[entry.id] = print_entry(entry, compose(entry))
        return self._printed[entry.id]


@lru_cache(maxsize=1)
def _code() -> bytes:
    """Digest of the code that prints: ours and the libraries'."""
    ours = Path(__file__).parents[1]
    files = [path for folder in ("feeds", "kit") for path in sorted((ours / folder).glob("*.py"))]
    return digest(
        *(path.read_bytes() for path in files), version("feedgen").encode(), version("lxml").encode()
    )
