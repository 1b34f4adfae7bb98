"""A picture in the widths and formats that pages show: AVIF, WebP, and one that every browser and feed reader
takes.

In: a file and how it is used. Out: `Pressed`, which is kept, and the bytes of each file. The same file gives
the same bytes: each encoder works in one thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from plugins.images import raster
from plugins.kit.colours import RGB, oklch

LADDERS: Mapping[str, tuple[int, ...]] = {
    "cover": (320, 480, 720, 1200),
    "text": (720, 1200),
    "face": (240,),
}
"""Widths in pixels by use. A cover is also seen small, in lists; a phone shows 720 across."""
PHONE = 720
NEAR = 0.85
"""A step this close below the whole width is left out: it would save nothing."""
WORTH = 400
"""Bytes that another format must save: it takes nearly as many to name it in a page."""
BLUR = 2.5
"""So many times smaller than the PNG a JPEG of a screenshot must be."""
STILL = "(prefers-reduced-motion: reduce)"
GREY = 0.025
"""Chroma below which no hue is seen."""


class File(Struct, frozen=True):
    """`end` is the end of its name, `width` is in pixels, `length` in bytes."""

    end: str
    type: str
    width: int
    length: int
    media: str = ""


class Pressed(Struct, frozen=True):
    """The first of `files` is for every browser, and has this width and height. Without files there is
    `trouble`: what is wrong, after the name of the picture, and what to do. `digest` stands for all the
    bytes; `removed` names what was taken out of a drawing.
    """

    width: int = 0
    height: int = 0
    tone: str = ""
    files: tuple[File, ...] = ()
    digest: str = ""
    trouble: tuple[str, str] = ("", "")
    removed: tuple[str, ...] = ()


class Format(Struct, frozen=True):
    """`save` is given the picture and whether it is drawn, not photographed."""

    end: str
    type: str
    save: Callable[[raster.Picture, bool], bytes]


def _avif(image: raster.Picture, is_drawn: bool) -> bytes:
    # A fifth smaller than at speed 9, in four times its time: made once, read by everybody.
    quality, chroma = (60, "4:4:4") if is_drawn else (44, "4:2:0")
    return raster.save(image, "AVIF", quality=quality, subsampling=chroma, speed=8, max_threads=1)


def _webp(image: raster.Picture, is_drawn: bool) -> bytes:
    lossy = raster.save(image, "WEBP", quality=75, method=2)
    return min(lossy, raster.save(image, "WEBP", lossless=True, method=2), key=len) if is_drawn else lossy


def _jpeg(image: raster.Picture, _is_drawn: bool) -> bytes:
    return raster.save(image, "JPEG", quality=78, optimize=True, progressive=True)


def _png(image: raster.Picture, _is_drawn: bool) -> bytes:
    return raster.save(image, "PNG", optimize=True)


BETTER = (Format("avif", "image/avif", _avif), Format("webp", "image/webp", _webp))
"""Best first. One that is not much smaller than those after it is left out."""
JPEG, PNG = Format("jpg", "image/jpeg", _jpeg), Format("png", "image/png", _png)
SAME: Mapping[str, Format] = {"JPEG": JPEG, "PNG": PNG}
"""Formats of the writer's own file that every browser takes: it stays where ours is not smaller."""

Product = tuple[Pressed, dict[str, bytes]]


def press(path: Path, use: str) -> Product:
    """Make what pages show of a file; what cannot be read has its trouble said."""
    try:
        pressed, made = _press(path, use)
    except raster.Unreadable as error:
        return Pressed(trouble=(str(error), error.hint)), {}
    digest = blake2b(b"".join(made[file.end] for file in pressed.files), digest_size=5).hexdigest()
    return replace(pressed, digest=digest), made


def _press(path: Path, use: str) -> Product:
    if is_drawing(path):
        return _drawing(path)
    if use == "whole":
        return _whole(path)
    with raster.opened(path) as image:
        return _moving(image, use) if raster.is_moving(image) else _photo(path, image, use)


def is_drawing(path: Path) -> bool:
    """Whether a file is SVG, or means to be."""
    return path.suffix.lower() == ".svg"


