"""Headings: h2 comes first, no level is skipped, every id stands once; the outline is clean."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.markup.headings import RESERVED
from tests.markup.markdown import body_of, html_of, tree_of
from tests.sites import ROOT, Build, post


@pytest.mark.parametrize(
    ("typed", "levels"),
    [
        ("# A\n\n## B\n\n### C", [2, 3, 4]),
        ("### A\n\n# B\n\n### C", [2, 2, 3]),
        ("###### A", [2]),
        ("## A\n\n#### B\n\n### C\n\n## D", [2, 3, 3, 2]),
        ("# A\n\n## B\n\n### C\n\n#### D\n\n##### E\n\n###### F", [2, 3, 4, 5, 6, 6]),
    ],
)
def test_levels(typed: str, levels: list[int]) -> None:
    assert [heading.level for heading in body_of(typed).text.headings] == levels
    assert [int(level) for level in re.findall(r"<h(\d)", html_of(typed))] == levels


WORDS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="<>"), max_size=12)
NAMES = WORDS | st.sampled_from(["Menu", "comments", "A", "A 2", "a-2", "東京", "*x* [l](u)"])
TYPED = st.tuples(st.integers(1, 6), NAMES).map(lambda pair: f"{'#' * pair[0]} {pair[1]}")
ODD = ['<p id="a">x</p>', '<h3 id="a">y</h3>', "A[^1]\n\n[^1]: N", "## B[^9]\n\n[^9]: M", "## X {#a}"]
LINES = st.lists(TYPED | st.sampled_from(ODD), max_size=8).map("\n\n".join)


@given(LINES)
@example("## A\n\n## A\n\n## A-2")
def test_ids_stand_once_and_no_level_is_skipped(text: str) -> None:
    tree = tree_of(text)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert not set(ids) & RESERVED
    assert all(ids)
    levels = [int(each.tag[1]) for each in tree.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert all(level >= 2 for level in levels)
    for before, level in zip([1, *levels], levels, strict=False):
        assert level <= before + 1


def test_link_to_a_heading_that_is_called_as_a_part_of_the_theme_leads_there() -> None:
    html = html_of("## Contents\n\n[Up](#contents), [talk](#comments)\n\n## Contents\n\n[Up](#contents)")
    assert re.findall(r'<h2 id="([^"]+)"', html) == ["contents-2", "contents-3"]
    assert re.findall(r'href="([^"]+)"', html) == ["#contents-2", "#comments", "#contents-2"]


@given(LINES)
def test_outline_leads_to_the_headings_and_holds_no_links_ids_or_pictures(text: str) -> None:
    body = body_of(text)
    ids = tree_of(text).xpath("//h2/@id | //h3/@id | //h4/@id | //h5/@id | //h6/@id")
    assert [heading.id for heading in body.text.headings] == ids
    for heading in body.text.headings:
        assert not re.search(r"<(a|img|[a-z]+ )", heading.html)


def test_heading_in_the_outline() -> None:
    (heading,) = body_of("## *Big* [link](u) ![a dot](x.png) `code`[^1]\n\n[^1]: n").text.headings
    assert heading.html == "<em>Big</em> link a dot <code>code</code>"
    assert heading.id == "big-link-a-dot-code"


def test_ids_of_the_theme_are_reserved() -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "theme/templates").rglob("*.html")]
    ids = {found for text in texts for found in re.findall(r'\bid="([a-z0-9-]+)"', text)}
    assert ids
    assert ids <= RESERVED


def test_empty_heading_is_left_out() -> None:
    assert "<h" not in html_of("##\n\nText.\n\n## <b></b>")


def test_no_id_stands_twice_on_a_page(build_site: Build) -> None:
    words = [
        "Menu",
        "Comments",
        "About author",
        "Related",
        "Mentions",
        "Series title",
        "Contents",
        "Subscribe",
    ]
    text = "\n\n".join(f"## {word}" for word in words)
    built = build_site({"posts/a.md": post(body=text), "authors/a.md": f"---\nname: A\n---\n{text}\n"})
    for path in built.files():
        if path.endswith(".html"):
            ids = re.findall(r'\sid="([^"]+)"', built.read(path))
            assert len(ids) == len(set(ids)), path
