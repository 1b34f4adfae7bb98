"""Python-Markdown tries everything on every text. Here a text is asked first what can be in it at all: most
paragraphs have a link and an emphasis at most, and few posts have HTML or attribute lists.

Takes the place of processors of Python-Markdown, by its registries, with the same result.
"""

from __future__ import annotations

from typing import Any

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import AtomicString

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
"""Without one of these a pattern finds nothing. A pattern that is not here is always tried."""


class InlineTree(InlineProcessor):
    """The inline processor, with the patterns that the text in hand can have."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        names = {md.inlinePatterns.get_index_for_name(name): name for name in SIGNS}
        self._signed = [
            (pattern, [SIGNS[names[index]]] if index in names else [])
            for index, pattern in enumerate(md.inlinePatterns)
        ]

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:
        """Do what the method of the same name does, for the patterns that `data` has a sign of."""
        # Python-Markdown has no other seam between a text and its patterns.
        if isinstance(data, AtomicString):
            return data
        for index, (pattern, signs) in enumerate(self._signed[patternIndex:], patternIndex):
            if signs and not any(map(data.__contains__, *signs)):
                continue
            matched, start = True, 0
            while matched:
                data, matched, start = self._InlineProcessor__applyPattern(  # type: ignore[attr-defined]
                    pattern, data, index, start
                )
        return data


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


def skip_what_is_not_there(md: Markdown) -> list[Skipping]:
    """Let the processors of HTML and of attribute lists rest while there are none; each is to `look` at every
    text.
    """
    html = Skipping(md, md.preprocessors["html_block"], ("<", "&"))
    attributes = Skipping(md, md.treeprocessors["attr_list"], ("{",))
    md.preprocessors.register(html, "html_block", 20)
    md.treeprocessors.register(attributes, "attr_list", 8)
    return [html, attributes]
