"""Each reason for which a release does not go out, and that naming it lets it through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.engine.remembered import Remembered, Told
from plugins.feeds.settings import Feeds
from plugins.release.news import compare
from plugins.release.refusals import KNOWN
from plugins.release.scan import drafts, local_addresses
from tests.release.blog import Blog
from tests.sites import post

POSTS = {f"posts/p{n}.md": post(f"Post {n}", f"2025-05-{n:02}", f"Words of {n}.") for n in range(1, 21)}
Edit = Callable[[Blog], None]


@pytest.fixture
def out(blog: Blog) -> Blog:
    """A blog of twenty posts that was released once."""
    blog.write(POSTS)
    said = blog.publish(first=True)
    assert said.code == 0, said.errors
    return blog


def many(blog: Blog) -> None:
    blog.write(
        {f"posts/n{n}.md": post(f"New {n}", f"2025-06-{n:02}", f"New words {n}.") for n in range(1, 5)}
    )


def other_authority(blog: Blog) -> None:
    blog.settings = {"FEEDS": Feeds(authority="other.example,2026")}


def copied(blog: Blog) -> None:
    blog.write({"posts/copy.md": post("Post 3", "2026-01-01", "Words of 3.")})


def local_site(blog: Blog) -> None:
    blog.settings = {"SITEURL": "http://127.0.0.1:8000"}


def local_link(blog: Blog) -> None:
    blog.write({"posts/n.md": post("N", body="[Look](http://localhost:8000/posts/p1/)")})


def broken(blog: Blog) -> None:
    blog.write({"posts/n.md": post("N", body="[Look](/nowhere/)")})


def taken(blog: Blog) -> None:
    blog.write({"posts/p1.md": post("Post 1", "2025-05-01", "Words of 1.", slug="moved")})
    blog.write({"posts/n.md": post("N", body="Others.", slug="p1")})


def hidden(blog: Blog) -> None:
    from plugins.ledger.desk import run_forget

    for n in range(1, 17):
        blog.write({f"posts/p{n}.md": post(f"Post {n}", f"2025-05-{n:02}", status="draft")})
        run_forget(f"p{n}", content="content")


CASES: list[tuple[Edit, dict[str, str]]] = [
    (many, {"many-new-items": "feeds/all has 4 new items at once, and 3 are usual."}),
    (other_authority, {"items-again": "feeds/all would show “Post 20” and 19 more again."}),
    (copied, {"items-again": "feeds/all would show “Post 3” again."}),
    (local_site, {"local-addresses": "archive/index.html has http://127.0.0.1:8000/archive/."}),
    (local_link, {"local-addresses": "posts/n/index.html has http://localhost:8000/posts/p1/."}),
    (broken, {"failed-checks": "content/posts/n.md:5: “/nowhere/” leads nowhere."}),
    (
        taken,
        {"taken-addresses": "/posts/p1/ was the address of “p1”, and is that of content/posts/n.md now."},
    ),
    (
        hidden,
        {
            "many-deletions": "pages would be deleted, such as ",
            "shrunken-site": "the site would shrink from ",
        },
    ),
]


@pytest.mark.parametrize(("edit", "reasons"), CASES, ids=lambda value: getattr(value, "__name__", ""))
def test_it_is_refused_by_name_and_can_be_allowed(out: Blog, edit: Edit, reasons: dict[str, str]) -> None:
    live = out.manifest().name
    edit(out)
    said = out.publish()
    assert said.code == 1
    for name, what in reasons.items():
        assert any(f"  {name}: " in line and what in line for line in said.errors.splitlines()), said.errors
    assert out.manifest().name == live
    said = out.publish(allow=", ".join(reasons), dry_run=True)
    assert said.code == 0, said.errors


def test_all_that_refuse_are_shown_together(out: Blog) -> None:
    many(out)
    broken(out)
    copied(out)
    said = out.publish()
    for name in ("many-new-items", "failed-checks", "items-again"):
        assert f"  {name}: " in said.errors
    assert said.errors.endswith(" ./run publish --allow failed-checks,many-new-items,items-again\n")
    said = out.publish(allow="many-new-items failed-checks")
    assert "many-new-items" not in said.errors
    assert "  items-again: " in said.errors


def test_a_post_that_moves_to_another_topic_is_new_there_and_nowhere_else(out: Blog) -> None:
    out.write({"posts/p1.md": post("Post 1", "2025-05-01", "Words of 1.", topic="Craft")})
    out.write({"posts/p2.md": post("Post 2", "2025-05-02", "Words of 2.", topic="Trust")})
    assert out.publish().code == 0
    out.write({"posts/p2.md": post("Post 2", "2025-05-02", "Words of 2.", topic="Craft")})
    said = out.publish(dry_run=True)
    assert "  feeds/topic/craft  1 new: “Post 2”" in said.out
    assert "feeds/all" not in said.out


def test_more_items_in_the_feed_show_old_posts_as_begun_only_where_nobody_had_them(out: Blog) -> None:
    out.settings = {"FEEDS": Feeds(items=10)}
    assert out.publish().code == 0
    assert len(out.ledger()["posts"]["p1"]["was_in"]) == 1
    out.settings = {}
    said = out.publish()
    assert "  items-again: feeds/all would show “Post 10” and 9 more again." in said.errors


MARKED = b'<span class="badge" data-kind="draft">Draft</span>'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b'<a href="http://localhost/x">', "http://localhost/x"),
        (b"<a href='//127.0.0.1:8000/'>", "//127.0.0.1:8000/"),
        (b'<img src="file:///home/ann/x.png">', "file:///home/ann/x.png"),
        (b"<loc>http://printer.local/</loc>", "http://printer.local/"),
        (b'{"url": "http://[::1]:8000/"}', "http://[::1]:8000/"),
        (b'&lt;a href="http://0.0.0.0/"&gt;', "http://0.0.0.0/"),
        (b"<p>Open http://localhost:8000 in a browser.</p>", ""),
        (b'<code>"url": \\"http://localhost\\"</code>', ""),
        (b'<a href="https://localhost.example/">', ""),
        (b'<a href="https://www.local-paper.example/">', ""),
    ],
)
def test_local_addresses_are_found_where_they_are_addresses(tmp_path: Path, text: bytes, found: str) -> None:
    (tmp_path / "x.html").write_bytes(text)
    assert list(local_addresses(tmp_path, ["x.html"])) == ([f"x.html has {found}"] if found else [])


def test_marks_of_drafts_are_found(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_bytes(MARKED)
    assert list(drafts(tmp_path, ["x.html"])) == ["x.html"]


def test_the_mark_that_is_looked_for_is_the_one_that_the_theme_prints(build_site: Any) -> None:
    built = build_site({"posts/a.md": post(status="draft")}, preview=True)
    assert "posts/a/index.html" in list(drafts(built.out, built.files()))


def test_every_reason_says_what_to_do() -> None:
    assert all(each.hint and each.name == name for name, each in KNOWN.items())


names = st.sampled_from("abcdef")
tables = st.dictionaries(names, st.text("xyz", max_size=2), min_size=1)
orders = st.dictionaries(st.sampled_from(["feeds/all", "feeds/tag/t"]), st.lists(names, unique=True))


def after(words: dict[str, str], feeds: dict[str, list[str]], was: dict[str, set[str]]) -> Remembered:
    """What a release tells, with what the ledger keeps of the one before."""
    told = {}
    for name, said in words.items():
        present = tuple(sorted(feed for feed, ids in feeds.items() if name in ids))
        left = tuple(sorted(was.get(name, set()) - set(present)))
        told[name] = Told((f"posts/{name}/",), present, left, f"{name}{said}")
    return Remembered("r", "", "tag:", told)


@given(tables, orders, tables, orders)
def test_nothing_is_told_twice(
    words: dict[str, str], feeds: dict[str, list[str]], words2: dict[str, str], feeds2: dict[str, list[str]]
) -> None:
    """What was released is no news; of what follows, each item is new at most once in each feed."""
    first = {feed: [name for name in ids if name in words] for feed, ids in feeds.items()}
    second = {feed: [name for name in ids if name in words2] for feed, ids in feeds2.items()}
    one = after(words, first, {})
    again = compare(one, one, {feed: tuple(ids) for feed, ids in first.items()}, {})
    assert all(not (news.new or news.again or news.changed) for news in again)
    was = {name: {*told.feeds, *told.was_in} for name, told in one.posts.items()}
    two = after(words2, second, was)
    for news in compare(one, two, {feed: tuple(ids) for feed, ids in second.items()}, {}):
        had = {name for name, feeds_of in was.items() if news.feed in feeds_of}
        assert not set(news.new) & had
        assert set(news.new) | set(news.again) | set(news.changed) <= set(second[news.feed])


def test_an_address_that_was_let_go_to_another_post_is_not_asked_about_again(out: Blog) -> None:
    one, two = "posts/p1.md", "posts/p2.md"
    out.write({one: post("Post 1", "2025-05-01", "Words of 1.", slug="p2")})
    out.write({two: post("Post 2", "2025-05-02", "Words of 2.", slug="p1")})
    assert "taken-addresses: " in out.publish().errors
    assert out.publish(allow="taken-addresses").code == 0
    out.write({one: post("Post 1", "2025-05-01", "Words of 1, and more.", slug="p2")})
    said = out.publish()
    assert said.code == 0, said.errors
    # Back again is asked about: readers have had the other one there.
    out.write({one: post("Post 1", "2025-05-01", "Words of 1.")})
    out.write({two: post("Post 2", "2025-05-02", "Words of 2.")})
    assert "taken-addresses: /posts/p1/ was the address of “p2”" in out.publish().errors
