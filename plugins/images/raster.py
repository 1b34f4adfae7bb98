"""Photos and other pictures made of pixels, opened with care: upright, in sRGB, 8 bits, without a word on
where and when. The only module here that imports Pillow.

What is no picture, or one that we cannot take, raises `Unreadable` in words for a writer.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps, ImageSequence, UnidentifiedImageError, features

from plugins.kit.colours import RGB

Picture = Image.Image
READ = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP")
"""All that is tried: Pillow knows 40 formats, some of which start other programs. MPO comes with JPEG."""
DRAWN = {"PNG", "GIF", "BMP"}
"""Formats of screenshots and drawings, whose edges are to stay sharp."""
SHOWN = {"1", "L", "LA", "P", "RGB", "RGBA"}
"""Modes that every browser shows rightly: not the colours of print, not 16 bits of grey."""
MOVING = {"GIF", "PNG", "WEBP", "AVIF"}
"""A JPEG with several pictures in it (MPO) is one photo, seen by two lenses."""
SIDEWAYS = {5, 6, 7, 8}
"""EXIF orientations that swap width and height (Exif 2.32, tag 0x0112)."""
ORIENTATION = 0x0112
MOST_FRAMES = 60_000_000
"""Pixels of all frames together; a longer film is made smaller, since all of it is in memory at once."""
TALLEST = 16_383
"""Pixels; WebP has no more (RFC 9649, section 3.4)."""
AGAIN = "Export it again, as JPEG, PNG, WebP or SVG"
HEIC = "On an iPhone choose Settings, Camera, Formats, Most Compatible; or export it as JPEG"
SRGB = ImageCms.createProfile("sRGB")


class Unreadable(ValueError):
    """`str()` says what is wrong with a picture, after its name; `hint` what to do."""

    def __init__(self, what: str, hint: str = AGAIN) -> None:
        super().__init__(what)
        self.hint = hint


def version() -> str:
    """Name the libraries that decide which bytes come out."""
    parts = ("webp", "avif", "libjpeg_turbo", "littlecms2", "zlib_ng", "zlib")
    return " ".join([str(features.version("pil")), *(f"{part} {_version(part)}" for part in parts)])


def _version(part: str) -> str | None:
    with suppress(ValueError):
        return features.version(part)
    return None


@contextmanager
def opened(path: Path) -> Iterator[Picture]:
    """Open a picture; its pixels are not read yet."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd EXIF, which does not matter here
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=READ) as image:
                yield image
    except PermissionError:
        raise Unreadable("cannot be opened", "Check its permissions") from None
    except Unreadable:
        raise
    except UnidentifiedImageError:
        raise _unknown(path) from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        limit = f"{(Image.MAX_IMAGE_PIXELS or 0) // 1_000_000} million"
        raise Unreadable(f"has more than {limit} pixels", "Export it 2,400 pixels wide") from None
    except (OSError, SyntaxError, ValueError, struct.error, LookupError, TypeError, ZeroDivisionError):
        # What Pillow raises for damaged files differs from format to format.
        raise Unreadable("is damaged or cut off") from None


def _unknown(path: Path) -> Unreadable:
    with path.open("rb") as file:
        head = file.read(16)
    if not head:
        return Unreadable("is empty (0 bytes)")
    if head[4:8] == b"ftyp" and head[8:12] != b"avif":
        return Unreadable("is HEIC, or a film, which browsers cannot show", HEIC)
    return Unreadable("is no picture that we can read, whatever its name says")


def size(path: Path) -> tuple[int, int]:
    """Give width and height in pixels, as shown."""
    with opened(path) as image:
        width, height = image.size
        return (height, width) if image.getexif().get(ORIENTATION) in SIDEWAYS else (width, height)


