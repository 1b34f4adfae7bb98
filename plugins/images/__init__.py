"""Pictures and files of the content folder: those that pages use are made ready and published.

A photo is shown as AVIF, WebP and JPEG in the widths of the layout, in sRGB, without a word on where it was
taken; a drawing (SVG) is cleaned; a moving picture stands still for whoever wants no motion. Settings: none.
Signals: none. Fills: `Site.media`, `Site.copies`. Keeps what it made in `<cache>/pictures/`. Writes:
`/assets/<name>.<digest>…`, linked files at their path in the content folder, `content/extra/**` at the root.
"""

from __future__ import annotations

from plugins.engine.capability import Capability, Later, nothing_else

CAPABILITY = Capability(
    "images",
    enrich=(Later("plugins.images.media:prepare"),),
    reads=nothing_else,
    outputs=(Later("plugins.images.media:media_outputs"),),
)


def register() -> None:
    """Nothing to connect."""
