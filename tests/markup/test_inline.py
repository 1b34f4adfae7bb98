"""Trying fewer patterns must not be seen: the same HTML as Python-Markdown's own processors give."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.blockparser import BlockParser
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.md_in_html import HtmlBlockPreprocessor as HTMLBlock
from markdown.preprocessors import NormalizeWhitespace
from markdown.treeprocessors import InlineProcessor

from plugins.engine.documents import Source
from plugins.markup.convert import Converter
from plugins.markup.inline import SIGNS
from plugins.markup.settings import MarkupSettings
from plugins.posts.front_matter import PostMeta

OURS, STOCK = Converter(MarkupSettings()), Converter(MarkupSettings())
STOCK._markdown.treeprocessors.register(InlineProcessor(STOCK._markdown), "inline", 20)
STOCK._markdown.preprocessors.register(HTMLBlock(STOCK._markdown), "html_block", 20)
STOCK._markdown.treeprocessors.register(AttrListTreeprocessor(STOCK._markdown), "attr_list", 8)
STOCK._markdown.preprocessors.register(NormalizeWhitespace(STOCK._markdown), "normalize_whitespace", 30)
STOCK._skipping.clear()
BLOCKS = BlockParser(STOCK._markdown)
BLOCKS.blockprocessors, STOCK._markdown.parser = STOCK._markdown.parser.blockprocessors, BLOCKS
for processor in BLOCKS.blockprocessors:
    processor.parser = BLOCKS
SIGNED = "`` ` \\ \\* [ ] ( ) ![ [^1] [x]: <http://a.b> <a@b.example> <b> </b> & &amp; &#65; ~~ * _ **"
PIECES = [
    *SIGNED.split(),
    *["__", "a", "b", "https://a.example", ">", "-", "|", ":", "{:", ".x}", "!", "^", "1."],
    *[
        "# ",
        "===",
        "---",
        ": ",
        "> ",
        "1. ",
        "- ",
        "a | b",
        "*[a]: b",
        "[^1]: c",
        "é",
        "²",
        "٣. ",
        "_ _ _",
        "```",
    ],
]
TALK = "word Two é 3 , . ! ? ( ) * ** *em* **strong** [text](https://a.example/b?c=d#e) [a](b) `code` ` _ : ~"
PROSE = st.lists(st.sampled_from([*TALK.split(), *" " * 4, "\n", "\n\n", "\n\nWord"]), max_size=30)
LINES = (
    *(
        "\n- ",
        "\n* ",
        "\n1. ",
        "\n> ",
        "\n>",
        "\n## ",
        "\n    ",
        "\n \n",
        "\n---\n",
        "\n[^1]: note\n",
        "\n[b]: /c\n",
    ),
    *(
        "\n```python\nx = 'a' < 3 & 4\n```\n",
        "\n| a | b |\n|---|---|\n",
        "\n<div>\n",
        "</b>",
        "\n![a](b.png)\n",
    ),
    *(
        "\n**Bold** ",
        "\n[a](b) ",
        "\n2020 ",
        "\n“",
        "[x](//a.b)",
        "[x]({static}/a)",
        "[x](a?b=c&d)",
        "\n-   ",
        "\nTitle\n---\n",
        "\n*[b]: c\n",
        "[x](http://1.2.3.400)",
        "[x](a:b)",
        "\xa0",
    ),
)
PAGES = st.lists(st.sampled_from([*TALK.split(), *LINES, *" " * 9, "Word", "word", "& ", "\n"]), max_size=30)
SIGNS_ALONE = ("a\\\nb", "`` ` ``", "\\`x`", "x  \ny", "&copy;", "~~x~~", "![a](b.png)")
NUMBER = re.compile(r"(?<=klzzwxh:)\d+")
"""Python-Markdown prints a place of its own where brackets and backticks cross; its number counts what went
before.
"""
TEXTS = st.lists(st.sampled_from([*PIECES, " ", "  \n", "\n", "\n\n", "    "]), max_size=30).map("".join)


def html(converter: Converter, text: str) -> str:
    import datetime as dt

    meta = PostMeta(title="x", date=dt.datetime(2025, 5, 5))
    page = converter(Source("content/posts/a.md", text, 5, meta)).text.html
    return NUMBER.sub("", page)


@given(TEXTS)
def test_fewer_patterns_give_the_same_page(text: str) -> None:
    assert html(OURS, text) == html(STOCK, text)


@given(PROSE.map(lambda pieces: f"Word{''.join(pieces)}"))
def test_paragraph_printed_at_once_is_the_same(text: str) -> None:
    assert html(OURS, text) == html(STOCK, text)


@given(PAGES.map("".join))
def test_block_printed_at_once_is_the_same(text: str) -> None:
    assert html(OURS, text) == html(STOCK, text)


@pytest.mark.parametrize(
    "text",
    [
        "Word *a*b *c*",
        "Word *a** b*",
        "Word **a*** b",
        "Word x*a* b* c",
        "Word *a * b",
        "Word * a* b",
        "Word *a*b *c*.",
        "Word ``a`` b",
        "Word `a``b`",
        "Word ![a](b.png)",
        "Word [^1](https://a.example)\n\n[^1]: note",
        "Word [a](https://a.example 'b')",
        "Word `` a ` b `` c `d`",
        "Word `a` b`",
        "Word *a  \nb*",
        "Word *two*\n\n: definition",
        "Word ///Footnotes Go Here///\n\nTwo[^1]\n\n[^1]: note",
        "Word *two*\n\n*[two]: definition",
        "Word *two*{: .x }",
        "- Word *two*\n\n    Word *three*",
        "> Word *two*\n> — *Ann*",
        "Word *two*\n===",
        "- one\n\n- two",
        "- one\n\n    two",
        "- one\n\n[a]: /b\n\n1. two",
        "- one\n\n[a\nb]: /c\n\n- two",
        "1. [a](b\n2. two",
        "> one\n\n> two",
        "> one\n>\n> - two",
        "- - -",
        "*[a]: b\n\nWord a",
        "> *[a\n> c] : b\n\nWord a\nc",
        "Word [b](c?d&e;) [f](g?h&copy;)",
        "Word\n\n- a | b\n- --- | ---",
        "## Word {#id}",
        "Word <a href=x>one\n\nWord *two*",
        "Word [a](javascript:b) [c](//d.example) [e](http://1.2.3.400) [f](http://xn--g.example)",
        "Word one\xa0two & `three & four`",
        "Word `& ` two",
        "Word\n[two\n> three](four)",
        "four *two*\n\n*[four]\t: definition",
        "One///Footnotes\tGo Here///\n\nTwo[^1]\n\n[^1]: note",
        *SIGNS_ALONE,
    ],
)
def test_what_wants_more_than_a_paragraph(text: str) -> None:
    assert html(OURS, text) == html(STOCK, text)


@pytest.mark.parametrize(
    "text",
    [
        "One *two*, **three four** and *five!* [six](https://a.example/?b=c#d) `seven` eight.",
        "One line!\nAnd *another\none* with [a link](http://a.example)",
        "2020 was *a year* & more.\n\n“One”\n\n**Two** words\n\n[Three](four/)",
        "## A *heading*\n\n- one\n- *two*\n- [three](four/) five\n\nWord\n\n1. six\n2. seven",
        "One\n[two](three?four=5&six) seven\n*eight*\n`nine`\n\nTen\n---\n\nEleven ten\n===",
        "`One` [two]({filename}/three.md)\n\n-   four\n-   *five*",
        "> One\n> and *two*\n>\n> Three\n\n```python\nfour = 5 > 6\n```",
    ],
)
def test_plain_text_is_printed_at_once(text: str) -> None:
    page = html(OURS, text)
    assert len(OURS._plain._runs) == 1
    assert len(OURS._plain._runs[0]) == len(text.split("\n\n"))
    assert page == html(STOCK, text)


def test_text_that_nests_too_deeply_does_no_harm_to_the_next() -> None:
    converter = Converter(MarkupSettings())
    assert html(converter, f"{'- ' * 1000}a") == ""
    assert html(converter, "- one\n\n    *two*") == html(OURS, "- one\n\n    *two*")


def test_every_pattern_is_known_by_its_sign() -> None:
    table = OURS._markdown.inlinePatterns
    assert len(table) == len(SIGNS)
    assert all(name in table for name in SIGNS)
