"""Problems: a sentence with its place, sorted, each once, errors last."""

from __future__ import annotations

import pytest

from plugins.kit.problems import Problem, count, nearest, report, sentence


def test_problem_prints_place_fault_and_advice() -> None:
    assert str(Problem("a.md", 4, "is wrong", "Mend it")) == "a.md:4: is wrong. Mend it."
    assert str(Problem("a.md", 0, "is wrong", level="warning")) == "a.md: warning: is wrong."


@pytest.mark.parametrize("text", ["Is it?", "It is.", "So …", "He said “no.”", "Stop!"])
def test_what_ends_a_sentence_gets_no_full_stop(text: str) -> None:
    assert sentence(text) == text


def test_quoted_word_at_the_end_gets_a_full_stop() -> None:
    assert sentence("not “x”") == "not “x”."


def test_report_is_sorted_with_errors_last_and_each_once() -> None:
    error, warning = Problem("b", 1, "e"), Problem("c", 1, "w", level="warning")
    other = Problem("a", 10, "e")
    assert report([error, warning, other, error]) == "c:1: warning: w.\na:10: e.\nb:1: e."


def test_long_report_keeps_the_errors() -> None:
    lines = report([Problem("a", 1, "e"), *(Problem(f"w{n}", 1, "w", level="warning") for n in range(300))])
    assert lines.startswith("… 101 more before these\n")
    assert lines.endswith("\na:1: e.")


def test_count_in_words() -> None:
    one, two = Problem("a", 1, "x"), Problem("b", 1, "x")
    warning = Problem("a", 1, "x", level="warning")
    assert count([]) == "no problems"
    assert count([one, two, one, warning]) == "2 errors, 1 warning"


def test_nearest_word() -> None:
    assert nearest("sumary", ["summary", "tags"]) == "Did you mean “summary”?"
    assert nearest("qqq", ["b", "a"]) == "Known are: a, b."
