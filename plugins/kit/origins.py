"""Which other hosts a piece of HTML leads a browser to, as the Content-Security-Policy names them."""

from __future__ import annotations

import re
from collections.abc import Iterator

SOURCE = re.compile(
    r"'[\w+/=-]+'|[a-z][a-z0-9+.-]*:|(?:[a-z][a-z0-9+.-]*://)?[\w.*:\[\]-]+(?:/[\w.~/-]*)?", re.ASCII
)
SHOWS = re.compile(
    r"<(?P<tag>a|audio|iframe|img|source|video)\b[^>]*?\s(?:data-embed|src)="
    r"[\"'](?P<scheme>(?:https?:)?//)(?:[^\"'/?#\s]*@)?(?P<host>[^\"'/?#\s@]+)",
    re.IGNORECASE,
)
WHERE = {"a": "frame-src", "iframe": "frame-src", "img": "img-src"}
"""A link has the address of a frame until it is clicked. What is not here is sound or film."""


def origins_in(html: str) -> Iterator[tuple[str, str]]:
    """Yield directive and origin of every picture, sound, film and player."""
    # Nearly no text has any; looking for a word is much faster than looking at every tag.
    if "data-embed=" in html or "src=" in html:
        for match in SHOWS.finditer(html):
            origin = ascii_of(f"{match['scheme'].lower().removeprefix('//')}{match['host']}")
            if SOURCE.fullmatch(origin):  # a browser cannot call what is none
                yield WHERE.get(match["tag"].lower(), "media-src"), origin


def ascii_of(source: str) -> str:
    """Write the name of a host as DNS has it: a header knows no other letters."""
    scheme, mark, host = source.rpartition("//")
    try:
        return source if source.isascii() else f"{scheme}{mark}{host.encode('idna').decode()}"
    except UnicodeError:
        return source
