"""Words: slugs are addresses, plain text is plain, quotes are set in text and nowhere else."""

from __future__ import annotations

import re

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.kit import text
from plugins.kit.text import SLUG, clean, educate, educate_html, minutes, plain, shorten, slugify

CODE = '"<span class="s">\'x\'</span>"'


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Crème brûlée!", "creme-brulee"),
        ("What's new?", "whats-new"),
        ("東京", "dongjing"),
        ("  a  b  ", "a-b"),
        ("C++ & C#", "c-c"),
        ("", "untitled"),
        ("../../etc", "etc"),
    ],
)
def test_slug(words: str, slug: str) -> None:
    assert slugify(words) == slug


@given(st.text(max_size=300))
def test_slug_is_an_address_and_its_own_slug(words: str) -> None:
    slug = slugify(words)
    assert SLUG.match(slug)
    assert len(slug) <= 120
    assert slugify(slug) == slug


@given(st.text(max_size=80))
def test_clean_text_is_one_line_without_control_characters(words: str) -> None:
    cleaned = clean(words)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", cleaned)
    assert clean(cleaned) == cleaned


@given(st.text(max_size=200), st.integers(2, 80))
def test_shortened_text_is_not_longer_than_asked(words: str, length: int) -> None:
    short = shorten(words, length)
    assert len(short) <= length
    assert short == words or short.endswith("…")


def test_plain_text_of_markup() -> None:
    assert plain("<p>a <b>b</b>c &amp; &lt;d&gt;</p><p>e</p>") == "a bc & <d> e"


def test_minutes_are_at_least_one() -> None:
    assert [minutes(words) for words in (0, 230, 500)] == [1, 1, 2]


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ('"Yes," she said.', "“Yes,” she said."),
        ("it's the '90s", "it’s the ’90s"),
        ("'single' quotes", "‘single’ quotes"),
        ('("inside")', "(“inside”)"),
        ("a -- b --- c", "a – b — c"),
        ("wait...", "wait…"),
        ("---- ....", "---- ...."),
    ],
)
def test_quotes_are_set_as_a_typesetter_would(typed: str, set_: str) -> None:
    assert educate(typed) == set_


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ('<p>"a <em>b</em>" c</p>', "<p>“a <em>b</em>” c</p>"),
        ('<p><code>"a"</code> "b"</p>', '<p><code>"a"</code> “b”</p>'),
        (f"<pre><code>{CODE}</code></pre>", f"<pre><code>{CODE}</code></pre>"),
        ("<a title=\"'t'\">'x'</a>", "<a title=\"'t'\">‘x’</a>"),
        ('<li>"a"</li><li>"b"</li>', "<li>“a”</li><li>“b”</li>"),
        ("<kbd>--</kbd> <samp>...</samp>", "<kbd>--</kbd> <samp>...</samp>"),
    ],
)
def test_quotes_in_markup(typed: str, set_: str) -> None:
    assert educate_html(typed) == set_


PIECES = ['"', "'", "--", "...", "a", " ", "\n", "é", "1", "&quot;", "&lt;"]
TAGS = ["<b>", "</b>", "<code>", "</code>", "<pre>", "</pre>", "<p>", "</p>", "<br>", "<li>", "</a>"]
FRAGMENTS = st.lists(st.sampled_from([*PIECES, *TAGS, "<a href=\"x'y\" title='\"'>"]), max_size=25).map(
    "".join
)


@given(FRAGMENTS)
def test_setting_quotes_never_changes_a_tag_or_code(fragment: str) -> None:
    markup = nh3.clean(fragment)
    done = educate_html(markup)
    assert text.TAG.findall(done) == text.TAG.findall(markup)
    code = re.compile(r"<(pre|code)>(.*?)</\1>", re.S)
    assert code.findall(done) == code.findall(markup)
    assert len(plain(done)) <= len(plain(markup))


@given(FRAGMENTS)
def test_quotes_that_are_set_stay_as_they_are(fragment: str) -> None:
    done = educate_html(nh3.clean(fragment))
    assert educate_html(done) == done
