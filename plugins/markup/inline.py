"""Python-Markdown tries every inline pattern on every piece of text. Here a text is asked first which of them
can be in it at all: most posts have links and emphasis, and none of the other dozen.

Takes the place of the tree processor `inline` (Python-Markdown, “Tree processors”), with the same result.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import InlineProcessor

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
        table = md.inlinePatterns
        self._patterns = list(table)
        self._signs = {table.get_index_for_name(name): SIGNS[name] for name in SIGNS if name in table}

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Process what is in `tree`."""
        text = "\n".join(tree.itertext())
        # Only counted and indexed there; a plain list is not sorted anew at every look.
        self.inlinePatterns = [  # type: ignore[assignment]
            pattern
            for index, pattern in enumerate(self._patterns)
            if index not in self._signs or any(sign in text for sign in self._signs[index])
        ]
        found: Element = super().run(tree, ancestors)
        return found
