"""Fenced code, coloured by class. Pygments' lexers are made once, not for every block."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

OPEN = re.compile(r"(?P<indent> {0,3})(?P<fence>`{3,}|~{3,})[ \t]*\{?\.?(?P<language>[\w#.+-]*)[^`]*$")
LARGEST = 60_000
"""Longer blocks are shown without colours: Pygments would take seconds."""


class CodeBlock(str):
    """Finished HTML of ours, as nh3 would leave it."""

    __slots__ = ()


class CodeExtension(Extension):
    """`unclosed` has the lines of blocks without an end, counted from 0 in the text."""

    def __init__(self) -> None:
        super().__init__()
        self.unclosed: list[int] = []

    def begin(self) -> None:
        self.unclosed = []

    def extendMarkdown(self, md: Markdown) -> None:
        md.registerExtension(self)
        # Before raw HTML is looked for (20): code may hold tags.
        md.preprocessors.register(_Fences(md, self), "fenced_code_block", 25)


class _Fences(Preprocessor):
    def __init__(self, md: Markdown, owner: CodeExtension) -> None:
        super().__init__(md)
        self._owner = owner

    def run(self, lines: list[str]) -> list[str]:
        if not any("```" in line or "~~~" in line for line in lines):
            return lines
        done: list[str] = []
        number = 0
        while number < len(lines):
            opening = OPEN.match(lines[number])
            if not opening:
                done.append(lines[number])
                number += 1
                continue
            end = _closing(lines, number, opening["fence"])
            if end is None:
                self._owner.unclosed.append(number)
                end = len(lines)
            indent = len(opening["indent"])
            code = "\n".join(
                line[min(indent, len(line) - len(line.lstrip())) :] for line in lines[number + 1 : end]
            )
            done += ["", self.md.htmlStash.store(block(code, opening["language"])), ""]
            number = end + 1
        return done


def _closing(lines: list[str], start: int, fence: str) -> int | None:
    for number in range(start + 1, len(lines)):
        line = lines[number].strip()
        if line.startswith(fence) and not line.strip(fence[0]):
            return number
    return None


def block(code: str, language: str) -> CodeBlock:
    """Print one block. It can be focused, so that the keyboard can scroll it (WCAG 2.1.1)."""
    name = language.lower()
    label = f' class="language-{name}"' if name else ""
    return CodeBlock(f'<pre tabindex="0"><code{label}>{colour(code, name)}</code></pre>')


def colour(code: str, language: str) -> str:
    """Mark up the tokens with Pygments' short classes; plain text where the language is unknown."""
    lexer = _lexer(language) if language and len(code) < LARGEST else None
    if lexer is None:
        return escape(code)
    return "".join(_spans(lexer.get_tokens(code))).rstrip("\n")


def _spans(tokens: Iterable[tuple[Any, str]]) -> Iterator[str]:
    """What Pygments' `HtmlFormatter(nowrap=True)` prints, in a quarter of its time: tokens of one class in a
    row are one span, which ends with its line.
    """
    for name, run in groupby(tokens, lambda token: _class(token[0])):
        text = escape("".join([value for _, value in run]))
        if not name:
            yield text
        elif "\n" not in text:
            yield f'<span class="{name}">{text}</span>'
        else:
            spanned = [f'<span class="{name}">{line}</span>' if line else "" for line in text.split("\n")]
            yield "\n".join(spanned)


def escape(text: str) -> str:
    """Escape the text of an element as HTML prints it (HTML 13.3, “escaping a string”)."""
    return html.escape(text, quote=False).replace("\xa0", "&nbsp;")


@functools.cache
def _class(kind: Any) -> str:
    from pygments.token import STANDARD_TYPES

    while kind not in STANDARD_TYPES:
        kind = kind.parent
    return STANDARD_TYPES[kind]


@functools.cache
def _lexer(language: str) -> Any:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
