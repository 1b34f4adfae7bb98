"""Brands: a few values change the face of the whole site, and a mistake in them is named."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from plugins.assets.brand import late_tokens_of, tokens_of
from plugins.engine.brand import FILE, brand_at
from plugins.engine.settings import SiteSettings
from tests.sites import ROOT, Build, post

BRANDS = sorted(path.parent for path in (ROOT / "theme/brands").glob(f"*/{FILE}"))
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
    assert page.count('class="logo"') == bool(brand.logo)
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
    assert len(brands) >= 3
    for name in ("ink", "paper", "light", "words", "headline", "corners"):
        assert len({getattr(brand, name) for brand in brands}) == len(brands), name


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
    assert f"{shown}:2: “ligth” is not a known key. Did you mean “light”?" in built.errors
    assert f"{shown}:3: text: " in built.errors
    (theme / "brands/orchard" / FILE).write_text('ink = 400\nheadline_font = "x.woff2"\nheadline = "a\\";"\n')
    built = build_site(FILES, THEME=str(theme), SITE=SiteSettings(brand="orchard"))
    assert f"{shown}:1: ink is 400. It goes from 0 to 360." in built.errors
    assert f"{shown}:2: headline_font: “x.woff2” is not in orchard/." in built.errors
    assert f'{shown}:3: “a";” is no name of a face.' in built.errors


def test_file_that_is_no_toml_is_a_problem_and_no_traceback(build_site: Build, theme: Path) -> None:
    (theme / "brands/porchlight" / FILE).write_text("ink 285\n")
    built = build_site(FILES, THEME=str(theme))
    assert built.code == 1
    assert built.errors.startswith(f"theme/brands/porchlight/{FILE}:1: this is no TOML: ")
    assert "Traceback" not in built.errors
