"""Width and height of pictures as shown; whatever is no picture is a warning, never the end of the build."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from plugins.images.press import press
from plugins.images.raster import Unreadable
from plugins.images.raster import size as measure_file
from tests.sites import PNG, Build, lay, post


def image(kind: str, size: tuple[int, int] = (6, 4), orientation: int = 0) -> bytes:
    held = io.BytesIO()
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    Image.new("RGB", size).save(held, kind, **({"exif": exif} if orientation else {}))
    return held.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_picture_is_measured(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"x.{kind.lower()}"
    path.write_bytes(image(kind))
    assert measure_file(path) == (6, 4)


@pytest.mark.parametrize(("orientation", "size"), [(1, (6, 4)), (3, (6, 4)), (6, (4, 6)), (8, (4, 6))])
def test_picture_that_lies_on_its_side_is_measured_as_shown(
    tmp_path: Path, orientation: int, size: tuple[int, int]
) -> None:
    path = tmp_path / "x.jpg"
    path.write_bytes(image("JPEG", orientation=orientation))
    assert measure_file(path) == size


BROKEN: dict[str, tuple[bytes, str]] = {
    "x.png": (b"not a picture", "is no picture that we can read, whatever its name says. Export it again"),
    "y.png": (b"", "is empty (0 bytes). Export it again"),
    "z.png": (PNG[:45], "is damaged or cut off. Export it again"),
    "h.jpg": (
        b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00MM\x00*\xff\xff\xff\xff",
        "is no picture that we can read, whatever its name says. Export it again",
    ),
    "i.jpg": (
        b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00",
        "is HEIC, or a film, which browsers cannot show. On an iPhone",
    ),
    "a.svg": (b"<svg", "is not well-formed SVG. Export it again"),
    "b.svg": (b'<svg viewBox="0 0 1e999 1"/>', "has no size that can be read (1e999 by 1). Export it again"),
    "c.svg": (b'<svg viewBox="a b c d"/>', "has no size that can be read (c by d). Export it again"),
    "d.svg": (b'<svg viewBox="0 0 nan nan"/>', "has no size that can be read (nan by nan). Export it again"),
    "e.svg": (b'<?xml version="1.0" encoding="no-such"?><svg/>', "is not well-formed SVG. Export it again"),
    "f.svg": (b"<html/>", "is no SVG: it begins with <html>. Export it again"),
    "g.svg": (b"", "is empty (0 bytes). Export it again"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_picture_is_a_warning_where_it_is_used_and_words_in_its_place(
    build_site: Build, name: str
) -> None:
    data, said = BROKEN[name]
    built = build_site({"posts/a.md": post(body=f"First.\n\n![Words]({name})"), f"posts/{name}": data})
    assert built.code == 0, built.errors
    (line,) = built.warnings
    assert line.startswith(f"content/posts/a.md:7: warning: the picture “posts/{name}” {said}")
    assert line.endswith(". It was left out of the page.")
    assert '<span class="missing">Words</span>' in built.post("a")
    assert not [path for path in built.files() if path.endswith((name, ".avif", ".webp", ".jpg"))]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_picture_is_shown_or_refused(data: st.DataObject, tmp_path: Path) -> None:
    kind = data.draw(st.sampled_from(["PNG", "JPEG", "GIF", "WEBP", "AVIF"]))
    raw = bytearray(image(kind, orientation=6 if kind != "GIF" else 0))
    for _ in range(data.draw(st.integers(1, 12))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / f"x.{kind.lower()}"
    path.write_bytes(raw)
    for use in ("text", "whole"):
        pressed, made = press(path, use)
        assert bool(pressed.trouble[0]) != bool(made)


ANN = """---
name: Ann
picture: images/ann.png
featured_in: [{title: X, image: images/x.png}]
---
"""


def test_only_what_pages_use_is_copied(build_site: Build) -> None:
    built = build_site(
        {
            "posts/a.md": post(body="[paper](../files/a.pdf)", image="hero.png", image_alt='""'),
            "posts/hero.png": PNG,
            "authors/ann.md": ANN,
            "images/ann.png": PNG,
            "images/x.png": PNG,
            "images/unused.png": PNG,
            "files/a.pdf": b"%PDF",
            "extra/robots.txt": "User-agent: *",
            "extra/deep/x.txt": "x",
            "extra/.nojekyll": "",
            "extra/.well-known/security.txt": "Contact: mailto:x@y.example",
            "extra/.DS_Store": "x",
        }
    )
    assert built.errors == ""
    pictures = [
        path.partition(".")[0]
        for path in built.files()
        if path.startswith(("assets/ann.", "assets/hero.", "assets/x."))
    ]
    assert pictures == ["assets/ann"], "equal files are one"
    others = [path for path in built.files() if not path.startswith(("assets/", "feeds/"))]
    others = [path for path in others if not path.endswith((".html", ".xml"))]
    assert others == [
        *(".nojekyll", ".well-known/security.txt", "_headers", "deep/x.txt", "files/a.pdf", "robots.txt"),
    ]


def test_many_pixels_are_refused(tmp_path: Path) -> None:
    width = height = 20_000
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    chunk = b"IHDR" + header
    data = PNG[:8] + len(header).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    lay(tmp_path, {"x.png": data + PNG[33:]})
    with pytest.raises(Unreadable, match="has more than 89 million pixels"):
        measure_file(tmp_path / "x.png")
