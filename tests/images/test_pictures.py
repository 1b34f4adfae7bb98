"""What readers get for a photo that a writer laid beside a post."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from PIL import Image, ImageCms, ImageDraw

from plugins.images import press as pressing
from plugins.images.press import press, tone_of
from tests.sites import Build, Built, post

GPS, MAKER, ORIENTATION = 0x8825, 0x010F, 0x0112


SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SWAPPED = SRGB.replace(b"rXYZ", b"-XYZ").replace(b"gXYZ", b"rXYZ").replace(b"-XYZ", b"gXYZ")
SWAPPED = SWAPPED.replace("sRGB".encode("utf-16-be"), "xRGB".encode("utf-16-be"))
"""A profile in which red means green."""


def photo(width: int = 1600, height: int = 1000, colour: Any = None) -> Image.Image:
    """Something like a photo: soft, in all colours."""
    image = Image.merge("RGB", [Image.linear_gradient("L").rotate(turn) for turn in (0, 90, 180)])
    image = image.resize((width, height))
    return image if colour is None else Image.new("RGB", (width, height), colour)


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    held = io.BytesIO()
    image.save(held, kind, **options)
    return held.getvalue()


def told(orientation: int = 1) -> Image.Exif:
    """What a phone writes: who made it, where it was."""
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = "Telltale Phones", orientation
    exif.get_ifd(GPS).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    return exif


def shown(built: Built, path: str) -> Image.Image:
    return Image.open(io.BytesIO((built.out / path.lstrip("/")).read_bytes()))


def parts(page: str) -> list[Any]:
    """The sources of the only picture of a page, and its image."""
    (picture,) = html.fromstring(page).xpath("//picture")
    return [*picture.xpath(".//source"), *picture.xpath(".//img")]


def pressed(
    tmp_path: Path, data: bytes, use: str = "text", name: str = "x.jpg"
) -> tuple[Any, dict[str, Image.Image]]:
    path = tmp_path / name
    path.write_bytes(data)
    found, made = press(path, use)
    return found, {end: Image.open(io.BytesIO(each)) for end, each in made.items()}


def test_photo_is_shown_in_three_formats_and_in_the_widths_of_the_layout(build_site: Build) -> None:
    built = build_site(
        {"posts/a.md": post(body="![A field](my photo ü.jpg)"), "posts/my photo ü.jpg": saved(photo())}
    )
    assert built.errors == ""
    avif, webp, image = parts(built.post("a"))
    assert [avif.get("type"), webp.get("type")] == ["image/avif", "image/webp"]
    found = re.findall(r"(/assets/my-photo-u\.[0-9a-f]{10}-(\d+)\.avif) (\d+)w", avif.get("srcset"))
    assert [int(width) for _, width, _ in found] == [720, 1200]
    for url, _, width in found:
        assert shown(built, url).size == (int(width), round(int(width) * 1000 / 1600))
    assert avif.get("sizes")
    assert shown(built, webp.get("srcset")).size == (720, 450), "few browsers need it: one width"
    assert image.get("alt") == "A field"
    assert (image.get("width"), image.get("height")) == ("1200", "750")
    assert shown(built, image.get("src")).format == "JPEG"
    assert "my photo" not in " ".join(built.files()), "the original stays at home"


def test_first_picture_loads_at_once_and_others_when_they_come_near(build_site: Build) -> None:
    files = {
        f"posts/{n}.jpg": saved(photo(300, 200, colour)) for n, colour in enumerate(["red", "blue", "green"])
    }
    body = "![One](0.jpg)\n\n![Two](1.jpg)"
    built = build_site(
        {
            "posts/a.md": post(body=body),
            "posts/b.md": post("B", "2025-05-06", body, image="2.jpg", image_alt="T"),
            **files,
        }
    )
    (first, second) = html.fromstring(built.post("a")).xpath("//article//img")[:2]
    assert (first.get("loading"), second.get("loading")) == (None, "lazy")
    hero, one, _two = html.fromstring(built.post("b")).xpath("//article//img")[:3]
    assert (hero.get("loading"), hero.get("fetchpriority"), one.get("loading")) == (None, "high", "lazy")
    lead = html.fromstring(built.read("index.html")).xpath("//article[contains(@class, 'lead')]//img")[0]
    assert (lead.get("loading"), lead.get("fetchpriority"), lead.get("alt")) == (None, "high", "")


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_where_and_with_what_a_photo_was_taken_is_not_published(build_site: Build, kind: str) -> None:
    data = saved(photo(900, 600), kind, exif=told(6))
    assert b"Telltale" in data
    name = f"p.{kind.lower()}"
    built = build_site({"posts/a.md": post(body=f"![P]({name})\n\n[whole]({name})"), f"posts/{name}": data})
    found = {
        path: each for path, each in built.everything().items() if path.rpartition("/")[2].startswith("p.")
    }
    assert f"posts/{name}" in found, "a link leads to the whole picture"
    assert f'href="/posts/{name}"' in built.post("a")
    for path, each in found.items():
        assert b"Telltale" not in each, path
        assert not Image.open(io.BytesIO(each)).getexif(), path
        assert shown(built, path).height > shown(built, path).width, "turned as the phone was held"


def test_whole_photo_keeps_its_pixels(tmp_path: Path) -> None:
    before = saved(photo(400, 300), quality=60, exif=told())
    _, made = pressed(tmp_path, before, "whole")
    assert made[""].size == (400, 300)
    assert len((tmp_path / "x.jpg").read_bytes()) * 1.1 > len(saved(made[""], quality="keep"))
    assert made[""].quantization == Image.open(io.BytesIO(before)).quantization


def test_cover_is_made_for_lists_too_and_says_how_wide_it_is_cropped(build_site: Build) -> None:
    built = build_site(
        {"posts/a.md": post(image="p.jpg", image_alt="P"), "posts/p.jpg": saved(photo(1600, 500))}
    )
    avif = html.fromstring(built.read("index.html")).xpath("//article//source")[0]
    assert re.findall(r" (\d+)w", avif.get("srcset")) == ["320", "480", "720", "1200"]
    assert avif.get("sizes") == "(min-width: 56em) 80em, 184vw", "twice as wide as the part that is seen"
    assert (
        html.fromstring(built.post("a")).xpath("//source")[0].get("sizes") == "(min-width: 64em) 33em, 92vw"
    )


def test_small_picture_is_not_enlarged_and_needs_one_size(tmp_path: Path) -> None:
    found, made = pressed(tmp_path, saved(photo(300, 200)))
    assert {image.width for image in made.values()} == {300}
    assert (found.width, found.height) == (300, 200)


def test_format_that_saves_nothing_is_left_out(tmp_path: Path) -> None:
    found, made = pressed(tmp_path, saved(Image.new("RGB", (8, 8), "red"), "PNG"), name="x.png")
    assert [file.type for file in found.files] == ["image/png"]
    assert list(made) == ["-8.png"]


def test_file_of_the_writer_stays_where_ours_is_no_smaller(tmp_path: Path) -> None:
    found, _ = pressed(tmp_path, data := saved(photo(400, 300), quality=5))
    assert found.files[0].length <= len(data)


def test_what_shines_through_stays_so_and_has_no_colour_behind_it(tmp_path: Path) -> None:
    image = Image.new("RGBA", (600, 400))
    ImageDraw.Draw(image).ellipse((50, 50, 500, 350), (200, 30, 30, 255))
    for data in (saved(image, "PNG"), saved(image.quantize(), "PNG"), saved(image, "WEBP")):
        found, made = pressed(tmp_path, data, name="x.png")
        assert found.tone == ""
        assert found.files[0].type == "image/png"
        for each in made.values():
            assert each.convert("RGBA").getpixel((0, 0))[3] == 0
            assert each.convert("RGBA").getpixel((300, 200))[3] > 250


def near(first: Any, second: Any, by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(first, second, strict=True))


def test_colours_are_those_that_the_camera_meant(tmp_path: Path) -> None:
    _, made = pressed(tmp_path, saved(photo(200, 100, (200, 40, 20)), icc_profile=SWAPPED))
    for each in made.values():
        assert near(each.convert("RGB").getpixel((5, 5)), (40, 200, 20)), each.format
    _, made = pressed(tmp_path, saved(Image.new("CMYK", (200, 100), (0, 255, 255, 0))))
    for each in made.values():
        assert near(each.convert("RGB").getpixel((5, 5)), (255, 0, 0)), each.format
        assert "icc_profile" not in each.info
    deep = Image.new("I;16", (200, 100), 32768)
    _, made = pressed(tmp_path, saved(deep, "PNG"), name="x.png")
    for each in made.values():
        assert near(each.convert("RGB").getpixel((5, 5)), (127, 127, 127)), each.format


def test_moving_picture_moves_and_stands_still_for_who_wants_no_motion(build_site: Build) -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "green", "blue")]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0)
    built = build_site({"posts/a.md": post(body="![Blinks](b.gif)"), "posts/b.gif": data})
    still, image = parts(built.post("a"))
    assert still.get("media") == "(prefers-reduced-motion: reduce)"
    assert getattr(shown(built, still.get("srcset")), "n_frames", 1) == 1
    film = shown(built, image.get("src"))
    assert film.n_frames == 3
    assert near(shown(built, still.get("srcset")).convert("RGB").getpixel((5, 5)), (255, 0, 0))


def test_tall_and_wide_pictures_are_made_small_enough_for_every_format(tmp_path: Path) -> None:
    for size in ((60, 20_000), (20_000, 3)):
        found, made = pressed(tmp_path, saved(Image.new("RGB", size, "red"), "PNG"), name="x.png")
        assert not found.trouble[0]
        assert all(max(image.size) <= 16_383 for image in made.values())


@pytest.mark.parametrize(
    ("colour", "tone"),
    [
        ((0, 0, 0), "06"),
        ((255, 255, 255), "46"),
        ((128, 128, 128), "26"),
        ((200, 30, 30), "20"),
        ((20, 40, 160), "14"),
    ],
)
def test_colour_that_waits_for_a_picture_is_near_it(colour: tuple[int, int, int], tone: str) -> None:
    assert tone_of(colour)[0] == tone[0]
    assert tone_of(colour) == tone


def test_person_is_shown_small(build_site: Build) -> None:
    built = build_site(
        {
            "posts/a.md": post(authors="Ann"),
            "authors/ann.md": "---\nname: Ann\npicture: ann.jpg\n---\nBio.\n",
            "authors/ann.jpg": saved(photo()),
        }
    )
    assert built.errors == ""
    assert {shown(built, path).width for path in built.files() if path.startswith("assets/ann.")} == {240}
    assert '<img src="/assets/ann.' in built.read("authors/ann/index.html").replace(' class="portrait"', "")


def test_second_build_encodes_nothing_and_any_number_of_workers_gives_the_same(
    build_site: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[str, str | bytes] = {f"posts/{n}.jpg": saved(photo(500 + n, 300)) for n in range(4)}
    files |= {"posts/again.jpg": files["posts/0.jpg"]}
    body = "\n\n".join(f"![P]({n}.jpg)" for n in [*range(4), "again"])
    first = build_site({"posts/a.md": post(body=body), **files}, JOBS=1).everything()
    two = build_site({}, JOBS=2, LOAD_CONTENT_CACHE=False).everything()
    assert two == first

    def refuse(*_args: Any) -> None:
        raise AssertionError("encoded again")

    monkeypatch.setattr(pressing, "_press", refuse)
    renamed = build_site(
        {"posts/0.jpg": None, "posts/new.jpg": files["posts/0.jpg"], "posts/a.md": post(body="![P](new.jpg)")}
    )
    assert renamed.errors == ""
    assert [path for path in renamed.files() if path.startswith("assets/new.")]


def test_lost_or_shortened_files_of_the_cache_are_made_again(build_site: Build, tmp_path: Path) -> None:
    before = build_site(
        {"posts/a.md": post(body="![P](p.jpg)"), "posts/p.jpg": saved(photo(500, 300))}
    ).everything()
    kept = sorted((tmp_path / "cache/pictures").glob("*.avif")) + sorted(
        (tmp_path / "cache/pictures").glob("*.jpg")
    )
    kept[0].unlink()
    kept[-1].write_bytes(b"short")
    for path in [path for path in before if path.startswith("assets/p.")]:
        (tmp_path / "output" / path).unlink()
    assert build_site({}).everything() == before


def test_files_that_no_build_uses_any_more_leave_the_cache(
    build_site: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.kit.store.KEEP_BUILDS", 0)
    seen: list[set[str]] = []
    for name, colour in (("a", "red"), ("b", "green"), ("c", "blue")):
        picture = {f"posts/{name}.png": saved(photo(20, 10, colour), "PNG")}
        build_site({"posts/a.md": post(body=f"![P]({name}.png)"), **picture})
        files = {path.name for path in (tmp_path / "cache/pictures").glob("*.png")}
        seen.append(files - set().union(*seen))
    assert all(len(new) == 1 for new in seen)
    assert not seen[0] & files
    assert seen[2] <= files


def test_preview_does_not_wait_for_encoders(build_site: Build, tmp_path: Path) -> None:
    built = build_site({"posts/a.md": post(body="![P](p.jpg)"), "posts/p.jpg": saved(photo())}, preview=True)
    assert '<img src="/posts/p.jpg" alt="P" width="1600" height="1000">' in built.post("a")
    assert not (tmp_path / "cache/pictures").exists()


def test_formats_of_a_writer_make_no_picture_in_a_picture(build_site: Build) -> None:
    body = '<picture><source src="p.jpg" type="image/webp"><img src="p.jpg" alt="P"></picture>'
    built = build_site({"posts/a.md": post(body=body), "posts/p.jpg": saved(photo(500, 300))})
    assert len(html.fromstring(built.post("a")).xpath("//article//picture")) == 1
    assert not html.fromstring(built.post("a")).xpath("//picture//picture")


def test_reader_of_a_feed_gets_one_address(build_site: Build) -> None:
    built = build_site(
        {"posts/a.md": post(body="![P](p.jpg)"), "posts/p.jpg": saved(photo(500, 300))},
        SITEURL="https://x.example",
    )
    feed = built.read("feeds/all.atom.xml")
    assert "srcset" not in feed
    assert re.search(
        r'img src="https://x.example/assets/p\.[0-9a-f]{10}-500\.jpg" alt="P"',
        feed.replace("&lt;", "").replace("&quot;", '"'),
    )


def test_post_whose_picture_cannot_be_shown_has_a_drawn_cover(build_site: Build) -> None:
    built = build_site({"posts/a.md": post(image="p.jpg", image_alt="P"), "posts/p.jpg": b"no"})
    assert built.warnings[0].startswith(
        "content/posts/a.md:4: warning: the picture “posts/p.jpg” is no picture"
    )
    assert '<svg class="cover"' in built.read("index.html")
    assert '<figure class="hero">' not in built.post("a")
