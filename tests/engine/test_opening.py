"""What of a text is shown with the first styles: all until its first element that is more than words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.engine.bodies import parted

WORDS = "<p>One <em>two</em></p>\n<h2 id='a'>Three</h2>\n<ul><li>Four</li></ul>\n"


@pytest.mark.parametrize(
    "first",
    [
        '<div class="scroll">',
        "<table>",
        "<FIGURE>",
        "<pre>",
        "<code>",
        "<blockquote>",
        "<section class=x>",
        "<hr>",
        "<!--",
    ],
)
def test_opening_ends_before_what_is_more_than_words(first: str) -> None:
    assert parted(f"{WORDS}{first}…") == (WORDS, f"{first}…")


def test_words_alone_are_all_opening() -> None:
    assert parted(WORDS) == (WORDS, "")


@pytest.mark.parametrize("mark", ['"', "'"])
def test_what_only_looks_like_an_element_ends_nothing(mark: str) -> None:
    text = f"<p title={mark}><div>{mark}>1 &lt;div> 2 < 3</p>"
    assert parted(text) == (text, "")


@given(st.lists(st.sampled_from(["<p>", "</p>", "<div ", "<i t='", "'", '"', ">", "<!--", "a", "<hr>"])))
def test_nothing_is_lost(parts: list[str]) -> None:
    text = "".join(parts)
    assert "".join(parted(text)) == text
