"""Brands: a few values change the face of the whole site, and a mistake in them is named."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from plugins.assets.brand import late_tokens_of, tokens_of
from plugins.engine.brand import FILE, brand_at
from plugins.engine.settings import SiteSettings
from plugins.kit.problems import SiteError
from tests.sites import ROOT, Build, lay, post

BRANDS = [ROOT / "theme/brands" / name for name in ("harbour", "orchard", "porchlight")]
"""Those that are there to begin with; one that a blog makes may be like them, with any font."""
FILES = {"posts/a.md": post()}
USED = re.compile(r"var\(--([a-z0-9-]+)\)")


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "theme", tmp_path / "theme"))


@pytest.mark.parametrize("folder", BRANDS, ids=lambda folder: folder.name)
def test_brand_gives_its_face_its_icon_and_its_logo(folder: Path, build_site: Build) -> None:
    built = build_site(FILES, SITE=SiteSettings(brand=folder.name))
    assert (built.code, built.warnings) == (0, [])
    brand, page = brand_at(folder), built.post("a")
    fonts = [path for path in built.files() if path.endswith(".woff2")]
    assert len(fonts) == 1
    assert page.count(f"/{fonts[0]}") == 2  # fetched early, and used
    assert f'font-family:"{brand.headline}"' in page or f"font-family:{brand.headline.lower()}" in page
    assert page.count('class="logo"') == page.count(' alt="" width="32" height="32"') == bool(brand.logo)
    assert page.count('class="lamp"') == (not brand.logo)
    assert len(re.findall(r'<link rel="?icon', page)) == 1


@pytest.mark.parametrize("folder", BRANDS, ids=lambda folder: folder.name)
def test_font_of_a_brand_is_small_and_free(folder: Path) -> None:
    brand = brand_at(folder)
    assert (folder / brand.headline_font).stat().st_size <= 13_000
    licence = folder / f"{Path(brand.headline_font).stem}.OFL.txt"
    assert "SIL Open Font License, Version 1.1" in licence.read_text("utf-8")


def test_brands_differ_in_all_that_is_seen() -> None:
    brands = [brand_at(folder) for folder in BRANDS]
    for name in ("ink", "paper", "light", "words", "headline", "corners"):
        assert len({getattr(brand, name) for brand in brands}) == len(brands), name


@pytest.mark.parametrize("folder", BRANDS, ids=lambda folder: folder.name)
def test_comment_that_a_link_leads_to_is_marked_without_a_glow_too(folder: Path) -> None:
    found = re.search(r"--reached:light-dark\(#\w{6}(\w\w),#\w{6}(\w\w)\)", late_tokens_of(brand_at(folder)))
    assert found and min(int(each, 16) for each in found.groups()) > 30


def test_styles_use_no_token_that_nobody_gives() -> None:
    styles = "".join(file.read_text("utf-8") for file in (ROOT / "theme/styles").rglob("*.css"))
    brand = brand_at(BRANDS[0])
    given = set(re.findall(r"--([a-z0-9-]+):", styles + tokens_of(brand, "a.woff2") + late_tokens_of(brand)))
    used = set(USED.findall(styles))
    assert used - given == set()


def test_brand_that_is_not_there_is_named(build_site: Build) -> None:
    built = build_site(FILES, SITE=SiteSettings(brand="harbor"))
    assert built.code == 1
    assert "SITE.brand: there is no brand “harbor”. Did you mean “harbour”?" in built.errors


def test_every_mistake_of_a_brand_is_named_with_its_line(build_site: Build, theme: Path) -> None:
    (theme / "brands/orchard" / FILE).write_text('ink = 400\nligth = 5\ntext = "slab"\n', encoding="utf-8")
    built = build_site(FILES, THEME=str(theme), SITE=SiteSettings(brand="orchard"))
    assert built.code == 1
    shown = f"theme/brands/orchard/{FILE}"
    assert f"{shown}:1: ink is 400. It goes from 0 to 360." in built.errors
    assert f"{shown}:2: “ligth” is not a known key. Did you mean “light”?" in built.errors
    assert f"{shown}:3: text: " in built.errors
    (theme / "brands/orchard" / FILE).write_text('ink = 400\nheadline_font = "x.woff2"\nheadline = "a\\";"\n')
    built = build_site(FILES, THEME=str(theme), SITE=SiteSettings(brand="orchard"))
    assert f"{shown}:2: headline_font: “x.woff2” is not in orchard/." in built.errors
    assert f'{shown}:3: “a";” is no name of a face.' in built.errors


def mistakes(folder: Path, text: str | bytes, **files: bytes) -> list[str]:
    """What is said of a brand; `icon_svg=…` is the file `icon.svg` beside it."""
    named = {name.replace("_", "."): data for name, data in files.items()}
    lay(folder / "brands/ours", {FILE: text, **named})
    try:
        brand_at(folder / "brands/ours")
    except SiteError as error:
        return [str(problem).partition(f"{FILE}:")[2] for problem in error.problems]
    return []


DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">%s</svg>'


@pytest.mark.parametrize(
    ("key", "file", "data", "said"),
    [
        ("headline_font", "a.woff2", b"\0\1\0\0", "“a.woff2” is not a WOFF2 font. docs/brand.md tells how"),
        ("headline_font", "a.ttf", b"wOF2", "“a.ttf” is not a WOFF2 font"),
        ("card_font", "a.ttf", b"wOF2", "“a.ttf” is not a TTF or OTF font. Lay the font there as it was"),
        ("icon", "a.png", b"\x89PNG", "“a.png” is not an SVG drawing. Export it as plain SVG."),
        ("icon", "a.svg", b"\x89PNG", "“a.svg” is not an SVG drawing"),
        (
            "logo",
            "a.svg",
            DRAWING % b"<script>1</script>",
            "“a.svg” runs a script or calls another file. Export",
        ),
        ("logo", "a.svg", DRAWING % b'<g onclick="1"/>', "“a.svg” runs a script"),
        (
            "logo",
            "a.svg",
            DRAWING % b'<image href="https://a.example/b.png"/>',
            "“a.svg” runs a script or calls",
        ),
    ],
)
def test_file_that_no_browser_could_use_is_named(
    key: str, file: str, data: bytes, said: str, tmp_path: Path
) -> None:
    lay(tmp_path / "brands/ours", {file: data})
    found = mistakes(tmp_path, f'headline = "A"\n{key} = "{file}"\n')
    assert len(found) == 1
    assert found[0].startswith(f"2: {key}: {said}")


def test_drawing_may_use_itself(tmp_path: Path) -> None:
    inner = b'<g id="a"/><use href="#a"/><image href="data:image/png;base64,AA=="/>'
    assert mistakes(tmp_path, 'icon = "icon.svg"\n', icon_svg=DRAWING % inner) == []


def test_font_without_a_name_is_named(tmp_path: Path) -> None:
    said = mistakes(tmp_path, 'headline_font = "a.woff2"\n', a_woff2=b"wOF2")
    assert said == ["1: headline_font has no name. Write headline = and the name of the face."]


def test_file_as_editors_on_windows_write_it(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "\ufeffink = 1\r\n".encode()) == []
    assert mistakes(tmp_path, 'ink = 1\nheadline = "Caf\xe9"\n'.encode("latin-1")) == [
        "2: this is no UTF-8. Save the file as UTF-8."
    ]


@pytest.mark.parametrize("value", ["400", "-1", "nan", "inf", '"red"', "true", "1e3"])
def test_hue_that_is_none_is_named(value: str, tmp_path: Path) -> None:
    assert [line[:7] for line in mistakes(tmp_path, f"ink = {value}\n")] == [
        "1: ink:" if value in {'"red"', "true"} else "1: ink "
    ]


def test_file_that_is_gone_while_the_site_is_kept_is_named(tmp_path: Path) -> None:
    assert mistakes(tmp_path, 'icon = "icon.svg"\n', icon_svg=DRAWING % b"") == []
    (tmp_path / "brands/ours/icon.svg").unlink()
    assert mistakes(tmp_path, 'icon = "icon.svg"\n') != []


@pytest.mark.parametrize("name", ["../../brands/harbour", "", "/etc"])
def test_brand_outside_of_the_theme_is_none(name: str, build_site: Build) -> None:
    built = build_site(FILES, SITE=SiteSettings(brand=name))
    assert built.errors == (
        f"pelicanconf.py: SITE.brand: there is no brand “{name}”. Known are: harbour, orchard, porchlight.\n"
    )


def test_name_of_a_file_is_escaped_where_it_stands(build_site: Build, theme: Path) -> None:
    folder = theme / "brands/orchard"
    name = "a\") b'<c>.woff2"
    shutil.copy(folder / "instrument-serif.woff2", folder / name)
    text = (folder / FILE).read_text("utf-8")
    (folder / FILE).write_text(text.replace('"instrument-serif.woff2"', f"'''{name}'''"), encoding="utf-8")
    built = build_site(FILES, THEME=str(theme), SITE=SiteSettings(brand="orchard"))
    assert built.code == 0, built.errors
    page = built.post("a")
    assert "<c>" not in page and 'a")' not in page
    assert page.count("/assets/a%22%29%20b%27%3Cc%3E.") == 2


def test_file_that_is_no_toml_is_a_problem_and_no_traceback(build_site: Build, theme: Path) -> None:
    (theme / "brands/porchlight" / FILE).write_text("ink 285\n")
    built = build_site(FILES, THEME=str(theme))
    assert built.code == 1
    assert built.errors.startswith(f"theme/brands/porchlight/{FILE}:1: this is no TOML: ")
    assert "Traceback" not in built.errors
