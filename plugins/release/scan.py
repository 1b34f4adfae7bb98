"""What must not be in a site that goes out: marks of drafts, addresses of the machine that built it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

LOCAL = (
    rb"(?:https?:)?//(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\]|[\w-]+(?:\.[\w-]+)*\.(?:local|localhost))"
    rb"(?=[:/\"'<?#]|$)|file:/{1,3}[\w.]"
)
ADDRESS = re.compile(
    # Where an address is one, and not words: in an attribute, in an element of a feed, in a value of JSON.
    rb"(?:\b(?:href|src|srcset|action|content|poster|cite|url)=[\"']|"
    rb"<(?:loc|link|guid|id|uri|url)(?:\s[^>]*)?>|(?<!\\)\":\s*\")\s*(?P<address>(?:"
    + LOCAL
    + rb")[^\"'<\s]*)",
    re.I,
)
DRAFT = re.compile(rb'class="badge" data-kind="(?:draft|scheduled)"')
TEXTS = (".html", ".htm", ".xml", ".json", ".txt", ".css", ".js")


def local_addresses(folder: Path, paths: Sequence[str]) -> Iterator[str]:
    """Yield each file with the first address in it that only the machine that built it can reach."""
    for path, data in _texts(folder, paths):
        if found := ADDRESS.search(data):
            yield f"{path} has {found['address'].decode('utf-8', 'replace')[:80]}"


def drafts(folder: Path, paths: Sequence[str]) -> Iterator[str]:
    """Yield the pages that carry the mark of the preview for what is not out."""
    for path, data in _texts(folder, paths):
        if path.endswith(".html") and DRAFT.search(data):
            yield path


def _texts(folder: Path, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        if path.endswith(TEXTS):
            yield path, (folder / path).read_bytes()
