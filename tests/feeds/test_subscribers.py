"""Real subscribers over the life of a post: they see what is new, once, and nothing else."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import feedparser_sgmllib
import pytest
import reader

from plugins.ledger.desk import run_record
from tests.feeds.feeds import ALL
from tests.feeds.machine import program, served
from tests.sites import Build, post

# reader 3.26 wants a module that Python 3 no longer has, and that is published as source only; this is it.
sys.modules.setdefault("sgmllib", feedparser_sgmllib)

BODY = "Words of the post."
Edit = tuple[str, dict[str, str | None], set[str]]
EDITS: tuple[Edit, ...] = (
    ("first", {"posts/a.md": post("A", body=BODY), "posts/b.md": post("B", "2025-06-06")}, {"a", "b"}),
    ("identical", {}, set()),
    ("silent edit", {"posts/a.md": post("A", body="Other words.")}, set()),
    ("modified", {"posts/a.md": post("A", body="More words.", modified="2025-07-07")}, set()),
    ("slug", {"posts/a.md": post("A", body="More words.", slug="new-address")}, set()),
    ("title, date and topic", {"posts/a.md": post("Z", "2025-05-01", topic="News", slug="zed")}, set()),
    ("file", {"posts/a.md": None, "posts/moved.md": post("Z", "2025-05-01", id="a")}, set()),
    ("new post", {"posts/c.md": post("C", "2025-08-08")}, {"c"}),
    ("identical again", {}, set()),
)
Poll = Callable[[], dict[str, set[str]]]
"""Ask all feeds; the ids that were new, by the address of the feed."""


def name_of(entry: str) -> str:
    return entry.rpartition("/")[2]


def follow(build_site: Build, poll: Poll, watched: int) -> None:
    """Make each edit, build, and let the subscriber look; what it finds new must be what is."""
    for said, files, wanted in EDITS:
        assert build_site(files).code == 0
        if said == "first":
            run_record(content="content")
        found = poll()
        assert len(found) == watched
        assert found == dict.fromkeys(found, wanted), said


@pytest.fixture
def place(tmp_path: Path) -> Iterator[str]:
    with served(tmp_path / "output") as address:
        yield address


def test_the_reader_package_sees_what_is_new_in_every_format(build_site: Build, place: str) -> None:
    with closing(reader.make_reader(":memory:")) as subscriber:
        for path in ALL:
            subscriber.add_feed(f"{place}/{path}")
        known: dict[str, set[str]] = {}

        def poll() -> dict[str, set[str]]:
            found = {}
            for result in subscriber.update_feeds_iter(scheduled=False):
                assert not isinstance(result.value, Exception), result
                now = {name_of(entry.id) for entry in subscriber.get_entries(feed=result.url)}
                found[result.url] = now - known.get(result.url, set())
                known[result.url] = now | known.get(result.url, set())
                if result.value is not None:
                    assert result.value.new == len(found[result.url])
            return found

        follow(build_site, poll, len(ALL))


def test_the_reader_package_is_told_of_a_new_version_in_every_format(build_site: Build, place: str) -> None:
    with closing(reader.make_reader(":memory:")) as subscriber:
        for path in ALL:
            subscriber.add_feed(f"{place}/{path}")

        def poll() -> list[int | None]:
            results = sorted(subscriber.update_feeds_iter(scheduled=False), key=lambda result: result.url)
            return [result.value.modified if result.value else None for result in results]

        def dates() -> set[str]:
            return {str(entry.updated and entry.updated.date()) for entry in subscriber.get_entries()}

        build_site({"posts/a.md": post("A", body=BODY)})
        poll()
        assert dates() == {"2025-05-04"}  # midnight of London is an hour before in UTC
        assert poll() == [None, None, None]
        build_site({"posts/a.md": post("A", body=BODY, modified="2025-07-07 12:00")})
        assert poll() == [1, 1, 1]
        assert dates() == {"2025-07-07"}


@pytest.mark.parametrize("path", ALL[:2])
def test_newsboat_shows_as_unread_what_is_new(
    build_site: Build, place: str, tmp_path: Path, path: str
) -> None:
    newsboat = program("newsboat")
    (tmp_path / "urls").write_text(f"{place}/{path}\n", "utf-8")
    (tmp_path / "config").write_text("max-items 0\n", "utf-8")
    words = ["-q", "-u", "urls", "-C", "config", "-c", "cache.db", "-x", "reload"]
    env = {**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}

    def poll() -> dict[str, set[str]]:
        done = subprocess.run(
            [newsboat, *words], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        with closing(sqlite3.connect(tmp_path / "cache.db")) as store:
            rows = store.execute("SELECT guid, unread FROM rss_item").fetchall()
            store.execute("UPDATE rss_item SET unread = 0")
            store.commit()
        assert rows
        return {path: {name_of(guid) for guid, unread in rows if unread}}

    follow(build_site, poll, 1)
