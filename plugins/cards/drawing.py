"""Cards in pixels: paper or night, the thread that leads from the light to the house, and type. Here Pillow
draws; in `images` it reads.

In: what is written on a card, a palette, fonts. Out: a PNG.
"""

from __future__ import annotations

import functools
import io
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from PIL import Image, ImageDraw, ImageFont, features

from plugins.cards.typeset import set_title
from plugins.kit.colours import RGB, srgb
from plugins.kit.palette import Hues, day_of, night_of

WIDTH, HEIGHT = 1200, 630
"""What every network shows whole (ogp.me; developers.facebook.com/docs/sharing/best-practices)."""
LEFT, RIGHT, TOP, BOTTOM = 150, 1110, 158, 482
"""The box of the title."""
SIZES = (108, 96, 86, 76, 68, 60)
"""Of a title, in pixels; the smallest is 15 where a card is shown 300 wide."""
LEADING = 1.13
SMALL = 36
FINER = 3
"""The drawing is made so much larger, and then reduced: lines get smooth edges."""


class Card(Struct, frozen=True):
    """What is written: a line above, the large words, who said or wrote them, and the name of the site."""

    title: str
    kicker: str = ""
    name: str = ""
    site: str = ""
    is_night: bool = False


class Inks(Struct, frozen=True):
    surface: RGB
    text: RGB
    quiet: RGB
    accent: RGB
    lamp: RGB
    house: RGB
    glow: float


def version() -> str:
    """Name the libraries that decide which bytes come out."""
    return " ".join(str(features.version(part)) for part in ("pil", "freetype2", "zlib", "zlib_ng"))


def inks_of(hues: Hues, is_night: bool) -> Inks:
    """Take the colours of the brand, dark or light."""
    of = night_of(hues) if is_night else day_of(hues)
    house, glow = (srgb(0.31, 0.05, hues.ink), 0.35) if is_night else (of.text, 0.5)
    return Inks(of.surface, of.text, of.quiet, of.words, of.accent, house, glow)


def draw(card: Card, hues: Hues, fonts: Sequence[Path]) -> bytes:
    """Draw a card; every text in the first font that has all its letters."""
    colours = inks_of(hues, card.is_night)
    image = _ground(colours).copy()
    pen = ImageDraw.Draw(image)
    size, lines = _title(card.title, fonts)
    face = _face(_font_for(card.title, fonts), size, _needs_shaping(card.title))
    top = TOP + (BOTTOM - TOP - len(lines) * size * LEADING) / 2
    for number, line in enumerate(lines):
        pen.text((LEFT, top + (number + 0.8) * size * LEADING), line, colours.text, face, anchor="ls")
    _small(pen, card.kicker, (LEFT, 108), colours.accent, fonts)
    end = _small(pen, card.name, (LEFT, 564), colours.text, fonts)
    _small(pen, card.site, (end + 28 if card.name else LEFT, 564), colours.quiet, fonts)
    held = io.BytesIO()
    reduced = image.quantize(palette=_inks(colours), dither=Image.Dither.NONE)
    reduced.save(held, "PNG", compress_level=6)
    return held.getvalue()


def _title(text: str, fonts: Sequence[Path]) -> tuple[int, list[str]]:
    path, is_shaped = _font_for(text, fonts), _needs_shaping(text)
    measures = [(size, functools.cache(_face(path, size, is_shaped).getlength)) for size in SIZES]
    return set_title(text, measures, RIGHT - LEFT, BOTTOM - TOP, LEADING)


def _small(
    pen: ImageDraw.ImageDraw, text: str, place: tuple[float, float], colour: RGB, fonts: Sequence[Path]
) -> float:
    """Write one line, cut where the house begins; return where it ends."""
    if not text or not can_write(text, fonts):
        return place[0] - 28
    face = _face(_font_for(text, fonts), SMALL, _needs_shaping(text))
    room = 980 - place[0]
    while text and face.getlength(text) > room:
        text = f"{text.rstrip('…')[:-1].rstrip()}…" if len(text) > 2 else ""
    pen.text(place, text, colour, face, anchor="ls")
    return place[0] + face.getlength(text)


