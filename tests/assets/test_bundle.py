"""Styles and scripts: in order, small, the same meaning; files under names that change with their bytes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from plugins.assets.bundle import named
from tests.sites import ROOT, Build, Built, post

FILES = {"posts/a.md": post()}


def test_name_changes_with_the_bytes() -> None:
    assert re.fullmatch(r"assets/young\.[0-9a-f]{10}\.woff2", named("fonts/young.woff2", b"a"))
    assert named("a.css", b"a") != named("a.css", b"b")


def test_everything_that_a_page_points_at_is_there(demo: Built) -> None:
    page = demo.read("index.html")
    urls = set(re.findall(r"/assets/[^\"')]+", page))
    assert urls
    assert {url.lstrip("/") for url in urls} <= set(demo.files())


def test_style_is_the_same_on_every_page(demo: Built) -> None:
    styles = {
        tuple(re.findall(r"<style>(.*?)</style>", demo.read(path), re.S))
        for path in demo.files()
        if path.endswith(".html")
    }
    assert len(styles) == 1


def test_notes_and_licences_stay_in_the_theme(demo: Built) -> None:
    assert not [
        path for path in demo.files() if path.startswith("assets/") and path.endswith((".txt", ".md"))
    ]


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "theme", tmp_path / "theme"))


def test_minified_styles_mean_the_same(build_site: Build, theme: Path) -> None:
    (theme / "styles/99-test.css").write_text(
        ".one :is(h2, h3) { color: red }\n.two :hover {}\n.three > :not(p) + .four { margin: 0 auto }\n"
        "@media (width > 40rem) { .five { width: calc(1px + 2px) } }\n"
    )
    style = re.search(r"<style>(.*?)</style>", build_site(FILES, THEME=str(theme)).read("index.html"), re.S)
    assert style
    assert re.search(r"\.one :is\(h2, ?h3\)", style[1])
    assert re.search(r"\.three> ?:not\(p\)\+\.four", style[1])
    assert re.search(r"calc\(1px \+ 2px\)|width:3px", style[1])


@pytest.mark.parametrize(
    ("path", "text"), [("styles/99-x.css", "a{b:'</style>'}"), ("scripts/z.js", "let x='</b>'")]
)
def test_style_or_script_that_would_end_itself_stops_the_build(
    build_site: Build, theme: Path, path: str, text: str
) -> None:
    (theme / path).write_text(text)
    built = build_site(FILES, THEME=str(theme))
    assert built.code == 1
    assert "holds “</”" in built.errors


@pytest.mark.parametrize(("path", "text"), [("scripts/z.js", "let = ;"), ("scripts/z.js", "function (")])
def test_script_that_cannot_be_parsed_stops_the_build_and_says_which(
    build_site: Build, theme: Path, path: str, text: str
) -> None:
    (theme / path).write_text(text)
    built = build_site(FILES, THEME=str(theme))
    assert built.code == 1
    assert built.errors.startswith(f"theme/{path}: ")
    assert built.errors.endswith("Mend the file.\n")


def test_style_that_wants_a_missing_file_stops_the_build(build_site: Build, theme: Path) -> None:
    (theme / "styles/99-x.css").write_text("a{background:url(static/gone.png)}")
    built = build_site(FILES, THEME=str(theme))
    assert built.code == 1
    assert "theme/static/gone.png is not there, and the styles want it" in built.errors


def test_changed_template_or_word_changes_the_pages_that_use_it(build_site: Build, theme: Path) -> None:
    build_site(FILES, THEME=str(theme))
    template = theme / "templates/404.html"
    template.write_text(template.read_text().replace("deck", "dock"))
    after = build_site({}, THEME=str(theme))
    assert 'class="dock"' in after.read("404.html")
    assert ": 1 written" in after.printed
    words = theme / "i18n/en.toml"
    words.write_text(words.read_text().replace('home = "{site}, home"', 'home = "Back to {site}"'))
    assert "Back to Porchlight" in build_site({}, THEME=str(theme)).post("a")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ page.nothing }}", "theme/templates/404.html:1: "),
        ("\n{{ 1 // 0 }}", "theme/templates/404.html:2: integer division or modulo by zero"),
        ("{{ SITEURL }}", "A template sees site, page and t only."),
        ("{% if %}", "theme/templates/404.html:1: "),
        ('{% include "gone.html" %}', "theme/templates/gone.html is not there"),
        ("{% include page.head.title %}", "a computed name cannot be followed. Name it in full."),
        ('{{ t("no.such") }}', "the words “no.such” are missing"),
    ],
)
def test_mistake_in_a_template_stops_the_build_and_says_where(
    build_site: Build, theme: Path, text: str, said: str
) -> None:
    before = build_site(FILES).everything()
    (theme / "templates/404.html").write_text(text)
    built = build_site({}, THEME=str(theme))
    assert built.code == 1
    assert said in built.errors
    assert "Traceback" not in built.errors
    assert built.everything() == before


SIDES = re.compile(r"(?<![\w-])(?:(?:margin-|padding-|border-)?(?:left|right):|text-align: *(?:left|right))")
FOUR = re.compile(r"(?<![\w-])(?:inset|margin|padding):\s*([^\s;]+) ([^\s;]+) ([^\s;]+) ([^\s;}]+)\s*[;}]")


def test_styles_know_start_and_end_not_left_and_right() -> None:
    """A blog in Arabic or Hebrew is the mirror of one in English."""
    for path in sorted((ROOT / "theme/styles").rglob("*.css")):
        text = path.read_text("utf-8")
        while "(" in text:
            text = re.sub(r"\([^()]*\)", "", text)
        assert SIDES.findall(text) == [], path.name
        assert [each for each in FOUR.findall(text) if each[1] != each[3]] == [], path.name
