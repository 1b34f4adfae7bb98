"""One Markdown object, reused for every file of a process: Markdown → tree → HTML → clean → references taken
out.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Any

import markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import SimpleTagInlineProcessor
from msgspec.structs import replace

from plugins.engine.documents import MARK, Body, Heading, Ref, Source, Text
from plugins.kit.origins import origins_in
from plugins.kit.problems import Problem
from plugins.kit.text import CONTROL, count_words, educate_html, plain, shorten
from plugins.markup.blockparser import Blocks
from plugins.markup.blocks import BlockExtension
from plugins.markup.code import CodeExtension
from plugins.markup.headings import normalise
from plugins.markup.inline import InlineTree, Whitespace, skip_what_is_not_there
from plugins.markup.interviews import InterviewExtension
from plugins.markup.plain import Plain
from plugins.markup.references import take_out
from plugins.markup.sanitise import clean_html, line_of
from plugins.markup.settings import MarkupSettings

NOTE_NUMBER = re.compile(r'<sup id="fnref[^>]*>.*?</sup>', re.S)
HEADING = re.compile(r"(?:^|\n)(?P<level>#{1,6})[ \t]+(?P<header>(?:\\.|[^\\])*?)#*(?:\n|$)")
SENTENCE = re.compile(r"(?:^|(?<=[.!?…”’)] ))([^.!?…]*\?)[”’)]?$")
BRACKETS, MANY = (("[", "]"), ("(", ")"), ("<", ">")), 200
FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1|\Z)", re.M | re.S)
LEAD_LENGTH = 200
BACK = re.compile(r'(<a class="footnote-backref" href="[^"]*") title="[^"]*">↩</a>')
NAMED_BACK = (
    rf'\1><span aria-hidden="true">↩</span><span class="visually-hidden">{MARK}footnote_back{MARK}</span></a>'
)
"""An arrow is read out by its name, or not at all; Markdown's own title is always in English."""


class Converter:
    """Callable: a source to its body. Not for use by two threads at once."""

    def __init__(self, settings: MarkupSettings) -> None:
        self._settings = settings
        self._token = f"mark{secrets.token_hex(12)}"
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
        # A heading has a blank behind its signs (CommonMark 0.31, 4.2): “#hashtag” is a word.
        heading: Any = self._markdown.parser.blockprocessors["hashheader"]
        heading.RE = HEADING
        self._markdown.inlinePatterns.register(SimpleTagInlineProcessor(r"(~~)(.+?)~~", "del"), "strike", 65)
        self._plain = Plain()
        self._markdown.parser = self._blocks = Blocks(self._markdown, self._plain)
        self._markdown.treeprocessors.register(InlineTree(self._markdown), "inline", 20)
        self._markdown.preprocessors.register(Whitespace(self._markdown), "normalize_whitespace", 30)
        self._skipping = skip_what_is_not_there(self._markdown)

    def __call__(self, source: Source) -> Body:
        text = CONTROL.sub("", source.text)
        if problem := too_tangled(text, source):
            return Body(problems=(problem,))
        self._interview.begin(source.meta)
        self._code.begin()
        self._plain.begin(text, is_interview=self._interview.is_on)
        for each in self._skipping:
            each.look(text)
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
        if self._blocks.has_html:  # an element that is not closed goes on in what was printed
            html = self._plain.put_in(html)
        # nh3 resolves entities, of control characters too: our marks pass it under a name nobody can guess,
        # and whatever looks like one behind it was not ours.
        html, problems = clean_html(html.replace(MARK, self._token), source)
        html = CONTROL.sub("", html).replace(self._token, MARK)
        html = self._plain.put_in(BACK.sub(NAMED_BACK, html))
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
        problems += problems_of(html, source)
        if self._settings.typographic:
            html = educate_html(html)
        html, headings = normalise(html)
        html, refs = take_out(html)
        body = _body(html, refs, headings, problems)
        return replace(body, lead="") if getattr(source.meta, "summary", "") else body


def _body(html: str, refs: list[Ref], headings: list[Heading], problems: list[Problem]) -> Body:
    prose = NOTE_NUMBER.sub("", html.partition('<div class="footnote">')[0])
    lead = shorten(next(_paragraphs(prose), ""), LEAD_LENGTH)
    return Body(
        Text(html, tuple(headings), count_words(html), lead),
        tuple(refs),
        tuple(dict.fromkeys(origins_in(html))),
        lead,
        closing_question(next(_paragraphs(prose, backwards=True), "")),
        tuple(problems),
    )


def _paragraphs(html: str, *, backwards: bool = False) -> Iterator[str]:
    """The words of the paragraphs that have some, in order or from the last on."""
    find, start, end = (html.rfind if backwards else html.find), 0, len(html)
    while (begin := find("<p>", start, end)) >= 0:
        start, end = (0, begin) if backwards else (begin + 1, end)
        if words := plain(html[begin : html.find("</p>", begin)]):
            yield words


def too_tangled(text: str, source: Source) -> Problem | None:
    """Find a paragraph with so many open brackets that Markdown would look for their ends for hours."""
    if all(text.count(sign) <= MANY for sign, _ in BRACKETS):
        return None
    text = FENCED.sub(lambda code: "\n" * code[0].count("\n"), text)
    line = source.line
    for block in text.split("\n\n"):
        for sign, end in BRACKETS:
            if (open_ones := block.count(sign) - block.count(end)) > MANY:
                what = f"this paragraph has {open_ones} “{sign}” that are never closed"
                return Problem(source.path, line, what, "Take them out, or put them between ``` lines")
        line += block.count("\n") + 2
    return None


def problems_of(html: str, source: Source) -> list[Problem]:
    """Find what was meant for us and came out as plain words."""
    found = []
    if "<p>!video" in html:
        what = "this video is not shown: its address is of no player that we know"
        hint = "YouTube, Vimeo and PeerTube are known: !video [Title](https://…)"
        found.append(Problem(source.path, line_of(source, "!video"), what, hint, "warning"))
    if getattr(source.meta, "kind", "") == "interview" and 'class="question"' not in html:
        hint = "Every question is a heading of its own: ## Why every letter?"
        found.append(Problem(source.path, source.line, "this interview has no questions", hint, "warning"))
    return found


def closing_question(paragraph: str) -> str:
    """Find the question that a text ends with: the last sentence of its last paragraph."""
    found = SENTENCE.search(paragraph)
    return found[1].strip() if found else ""
