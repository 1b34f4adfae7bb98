"""Headings in finished HTML: one below the title, no level skipped, each with an id of its own.

The title of the post is the only h1 (WCAG 1.3.1, 2.4.6; HTML 4.3.11): the highest heading of a body becomes
h2.
"""

from __future__ import annotations

import re

from plugins.engine.documents import Heading
from plugins.kit.text import plain, slugify

HEADING = re.compile(r"<h([1-6])((?:\s[^>]*)?)>(.*?)</h\1>", re.S)
ID = re.compile(r'\sid="([^"]*)"')
ANY_ID = re.compile(r'<[a-z][^>]*\sid="([^"]*)"')
LINKS = re.compile(r"</?a\b[^>]*>")
RESERVED = {
    "content",
    "comments",
    "subscribe",
    "search",
    "contents",
    "top",
    "q",
    "email",
    "author",
    "related",
}


def normalise(html: str) -> tuple[str, list[Heading]]:
    """Renumber and name the headings; return the HTML and the outline (questions flagged by their class)."""
    found = list(HEADING.finditer(html))
    if not found:
        return html, []
    taken = set(RESERVED) | set(ANY_ID.findall(HEADING.sub("", html)))
    outline: list[Heading] = []
    pieces: list[str] = []
    position = 0
    above: list[int] = []
    for match in found:
        words = plain(match[3])
        pieces.append(html[position : match.start()])
        position = match.end()
        if not words and "<img" not in match[3]:
            continue  # an empty heading is noise to a screen reader
        above = [level for level in above if level < int(match[1])] + [int(match[1])]
        level = min(6, len(above) + 1)
        given = ID.search(match[2])
        name = unique(given[1] if given and given[1] else slugify(words), taken)
        attributes = ID.sub("", match[2])
        pieces.append(f'<h{level} id="{name}"{attributes}>{match[3]}</h{level}>')
        outline.append(Heading(name, LINKS.sub("", match[3]), level, 'class="question"' in attributes))
    pieces.append(html[position:])
    return "".join(pieces), outline


def unique(name: str, taken: set[str]) -> str:
    """Give a name that nobody has, and take it."""
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    taken.add(candidate)
    return candidate
