"""A brand’s colours: whatever the hues, each text can be read by day and by night."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.assets.brand import GLOW
from plugins.engine.brand import RANGES
from plugins.kit.colours import RGB
from plugins.kit.palette import Hues, day_of, night_of

TEXTS = ("text", "quiet", "words")
HUE = st.floats(0, 360)
HUES = st.builds(Hues, ink=HUE, paper=HUE, light=HUE, words=HUE, strength=st.floats(0, 3))


def contrast(one: RGB, other: RGB) -> float:
    """Give the contrast of two colours, 1 to 21 (WCAG 2.2, “contrast ratio”)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(rgb: RGB) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (p / 255 for p in rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)
    assert contrast((255, 0, 0), (255, 0, 0)) == 1


@given(HUES)
def test_every_text_can_be_read_on_every_surface(hues: Hues) -> None:
    for palette in (day_of(hues), night_of(hues)):
        for ground in (palette.surface, palette.raised):
            assert contrast(palette.text, ground) >= 7
            for name in TEXTS:
                assert contrast(getattr(palette, name), ground) >= 4.5, name


@given(HUES)
def test_words_on_the_light_and_on_buttons_can_be_read(hues: Hues) -> None:
    for palette in (day_of(hues), night_of(hues)):
        assert contrast(palette.mark, palette.accent) >= 4.5
        assert contrast(palette.surface, palette.text) >= 4.5
        assert contrast(palette.surface, palette.words) >= 4.5


@given(HUES)
def test_comment_that_a_link_leads_to_can_be_read_on_the_glow(hues: Hues) -> None:
    for palette, strength in zip((day_of(hues), night_of(hues)), GLOW, strict=True):
        much = strength * RANGES["glow"][1]
        ground = tuple(
            round(glow * much + under * (1 - much))
            for glow, under in zip(palette.glow, palette.raised, strict=True)
        )
        for text in (palette.text, palette.quiet):
            assert contrast(text, (ground[0], ground[1], ground[2])) >= 4.5


@given(HUES)
def test_thread_and_night_are_seen(hues: Hues) -> None:
    """By night the thread stands out as WCAG 2.2, 1.4.11 asks; by day it always has words beside it."""
    assert contrast(night_of(hues).accent, night_of(hues).surface) >= 3
    assert contrast(day_of(hues).surface, night_of(hues).surface) >= 10
