"""The brand of a site: `theme/brands/<SITE.brand>/brand.toml`, a few values that all with a face follow."""

from __future__ import annotations

import functools
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from plugins.engine.model import Site
from plugins.kit import typed
from plugins.kit.palette import Hues
from plugins.kit.problems import Problem, SiteError, nearest

BRANDS = "brands"
FILE = "brand.toml"
NAME = re.compile(r"[\w .-]*")
AT = re.compile(r" \(at line (\d+), column \d+\)")
UNREAD = "the brand cannot be read, so nothing was built"


class Brand(Struct, frozen=True):
    """Hues in degrees on the colour wheel of OKLCH (about 30 red, 70 amber, 110 yellow, 150 green, 230 blue,
    285 violet, 350 pink): `ink` is the text by day and the page by night, `paper` the page by day and the
    text by night, `light` the thread and the marks, `words` coloured words by day. `strength`: how much
    colour paper and night have, 0 to 3. `glow`: the light around the lamp, 0 to 1.

    `headline` names a face, `headline_font` its file as browsers want it (WOFF2), `card_font` as social cards
    want it (TTF or OTF); `headline_weight`, `headline_spacing` (in em) and
    `headline_size` (in per cent) are how it is set. `text` is
    what the long text is set in, of the reader's own faces. `corners` in pixels. `icon` stands in the tab,
    `logo` before the name, in place of the lamp.
    """

    ink: float = 285
    paper: float = 85
    light: float = 72
    words: float = 42
    strength: float = 1
    glow: float = 1
    headline: str = ""
    headline_font: str = ""
    headline_weight: int = 400
    headline_spacing: float = -0.02
    headline_size: float = 100
    card_font: str = ""
    text: Literal["serif", "sans"] = "serif"
    corners: float = 3
    icon: str = ""
    logo: str = ""

    @property
    def hues(self) -> Hues:
        return Hues(self.ink, self.paper, self.light, self.words, self.strength)


RANGES = {
    **dict.fromkeys(("ink", "paper", "light", "words"), (0, 360)),
    "strength": (0, 3),
    "glow": (0, 1),
    "headline_weight": (100, 900),
    "headline_spacing": (-0.1, 0.1),
    "headline_size": (70, 140),
    "corners": (0, 40),
}


class Kind(Struct, frozen=True):
    """What a file has to be: its ending says so to hosts, `sign` is how its bytes begin."""

    what: str
    endings: tuple[str, ...]
    sign: re.Pattern[bytes]
    hint: str


SVG = Kind("an SVG drawing", (".svg",), re.compile(rb"(?s).{,2000}?<svg[\s>]"), "Export it as plain SVG")
FILES = {
    "headline_font": Kind(
        "a WOFF2 font", (".woff2",), re.compile(rb"wOF2"), "docs/brand.md tells how to make it"
    ),
    "card_font": Kind(
        "a TTF or OTF font",
        (".ttf", ".otf"),
        re.compile(rb"\x00\x01\x00\x00|OTTO|true"),
        "Lay the font there as it was before it was packed",
    ),
    "icon": SVG,
    "logo": SVG,
}
ACTS = re.compile(
    rb"<script|<foreignObject|<!ENTITY|\son[a-z]+\s*=|\b(?:href|src)\s*=\s*[\"'](?!\s*(?:#|data:image/))",
    re.I,
)
"""What a drawing does beside drawing, when somebody opens it by its address."""


def brand_of(site: Site) -> Brand:
    """Read the brand that the settings name; a theme without brands has the first one's colours.

    Raise `SiteError` with every mistake of the file, or when there is no such brand.
    """
    brands = site.theme / BRANDS
    if not brands.is_dir():
        return Brand()
    name, names = site.about.brand, {each.parent.name for each in brands.glob(f"*/{FILE}")}
    if name not in names:
        raise SiteError(f"pelicanconf.py: SITE.brand: there is no brand “{name}”. {nearest(name, names)}")
    return brand_at(brands / name)


def brand_at(folder: Path) -> Brand:
    """Read the brand that a folder has, as `brand_of` does."""
    files = sorted((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in os.scandir(folder))
    return _read(folder, (folder / FILE).read_bytes(), tuple(files))


def brand_file(site: Site, name: str) -> Path:
    """Where a file of the brand is."""
    return site.theme / BRANDS / site.about.brand / name


@functools.lru_cache(maxsize=8)
def _read(folder: Path, data: bytes, _files: tuple[tuple[str, int, int], ...]) -> Brand:
    shown = f"{folder.parent.parent.name}/{BRANDS}/{folder.name}/{FILE}"
    text, raw = _parsed(shown, data)
    brand, mistakes = typed.build(Brand, raw)
    wrong = {each.key.partition(".")[0] for each in mistakes}
    rest = brand or typed.build(Brand, {key: value for key, value in raw.items() if key not in wrong})[0]
    mistakes += _mistakes(rest or Brand(), folder)
    if brand is None or mistakes:
        lines = [line.partition("=")[0].strip() for line in text.splitlines()]
        problems = [
            Problem(shown, lines.index(each.key) + 1 if each.key in lines else 0, each.what, each.hint)
            for each in mistakes
        ]
        raise SiteError(UNREAD, problems=problems)
    return brand


def _parsed(shown: str, data: bytes) -> tuple[str, dict[str, Any]]:
    """Give the text of a file, without the mark that editors on Windows put before it, and its values."""
    try:
        text = data.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = Problem(shown, line, "this is no UTF-8", "Save the file as UTF-8")
    except tomllib.TOMLDecodeError as error:
        found = AT.search(str(error))
        what, line = (str(error)[: found.start()], int(found[1])) if found else (str(error), 0)
        problem = Problem(
            shown, line, f"this is no TOML: {what}", "Write it as the lines around it are written"
        )
    raise SiteError(UNREAD, problems=[problem])


def _mistakes(brand: Brand, folder: Path) -> Iterator[typed.Mistake]:
    """Name what types cannot tell."""
    for key, (least, most) in RANGES.items():
        if not least <= getattr(brand, key) <= most:
            what = f"{key} is {getattr(brand, key):g}"
            yield typed.Mistake(key, what, f"It goes from {least} to {most}")
    if not NAME.fullmatch(brand.headline):
        yield typed.Mistake(
            "headline", f"“{brand.headline}” is no name of a face", "Use letters and spaces only"
        )
    if brand.headline_font and not brand.headline:
        yield typed.Mistake(
            "headline_font", "headline_font has no name", "Write headline = and the name of the face"
        )
    for key, kind in FILES.items():
        if name := getattr(brand, key):
            yield from _wrong_file(key, folder / name, kind, is_inside="/" not in name)


def _wrong_file(key: str, path: Path, kind: Kind, *, is_inside: bool) -> Iterator[typed.Mistake]:
    """Name what is wrong with a file of a brand."""
    if not is_inside or not path.is_file():
        hint = f"Lay the file beside {FILE}, or mend its name"
        yield typed.Mistake(key, f"{key}: “{path.name}” is not in {path.parent.name}/", hint)
    elif path.suffix not in kind.endings or not kind.sign.match(path.read_bytes()):
        yield typed.Mistake(key, f"{key}: “{path.name}” is not {kind.what}", kind.hint)
    elif kind is SVG and ACTS.search(path.read_bytes()):
        what = f"{key}: “{path.name}” runs a script or calls another file"
        yield typed.Mistake(key, what, kind.hint)
