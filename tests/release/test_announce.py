"""Who hears of a release: hubs of changed feeds, search engines of changed pages; and it never fails one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from plugins.feeds.settings import Feeds
from plugins.release import announce as telling
from plugins.release.announce import announce, calls_of, keep
from tests.feeds.machine import free_port
from tests.release.blog import SITE, Blog, Said
from tests.release.contract import Heard, judge_hub, judge_indexnow, service
from tests.sites import post

KEY = "0123456789abcdef0123456789abcdef"
A, B = "posts/a.md", "posts/b.md"
FEEDS = [f"{SITE}/feeds/all.{ending}" for ending in ("atom.xml", "json", "rss.xml")]


@pytest.fixture
def hub(blog: Blog) -> Iterator[Heard]:
    with service(judge_hub, SITE, blog.shown) as heard:
        blog.settings = {"FEEDS": Feeds(hub=heard.address)}
        yield heard


@pytest.fixture
def engine(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    monkeypatch.setenv("INDEXNOW_KEY", KEY)
    with service(judge_indexnow, SITE, blog.shown) as heard:
        blog.release = {"indexnow": f"{heard.address}/indexnow"}
        yield heard


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "PAUSES", (0.0, 0.0))


def out(blog: Blog, **wish: bool) -> Said:
    """Publish. The hub of a test is on this machine, which is refused by itself."""
    return blog.publish(allow="first, local-addresses", **wish)


def test_the_hub_hears_of_each_feed_that_changed_and_of_no_other(blog: Blog, hub: Heard) -> None:
    blog.write({A: post("First", topic="Craft"), B: post("Second", "2025-06-06", topic="Trust")})
    assert out(blog).code == 0
    hub.told.clear()
    blog.write({A: post("First", topic="Craft", body="Changed.")})
    said = out(blog)
    assert said.code == 0, said.errors
    assert set(FEEDS) <= set(hub.told)
    assert f"{SITE}/feeds/topic/craft.atom.xml" in hub.told
    assert not [url for url in hub.told if "trust" in url]
    assert set(hub.answers) == {204}
    assert f"Told {len(hub.told)} of " in said.out


def test_search_engines_hear_of_what_is_new_changed_moved_and_gone(blog: Blog, engine: Heard) -> None:
    hidden = post("Hidden", status="hidden", body="Shh.")
    blog.write({A: post("First"), B: post("Second", "2025-06-06"), "posts/h.md": hidden})
    assert out(blog).code == 0
    assert (blog.live / f"{KEY}.txt").read_text() == KEY
    assert engine.told == [f"{SITE}/posts/a/", f"{SITE}/posts/b/"]
    engine.told.clear()
    changed = {A: post("First", slug="moved"), "posts/c.md": post("Third", "2025-07-07")}
    blog.write({**changed, "posts/h.md": post("Hidden", status="hidden", body="Shh, still.")})
    assert out(blog).code == 0
    # The neighbours look different, and say the same.
    assert engine.told == [f"{SITE}/posts/a/", f"{SITE}/posts/c/", f"{SITE}/posts/moved/"]
    assert engine.answers == [200, 200]


@pytest.mark.usefixtures("hub", "engine")
def test_receipts_are_kept_and_name_no_key(blog: Blog) -> None:
    blog.write({A: post("First")})
    said = out(blog)
    assert said.code == 0, said.errors
    receipts = blog.receipts()
    assert {each["said"] for each in receipts} == {"accepted"}
    assert receipts[-1]["about"] == "1 page"
    assert {each["release"] for each in receipts} == {blog.manifest().name}
    assert KEY not in (blog.home / "var/announced.jsonl").read_text()
    assert KEY not in said.out + said.errors + (blog.home / "ledger.json").read_text()


def test_quiet_tells_nobody(blog: Blog, hub: Heard, engine: Heard) -> None:
    blog.write({A: post("First")})
    assert out(blog, quiet=True).code == 0
    assert (hub.answers, engine.answers, blog.receipts()) == ([], [], [])


def test_what_passes_is_tried_again_and_what_is_refused_is_not(blog: Blog, engine: Heard) -> None:
    blog.write({A: post("First")})
    engine.moods = [503, 429]
    assert out(blog).code == 0
    assert engine.answers == [503, 429, 200]
    assert blog.receipts()[-1]["tries"] == 3
    engine.moods = [403]
    blog.write({A: post("First", body="Changed.")})
    said = out(blog)
    assert said.code == 0
    assert engine.answers[3:] == [403]
    assert "refuses the key (403)" in said.out
    assert "The release is live all the same." in said.out


def test_a_hub_that_is_down_fails_nothing(blog: Blog) -> None:
    blog.settings = {"FEEDS": Feeds(hub=f"http://127.0.0.1:{free_port()}/")}
    blog.write({A: post("First")})
    said = out(blog)
    assert said.code == 0
    assert "cannot be reached" in said.out
    assert blog.receipts()[0]["tries"] == 3


def test_when_the_time_is_up_the_rest_is_not_called() -> None:
    calls = calls_of(["http://127.0.0.1:9/"], FEEDS, "", {})
    assert [each.said for each in announce(calls, "r", whole=0)] == ["not called: the time was up"] * 3


@pytest.mark.parametrize(("key", "what"), [("", "is not set"), ("short", "is no key: 8 to 128")])
def test_without_a_key_search_engines_are_not_told(
    blog: Blog, engine: Heard, monkeypatch: pytest.MonkeyPatch, key: str, what: str
) -> None:
    monkeypatch.setenv("INDEXNOW_KEY", key)
    blog.write({A: post("First")})
    said = out(blog)
    assert said.code == 0
    assert f"INDEXNOW_KEY {what}" in said.errors
    assert engine.answers == []
    assert not key or key not in said.errors


@pytest.mark.usefixtures("engine")
def test_receipts_that_cannot_be_kept_fail_nothing(blog: Blog) -> None:
    blog.write({A: post("First")})
    (blog.home / "var/announced.jsonl").mkdir(parents=True)
    said = out(blog)
    assert said.code == 0
    assert "announced.jsonl: the receipts cannot be written" in said.out
    with pytest.raises(OSError, match="directory"):
        keep(blog.home / "var/announced.jsonl", [])
