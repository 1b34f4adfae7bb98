"""What reading yields: one `Document` per file. It depends on that file, the Markdown settings and our code
only.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from plugins.kit.problems import Problem

MARK = "\x1a"
"""Encloses the number of a reference in `Body.html`. Control characters never come out of reading, so it is
free.
"""


class DocumentKind(Struct, frozen=True):
    """Files below `folder` (`""` takes what no other kind does) are read with the schema `meta`, a frozen
    dataclass.
    """

    name: str
    folder: str
    meta: type[Any]
    title_key: str = "title"
    """The key that holds the name of the thing; it must not be empty."""


class Source(Struct, frozen=True):
    """The Markdown of one file. `line` is where it begins in the file, from 1."""

    path: str
    text: str
    line: int
    meta: Any


class Heading(Struct, frozen=True):
    id: str
    html: str
    """The heading's words, with inline markup but without links."""
    level: int
    is_question: bool = False


class Ref(Struct, frozen=True):
    """Something that a body points at. In the HTML `link` stands for a whole `href` attribute, `file` for a
    URL, `image` for a whole `<img>`.
    """

    kind: Literal["link", "image", "file"]
    target: str
    alt: str | None = None
    """None: the writer gave none; empty: decorative."""
    title: str = ""
    is_in_link: bool = False
    """Whether an image stands in a link: what takes its place must not be another."""


class Text(Struct, frozen=True):
    """What only the page of a document prints, and feeds. `html` is well-formed and clean, its references
    taken out and numbered between two `MARK`s.
    """

    html: str = ""
    headings: tuple[Heading, ...] = ()
    words: int = 0
    lead: str = ""
    """The first paragraph as plain text."""


class Body(Struct, frozen=True):
    """What came of the Markdown of a document. The text is long, and lists do without it: `Site.texts` has it
    when it is wanted, and here it is None once the document is read.
    """

    text: Text | None = Text()
    refs: tuple[Ref, ...] = ()
    origins: tuple[tuple[str, str], ...] = ()
    """Other hosts that the text leads a browser to: directive of the Content-Security-Policy, origin."""
    lead: str = ""
    """That of the text, where the writer gave no summary: then lists show it."""
    question: str = ""
    """The question that the text ends with, as plain text."""
    problems: tuple[Problem, ...] = ()


class Document(Struct, frozen=True):
    """One file as read. `path` is relative to the content folder; `meta` follows the kind's schema."""

    path: str
    kind: str
    meta: Any
    body: Body
    lines: dict[str, int]
    """Front matter key → line."""

    def problem(
        self,
        shown: str,
        what: str,
        hint: str = "",
        *,
        key: str = "",
        level: Literal["error", "warning"] = "error",
    ) -> Problem:
        """Make a problem that points at a front matter key of this file, or at its first line."""
        return Problem(f"{shown}/{self.path}", self.lines.get(key, 1), what, hint, level)
