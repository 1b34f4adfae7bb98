"""A post's id never changes: recorded once, kept through edits; the build stops before it is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plugins.kit.problems import SiteError
from plugins.ledger.desk import run_forget, run_record
from tests.sites import ROOT, Build, Built, post

TWO = {"posts/a.md": post("First"), "posts/b.md": post("Second", "2025-06-06")}


def ids(built: Built) -> dict[str, str]:
    """Entry id → address, from the feed of everything."""
    assert built.code == 0, built.errors
    return {item["id"]: item["url"] for item in json.loads(built.read("feeds/all.json"))["items"]}


def names(built: Built) -> list[str]:
    return sorted(name.rpartition("/")[2] for name in ids(built))


def ledger() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path("ledger.json").read_text("utf-8"))
    return found


def record() -> str:
    return run_record(content="content", as_of="2026-01-01")


def test_record_writes_each_published_post_and_a_second_time_nothing(build_site: Build) -> None:
    build_site({**TWO, "posts/d.md": post(status="draft"), "posts/h.md": post(status="hidden")})
    assert record() == "ledger.json: 3 recorded, 3 posts in it. Commit it."
    first = Path("ledger.json").read_bytes()
    assert ledger() == {
        "content": "content",
        "posts": {
            "a": {"released": "2026-01-01", "source": "posts/a.md", "urls": ["/posts/a/"]},
            "b": {"released": "2026-01-01", "source": "posts/b.md", "urls": ["/posts/b/"]},
            "h": {"released": "2026-01-01", "source": "posts/h.md", "urls": ["/posts/h/"]},
        },
    }
    assert run_record(content="content", as_of="2026-02-02") == "ledger.json: nothing new, 3 posts in it"
    assert Path("ledger.json").read_bytes() == first


def test_a_new_slug_title_date_topic_or_domain_changes_no_id(build_site: Build) -> None:
    before = ids(build_site(TWO))
    record()
    edited = post("Another", "2025-06-01", "New words.", slug="new-address", topic="News", authors="[Ann]")
    after = ids(build_site({"posts/a.md": edited}, SITEURL="https://elsewhere.example/blog"))
    assert set(after) == set(before)
    assert "https://elsewhere.example/blog/posts/new-address/" in after.values()


def test_without_a_record_the_id_is_the_slug(build_site: Build) -> None:
    assert names(build_site({"posts/2025-01-02-a.md": post(), "posts/x.md": post(id="mine")})) == [
        "a",
        "mine",
    ]


def test_a_renamed_file_stops_the_build_and_the_message_leads_on(build_site: Build) -> None:
    build_site(TWO)
    record()
    moved = build_site({"posts/a.md": None, "posts/renamed.md": post("First")})
    assert moved.code == 1
    assert moved.problems == [
        "content/posts/a.md: is gone, and the ledger has it as “a”. If it was renamed to "
        "content/posts/renamed.md, write id: a in its front matter; if another takes its place, "
        "aliases: [/posts/a/]; if it was deleted: ./run ledger.forget a."
    ]
    healed = build_site({"posts/renamed.md": post("First", id="a")})
    assert names(healed) == ["a", "b"]
    record()
    assert ledger()["posts"]["a"] == {
        "released": "2026-01-01",
        "source": "posts/renamed.md",
        "urls": ["/posts/a/", "/posts/renamed/"],
    }
    assert names(build_site({"posts/renamed.md": post("First")})) == ["a", "b"]


def test_a_deleted_post_is_forgotten_and_its_id_never_used_again(build_site: Build) -> None:
    build_site(TWO)
    record()
    assert build_site({"posts/a.md": None}).code == 1
    assert run_forget("a", content="content") == "ledger.json: forgot “a”. Commit it."
    assert names(build_site()) == ["b"]
    assert names(build_site({"posts/new.md": post(slug="a")})) == ["a~2", "b"]
    record()
    assert set(ledger()["posts"]) == {"a~2", "b"}
    assert set(ledger()["forgotten"]) == {"a"}


def test_the_old_slug_of_a_post_gives_a_new_one_another_id(build_site: Build) -> None:
    build_site(TWO)
    record()
    built = build_site({"posts/a.md": post("First", slug="moved"), "posts/new.md": post(slug="a")})
    assert {name.rpartition("/")[2]: url.rpartition("posts/")[2] for name, url in ids(built).items()} == {
        "a": "moved/",
        "a~2": "a/",
        "b": "b/",
    }


def test_an_id_that_differs_from_the_record_is_an_error_with_its_line(build_site: Build) -> None:
    build_site(TWO)
    record()
    assert build_site({"posts/a.md": post("First", id="other")}).problems == [
        "content/posts/a.md:4: the id “other” is not the recorded one, “a”. Readers would get the post "
        "again, and its replies would be gone. Write id: a, or take the line out."
    ]


def test_two_posts_with_one_id_are_an_error(build_site: Build) -> None:
    assert build_site({"posts/a.md": post(id="x"), "posts/b.md": post(id="x")}).problems == [
        "content/posts/b.md:4: has the id “x”, and so has content/posts/a.md. Readers would take them for "
        "one post. Take the line id: … out, or write another."
    ]


def test_the_recorded_post_keeps_an_id_that_a_copy_claims(build_site: Build) -> None:
    build_site({"posts/m.md": post()})
    record()
    (problem,) = build_site({"posts/a.md": post("Copy", id="m")}).problems
    assert problem.startswith("content/posts/a.md:4: has the id “m”, and so has content/posts/m.md.")


def test_a_post_that_cannot_be_read_is_not_taken_for_deleted(build_site: Build) -> None:
    build_site(TWO)
    record()
    (problem,) = build_site({"posts/a.md": "---\ntitle: [\n---\n"}).problems
    assert "ledger" not in problem


def test_a_post_that_becomes_a_draft_stays_on_record(build_site: Build) -> None:
    build_site(TWO)
    record()
    assert names(build_site({"posts/a.md": post(status="draft")})) == ["b"]
    record()
    assert set(ledger()["posts"]) == {"a", "b"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"content": ', "ledger.json:1: is not JSON (Expecting value)."),
        ('{"posts": {"a": {"source": "x"},\n"a": {"source": "y"}}}', "ledger.json:2: has “a” twice."),
        (
            '{"posts": {"a": {"source": "x"},\n"b": {"source": "x"}}}',
            "ledger.json:2: gives x two ids.",
        ),
        (
            '{\n"posts": []}',
            "ledger.json:2: posts is not a table of ids, each with a source.",
        ),
        ("[]", "ledger.json:1: posts is not a table of ids, each with a source."),
    ],
)
def test_a_damaged_ledger_stops_the_build(build_site: Build, text: str, said: str) -> None:
    build_site(TWO)
    Path("ledger.json").write_text(text, "utf-8")
    (problem,) = build_site().problems
    assert problem == f"{said} Take the last good one from git, and record again: ./run ledger.record."
    with pytest.raises(SiteError):
        record()
    assert Path("ledger.json").read_text("utf-8") == text


def test_a_ledger_that_was_not_merged_names_the_verb(build_site: Build) -> None:
    build_site(TWO)
    Path("ledger.json").write_text('{"content": "content",\n<<<<<<< HEAD\n', "utf-8")
    assert build_site().problems == [
        "ledger.json:2: two branches were not merged here. Join them: ./run ledger.merge."
    ]


def test_keys_of_others_are_kept(build_site: Build) -> None:
    build_site(TWO)
    record()
    data = ledger()
    data["urls"] = ["/x/"]
    data["posts"]["a"]["urls"] = ["/posts/a/"]
    Path("ledger.json").write_text(json.dumps(data), "utf-8")
    build_site({"posts/c.md": post()})
    record()
    assert ledger()["urls"] == ["/x/"]
    assert ledger()["posts"]["a"]["urls"] == ["/posts/a/"]


def test_the_ledger_of_another_folder_is_neither_read_nor_written(build_site: Build) -> None:
    build_site(TWO)
    other = '{"content": "notes", "posts": {"z": {"source": "posts/a.md"}}}'
    Path("ledger.json").write_text(other, "utf-8")
    assert names(build_site()) == ["a", "b"]
    with pytest.raises(SiteError, match="is the ledger of “notes”, not of content"):
        record()
    assert Path("ledger.json").read_text("utf-8") == other


def test_forget_refuses_what_is_there_and_what_it_does_not_know(build_site: Build) -> None:
    build_site(TWO)
    record()
    with pytest.raises(SiteError, match="is still there, and “a” is its id"):
        run_forget("a", content="content")
    with pytest.raises(SiteError, match="has no “zzz”"):
        run_forget("zzz", content="content")


def test_record_stops_at_an_error_and_writes_nothing(build_site: Build) -> None:
    build_site({"posts/a.md": post(id="x"), "posts/b.md": post(id="x")})
    with pytest.raises(SiteError):
        record()
    assert not Path("ledger.json").exists()


def test_this_blog_is_on_record(demo: Built) -> None:
    recorded = json.loads((ROOT / "ledger.json").read_text("utf-8"))["posts"]
    found = {each.id: each.source for each in demo.pelican.result.site.posts}
    assert recorded
    assert all(found.get(name) == said["source"] for name, said in recorded.items())


def test_post_that_goes_out_without_an_id_on_record_is_told(build_site: Build) -> None:
    files = {"posts/a.md": post("A"), "posts/b.md": post("B", "2025-05-06")}
    assert build_site(files, production=True).warnings == []  # nothing is on record: nobody keeps one yet
    record()
    built = build_site({"posts/c.md": post("C", "2025-05-07")}, production=True)
    assert built.warnings == [
        "ledger.json: warning: has no permanent id for content/posts/c.md. ./run publish writes it down, and "
        "so does ./run ledger.record: else a new slug is a new post to all subscribers."
    ]
    assert build_site().warnings == []
