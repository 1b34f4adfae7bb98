"""The texts of the documents, fetched when a page prints one, and by whom.

A worker that makes a page notes in `touched` which texts it asked for. A page whose texts are what they were,
on a site that is what it was, is what it was: the next build need not look at it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from msgspec import Struct, field

from plugins.engine.documents import Document, Text
from plugins.kit.store import Store

SHELF = "texts"
NEAR = 64
"""So many are kept at hand; a feed and a page often want the same."""


class Texts(Struct):
    """`keys` are those of the store, by path in the content folder; `held` are the texts that no store keeps;
    `again` reads one that the store has lost.
    """

    store: Store | None = None
    keys: Mapping[str, bytes] = field(default_factory=dict)
    held: dict[str, Text] = field(default_factory=dict)
    again: Callable[[str], Text] = lambda _path: Text()
    touched: set[str] = field(default_factory=set)
    edition: int = 0
    """How often one was taken in since they were opened: who keeps what it made of texts looks at it."""
    _near: dict[str, Text] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, document: Document) -> Text:
        """Fetch the text of a document, and note that it was asked for."""
        path = document.path
        self.touched.add(path)
        if path in self.held:
            return self.held[path]
        with self._lock:
            if path not in self._near:
                if len(self._near) >= NEAR:
                    del self._near[next(iter(self._near))]
                self._near[path] = self._fetch(path)
            return self._near[path]

    def put(self, path: str, text: Text) -> None:
        """Take in the text of a document that was saved."""
        with self._lock:
            self._near.pop(path, None)
            self.held[path] = text
            self.edition += 1

    def _fetch(self, path: str) -> Text:
        key = self.keys.get(path, b"")
        kept = self.store.get_many(SHELF, [key]).get(key) if self.store and key else None
        return kept if isinstance(kept, Text) else self.again(path)
