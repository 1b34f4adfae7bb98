"""A brand as styles: its colours by day and by night, its faces and shape, for `theme/styles` to use."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup

from plugins.engine.brand import Brand
from plugins.kit.colours import RGB
from plugins.kit.palette import day_of, night_of

TOKENS: Mapping[str, str] = {
    "surface": "surface",
    "surface-raised": "raised",
    "text": "text",
    "text-quiet": "quiet",
    "line": "line",
    "accent": "accent",
    "accent-text": "words",
}
GLOW = (0.28, 0.16)
"""Of the lamp, and of a comment that a link leads to; by day and by night."""
LAMP = Markup('<span class="lamp"></span>')
LOGO = Markup('<img class="logo" src="{}" alt="">')
SIZED = Markup('<img class="logo" src="{}" alt="" width="{}" height="{}">')
SIZE = re.compile(rb"""viewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+(\d+)[\d.]*[\s,]+(\d+)""")


def tokens_of(brand: Brand, font: str) -> str:
    """Write what the first styles use; `font` is where browsers find the face of the headlines."""
    day, night = day_of(brand.hues), night_of(brand.hues)
    pairs = {name: (_hex(getattr(day, of)), _hex(getattr(night, of))) for name, of in TOKENS.items()}
    pairs["glow"] = (_glow(day.glow, brand.glow * GLOW[0]), _glow(night.glow, brand.glow * GLOW[1]))
    lines = [f"--{name}:light-dark({by_day},{by_night})" for name, (by_day, by_night) in pairs.items()]
    face = f'"{brand.headline}",' if brand.headline else ""
    lines += [
        f"--display:{face}Georgia,serif" if brand.text == "serif" else f"--display:{face}var(--sans)",
        f"--body:var(--{brand.text})",
        f"--weight:{brand.headline_weight}",
        f"--spacing:{brand.headline_spacing:g}em",
        f"--corner:{brand.corners:g}px",
    ]
    # As wide as its height asks for, not as its file says: see `mark_of`.
    logo = ".logo{inline-size:auto}" if brand.logo else ""
    return f"@layer tokens{{:root{{{';'.join(lines)}}}{logo}{_face(brand, font)}}}"


def late_tokens_of(brand: Brand) -> str:
    """Write what the late styles use: the hues of drawn covers, the colour of words on the light, and the
    ground of what a link leads to, which is there whether or not the lamp glows.
    """
    day, night = day_of(brand.hues), night_of(brand.hues)
    mark = f"light-dark({_hex(day.mark)},{_hex(night.mark)})"
    reached = f"light-dark({_glow(day.glow, GLOW[0])},{_glow(night.glow, GLOW[1])})"
    hues = f"--ink:{brand.ink:g};--paper:{brand.paper:g};--lamp:{brand.light:g}"
    return f"@layer tokens{{:root{{{hues};--mark:{mark};--reached:{reached}}}}}"


def mark_of(logo: str, drawing: bytes) -> Markup:
    """What stands before the name of the blog: its logo, or the lamp. The name moves for neither."""
    if not logo:
        return LAMP
    size = SIZE.search(drawing)
    return SIZED.format(logo, int(size[1]), int(size[2])) if size else LOGO.format(logo)


def _face(brand: Brand, font: str) -> str:
    if not font:
        return ""
    size = f"size-adjust:{brand.headline_size:g}%;" if brand.headline_size != 100 else ""
    # A face that comes too late for the first sight waits for the next page: no line moves.
    return (
        f'@font-face{{font-family:"{brand.headline}";src:url("{font}")format("woff2");'
        f"font-weight:{brand.headline_weight};{size}font-display:optional}}"
    )


def _glow(rgb: RGB, strength: float) -> str:
    return f"{_hex(rgb)}{round(255 * strength):02x}"


def _hex(rgb: RGB) -> str:
    return f"#{rgb[0]:02x}{rgb[1]:02x}{rgb[2]:02x}"
