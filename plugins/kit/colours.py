"""Colours between sRGB and OKLCH, in which the theme is written (CSS Color 4, section 9; Ottosson 2020)."""

from __future__ import annotations

import math

RGB = tuple[int, int, int]
_LMS = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_LMS_OF_LAB = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_RGB = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)


def oklch(rgb: RGB) -> tuple[float, float, float]:
    """Give lightness 0 to 1, chroma from 0, hue in degrees of an sRGB colour with parts 0 to 255."""
    linear = [_linear(part / 255) for part in rgb]
    lightness, a, b = _times(_LAB, [math.cbrt(part) for part in _times(_LMS, linear)])
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def srgb(lightness: float, chroma: float, hue: float) -> RGB:
    """Give the sRGB colour; what lies outside sRGB is cut at its edge."""
    lab = [lightness, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))]
    linear = _times(_RGB, [part**3 for part in _times(_LMS_OF_LAB, lab)])
    red, green, blue = (round(255 * _curved(min(1.0, max(0.0, part)))) for part in linear)
    return red, green, blue


def _times(matrix: tuple[tuple[float, float, float], ...], vector: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _curved(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else float(1.055 * part ** (1 / 2.4) - 0.055)
