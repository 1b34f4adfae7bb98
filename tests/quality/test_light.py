"""Budgets of the pages that go out, in bytes as they travel (brotli 11). Facts: a first flight over HTTP/2
carries about 10 KB. A page that is over its budget fails with its name and bytes.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.quality.subjects import SHORT, STYLE, THREAD, words_of
from plugins.quality.weigh import SCRIPT, travels
from tests.sites import CORPUS, Built, run_site

LATE = re.compile(r'<link rel="stylesheet" href="/(assets/late\.[0-9a-f]+\.css)" fetchpriority="low">')
LIMITS = {
    "index.html": 6_000,
    "archive": 5_200,
    "search": 5_100,
    "tags": 5_650,
    "topics": 5_200,
    "series": 4_700,
    "authors": 6_000,
    "guests": 5_000,
    "posts": 9_000,  # up to 1,500 words; comments are counted apart
    "subscribe": 5_000,
}
ELSE = 4_800
"""Of every other page: months and years, texts like “About”, 404."""
THREAD_OF_ONE, COMMENT = 150, 260
"""Of a conversation, and of each comment that a page prints: people wrote what they had to say."""


def pages(built: Built) -> dict[str, str]:
    return {path: built.read(path) for path in built.files() if path.endswith(".html")}


def test_no_page_is_heavier_than_its_kind_may_be(demo: Built) -> None:
    found = {path: travels(THREAD.sub("", text)) for path, text in pages(demo).items()}
    heavy = {
        path: f"{size:,} bytes of {LIMITS.get(path.split('/')[0], ELSE):,}"
        for path, size in found.items()
        if size > LIMITS.get(path.split("/")[0], ELSE)
    }
    assert heavy == {}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the project")
def test_a_post_of_a_real_blog_is_light(tmp_path: Path) -> None:
    posts = tmp_path / "content/posts"
    posts.mkdir(parents=True)
    for path in sorted((CORPUS / "posts").rglob("*.md"))[::40]:
        (posts / path.name).write_bytes(path.read_bytes())
    built = run_site(tmp_path, SEARCH={"index": False})
    short = {
        path: travels(text)
        for path, text in pages(built).items()
        if path.startswith("posts/") and words_of(text) <= SHORT
    }
    assert len(short) >= 8, built.errors
    assert {path: size for path, size in short.items() if size > LIMITS["posts"]} == {}


def test_a_comment_costs_little_more_than_its_words(demo: Built) -> None:
    heavy = {}
    for path, text in pages(demo).items():
        said = text.count('<div class="said"')
        cost = travels(text) - travels(THREAD.sub("", text))
        if cost > bool(said) * THREAD_OF_ONE + said * COMMENT:
            heavy[path] = f"{cost:,} bytes for {said} comments"
    assert heavy == {}


@pytest.mark.parametrize(("part", "limit"), [(STYLE, 2_300), (SCRIPT, 250)], ids=["style", "script"])
def test_every_page_has_the_same_small_block(demo: Built, part: re.Pattern[str], limit: int) -> None:
    found = {next(iter(part.findall(text))) for text in pages(demo).values()}
    assert len(found) == 1
    assert travels(found.pop()) <= limit


def test_what_a_page_may_open_by_itself_is_opened_by_little(demo: Built) -> None:
    for text in pages(demo).values():
        blocks = SCRIPT.findall(text)
        assert len(blocks) <= 2
        assert travels("".join(blocks)) <= 600


def test_every_page_links_the_late_styles_once_and_in_its_body(demo: Built) -> None:
    wrong = {}
    files = set()
    for path, text in pages(demo).items():
        files |= set(LATE.findall(text))
        if len(LATE.findall(text.partition("<body")[2])) != 1 or LATE.search(text.partition("<body")[0]):
            wrong[path] = LATE.findall(text)
    assert wrong == {}
    assert len(files) == 1
    assert travels(demo.read(files.pop())) <= 5_500


def test_a_page_asks_for_four_files_at_most(demo: Built) -> None:
    """The page, its late styles, a font and an icon; pictures are apart, scripts come with a click."""
    asked = re.compile(r'<link rel="(?:preload|stylesheet|icon)"|<script[^>]* src=|<iframe')
    for path, text in pages(demo).items():
        assert len(asked.findall(text)) + 1 <= 4, path
        assert text.count('rel="preload"') <= 1, path


def test_the_font_is_small(demo: Built) -> None:
    fonts = [path for path in demo.files() if path.endswith(".woff2")]
    assert len(fonts) == 1
    assert Path(demo.out / fonts[0]).stat().st_size <= 13_000
