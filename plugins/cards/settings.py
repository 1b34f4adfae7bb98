"""The setting `CARDS`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cards:
    """`fonts`: font files (TTF or OTF), relative to the folder of the theme, for letters that the brand's own
    has not. Each text is set in the first that has all its letters.
    """

    fonts: tuple[str, ...] = ()
