"""Python-Markdown asks sixteen processors whether a block is theirs, with a pattern each. Most blocks are
paragraphs whose lines begin with a letter: only the last takes such a block, so it is asked at once.

Takes the place of the block parser of Python-Markdown, with the same result.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser

from plugins.markup.prose import Prose

PROSE = re.compile(r"(?:[^\W\d_][^\n|]*(?:\n|\Z))+\Z")
"""Each line begins with a letter, and there is no table: every other block begins a line with a sign, a digit
or blanks.
"""


class Blocks(BlockParser):
    """A block parser that knows a paragraph when it sees one. Made from the parser that the processors were
    made for, once all of them are registered.
    """

    def __init__(self, md: Markdown, prose: Prose) -> None:
        super().__init__(md)
        self._prose = prose
        self.blockprocessors, self.state = md.parser.blockprocessors, md.parser.state
        self._all = tuple(self.blockprocessors)
        self._paragraph: Any = self.blockprocessors["paragraph"]
        for each in self._all:
            each.parser = self

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:
        """Put the elements of blocks into `parent`; `blocks` is empty then."""
        while blocks:
            if PROSE.match(blocks[0]):
                if parent is self.root and (place := self._prose.place(blocks[0])):
                    SubElement(parent, "p").text = place
                    del blocks[0]
                else:
                    self._paragraph.run(parent, blocks)
                continue
            for processor in self._all:
                if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                    break