def _drawing(path: Path) -> Product:
    from plugins.images.drawings import clean_drawing  # lxml, which only drawings want

    drawing = clean_drawing(path)
    file = File(".svg", "image/svg+xml", drawing.width, len(drawing.data))
    pressed = Pressed(drawing.width, drawing.height, files=(file,), removed=drawing.removed)
    return pressed, {file.end: drawing.data}


def _whole(path: Path) -> Product:
    data = raster.whole(path)
    width, height = raster.size(path)
    return Pressed(width, height, files=(File("", "", width, len(data)),)), {"": data}


def _photo(path: Path, image: raster.Picture, use: str) -> Product:
    kind, mode, size = image.format or "", image.mode, image.size
    is_drawn = kind in raster.DRAWN
    best = raster.upright(image, LADDERS[use][-1])
    plain, data = _plain(best, is_drawn)
    if kind in SAME and mode in raster.SHOWN and best.size == size:
        # As it came, without what it told: our encoder may make more of a file that was small already.
        plain, data = min((plain, data), (SAME[kind], raster.whole(path)), key=lambda each: len(each[1]))
    found = [(plain, {best.width: data})]
    found += reversed(list(_better(best, _steps(best.width, LADDERS[use]), is_drawn, len(data))))
    made = {f"-{width}.{kind.end}": each for kind, files in found for width, each in files.items()}
    files = tuple(
        File(f"-{width}.{kind.end}", kind.type, width, len(each))
        for kind, widths in found
        for width, each in widths.items()
    )
    tone = "" if best.mode == "RGBA" else tone_of(raster.average(best))
    return Pressed(best.width, best.height, tone, files), made


def _plain(image: raster.Picture, is_drawn: bool) -> tuple[Format, bytes]:
    """What every browser takes. A JPEG blurs letters, so of a screenshot it must be much smaller."""
    if image.mode == "RGBA":
        return PNG, PNG.save(image, is_drawn)
    jpeg = JPEG.save(image, is_drawn)
    if is_drawn and len(png := PNG.save(image, is_drawn)) <= BLUR * len(jpeg):
        return PNG, png
    return JPEG, jpeg


def _steps(width: int, ladder: tuple[int, ...]) -> list[int]:
    return [*(step for step in ladder if step < width * NEAR), width]


def _better(
    image: raster.Picture, steps: list[int], is_drawn: bool, least: int
) -> Iterator[tuple[Format, dict[int, bytes]]]:
    """Yield the formats that pay, with their files by width, the plainest first. Only the best has all of
    them: few browsers take another, and every width makes every page longer.
    """
    paying: list[tuple[Format, bytes]] = []
    for kind in reversed(BETTER):
        whole = kind.save(image, is_drawn)
        if len(whole) + WORTH < least:
            least = len(whole)
            paying.append((kind, whole))
    one = max(step for step in steps if step <= max(PHONE, steps[0]))
    for kind, whole in paying:
        chosen = steps if kind is paying[-1][0] else [one]
        made = {
            step: kind.save(raster.narrowed(image, step), is_drawn) for step in chosen if step != steps[-1]
        }
        yield kind, made | ({steps[-1]: whole} if steps[-1] in chosen else {})


def _moving(image: raster.Picture, use: str) -> Product:
    """An animation, and its first picture for readers who want no motion."""
    widest, stored, kind = LADDERS[use][-1], Path(image.filename), image.format  # type: ignore[attr-defined]
    film = raster.save_moving(image, widest)
    end, type_ = ".webp", "image/webp"
    if kind in {"GIF", "WEBP"} and image.width <= widest and len(own := stored.read_bytes()) <= len(film):
        film, end, type_ = own, f".{kind.lower()}", f"image/{kind.lower()}"
    image.seek(0)
    still = raster.upright(image, widest)
    first = _webp(still, True)
    files = (
        File(end, type_, still.width, len(film)),
        File("-still.webp", "image/webp", still.width, len(first), STILL),
    )
    return Pressed(still.width, still.height, "", files), {end: film, "-still.webp": first}


def tone_of(colour: RGB) -> str:
    """Name a colour roughly, by two digits that the styles know: lightness 0 to 4; hue 0 to 5, 6 for grey."""
    lightness, chroma, hue = oklch(colour)
    return f"{min(4, int(lightness * 5))}{6 if chroma < GREY else round(hue / 60) % 6}"
