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
    """The HTML, its marks shown as ⟨…⟩; a link's as the attribute that it stands for."""
    body = body_of(text, meta)
    pieces = body.text.html.split(MARK)
    for index in range(1, len(pieces), 2):
        name = pieces[index]
        is_link = name.isdigit() and body.refs[int(name)].kind == "link"
        pieces[index] = f' href="⟨{name}⟩"' if is_link else f"⟨{name}⟩"
    return "".join(pieces)


def tree_of(text: str, meta: Meta | None = None) -> html.HtmlElement:
    return html.fromstring(f"<main>{html_of(text, meta)}</main>")
