"""A draft as text: whatever somebody calls a post, its file reads back to that."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.desk.draft import LONGEST, Draft, write_draft
from plugins.desk.start import checked_title
from plugins.engine.front_matter import parse
from plugins.kit import typed
from plugins.kit.problems import SiteError
from plugins.kit.text import SLUG, clean
from plugins.posts.front_matter import PostMeta

WHEN = dt.datetime(2026, 11, 21, 9, 5)


def read_back(text: str) -> PostMeta:
    """Read a file as the build does: front matter, cleaned, typed."""
    raw = parse("posts/x.md", text.encode())
    assert not raw.problems
    values = {key: clean(value) if isinstance(value, str) else value for key, value in raw.values.items()}
    meta, mistakes = typed.build(PostMeta, values)
    assert not mistakes
    assert meta is not None
    return meta


@given(st.text(max_size=300))
@example('He said: "no" — #5')
@example("# a heading, - a list, & an anchor, *, !tag, %, @")
@example("---")
@example("null")
@example("2026")
@example("{{ braces }} {% and more %}")
@example("back\\slash \\n \\u0041")
@example("\ufeffmark \u200bzero \u202eturned \u0085next \u2028line")
@example("👩‍💻 emoji")
@example("word " * 2000)
def test_any_title_reads_back_as_it_was_cleaned(text: str) -> None:
    try:
        title = checked_title(text)
    except SiteError:
        return
    draft = Draft(title, WHEN)
    meta = read_back(write_draft(draft))
    assert meta.title == title
    assert meta.slug == draft.slug
    assert SLUG.match(draft.slug)
    assert len(draft.slug) <= LONGEST
    assert meta.status == "draft"
    assert meta.date == WHEN


@given(st.lists(st.text(min_size=1).map(clean).filter(bool), max_size=3), st.text().map(clean))
def test_names_and_topics_read_back_too(names: list[str], topic: str) -> None:
    written = Draft("A", WHEN, authors=tuple(names), guests=tuple(names), topic=topic, series=topic)
    meta = read_back(write_draft(written))
    assert (meta.authors, meta.guests) == (tuple(names), tuple(names))
    assert (meta.topic, meta.series) == (topic, topic)


@pytest.mark.parametrize("text", ["", "   ", "\x00\x1f", "\u200b\u202e", "\n"])
def test_a_title_that_nobody_can_see_is_refused(text: str) -> None:
    with pytest.raises(SiteError, match="the title is empty"):
        checked_title(text)


def test_half_characters_of_a_terminal_do_not_stop_the_file() -> None:
    write_draft(Draft(checked_title("caf\udce9"), WHEN)).encode()


def test_every_hint_is_valid_when_its_sign_is_taken_away() -> None:
    text = re.sub(r"^# (?=[a-z_]+: )", "", write_draft(Draft("A", WHEN)), flags=re.M)
    meta = read_back(text)
    assert meta.comments == "closed"
    assert meta.authors == ("First Last",)
    assert meta.image_alt
    assert meta.tags == ("letters", "replies")


def test_what_was_given_is_not_hinted_at_again() -> None:
    text = write_draft(Draft("A", WHEN, topic="Craft", authors=("Ines",)))
    assert "# topic" not in text
    assert "# authors" not in text
    assert "# summary: " in text


def test_a_long_title_is_cut_between_two_words() -> None:
    draft = Draft("seven letters " * 40, WHEN)
    assert len(draft.slug) <= LONGEST
    assert draft.slug.endswith(("-seven", "-letters"))


def test_one_word_without_end_still_gives_a_slug() -> None:
    assert Draft("a" * 500, WHEN).slug == "a" * LONGEST


def test_file_is_named_by_day_and_slug() -> None:
    assert Draft("Crème brûlée!", WHEN).file == "posts/2026-11-21-creme-brulee.md"


def test_interview_begins_with_questions() -> None:
    text = write_draft(Draft("A", WHEN, kind="interview", guests=("Jo",)))
    assert "\nkind: interview\n" in text
    assert len(re.findall(r"^## .+\?$", text, re.M)) == 3


def test_published_at_once_when_it_is_no_draft() -> None:
    assert read_back(write_draft(Draft("A", WHEN, is_draft=False))).status == "published"
