"""The way back from a page to the line that somebody wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.checks.built import Sources
from tests.sites import lay

WORDS = """---
title: X
---
The site https://example.com/about/ and the path ’/about’ are prose, /about-us/ is another.

See [us](/about/), [a part](other.md#part) and ![a picture](../images/p.png "P").
"""


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    lay(
        tmp_path, {"x.md": WORDS, "bio.md": "\n\n[book](/book/) #part", "conf.py": '\n("About", "/about/")\n'}
    )
    others = [tmp_path / "conf.py", tmp_path / "bio.md"]
    return Sources({"posts/x/index.html": tmp_path / "x.md"}, others, lambda path: path.name)


@pytest.mark.parametrize(
    ("page", "words", "place"),
    [
        ("posts/x/index.html", ("/about/",), ("x.md", 6)),
        ("posts/x/index.html", ("/gone/", "p.png"), ("x.md", 6)),
        ("posts/x/index.html", ("#part",), ("x.md", 6)),
        ("posts/x/index.html", ("#par",), None),
        ("posts/x/index.html", ("/book/",), ("bio.md", 3)),
        ("tags/index.html", ("/about/",), ("conf.py", 2)),
        ("tags/index.html", ("/book/",), ("bio.md", 3)),
        ("tags/index.html", ("#part",), None),
        ("tags/index.html", ("/gone/",), None),
    ],
)
def test_words_are_found_where_a_link_stands(
    sources: Sources, page: str, words: tuple[str, ...], place: tuple[str, int] | None
) -> None:
    assert sources.trace(page, words) == place


def test_a_text_that_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    assert Sources({"a.html": tmp_path / "gone.md"}, [], str).trace("a.html", ("/a/",)) is None
