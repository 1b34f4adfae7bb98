"""One Markdown object, reused for every file of a process: Markdown → tree → HTML → clean → references taken
out.
"""

from __future__ import annotations

import re
import sys

import markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.tables import TableExtension

from plugins.engine.documents import Body, Heading, Ref, Source
from plugins.kit.problems import Problem
from plugins.kit.text import CONTROL, educate_html, plain, shorten
from plugins.markup.blocks import BlockExtension
from plugins.markup.code import CodeExtension
from plugins.markup.headings import normalise
from plugins.markup.interviews import InterviewExtension
from plugins.markup.references import take_out
from plugins.markup.sanitise import clean_html
from plugins.markup.settings import MarkupSettings

ENTITY = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.S)
NOTE_NUMBER = re.compile(r'<sup id="fnref[^>]*>.*?</sup>', re.S)
SENTENCE = re.compile(r"(?:^|(?<=[.!?…”’)] ))([^.!?…]*\?)[”’)]?$")
LEAD_LENGTH = 200


class Converter:
    """Callable: a source to its body. Not for use by two threads at once."""

    def __init__(self, settings: MarkupSettings) -> None:
        self._settings = settings
        self._code = CodeExtension()
        self._interview = InterviewExtension()
        self._markdown = markdown.Markdown(
            extensions=[
                TableExtension(),
                FootnoteExtension(BACKLINK_TEXT="↩", SUPERSCRIPT_TEXT="{}"),
                DefListExtension(),
                AbbrExtension(),
                AttrListExtension(),
                MarkdownInHtmlExtension(),
                self._code,
                BlockExtension(),
                self._interview,
            ],
            output_format="html",
        )

    def __call__(self, source: Source) -> Body:
        text = CONTROL.sub("", source.text)
        self._interview.begin(source.meta)
        self._code.begin()
        try:
            html = self._markdown.reset().convert(text)
        except (RecursionError, ValueError) as error:
            problem = Problem(
                source.path,
                source.line,
                f"Markdown cannot read this text ({type(error).__name__})",
                "It nests too deeply; look for a line with very many > or brackets",
            )
            return Body(problems=(problem,))
        html, problems = clean_html(ENTITY.sub(_without_control, html), source)
        problems += [
            Problem(
                source.path,
                source.line + line,
                "this code block is not closed",
                "Put ``` on a line of its own behind it",
                "warning",
            )
            for line in self._code.unclosed
        ]
        if self._settings.typographic:
            html = educate_html(html)
        html, headings = normalise(html)
        html, refs = take_out(html)
        return _body(html, refs, headings, problems)


def _without_control(entity: re.Match[str]) -> str:
    """A control character may not come in as an entity either; `MARK` is one."""
    number = int(entity[1], 16) if entity[1] else int(entity[2])
    return "" if number > sys.maxunicode or CONTROL.match(chr(number)) else entity[0]


def _body(html: str, refs: list[Ref], headings: list[Heading], problems: list[Problem]) -> Body:
    words = len(plain(html).split())
    prose = html.partition('<div class="footnote">')[0]
    found = PARAGRAPH.findall(NOTE_NUMBER.sub("", prose))
    paragraphs = [text for paragraph in found if (text := plain(paragraph))]
    lead = shorten(paragraphs[0], LEAD_LENGTH) if paragraphs else ""
    return Body(
        html, tuple(refs), tuple(headings), words, lead, closing_question(paragraphs), tuple(problems)
    )


def closing_question(paragraphs: list[str]) -> str:
    """Find the question that a text ends with: the last sentence of its last paragraph."""
    found = SENTENCE.search(paragraphs[-1]) if paragraphs else None
    return found[1].strip() if found else ""
