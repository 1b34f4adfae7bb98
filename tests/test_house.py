"""The rules of the house (see `plugins/__init__.py`): who imports whom, how large, what can be left out."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from plugins.engine.capability import Later
from tests.sites import ROOT, Build, post

PLUGINS = ROOT / "plugins"
TEMPLATES = ROOT / "theme" / "templates"
MODULES = sorted(PLUGINS.rglob("*.py"))
CAPABILITIES = sorted(folder.name for folder in PLUGINS.iterdir() if (folder / "__init__.py").exists())
SETTINGS = [line.strip(' ",') for line in (ROOT / "pelicanconf.py").read_text().splitlines()]
LISTED = [line for line in SETTINGS if line.startswith("plugins.")]
GROUND = {"kit", "engine"}
PROGRAMS = {"bench", "checks", "desk", "preview", "quality", "release"}
"""What builds and looks at sites; not in `PLUGINS`. They may use one another, nobody uses them."""
WRAPPED = {
    "PIL": "images/raster.py cards/drawing.py",
    "boto3": "release/targets/bucket.py",
    "botocore": "release/targets/bucket.py",
    "brotli": "quality/weigh.py",
    "feedgen": "feeds/atom_rss.py",
    "isso": "comments/server.py",
    "minify": "assets/bundle.py",
    "mistune": "comments/database.py",
    "nh3": "kit/clean.py",
    "pagefind": "search/index.py",
    "pagefind_bin": "search/index.py",
    "playwright": "quality/browser.py",
    "watchfiles": "preview/live.py",
}
"""A library that does a field's work is imported by one module; Pillow reads in one and draws in another."""


