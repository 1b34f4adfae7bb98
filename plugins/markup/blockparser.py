"""Python-Markdown asks sixteen processors whether a block is theirs, with a pattern each. Most blocks are
known by their looks, and are asked for first.

Takes the place of the block parser of Python-Markdown, with the same result.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser

from plugins.markup.code import CodeBlock
from plugins.markup.plain import PARAGRAPH, Plain


class Blocks(BlockParser):
    """A block parser that knows a plain block when it sees one. Made from the parser that the processors were
    made for, once all of them are registered.

    `has_html` says whether the last text has HTML that somebody typed.
    """

    def __init__(self, md: Markdown, plain: Plain) -> None:
        super().__init__(md)
        self._plain = plain
        self.has_html = False
        self.blockprocessors, self.state = md.parser.blockprocessors, md.parser.state
        self._all = tuple(self.blockprocessors)
        self._paragraph: Any = self.blockprocessors["paragraph"]
        for each in self._all:
            each.parser = self

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:
        """Make the tree of a text; what is HTML in it was taken out already."""
        self.state.clear()  # a text that nested too deeply left its lists open
        lines = list(lines)
        self.has_html = any("<" in line for line in lines) or not all(
            isinstance(each, CodeBlock) for each in self.md.htmlStash.rawHtmlBlocks
        )
        return super().parseDocument(lines)

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:
        """Put the elements of blocks into `parent`; `blocks` is empty then."""
        stash = self.md.htmlStash.rawHtmlBlocks
        while blocks:
            if parent is self.root and self._plain.take(parent, blocks, stash):
                del blocks[0]
                continue
            if PARAGRAPH.match(blocks[0]):
                self._paragraph.run(parent, blocks)
                continue
            for processor in self._all:
                if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                    break