def is_font(path: Path) -> bool:
    """Whether a file is there, and is a font."""
    try:
        _face(path, SMALL, False)
    except OSError:
        return False
    return True


def can_write(text: str, fonts: Sequence[Path]) -> bool:
    """Whether one of the fonts has all letters of a text, and the means to join them are there."""
    if _needs_shaping(text) and not features.check("raqm"):
        return False
    return any(_has_all(path, text) for path in fonts)


def writable(text: str) -> str:
    """Leave out what no font of letters has: pictographs, and what is not seen."""
    unseen = {"So", "Sk", "Cf", "Co", "Cn", "Cs"}
    return " ".join("".join(each for each in text if unicodedata.category(each) not in unseen).split())


def _font_for(text: str, fonts: Sequence[Path]) -> Path:
    return next((path for path in fonts if _has_all(path, text)), fonts[0])


def _needs_shaping(text: str) -> bool:
    """Whether letters run from the right, join or change with their neighbours."""
    return any(
        unicodedata.bidirectional(each) in {"R", "AL"} or unicodedata.category(each) in {"Mn", "Mc"}
        for each in text
    )


def _has_all(path: Path, text: str) -> bool:
    return all(_has(path, letter) for letter in text if not letter.isspace())


@functools.cache
def _has(path: Path, letter: str) -> bool:
    """Whether a font has a letter: what it has not, it draws like what no font has."""
    face = _face(path, 40, False)
    mask, missing = face.getmask(letter), face.getmask("\U0010fffe")
    return mask.size != missing.size or bytes(mask) != bytes(missing)


@functools.cache
def _face(path: Path, size: int, is_shaped: bool) -> ImageFont.FreeTypeFont:
    # Shaped where it must be: not every machine has the library for it, and the bytes would differ.
    layout = ImageFont.Layout.RAQM if is_shaped else ImageFont.Layout.BASIC
    return ImageFont.truetype(path, size, layout_engine=layout)


@functools.cache
def _inks(colours: Inks) -> Image.Image:
    """The 256 colours of all cards: those of the ground, and what lies between the surface and each text."""
    parts = _ground(colours).quantize(160, Image.Quantize.MEDIANCUT).getpalette() or []
    for ink in (colours.text, colours.quiet, colours.accent):
        for step in range(1, 32):
            parts += [a + (b - a) * step // 31 for a, b in zip(colours.surface, ink, strict=True)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([*colours.surface, *parts][: 256 * 3])
    return palette


@functools.cache
def _ground(colours: Inks) -> Image.Image:
    """What all cards have: surface, glow, thread and house."""
    image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), colours.surface)
    pen = ImageDraw.Draw(image)
    lamp, width = colours.lamp, 6 * FINER
    pen.line(_at((76, 96), (76, 570)), lamp, width)
    pen.arc(_at((73, 540), (133, 600)), 90, 180, lamp, width)
    pen.line(_at((103, 597), (1082, 597)), lamp, width)
    pen.polygon(_at((1022, 600), (1022, 548), (1082, 490), (1142, 548), (1142, 600)), colours.house)
    pen.rectangle(_at((1068, 558), (1096, 600)), lamp)
    image = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    for x, y, radius, strength in ((76, 96, 90, colours.glow), (1082, 570, 70, colours.glow * 0.6)):
        _light(image, (x, y), radius, (colours.lamp, strength))
    dot = Image.new("L", (44 * FINER, 44 * FINER))
    ImageDraw.Draw(dot).ellipse(_at((4, 4), (40, 40)), fill=255)
    image.paste(colours.lamp, (76 - 22, 96 - 22), dot.resize((44, 44), Image.Resampling.LANCZOS))
    return image


def _at(*points: tuple[int, int]) -> list[tuple[int, int]]:
    return [(x * FINER, y * FINER) for x, y in points]


def _light(image: Image.Image, centre: tuple[int, int], radius: int, lamp: tuple[RGB, float]) -> None:
    """Let a light shine on the paper around a point."""
    fall = Image.radial_gradient("L").resize((2 * radius, 2 * radius), Image.Resampling.BICUBIC)
    mask = fall.point([round(max(0, 255 - 2 * value) * lamp[1]) for value in range(256)])
    image.paste(lamp[0], (centre[0] - radius, centre[1] - radius), mask)