def imports(path: Path) -> set[str]:
    """Name all modules that a file imports, in functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def siblings(path: Path) -> set[str]:
    """Name the folders of `plugins` that a module imports from, its own left out."""
    found = {name.split(".")[1] for name in imports(path) if name.startswith("plugins.")}
    return (found & set(CAPABILITIES)) - {path.relative_to(PLUGINS).parts[0]}


def name_of(path: Path) -> str:
    return path.relative_to(PLUGINS).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_imports_only_what_the_map_allows(path: Path) -> None:
    folder = path.relative_to(PLUGINS).parts[0]
    allowed = {"kit": set(), "engine": {"kit"}}.get(folder, GROUND)
    if folder in PROGRAMS:
        allowed = GROUND | PROGRAMS
    if path.name == "tasks.py":
        allowed = allowed | PROGRAMS
    assert siblings(path) <= allowed


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_says_what_it_is_for_and_is_not_large(path: Path) -> None:
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert text.count("\n") <= 300


@pytest.mark.parametrize("library", WRAPPED)
def test_library_is_wrapped_in_one_module(library: str) -> None:
    users = {
        name_of(path) for path in MODULES if any(name.split(".")[0] == library for name in imports(path))
    }
    assert users <= set(WRAPPED[library].split())


def test_only_the_clock_asks_what_time_it_is() -> None:
    asks = re.compile(r"\b(datetime\.now|date\.today|time\.time\(|utcnow|dt\.datetime\.now)")
    users = {name_of(path) for path in MODULES if asks.search(path.read_text("utf-8"))}
    assert users <= {"kit/clock.py"}


@pytest.mark.parametrize("name", CAPABILITIES)
def test_capability_says_what_it_reads_and_writes(name: str) -> None:
    text = ast.get_docstring(ast.parse((PLUGINS / name / "__init__.py").read_text("utf-8")))
    assert text
    if f"plugins.{name}" in LISTED:
        assert "Settings:" in text
        assert "Signals:" in text


def test_listed_plugins_are_capabilities() -> None:
    import importlib

    assert LISTED
    for name in LISTED:
        module = importlib.import_module(name)
        assert module.CAPABILITY.name == name.split(".")[1]
        assert callable(module.register)


@pytest.mark.parametrize("name", LISTED)
def test_steps_of_a_capability_are_there_and_its_own(name: str) -> None:
    import importlib

    offered = importlib.import_module(name).CAPABILITY
    hooks = [getattr(offered, hook) for hook in ("shell", "reads", "remember", "preview", "body_maker")]
    for step in (*offered.enrich, *offered.outputs, *hooks):
        if isinstance(step, Later):
            assert step.place.startswith(f"{name}.")
            assert callable(step.step)


SITE = {
    "posts/a.md": post("One", body="Text.\n\n![A dot](../images/x.png)", tags="red", image="images/x.png"),
    "posts/b.md": post("Two", "2025-06-06", "## A question?\n\nAnswer.", kind="interview", guests="Bo"),
    "images/x.svg": "<svg/>",
}


@pytest.mark.parametrize("name", [name for name in LISTED if name not in {"plugins.posts", "plugins.markup"}])
def test_capability_can_be_switched_off(name: str, build_site: Build) -> None:
    built = build_site(SITE, PLUGINS=[each for each in LISTED if each != name], production=True)
    assert built.code == 0, built.errors
    assert {"index.html", "posts/a/index.html", "posts/b/index.html"} <= set(built.files())


def test_blog_of_posts_alone_builds(build_site: Build) -> None:
    built = build_site(SITE, PLUGINS=["plugins.markup", "plugins.posts"], production=True)
    assert built.code == 0, built.errors
    assert "search/" not in "".join(built.files())
    assert 'href="/search/"' not in built.read("index.html")


def test_blog_without_markup_has_titles_and_no_texts(build_site: Build) -> None:
    built = build_site(SITE, PLUGINS=["plugins.posts"])
    assert built.code == 0, built.errors
    assert "One" in built.read("index.html")


@pytest.mark.parametrize("name", ["plugins.serach", "no_such_plugin"])
def test_plugin_that_does_not_exist_stops_the_build(name: str, build_site: Build) -> None:
    before = build_site(SITE).everything()
    built = build_site({}, PLUGINS=[*LISTED, name])
    assert built.code == 1
    assert built.errors.endswith(
        f"PLUGINS: {name} could not be loaded; the lines above say why. "
        "Mend the name, install it, or take its line out.\n"
    )
    assert built.everything() == before


PAGES = sorted(TEMPLATES.glob("*.html"))
SOURCES = {
    path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")
}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_page_template_has_at_most_twenty_lines(path: Path) -> None:
    assert path.read_text("utf-8").count("\n") <= 20


def test_templates_print_no_text_as_html() -> None:
    assert not [name for name, text in SOURCES.items() if re.search(r"\|\s*safe\b|autoescape", text)]


def test_templates_see_no_settings() -> None:
    """Capitals are how Pelican's settings come into templates."""
    inside = re.compile(r"\{[{%][^}]*\b([A-Z]{3,})\b[^}]*[}%]\}")
    assert not [found[0] for text in SOURCES.values() for found in inside.finditer(text)]


def test_macros_are_imported_without_context_and_partials_define_none() -> None:
    for name, text in SOURCES.items():
        assert "with context" not in text, name
        assert not (name.startswith("partials/") and "{% macro" in text), name


def test_words_of_the_theme_are_in_every_file_of_words() -> None:
    """Every `t("…")` of a template; of one that is put together (`"thread." ~ state`) the table."""
    keys = {key for text in SOURCES.values() for key in re.findall(r"\bt\(['\"]([\w.]+)['\"]", text)}
    assert len(keys) > 30
    for words in (ROOT / "theme/i18n").glob("*.toml"):
        table = tomllib.loads(words.read_text("utf-8"))
        for key in keys:
            found = table
            for part in key.rstrip(".").split("."):
                assert part in found, f"{words.name}: {key}"
                found = found[part]


def test_templates_decide_little() -> None:
    """Other Pelican themes have 105 to 183 conditionals. Most of ours ask whether a part is there."""
    condition = re.compile(r"\{%-?\s*(?:el)?if\b(.*?)%\}")
    tests = [test for text in SOURCES.values() for test in condition.findall(text)]
    assert len(tests) <= 120
    assert len([test for test in tests if re.search(r"[=<>!]=?|\bin\b", test)]) <= 10
