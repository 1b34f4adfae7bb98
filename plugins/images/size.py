"""Width and height of a picture. The only module that imports Pillow."""

from __future__ import annotations

import re
import struct
import warnings
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image, UnidentifiedImageError

PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg")
SIDEWAYS = {5, 6, 7, 8}
"""EXIF orientations that swap width and height (Exif 2.32, tag 0x0112)."""
LENGTH = re.compile(r"\s*([\d.]+)\s*(?:px)?\s*$")


def is_picture(path: str) -> bool:
    return path.lower().endswith(PICTURES)


def measure_file(path: Path) -> tuple[int, int]:
    """Give width and height in pixels, as shown; raise OSError or ValueError when it is no picture."""
    if path.suffix.lower() == ".svg":
        return _svg(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd EXIF, which does not matter here
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                width, height = image.size
                return (height, width) if image.getexif().get(0x0112) in SIDEWAYS else (width, height)
    except UnidentifiedImageError:
        raise ValueError("not a picture, whatever its name says") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise ValueError("too many pixels") from None
    except (SyntaxError, struct.error, EOFError, KeyError, TypeError, ZeroDivisionError) as error:
        raise ValueError(f"damaged: {error}") from None


def _svg(path: Path) -> tuple[int, int]:
    try:
        root = next(iter(ElementTree.iterparse(path, events=("start",))))[1]
    except (ElementTree.ParseError, LookupError, StopIteration):
        raise ValueError("not well-formed SVG") from None
    sides = [LENGTH.match(root.get(name) or "") for name in ("width", "height")]
    found = [side[1] for side in sides if side]
    box = (root.get("viewBox") or "").replace(",", " ").split()
    width, height = found if len(found) == 2 else box[2:] if len(box) == 4 else ("0", "0")
    try:
        return round(float(width)), round(float(height))
    except (ValueError, OverflowError):
        raise ValueError(f"its size is {width} by {height}") from None
