"""Paragraphs of words, links, emphasis and code, printed at once: most of what people write.

Python-Markdown makes a tree of such a paragraph and takes it through five passes. Whatever has another sign,
or one of these in another place, is left to it; what is printed here is what it would print.
"""

from __future__ import annotations

import re

from markdown.util import ETX, STX, AtomicString

_WORDS = r"[^\\`*_\[\]<>&{}~!]"
"""No sign of Markdown, HTML or attribute lists."""
PIECE = re.compile(
    rf"\[(?<!!\[)(?P<words>(?!\^){_WORDS}+)\]\((?P<url>[\w/:.?=%#+,;@-]+)\)"
    rf"|\*(?<!\S\*)(?P<second>\*?)(?P<stressed>[^\W_](?:(?:{_WORDS}|!)*(?:[^\W_]|[.,:;?!]))?)\*(?P=second)"
    r"|`(?P<code>[^\s`\\<>&](?:[^`\\<>&\n]*[^\s`\\<>&])?)`(?!`)",
)
"""Each begins with a sign, so that the words between are passed over quickly. A sign that is left over is
none of ours, and the whole paragraph with it.
"""
OTHER = re.compile(r"[\\`*_\[\]<>&{~]")
DEFINITION = re.compile(r"\n {0,3}:")
"""It takes the paragraph before it apart."""
PLACE_FOR_NOTES = "///Footnotes Go Here///"
"""The footnotes take the place of the paragraph with it (`PLACE_MARKER` of Python-Markdown's footnotes)."""
PLACE = re.compile(rf"{STX}prose(\d+){ETX}")


class Prose:
    """Keeps the paragraphs of one text until its HTML is there."""

    def __init__(self) -> None:
        self._printed: list[str] = []
        self._is_on = False

    def begin(self, text: str) -> None:
        """Take the next text."""
        self._printed.clear()
        has_abbreviations = "*[" in text
        self._is_on = not (has_abbreviations or PLACE_FOR_NOTES in text or DEFINITION.search(text))

    def place(self, paragraph: str) -> AtomicString | None:
        """Print a paragraph, and return what stands in its place in the tree; None for one that wants more.

        It must begin with a letter and stand in no other block.
        """
        if not self._is_on or "  \n" in paragraph:
            return None
        done = 0
        pieces: list[str] = []
        for piece in PIECE.finditer(paragraph):
            words = paragraph[done : piece.start()]
            if OTHER.search(words):
                return None
            pieces += (words, _print(piece))
            done = piece.end()
        if OTHER.search(words := paragraph[done:]):
            return None
        self._printed.append("".join((*pieces, words)))
        return AtomicString(f"{STX}prose{len(self._printed) - 1}{ETX}")

    def put_in(self, html: str) -> str:
        """Put the paragraphs into their places."""
        return PLACE.sub(lambda place: self._printed[int(place[1])], html) if self._printed else html


def _print(piece: re.Match[str]) -> str:
    match piece.lastgroup:
        case "url":
            return f'<a href="{piece["url"]}">{piece["words"]}</a>'
        case "code":
            return f"<code>{piece['code']}</code>"
        case _:
            name = "strong" if piece["second"] else "em"
            return f"<{name}>{piece['stressed']}</{name}>"
