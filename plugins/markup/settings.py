"""What a site may choose about Markdown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MarkupSettings:
    """`typographic`: set curly quotes, dashes and ellipses where the writer typed straight ones."""

    typographic: bool = True
