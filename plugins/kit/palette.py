"""The colours of a brand, made from a few hues: one set by day and one by night.

Every text can be read on what it stands on, whatever the hues: where a colour could not, it is made darker
or lighter until it can (WCAG 2.2, 1.4.3 and 1.4.6).
"""

from __future__ import annotations

from dataclasses import dataclass

from plugins.kit.colours import RGB, srgb

BODY, SMALL = 7.0, 4.6
"""Least contrast of the long text, and of all other; 4.5 is asked for."""
STEP = 0.005


@dataclass(frozen=True, slots=True)
class Hues:
    """Degrees in OKLCH. `strength` multiplies the colour that paper and night have."""

    ink: float = 285
    paper: float = 85
    light: float = 72
    words: float = 42
    strength: float = 1


@dataclass(frozen=True, slots=True)
class Palette:
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
    grounds = srgb(0.977, 0.012 * much, paper), srgb(0.948, 0.02 * much, paper)
    accent = srgb(0.76, 0.15, hues.light)
    return Palette(
        *grounds,
        line=srgb(0.86, 0.022 * much, paper),
        accent=accent,
        text=_readable((0.235, 0.04, ink), BODY, *grounds),
        quiet=_readable((0.44, 0.035, ink), SMALL, *grounds),
        words=_readable((0.47, 0.125, hues.words), SMALL, *grounds),
        mark=_readable((0.2, 0.04, ink), SMALL, accent),
        glow=srgb(0.85, 0.13, hues.light),
    )


def night_of(hues: Hues) -> Palette:
    """Make the colours of the night: the light stays, everything else steps back."""
    ink, paper, much = hues.ink, hues.paper, hues.strength
    grounds = srgb(0.19, 0.038 * much, ink), srgb(0.245, 0.046 * much, ink)
    accent = srgb(0.81, 0.14, hues.light)
    return Palette(
        *grounds,
        line=srgb(0.35, 0.04 * much, ink),
        accent=accent,
        text=_readable((0.915, 0.018, paper), BODY, *grounds),
        quiet=_readable((0.76, 0.022, paper), SMALL, *grounds),
        words=_readable((0.84, 0.1, hues.light), SMALL, *grounds),
        mark=_readable((0.2, 0.04, ink), SMALL, accent),
        glow=srgb(0.8, 0.14, hues.light),
    )


def contrast(one: RGB, other: RGB) -> float:
    """Give the contrast of two colours, 1 to 21 (WCAG 2.2, “contrast ratio”)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _readable(colour: tuple[float, float, float], least: float, *grounds: RGB) -> RGB:
    """Move a colour away from its grounds until it can be read on each of them."""
    lightness, chroma, hue = colour
    away = STEP if lightness > 0.6 else -STEP
    while min(contrast(srgb(lightness, chroma, hue), ground) for ground in grounds) < least:
        lightness += away
        if not 0 <= lightness <= 1:
            break
    return srgb(min(1.0, max(0.0, lightness)), chroma, hue)


def _luminance(rgb: RGB) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (p / 255 for p in rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
