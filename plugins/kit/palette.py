"""The colours of a brand, made from a few hues: one set by day and one by night.

How light each is, is fixed here, so that every text can be read on what it stands on, whatever the hues: at
least 4.5 to 1, the long text 7 to 1 (WCAG 2.2, 1.4.3 and 1.4.6).
"""

from __future__ import annotations

from msgspec import Struct

from plugins.kit.colours import RGB, srgb


class Hues(Struct, frozen=True):
    """Degrees in OKLCH. `strength` multiplies the colour that paper and night have."""

    ink: float = 285
    paper: float = 85
    light: float = 72
    words: float = 42
    strength: float = 1


class Palette(Struct, frozen=True):
    """`raised` is a surface on the surface; `quiet` the text beside the text; `accent` the light, `words`
    what is written in its colour, `mark` what is written on it.
    """

    surface: RGB
    raised: RGB
    line: RGB
    accent: RGB
    text: RGB
    quiet: RGB
    words: RGB
    mark: RGB
    glow: RGB


def day_of(hues: Hues) -> Palette:
    """Make the colours of the day: ink on paper."""
    ink, paper, much = hues.ink, hues.paper, hues.strength
    return Palette(
        surface=srgb(0.977, 0.012 * much, paper),
        raised=srgb(0.948, 0.02 * much, paper),
        line=srgb(0.86, 0.022 * much, paper),
        accent=srgb(0.76, 0.15, hues.light),
        text=srgb(0.235, 0.04, ink),
        quiet=srgb(0.44, 0.035, ink),
        words=srgb(0.47, 0.125, hues.words),
        mark=srgb(0.2, 0.04, ink),
        glow=srgb(0.85, 0.13, hues.light),
    )


def night_of(hues: Hues) -> Palette:
    """Make the colours of the night: the light stays, everything else steps back."""
    ink, paper, much = hues.ink, hues.paper, hues.strength
    return Palette(
        surface=srgb(0.19, 0.038 * much, ink),
        raised=srgb(0.245, 0.046 * much, ink),
        line=srgb(0.35, 0.04 * much, ink),
        accent=srgb(0.81, 0.14, hues.light),
        text=srgb(0.915, 0.018, paper),
        quiet=srgb(0.76, 0.022, paper),
        words=srgb(0.84, 0.1, hues.light),
        mark=srgb(0.2, 0.04, ink),
        glow=srgb(0.8, 0.14, hues.light),
    )
