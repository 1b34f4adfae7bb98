"""Blocks that look like what they are: a paragraph, a heading, a list of lines, a quote, a code block. They
are printed at once, and stand neither in the tree of Python-Markdown nor before nh3.

Whatever begins, goes on or ends in another way is left to Python-Markdown; what is printed here is what comes
out of it and of nh3.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from plugins.markup.code import CodeBlock
from plugins.markup.prose import print_words

_BEGIN = r"""(?:[^\W\d_]|["'“”‘’(«¿¡$€£…]|\d+(?![\d.]))"""
"""What no block but a paragraph begins a line with."""
_SIGNED = r"\*{1,2}[^\W\d_]|\[[^\n|\]^]+\]\(|`[^\s`]"
"""What more may begin a line of a paragraph: emphasis, a link, code."""
_LINES = rf"[^\n|]*(?:\n(?:{_BEGIN}|{_SIGNED})[^\n|]*)*\n?\Z"
PARAGRAPH = re.compile(rf"{_BEGIN}{_LINES}")
SIGNED = re.compile(rf"(?:{_SIGNED}){_LINES}")
HEADING = re.compile(rf"(#{{1,6}}) ({_BEGIN}[^\n|#]*)\Z")
UNDERLINED = re.compile(rf"({_BEGIN}[^\n|]*)\n(?:(=+)|-+) *\Z")
BULLETS = re.compile(r"[*+-] [^\n|]*(?:\n[*+-] [^\n|]*)*\Z")
NUMBERS = re.compile(r"\d+\. [^\n|]*(?:\n\d+\. [^\n|]*)*\Z")
ITEM = re.compile(rf"(?:[*+-]|\d+\.) +((?:{_BEGIN}|{_SIGNED}).*(?<! ))\Z")
QUOTE = re.compile(r"> [^\n]*(?:\n>[^\n]*)*\Z")
STASHED = re.compile("\x02wzxhzdk:(\\d+)\x03\\Z")
"""What Python-Markdown puts where finished HTML was (`HTML_PLACEHOLDER` of its util)."""
DEFINITION = re.compile(r"\n {0,3}:")
"""It takes the paragraph before it apart."""
PLACE_FOR_NOTES = "///Footnotes"
"""The footnotes take the place of the paragraph with it (`PLACE_MARKER` of Python-Markdown's footnotes, up to
its first blank: a tab may stand for that).
"""
GROWING = {"blockquote", "ol", "ul"}
"""Elements that take a block of their kind behind them as their own."""
GOES_ON = re.compile(r"[\s*+>-]|\d+\.|\[[^\]]*\]:")
"""A block that such an element may take, or a definition, which leaves nothing and lets the next one."""


class Plain:
    """Keeps what was printed of one text until the rest is HTML too."""

    def __init__(self) -> None:
        self._token = f"plain{secrets.token_hex(12)}x"
        self._place = re.compile(rf"<p>{self._token}(\d+)</p>")
        self._runs: list[list[str]] = []
        self._last: Element | None = None
        self._is_on = self._is_interview = False

    def begin(self, text: str, *, is_interview: bool) -> None:
        """Take the next text. The headings of an interview are questions, and names change its voice."""
        self._runs, self._last = [], None
        self._is_interview = is_interview
        self._is_on = not (PLACE_FOR_NOTES in text or DEFINITION.search(text) or _abbreviates(text))

    def take(self, root: Element, blocks: Sequence[str], stash: Sequence[Any]) -> bool:
        """Print the first of the blocks of a text behind what is in `root`; False for one that wants more."""
        before = root[-1] if len(root) else None
        printed = self._print(blocks, before, stash) if self._is_on else None
        if printed is None:
            return False
        if before is not None and before is self._last:
            self._runs[-1].append(printed)
        else:
            self._last = SubElement(root, "p")
            self._last.text = AtomicString(f"{self._token}{len(self._runs)}")
            self._runs.append([printed])
        return True

    def put_in(self, html: str) -> str:
        """Put what was printed into its places."""
        return self._place.sub(lambda place: "\n".join(self._runs[int(place[1])]), html)

    def _print(self, blocks: Sequence[str], before: Element | None, stash: Sequence[Any]) -> str | None:
        block = blocks[0]
        if PARAGRAPH.match(block):
            return _enclosed("p", print_words(block))
        match block[:1]:
            case "\x02":
                found = STASHED.match(block)
                code = stash[int(found[1])] if found else None
                return str(code) if isinstance(code, CodeBlock) else None
            case "#" if not self._is_interview and (found := HEADING.match(block)):
                return _enclosed(f"h{len(found[1])}", print_words(found[2].rstrip()))
            case "*" | "[" | "`" if not self._is_interview and SIGNED.match(block):
                return _enclosed("p", print_words(block))
        if not self._is_interview and (found := UNDERLINED.match(block)):
            return _enclosed("h1" if found[2] else "h2", print_words(found[1].rstrip()))
        for pattern, print_block in GROUPS:
            if pattern.match(block):
                is_alone = (before is None or before.tag not in GROWING) and not _goes_on(blocks)
                return print_block(block) if is_alone else None
        return None


def _abbreviates(text: str) -> bool:
    """Whether a text may say what a name stands for (`*[name]: words`), wherever that name is."""
    begin = text.find("*[")
    return begin >= 0 and any(end in text[begin:] for end in ("]:", "] :", "]\t:"))


def _goes_on(blocks: Sequence[str]) -> bool:
    """Whether the next block may be a part of the first."""
    following = (text for each in islice(blocks, 1, None) if (text := each.lstrip("\n")))
    return bool(GOES_ON.match(next(following, "")))


def _enclosed(name: str, words: str | None) -> str | None:
    return None if words is None else f"<{name}>{words}</{name}>"


def _list(name: str) -> Callable[[str], str | None]:
    def print_list(block: str) -> str | None:
        items: list[str] = []
        for line in block.split("\n"):
            item = ITEM.match(line)
            words = print_words(item[1]) if item else None
            if words is None:
                return None
            items.append(f"<li>{words}</li>")
        return "\n".join((f"<{name}>", *items, f"</{name}>"))

    return print_list


def _quote(block: str) -> str | None:
    said: list[str] = []
    text = "\n".join(line[2:] if line.startswith("> ") else line[1:] for line in block.split("\n"))
    for paragraph in text.split("\n\n"):
        words = print_words(paragraph) if PARAGRAPH.match(paragraph) else None
        if words is None:
            return None
        said.append(f"<p>{words}</p>")
    return "\n".join(("<blockquote>", *said, "</blockquote>"))


GROUPS: tuple[tuple[re.Pattern[str], Callable[[str], str | None]], ...] = (
    (BULLETS, _list("ul")),
    (NUMBERS, _list("ol")),
    (QUOTE, _quote),
)