def upright(image: Picture, widest: int) -> Picture:
    """Read the pixels: turned as EXIF says, in sRGB, RGB or RGBA, at most `widest` wide."""
    image.draft(None, (widest, widest))  # a JPEG can be read at an eighth of its size
    image.load()
    turned = ImageOps.exif_transpose(image)
    return narrowed(_in_srgb(turned), min(widest, max(1, turned.width * TALLEST // turned.height)))


def narrowed(image: Picture, width: int) -> Picture:
    """Give the picture at this width, or as it is when it is no wider."""
    if image.width <= width:
        return image
    size = (width, max(1, round(image.height * width / image.width)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _in_srgb(image: Picture) -> Picture:
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I") or image.mode == "F":
        # 16 bits of grey: Pillow would cut them off at 255.
        image = image.convert("F").point(lambda value: value / 257).convert("L")
    has_alpha = image.has_transparency_data
    mode = "RGBA" if has_alpha else "RGB"
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        with suppress(ImageCms.PyCMSError, OSError):  # a damaged profile: the colours as they are
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if image.mode == "CMYK" or "srgb" not in ImageCms.getProfileDescription(given).lower():
                found = ImageCms.profileToProfile(image, given, SRGB, outputMode=mode)
                image = found or image
    return _bare(image if image.mode == mode else image.convert(mode))


def _bare(image: Picture) -> Picture:
    """Take out all that is said about the picture; some formats would write it down again."""
    image = image.copy()
    image.info = {}
    is_whole = image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255)
    return image.convert("RGB") if is_whole else image


def average(image: Picture) -> RGB:
    """Give the colour of the whole picture, seen from afar."""
    red, green, blue = image.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))  # type: ignore[misc]
    return int(red), int(green), int(blue)


def is_moving(image: Picture) -> bool:
    return image.format in MOVING and getattr(image, "n_frames", 1) > 1


def save(image: Picture, kind: str, **options: Any) -> bytes:
    """Encode."""
    held = io.BytesIO()
    image.save(held, kind, **options)
    return held.getvalue()


def save_moving(image: Picture, widest: int) -> bytes:
    """Encode all frames as WebP, with their times (in milliseconds)."""
    frames: int = getattr(image, "n_frames", 1)
    width = min(widest, image.width, max(1, image.width * TALLEST // image.height))
    while width > 320 and frames * width * width * image.height // image.width > MOST_FRAMES:
        width = width * 3 // 4
    loop, times, shown = image.info.get("loop", 1), [], []
    for frame in ImageSequence.Iterator(image):
        times.append(int(frame.info.get("duration", 0)) or 100)
        shown.append(narrowed(_bare(frame.convert("RGBA")), width).convert("RGBA"))
    return save(
        shown[0],
        "WEBP",
        save_all=True,
        append_images=shown[1:],
        duration=times,
        loop=loop,
        quality=70,
        method=2,
        allow_mixed=True,
    )


def whole(path: Path) -> bytes:
    """Give the picture at its full size for those who follow a link to it: turned, and nothing said about it.

    A JPEG keeps its own quality; what has nothing to hide is given as it is.
    """
    data = path.read_bytes()
    with opened(path) as image:
        kind = {"MPO": "JPEG"}.get(image.format or "", image.format or "")
        image.load()
        if not _tells(image) or is_moving(image):
            return data
        profile = image.info.get("icc_profile")
        turned = ImageOps.exif_transpose(image)
        is_turned = turned.size != image.size or image.getexif().get(ORIENTATION, 1) != 1
        keep = "keep" if image.format == "JPEG" and not is_turned else 92
        shown = image if keep == "keep" else turned
        shown.info = {key: value for key, value in shown.info.items() if key == "transparency"}
        options: dict[str, Any] = {"icc_profile": profile} if profile else {}
        own: dict[str, dict[str, Any]] = {
            "JPEG": {"quality": keep, "optimize": True},
            "WEBP": {"quality": 92},
        }
        return save(shown, kind, exif=b"", **own.get(kind, {}), **options)


def _tells(image: Picture) -> bool:
    """Whether there is a word about the picture in the file: EXIF, XMP, IPTC, comments."""
    quiet = {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "dpi",
        "icc_profile",
        "transparency",
        "gamma",
    }
    quiet |= {"progressive", "progression", "adobe", "adobe_transform", "loop", "background", "duration"}
    quiet |= {"srgb", "chromaticity", "interlace", "version", "timestamp", "default_image", "aspect"}
    return bool(set(image.info) - quiet) or bool(len(image.getexif())) or image.format in {"MPO", "TIFF"}
