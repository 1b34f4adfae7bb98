"""Python-Markdown tries everything on every text. Here a text is asked first what can be in it at all: most
paragraphs have a link and an emphasis at most, and few posts have HTML or attribute lists.

Takes the place of processors of Python-Markdown, by its registries, with the same result.
"""

from __future__ import annotations

import re
from typing import Any

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import ETX, STX, AtomicString

SIGNS: dict[str, tuple[str, ...]] = {
    "backtick": ("`", "\\"),
    "escape": ("\\",),
    "footnote": ("[^",),
    "reference": ("[",),
    "link": ("[",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("<",),
    "automail": ("<",),
    "linebreak": ("  \n",),
    "html": ("<",),
    "entity": ("&",),
    "strike": ("~~",),
    "em_strong": ("*", "_"),
}
"""Without one of these a pattern finds nothing. All patterns are here."""


ANY = re.compile("|".join(sorted({re.escape(sign) for signs in SIGNS.values() for sign in signs})))


def _first(sign: str) -> str:
    return sign.strip()[:1] or "\n"


FIRSTS = "".join(sorted({_first(sign) for signs in SIGNS.values() for sign in signs}))


BLANKS = re.compile(r"\n +(?=\n)")


class InlineTree(InlineProcessor):
    """The inline processor, with the patterns that the text in hand can have."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        names = {md.inlinePatterns.get_index_for_name(name): name for name in SIGNS}
        self._signed = [
            (index, pattern, SIGNS[names[index]]) for index, pattern in enumerate(md.inlinePatterns)
        ]
        self._by_firsts: dict[str, list[Any]] = {}

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:
        """Do what the method of the same name does, for the patterns that `data` has a sign of."""
        # Python-Markdown has no other seam between a text and its patterns.
        if isinstance(data, AtomicString) or not ANY.search(data):
            return data
        for index, pattern, signs in self._possible(data):
            # What is found leaves the text, and its signs with it.
            if index < patternIndex or not any(sign in data for sign in signs):
                continue
            matched, start = True, 0
            while matched:
                data, matched, start = self._InlineProcessor__applyPattern(  # type: ignore[attr-defined]
                    pattern, data, index, start
                )
        return data

    def _possible(self, data: str) -> list[Any]:
        has = "".join(filter(data.__contains__, FIRSTS))
        if has not in self._by_firsts:
            self._by_firsts[has] = [
                each for each in self._signed if any(_first(sign) in has for sign in each[2])
            ]
        return self._by_firsts[has]


class Skipping(Preprocessor, Treeprocessor):
    """Stands for a processor that has nothing to do in a text without any of its signs."""

    def __init__(self, md: Markdown, inner: Preprocessor | Treeprocessor, signs: tuple[str, ...]) -> None:
        super().__init__(md)
        self._inner, self._signs, self._is_wanted = inner, signs, True

    def look(self, text: str) -> None:
        """See what the next text has."""
        self._is_wanted = any(sign in text for sign in self._signs)

    def run(self, given: Any) -> Any:
        """Process lines, or a tree."""
        return self._inner.run(given) if self._is_wanted else given


class Whitespace(Preprocessor):
    """What `NormalizeWhitespace` does, with a pattern that begins with a sign."""

    def run(self, lines: list[str]) -> list[str]:
        """One kind of line end, no tabs, nothing on empty lines."""
        text = "\n".join(lines).replace(STX, "").replace(ETX, "")
        text = text.replace("\r\n", "\n").replace("\r", "\n") + "\n\n"
        return BLANKS.sub("\n", text.expandtabs(self.md.tab_length)).split("\n")


def skip_what_is_not_there(md: Markdown) -> list[Skipping]:
    """Let the processors of HTML and of attribute lists rest while there are none; each is to `look` at every
    text.
    """
    html = Skipping(md, md.preprocessors["html_block"], ("<", "&"))
    attributes = Skipping(md, md.treeprocessors["attr_list"], ("{",))
    md.preprocessors.register(html, "html_block", 20)
    md.treeprocessors.register(attributes, "attr_list", 8)
    return [html, attributes]
