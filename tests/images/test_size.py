"""Width and height of pictures as shown; whatever is no picture is a warning, never the end of the build."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from plugins.images.size import measure_file
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


@pytest.mark.parametrize(
    ("svg", "size"),
    [
        ('<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>', (30, 20)),
        ('<svg width="30.4px" height="20px"/>', (30, 20)),
        ('<svg viewBox="0 0 300 200"/>', (300, 200)),
        ('<svg width="100%" height="100%" viewBox="0,0,300,200"/>', (300, 200)),
        ("<svg/>", (0, 0)),
    ],
)
def test_drawing_is_measured(tmp_path: Path, svg: str, size: tuple[int, int]) -> None:
    path = tmp_path / "x.svg"
    path.write_text(svg)
    assert measure_file(path) == size


LAUGHS = (
    '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">'
    '<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">]><svg width="&e;">&e;</svg>'
)
BROKEN: dict[str, bytes] = {
    "x.png": b"not a picture",
    "y.png": b"",
    "z.png": PNG[:20],
    "a.svg": b"<svg",
    "b.svg": b'<svg viewBox="0 0 1e999 1"/>',
    "c.svg": b'<svg viewBox="a b c d"/>',
    "d.svg": b'<svg viewBox="0 0 nan nan"/>',
    "e.svg": b'<?xml version="1.0" encoding="no-such"?><svg/>',
    "f.svg": b'<svg width="1.2.3" height="4"/>',
    "g.svg": LAUGHS.encode(),
    "h.jpg": b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00MM\x00*\xff\xff\xff\xff",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_picture_is_a_warning_and_is_still_shown(build_site: Build, name: str) -> None:
    built = build_site({"posts/a.md": post(body=f"![Words]({name})"), f"posts/{name}": BROKEN[name]})
    assert built.code == 0, built.errors
    assert "Traceback" not in built.errors
    assert f'<img src="/posts/{name}" alt="Words"' in built.post("a")
    for line in built.warnings:
        assert line.startswith(f"content/posts/{name}: warning: this picture cannot be read (")
        assert line.endswith(" Export it again, as JPEG, PNG, WebP or SVG.")
    assert built.warnings or name == "g.svg"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_picture_is_measured_or_refused(data: st.DataObject, tmp_path: Path) -> None:
    kind = data.draw(st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]))
    raw = bytearray(image(kind, orientation=6 if kind != "GIF" else 0))
    for _ in range(data.draw(st.integers(1, 12))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / f"x.{kind.lower()}"
    path.write_bytes(raw)
    try:
        width, height = measure_file(path)
    except (OSError, ValueError):
        return
    assert width >= 0
    assert height >= 0


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
    others = [path for path in built.files() if not path.startswith(("assets/", "feeds/"))]
    others = [path for path in others if not path.endswith((".html", ".xml"))]
    assert others == [
        *(".nojekyll", ".well-known/security.txt", "_headers", "deep/x.txt", "files/a.pdf", "images/ann.png"),
        *("images/x.png", "posts/hero.png", "robots.txt"),
    ]


def test_many_pixels_are_refused(tmp_path: Path) -> None:
    width = height = 20_000
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    chunk = b"IHDR" + header
    data = PNG[:8] + len(header).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    lay(tmp_path, {"x.png": data + PNG[33:]})
    with pytest.raises(ValueError, match="too many pixels"):
        measure_file(tmp_path / "x.png")
