"""Markdown to body, as a worker does it, for the tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import html

from plugins.engine.documents import MARK, Body, Source
from plugins.markup.convert import Converter
from plugins.markup.settings import MarkupSettings


@dataclass(frozen=True)
class Meta:
    kind: str = "article"
    guests: tuple[str, ...] = ()


CONVERT = Converter(MarkupSettings())


def body_of(text: str, meta: Meta | None = None) -> Body:
    return CONVERT(Source("content/x.md", text, 4, meta or Meta()))


def html_of(text: str, meta: Meta | None = None) -> str:
    """The HTML, its marks shown as ⟨…⟩."""
    pieces = body_of(text, meta).html.split(MARK)
    return "".join(f"⟨{piece}⟩" if index % 2 else piece for index, piece in enumerate(pieces))


def tree_of(text: str, meta: Meta | None = None) -> html.HtmlElement:
    return html.fromstring(f"<main>{html_of(text, meta)}</main>")
