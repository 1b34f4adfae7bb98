"""The press: prints feeds, and sets each entry once for all feeds that it is in.

One belongs to one build. Its work is done in the workers, and only for feeds of which something changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

from plugins.engine.templates import digest, encode
from plugins.feeds.content import compose
from plugins.feeds.entries import Channel, Entry, Format


class Press:
    """Contents, elements and items by the id of their entry."""

    def __init__(self) -> None:
        self._contents: dict[str, str] = {}
        self._items: dict[str, Any] = {}
        self._dicts: dict[str, dict[str, Any]] = {}
        self._digests: dict[str, bytes] = {}

    def identity(self, channel: Channel, entries: Sequence[Entry], form: Format) -> bytes:
        """Digest all that a feed is made from."""
        return digest(_code(), form.encode(), encode(channel), *(self._digest(entry) for entry in entries))

    def print(self, channel: Channel, entries: Sequence[Entry], form: Format) -> bytes:
        """Print one feed in one format."""
        if form == "json":
            from plugins.feeds.json_feed import print_json

            return print_json(channel, [self._dict(entry) for entry in entries])
        from plugins.feeds.atom_rss import print_feed

        return print_feed(channel, [self._item(entry) for entry in entries], form)

    def _digest(self, entry: Entry) -> bytes:
        if entry.id not in self._digests:
            self._digests[entry.id] = blake2b(encode(entry), digest_size=16).digest()
        return self._digests[entry.id]

    def _content(self, entry: Entry) -> str:
        if entry.id not in self._contents:
            self._contents[entry.id] = compose(entry)
        return self._contents[entry.id]

    def _item(self, entry: Entry) -> Any:
        from plugins.feeds.atom_rss import Item

        if entry.id not in self._items:
            self._items[entry.id] = Item(entry, self._content(entry))
        return self._items[entry.id]

    def _dict(self, entry: Entry) -> dict[str, Any]:
        from plugins.feeds.json_feed import item_of

        if entry.id not in self._dicts:
            self._dicts[entry.id] = item_of(entry, self._content(entry))
        return self._dicts[entry.id]


@lru_cache(maxsize=1)
def _code() -> bytes:
    """Digest of the code that prints: ours and the libraries'."""
    ours = Path(__file__).parents[1]
    files = [path for folder in ("feeds", "kit") for path in sorted((ours / folder).glob("*.py"))]
    return digest(
        *(path.read_bytes() for path in files), version("feedgen").encode(), version("lxml").encode()
    )
