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
OTHER_ID = re.compile(r'(<(?!h[1-6]\b)[a-z][^>]*?)\sid="([^"]*)"')
NOTE = re.compile(r'<sup id="fnref[^>]*>.*?</sup>', re.S)
PICTURE = re.compile(r'<img\b(?:[^>]*?\salt="([^"]*)")?[^>]*>')
LINK = re.compile(r'(<a\b[^>]*?\shref="#)([^"]+)(?=")')
TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
PLAIN = "abbr b bdi cite code del em i ins kbd mark q s samp small strong sub sup var"
PLAIN_TAGS = set(PLAIN.split())
THEME = """about-author about-guest author by-feed by-mail by-visit comments content contents credits
    elsewhere email footer-follow footer-recent footer-search footer-years history latest mentions menu
    people q questions related replies search search-hint series-title subscribe subscribe-title
    thread-title top topics"""
RESERVED = set(THEME.split())
"""The ids of the theme; kept complete by `tests/markup/test_headings.py`."""


def normalise(html: str) -> tuple[str, list[Heading]]:
    """Renumber and name the headings; return the HTML and the outline (questions flagged by their class)."""
    taken, renamed = set(RESERVED), dict[str, str]()
    last: dict[str, int] = {}
    if 'id="' in html:
        html = OTHER_ID.sub(lambda match: _once(match, taken), html)
    outline: list[Heading] = []
    pieces: list[str] = []
    position = 0
    above: list[int] = []
    for match in HEADING.finditer(html):
        shown = in_outline(match[3])
        words = plain(shown)
        pieces.append(html[position : match.start()])
        position = match.end()
        if not words and "<img" not in match[3]:
            continue  # an empty heading is noise to a screen reader
        above = [level for level in above if level < int(match[1])] + [int(match[1])]
        level = min(6, len(above) + 1)
        given = ID.search(match[2])
        wanted = given[1] if given and given[1] else slugify(words)
        name = unique(wanted, taken, last)
        if wanted in RESERVED:
            renamed.setdefault(wanted, name)
        attributes = ID.sub("", match[2])
        pieces.append(f'<h{level} id="{name}"{attributes}>{match[3]}</h{level}>')
        outline.append(Heading(name, shown, level, 'class="question"' in attributes))
    pieces.append(html[position:])
    html = "".join(pieces)
    if renamed:  # who links to “#contents” means the heading of this text, not a part of the theme
        html = LINK.sub(lambda match: match[1] + renamed.get(match[2], match[2]), html)
    return html, outline


def _once(match: re.Match[str], taken: set[str]) -> str:
    """Leave an id where it stands for the first time, take it out where somebody has it."""
    if match[2] in taken or not match[2]:
        return match[1]
    taken.add(match[2])
    return match[0]


def in_outline(words: str) -> str:
    """A heading as another place may print it: pictures by their alt text, no notes, links or ids."""
    if "<" not in words:
        return words.strip()
    words = PICTURE.sub(lambda match: match[1] or "", NOTE.sub("", words))
    return TAG.sub(lambda tag: f"<{tag[1]}{tag[2]}>" if tag[2] in PLAIN_TAGS else "", words).strip()


def unique(name: str, taken: set[str], last: dict[str, int]) -> str:
    """Give a name that nobody has, and take it. `last` remembers the last number of each name."""
    candidate = name
    while candidate in taken:
        last[name] = last.get(name, 1) + 1
        candidate = f"{name}-{last[name]}"
    taken.add(candidate)
    return candidate
