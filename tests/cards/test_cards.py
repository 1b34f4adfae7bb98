"""The picture that a network shows of a post: there, readable, small, the same for the same words."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from plugins.cards import drawing
from plugins.cards.drawing import Card, can_write, draw
from plugins.engine.brand import brand_at
from plugins.engine.settings import SiteSettings
from plugins.kit.palette import Hues, day_of
from tests.sites import PNG, ROOT, Build, Built, post

FONTS = (ROOT / "theme/brands/porchlight/young-serif.ttf",)


def drawn(card: Card, hues: Hues | None = None) -> Image.Image:
    return Image.open(io.BytesIO(draw(card, hues or Hues(), FONTS))).convert("RGB")


def card_of(built: Built, slug: str) -> str:
    """The path of the card that a page names."""
    found = re.search(r'<meta property="og:image" content="https://x\.example/([^"]+)">', built.post(slug))
    return found[1] if found else ""


def opened(built: Built, path: str) -> Image.Image:
    return Image.open(built.out / path)


SITE = {"SITEURL": "https://x.example"}


def test_every_post_has_a_card_and_other_pages_that_of_the_site(build_site: Build) -> None:
    built = build_site(
        {
            "posts/a.md": post("The “first”", authors="Ann", image="p.png", image_alt="P"),
            "posts/b.md": post("Second", "2025-06-06", "## Why?\n\nSo.", kind="interview", guests="Bo"),
            "posts/p.png": PNG,
        },
        **SITE,
    )
    assert built.errors == ""
    a, b = card_of(built, "a"), card_of(built, "b")
    assert re.fullmatch(r"assets/a\.[0-9a-f]{10}\.png", a)
    assert len({a, b}) == 2
    for path in (a, b):
        assert opened(built, path).size == (1200, 630)
        assert (built.out / path).stat().st_size <= 60_000
    page = built.post("a")
    assert '<meta property="og:image:width" content="1200">' in page
    assert '<meta property="og:image:alt" content="The “first” – Ann">' in page
    assert re.search(
        r'og:image" content="https://x\.example/assets/card\.[0-9a-f]{10}\.png"', built.read("index.html")
    )


def test_second_build_draws_nothing_and_a_new_title_has_a_new_name(
    build_site: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = card_of(build_site({"posts/a.md": post("One"), "posts/b.md": post("Two")}, **SITE), "a")
    drawn: list[str] = []

    def spy(card: Card, *more: Any) -> bytes:
        drawn.append(card.title)
        return draw(card, *more)

    monkeypatch.setattr(drawing, "draw", spy)
    again = build_site({"posts/a.md": post("One", body="Other words.")}, **SITE)
    assert (card_of(again, "a"), drawn) == (before, [])
    changed = build_site({"posts/a.md": post("Uno")}, **SITE)
    assert drawn == ["Uno"]
    assert card_of(changed, "a") != before
    assert before not in changed.files()


def test_interview_shows_the_quote_that_was_pulled_out(build_site: Build) -> None:
    body = "## Why?\n\nI mean every one.\n\n> [!PULL]\n> I mean *every* one.\n"
    built = build_site({"posts/a.md": post("Bo answers", body=body, kind="interview", guests="Bo")}, **SITE)
    assert '<meta property="og:image:alt" content="“I mean every one.” – Bo">' in built.post("a")
    assert opened(built, card_of(built, "a")).convert("L").getpixel((600, 20)) < 60, "by night"


def test_title_that_no_font_can_write_has_the_card_of_the_site_and_the_writer_is_told(
    build_site: Build,
) -> None:
    built = build_site({"posts/a.md": post("東京の手紙"), "posts/b.md": post("Letters 💌 from Łódź")}, **SITE)
    assert built.warnings == [
        "content/posts/a.md:2: warning: the title has letters that no font of the social cards has. "
        "Name a font file that has them in CARDS.fonts; until then the card of the site is shown."
    ]
    assert card_of(built, "a").startswith("assets/card.")
    assert card_of(built, "b").startswith("assets/b.")


def test_script_of_another_font_is_written_with_it() -> None:
    assert not can_write("Привет", FONTS)
    assert can_write("Zażółć gęślą jaźń – “naïve” Ærø 1,250 €", FONTS)
    other = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    if not other.exists():
        pytest.skip("no other font on this machine")
    assert can_write("Привет", (*FONTS, other))
    assert draw(Card("Привет"), Hues(), (*FONTS, other)) != draw(Card("Привет"), Hues(), FONTS)


def test_card_can_be_read_at_300_pixels() -> None:
    """Letters stay apart from the paper: there are dark pixels, and they are those of the title."""
    card = Card(
        "How to write a very long title that goes on and on about the buying of digital services, and on"
    )
    small = drawn(card).resize((300, 158)).convert("L").crop((36, 36, 280, 126))
    dark = small.point(lambda value: 255 if value < 90 else 0)
    left, top, right, bottom = dark.getbbox() or (0, 0, 0, 0)
    assert right - left > 180
    assert bottom - top > 70
    assert drawn(card) != drawn(Card("Short"))


def test_words_stay_off_the_house_and_within_the_paper() -> None:
    long = Card("W" * 300, "kicker " * 60, "A name " * 40, "A site " * 40)
    empty = drawn(Card(""))
    for box in ((0, 0, 140, 630), (1115, 0, 1200, 630), (1015, 489, 1200, 630), (0, 600, 1200, 630)):
        assert not ImageChops.difference(drawn(long).crop(box), empty.crop(box)).getbbox(), box


def test_colours_come_from_the_hues() -> None:
    assert drawn(Card("x"), Hues(ink=150)).getpixel((1082, 500)) != drawn(Card("x")).getpixel((1082, 500))
    green = drawn(Card("x", is_night=True), Hues(ink=150)).getpixel((600, 10))
    assert max(green) == green[1]


def test_card_is_set_in_the_face_and_colours_of_the_brand(build_site: Build) -> None:
    cards = set()
    for brand in ("porchlight", "harbour", "orchard"):
        built = build_site({"posts/a.md": post()}, **SITE, SITE=SiteSettings(brand=brand))
        shown = Image.open(built.out / card_of(built, "a")).convert("RGB")
        cards.add(shown.tobytes())
        wanted = day_of(brand_at(ROOT / "theme/brands" / brand).hues).surface
        assert max(abs(a - b) for a, b in zip(shown.getpixel((1190, 10)), wanted, strict=True)) <= 4
    assert len(cards) == 3


def test_font_that_is_none_is_named(build_site: Build) -> None:
    chosen = {"fonts": ("brands/orchard/instrument-serif.ttf", "brands/orchard/brand.toml", "fonts/gone.ttf")}
    built = build_site({"posts/a.md": post()}, CARDS=chosen, **SITE)
    assert built.warnings == [
        f"pelicanconf.py: warning: CARDS: “{name}” is no font in theme/. "
        "Lay the TTF or OTF file there, or mend its path."
        for name in ("brands/orchard/brand.toml", "fonts/gone.ttf")
    ]
    assert card_of(built, "a").startswith("assets/a.")


def test_preview_has_no_cards(build_site: Build) -> None:
    built = build_site({"posts/a.md": post()}, preview=True)
    assert "og:image" not in built.post("a")
    assert not [path for path in built.files() if path.endswith(".png")]
