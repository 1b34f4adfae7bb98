"""Rows become comments: nothing in them is believed, and a thread is a thread whatever is in it."""

from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.comments.rows import Row
from plugins.comments.talk import NAME, talk_of

ISSO = "isso-{id}"
NAUGHTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:x">x</a>',
    '<p style="position:fixed">x</p>',
    '<iframe src="https://evil.example"></iframe>',
    "<form action=https://evil.example><input name=a></form>",
    '<p id="comments" class="skip">x</p>',
    "<style>*{display:none}</style>",
    '<pre><code class="language-x"><b onclick=alert(1)>',
    "<math><mtext></p><style><img src=x onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "</li></ol></section><h1>out</h1>",
]


def row(number: int = 1, answers: int = 0, text: str = "<p>Words.</p>", **more: object) -> Row:
    given = {"thread": "/posts/a/", "id": number, "created": 1_700_000_000.0 + number, "html": text}
    return Row(**{**given, "answers": answers, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("text", NAUGHTY)
def test_what_could_act_is_taken_out(text: str) -> None:
    cleaned = str(talk_of([row(text=text)], ISSO)[0].html).lower()
    for sign in (
        "<script",
        "<img",
        "<svg",
        "<iframe",
        "<form",
        "<style",
        "<h1",
        " on",
        "script:",
        " id=",
        "</li",
    ):
        assert sign not in cleaned, cleaned
    assert "data:" not in cleaned
    assert "style=" not in cleaned


def test_links_say_that_a_reader_set_them() -> None:
    [comment] = talk_of([row(text='<p><a href="https://a.example/?a=1&amp;b=2">x</a></p>')], ISSO)
    assert comment.html == (
        '<p><a href="https://a.example/?a=1&amp;b=2" rel="nofollow ugc noopener">x</a></p>'
    )


def test_heading_in_a_comment_is_none() -> None:
    [comment] = talk_of([row(text="<h1>Big</h1><p>small</p><h6>x</h6>")], ISSO)
    assert comment.html == "<p>Big</p><p>small</p><p>x</p>"


def test_control_characters_are_taken_out() -> None:
    [comment] = talk_of([row(text="<p>a\x08b\x1b[31mc\ufffe</p>", author="A\x1b[0m")], ISSO)
    assert (comment.html, comment.author) == ("<p>ab[31mc</p>", "A[0m")


def test_html_of_any_length_takes_its_time_in_proportion() -> None:
    """Not the square of it: what is longer than Isso makes is not looked at."""
    assert talk_of([row(text="<h1" * 400_000)], ISSO) == ()
    assert len(talk_of([row(text="<h1" * 40_000)], ISSO)) == 1


def test_name_is_short_plain_and_on_one_line() -> None:
    [comment] = talk_of([row(author="A\u202e\x00\n" + "x" * 10_000)], ISSO)
    assert comment.author.startswith("A xxx")
    assert len(comment.author) == NAME


@pytest.mark.parametrize(
    "website",
    [
        "javascript:alert(1)",
        "//evil.example",
        "http://",
        "ftp://a.example",
        "https://a b",
        "http://[",
        "https://a\n.example",
        "https://" + "a" * 300,
    ],
)
def test_website_that_cannot_be_followed_is_none(website: str) -> None:
    assert talk_of([row(website=website)], ISSO)[0].website == ""


def test_parent_that_is_gone_keeps_its_place() -> None:
    first, reply = talk_of([row(5, answers=3, author="Bo")], ISSO)
    assert (first.id, first.is_deleted, first.author, first.html) == ("3", True, "", "")
    assert (reply.id, reply.parent) == ("5", "3")


def test_of_two_with_one_number_the_first_stays() -> None:
    said = talk_of([row(1, text="<p>late</p>", created=1_800_000_000.0), row(1, text="<p>early</p>")], ISSO)
    assert [comment.html for comment in said] == ["<p>early</p>"]


@pytest.mark.parametrize("created", [float("inf"), float("-inf"), float("nan"), 1e18, -1e18])
def test_moment_that_no_calendar_has_is_no_comment(created: float) -> None:
    assert talk_of([row(created=created)], ISSO) == ()


def test_comments_that_answer_one_another_in_a_ring_are_still_shown() -> None:
    said = talk_of([row(1, answers=2), row(2, answers=1), row(3, answers=3)], ISSO)
    assert [(comment.id, comment.parent) for comment in said] == [("1", ""), ("2", "1"), ("3", "")]


def mention(number: int, name: str = "Ann") -> str:
    return f'<p><a href="#isso-{number}" rel="nofollow noopener">@{html.escape(name)}</a> '


def test_mention_at_the_beginning_is_the_place_in_the_thread() -> None:
    said = talk_of([row(1), row(2, 1), row(3, 1, f"{mention(2)}Yes.</p><p>More.</p>")], ISSO)
    assert said[2].parent == "2"
    assert said[2].html == "<p>Yes.</p><p>More.</p>"


def test_mention_of_what_is_gone_keeps_its_place() -> None:
    """Else a reply would be read as one to somebody whom it never meant."""
    said = talk_of([row(1), row(3, 1, f"{mention(2)}Yes.</p>")], ISSO)
    assert [(each.id, each.parent, each.is_deleted) for each in said] == [
        ("1", "", False),
        ("2", "1", True),
        ("3", "2", False),
    ]
    assert said[2].html == "<p>Yes.</p>"


def test_mention_of_a_younger_comment_is_none() -> None:
    """Isso gives the number of the newest deleted comment to the next one."""
    said = talk_of([row(1), row(3, 1, f"{mention(4)}Yes.</p>"), row(4, 1)], ISSO)
    assert said[1].parent == "1"


ROWS = st.lists(
    st.builds(
        Row,
        thread=st.just("/t/"),
        id=st.integers(-2, 12),
        created=st.floats() | st.integers(0, 20).map(float),
        html=st.sampled_from([*NAUGHTY, "<p>x</p>"]) | st.text(max_size=40) | st.integers(0, 12).map(mention),
        author=st.text(max_size=100),
        website=st.text(max_size=20),
        answers=st.integers(-2, 14),
        modified=st.floats(),
        is_deleted=st.booleans(),
    ),
    max_size=15,
)


@settings(max_examples=40)
@given(ROWS)
def test_whatever_comes_makes_a_thread(rows: list[Row]) -> None:
    """Ids are unique, every parent stands before its replies, nothing acts."""
    said = talk_of(rows, ISSO)
    ids = [comment.id for comment in said]
    assert len(set(ids)) == len(ids)
    for position, comment in enumerate(said):
        assert not comment.parent or comment.parent in ids[:position]
        assert "<script" not in comment.html.lower()
        assert len(comment.author) <= NAME


@settings(max_examples=40)
@given(ROWS)
def test_order_of_the_rows_does_not_matter(rows: list[Row]) -> None:
    unique = list({(each.id, each.created): each for each in rows}.values())
    keyed = sorted(unique, key=lambda each: (str(each.created), each.id))
    assert talk_of(keyed, ISSO) == talk_of(keyed[::-1], ISSO)
