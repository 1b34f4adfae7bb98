"""HTML5 conformance, by a parser that names each mistake, and the outline that a screen reader speaks."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from justhtml import JustHTML, StrictModeError

from tests.sites import CORPUS, Built, run_site


def mistakes(built: Built) -> list[str]:
    """Name every page that does not conform, with the first mistake."""
    found = []
    for path in built.files():
        if path.endswith(".html"):
            try:
                JustHTML(built.read(path), strict=True, sanitize=False)
            except StrictModeError as error:
                found.append(f"{path}: {error}")
    return found


def test_every_page_of_the_demo_conforms(demo: Built) -> None:
    assert mistakes(demo) == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the project")
def test_pages_of_a_real_blog_conform(tmp_path: Path) -> None:
    posts = tmp_path / "content/posts"
    posts.mkdir(parents=True)
    for path in sorted(CORPUS.rglob("*.md"))[::25]:
        (posts / path.name).write_bytes(path.read_bytes())
    built = run_site(tmp_path, SEARCH={"index": False})
    assert len(built.files()) > 40, built.errors
    assert mistakes(built) == []


def test_every_page_has_one_main_heading_and_skips_no_level(demo: Built) -> None:
    wrong = {}
    for path in demo.files():
        if path.endswith(".html"):
            levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", demo.read(path))]
            if levels.count(1) != 1 or levels[0] != 1 or any(b > a + 1 for a, b in pairwise(levels)):
                wrong[path] = levels
    assert wrong == {}


def test_no_page_has_a_style_attribute_or_a_second_style(demo: Built) -> None:
    for path in demo.files():
        if path.endswith(".html"):
            page = demo.read(path)
            assert not re.search(r"<[^>]+\sstyle=", page.replace("<style>", "")), path
            assert page.count("<style>") == 1, path
