"""Titles in lines: nothing is lost, nothing stands out, no word is left alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plugins.cards.typeset import set_title

SIZES = (80, 60, 40)


def title(text: str, width: int = 900, height: int = 330) -> tuple[int, list[str]]:
    """Every letter is half as wide as it is high."""
    measures = [(size, lambda words, size=size: len(words) * size / 2) for size in SIZES]
    return set_title(text, measures, width, height, 1.1)


def test_short_title_is_large_and_stands_in_one_line() -> None:
    assert title("We open at nine") == (80, ["We open at nine"])


def test_lines_are_balanced() -> None:
    assert title("How to disagree with a commenter") == (80, ["How to disagree", "with a commenter"])


def test_title_shrinks_before_it_is_cut() -> None:
    size, lines = title("word " * 20)
    assert (size, len(lines)) == (60, 4)
    size, lines = title("word " * 200)
    assert (size, len(lines)) == (40, 7)
    assert lines[-1].endswith("word…")


def test_word_that_is_too_long_is_broken() -> None:
    assert title("Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk")[1][0].startswith("Donaudampf")
    assert len(title("x" * 100)[1]) == 3


def test_scripts_without_blanks_break_between_letters_but_not_before_a_full_stop() -> None:
    size, lines = title("東京の小さな店が手紙に返事をする、" * 3)
    assert size > 40
    assert len(lines) > 1
    assert not any(line.startswith("、") for line in lines)


@given(st.text(alphabet="ab cd東、", min_size=1, max_size=300))
def test_every_line_fits_and_every_word_is_there_or_the_end_is_marked(text: str) -> None:
    size, lines = title(text)
    assert all(len(line) * size / 2 <= 900 for line in lines)
    assert len(lines) * size * 1.1 <= 330
    whole, shown = "".join(text.split()), "".join("".join(lines).split())
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown.rstrip("…")))
