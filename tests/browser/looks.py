"""Pictures of pages, compared as somebody sees them from two steps away: blocks, colours, lines of text.

Both pictures are made small, and their cells are compared by their mean colour: how a machine draws the edge
of a letter is lost in it; a block that moved, a style that is gone, another colour is not.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops

CELLS = {6: 10, 24: 6}
"""Side of a cell, in pixels of the small picture → how far its mean colour may be away, of 255. Letters drawn
in another way stay within; the large cells see a quiet colour that has changed.
"""
FEW = 4
"""So many cells may be further away."""
NEAR = 2
"""Pixels of the small picture that a page may be longer or shorter."""
GAP = 12


@dataclass(frozen=True)
class Difference:
    """`words` say what is different, for somebody who has not seen it; `mask` marks where."""

    words: str
    mask: Image.Image


def small(data: Path | Image.Image, times: int) -> Image.Image:
    """Make a picture so many times smaller."""
    image = Image.open(data) if isinstance(data, Path) else data
    return image.convert("RGB").reduce(times)


def keep(image: Image.Image, path: Path) -> None:
    """Write a small picture, and lose nothing."""
    path.parent.mkdir(exist_ok=True)
    image.save(path, lossless=True, method=6)


def compare(kept: Image.Image, now: Image.Image, times: int) -> Difference | None:
    """Compare two small pictures; `times` is how much smaller than the page they are."""
    longer = (now.height - kept.height) * times
    size = (min(kept.width, now.width), min(kept.height, now.height))
    between = ImageChops.difference(kept.crop((0, 0, *size)), now.crop((0, 0, *size)))
    mask = Image.new("L", size)
    for side, far in CELLS.items():
        mask = ImageChops.lighter(mask, _far(between, side, far))
    box = mask.getbbox()
    where = f"looks different from {box[1] * times} pixels below its top" if box else ""
    if abs(longer) > NEAR * times:
        how = f"is {abs(longer)} pixels {'longer' if longer > 0 else 'shorter'} than it was"
        return Difference(" and ".join(filter(None, (how, where))), mask)
    return Difference(where, mask) if where else None


def beside(kept: Image.Image, now: Image.Image, mask: Image.Image) -> Image.Image:
    """Lay them side by side: as it was, as it is, where it differs."""
    width = kept.width + now.width + mask.width + 2 * GAP
    whole = Image.new("RGB", (width, max(kept.height, now.height)), "grey")
    left = 0
    for each in (kept, now, mask):
        whole.paste(each, (left, 0))
        left += each.width + GAP
    return whole


def _far(between: Image.Image, side: int, far: int) -> Image.Image:
    """Mark the cells whose mean is further away than allowed; none when they are few."""
    channels = between.reduce(side).split()
    worst = functools.reduce(ImageChops.lighter, channels)
    cells = worst.point([255 * (value > far) for value in range(256)])
    if cells.histogram()[255] <= FEW:
        return Image.new("L", between.size)
    return cells.resize((cells.width * side, cells.height * side), Image.Resampling.NEAREST).crop(
        (0, 0, *between.size)
    )
