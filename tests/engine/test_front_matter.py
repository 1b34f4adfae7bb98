"""A head of plain lines is read without YAML's tree, and must be read as YAML reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.engine import front_matter
from plugins.engine.front_matter import PLAIN, Raw, parse
from tests.sites import Build, post

KEYS = ["title", "date", "tags", "authors", "x_mood", "Title", "schlüssel", "a b", "2", "-", "null"]
SIGNS = "word Two é 3 2025-01-02 09:30 , . ! ? ' \" ’ — … ( ) [ ] { } : # & * | > % @ ` ~ null Null yes - \\"
PIECES = SIGNS.split()
VALUES = st.lists(st.sampled_from([*PIECES, *" " * 8, ": ", ", ", " #", "\u00a0", "😀"]), max_size=8).map(
    "".join
)
LISTS = st.lists(VALUES, max_size=3).map(lambda items: f"[{', '.join(items)}]")
LINES = st.tuples(st.sampled_from(KEYS), st.sampled_from([": ", ":", ":  "]), VALUES | LISTS).map("".join)
HEADS = st.lists(LINES | st.sampled_from(["", "  more", "- item", "# note"]), max_size=4)


@contextmanager
def by_yaml_alone() -> Iterator[None]:
    front_matter.PLAIN = re.compile(r"(?!)")
    try:
        yield
    finally:
        front_matter.PLAIN = PLAIN


def read(head: list[str]) -> Raw:
    return parse("content/posts/a.md", "\n".join(["---", *head, "---", "Text."]).encode())


@given(HEADS)
@example(["null: a"])
def test_plain_lines_are_read_as_yaml_reads_them(head: list[str]) -> None:
    with by_yaml_alone():
        wanted = read(head)
    assert read(head) == wanted


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("title: Number in late small porch, 0?", "Number in late small porch, 0?"),
        ("date: 2008-01-01 09:00:00", "2008-01-01 09:00:00"),
        ("tags: [tag 24, tag 16 ,  e-mail]", ["tag 24", "tag 16", "e-mail"]),
        ("summary: It's Ann’s – and (yes) 50% off!  ", "It's Ann’s – and (yes) 50% off!"),
        ("topic: null", ""),
    ],
)
def test_most_lines_are_plain(line: str, value: object) -> None:
    assert PLAIN.fullmatch(line)
    (found,) = read([line]).values.values()
    assert found == value


@pytest.mark.parametrize(
    "line", ["title: a: b", "title: a #b", "title: 'a'", "tags: [a, ]", "tags: [a: b]", "- a"]
)
def test_others_are_yaml(line: str) -> None:
    assert not PLAIN.fullmatch(line)


def test_line_of_blanks_is_read_at_once() -> None:
    """Each blank would be tried as the end of the words: hours for this one."""
    found = read([f"title: a{' ' * 900_000}#"])
    assert found.values == {"title": "a"}


def test_item_that_says_nothing_is_none(build_site: Build) -> None:
    built = build_site({"posts/a.md": post(tags='[~, tea, " "]', authors="[null]", aliases="[Null]")})
    assert built.code == 0, built.errors
    assert not [path for path in built.files() if "untitled" in path]
    assert "tags/tea/index.html" in built.files()
