"""Scheduled posts go out by themselves: `./run due`, on the days when clocks change too."""

from __future__ import annotations

import datetime as dt

import pytest

from plugins.release.desk import run_rollback
from plugins.release.due import run_due
from tests.release.blog import Blog, Said, heard
from tests.sites import post

A = "posts/a.md"


def due(blog: Blog, as_of: str) -> Said:
    return heard(run_due, **blog.options, as_of=as_of)


@pytest.fixture
def out(blog: Blog) -> Blog:
    """A blog that was released on the second of January 2026, with a post for the fifth."""
    later = post("Later", "2026-01-05 09:00", body="Two.")
    blog.write(
        {A: post("First"), "posts/later.md": later, "posts/d.md": post("D", "2026-01-03", status="draft")}
    )
    said = blog.publish(as_of="2026-01-02 12:00", first=True)
    assert said.code == 0, said.errors
    return blog


def test_a_post_is_due_from_its_minute_on_and_until_it_is_out(out: Blog) -> None:
    said = due(out, "2026-01-05 08:59")
    assert (said.code, said.out) == (
        1,
        "Nothing is due; the next is content/posts/later.md, on 2026-01-05 09:00.\n",
    )
    said = due(out, "2026-01-05 09:00")
    assert (said.code, said.out) == (0, "content/posts/later.md is due since 2026-01-05 09:00\n")
    assert not (out.live / "posts/later/index.html").exists()
    assert out.publish(as_of="2026-01-05 09:10").code == 0
    assert (out.live / "posts/later/index.html").exists()
    assert due(out, "2026-01-05 09:15") == Said(1, "Nothing is due.\n", "")


def test_what_was_rolled_back_is_not_due_again(out: Blog) -> None:
    assert out.publish(as_of="2026-01-05 09:10").code == 0
    assert heard(run_rollback, **out.options).code == 0
    assert due(out, "2026-01-06").code == 1


def test_without_its_ledger_the_target_knows_when_it_was(out: Blog) -> None:
    assert out.publish(as_of="2026-01-05 09:10").code == 0
    (out.home / "ledger.json").unlink()
    assert due(out, "2026-01-06").code == 1


def test_before_the_first_release_nothing_is_due(blog: Blog) -> None:
    blog.write({A: post("First")})
    said = due(blog, "2026-01-06")
    assert (said.code, said.out) == (
        1,
        "Nothing is due: nothing was released yet. ./run publish --first begins.\n",
    )


def test_what_cannot_be_told_has_a_code_of_its_own(out: Blog) -> None:
    out.release = {"target": "ftp://a.example/x"}
    assert due(out, "2026-01-06").code == 2
    out.release = {}
    (out.home / "ledger.json").write_text("{")
    assert due(out, "2026-01-06").code == 2


@pytest.mark.parametrize(
    ("zone", "written", "comes"),
    [
        ("Europe/London", "2026-01-05 09:00", "2026-01-05T09:00"),
        ("Europe/London", "2026-07-05 09:00", "2026-07-05T08:00"),
        ("America/New_York", "2026-01-05 09:00", "2026-01-05T14:00"),
        # Clocks go from 01:00 to 02:00 in London: 01:30 does not happen, and is half an hour after one.
        ("Europe/London", "2026-03-29 01:30", "2026-03-29T01:30"),
        # They go back from 02:00 to 01:00: 01:30 happens twice, and the first one is meant.
        ("Europe/London", "2026-10-25 01:30", "2026-10-25T00:30"),
        ("Europe/London", "2026-10-25 02:00", "2026-10-25T02:00"),
        # A moment that says its own zone.
        ("Europe/London", "2026-07-05 09:00+05:30", "2026-07-05T03:30"),
        # A day that begins with an hour that is not there (Beirut leaves midnight out).
        ("Asia/Beirut", "2026-03-29", "2026-03-28T22:00"),
    ],
)
def test_a_post_is_due_at_the_right_moment_in_every_zone(
    blog: Blog, zone: str, written: str, comes: str
) -> None:
    blog.settings = {"TIMEZONE": zone}
    blog.write({A: post("First"), "posts/later.md": post("Later", f'"{written}"', body="Two.")})
    moment = dt.datetime.fromisoformat(comes).replace(tzinfo=dt.UTC)
    minute = dt.timedelta(minutes=1)
    assert blog.publish(as_of=(moment - minute).isoformat(), first=True).code == 0
    assert not (blog.live / "posts/later/index.html").exists()
    assert due(blog, (moment - minute).isoformat()).code == 1
    assert due(blog, moment.isoformat()).code == 0
    assert blog.publish(as_of=moment.isoformat()).code == 0
    assert (blog.live / "posts/later/index.html").exists()
