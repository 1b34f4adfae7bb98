"""Bytes and times of feeds change when what they say does; ids never do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugins.engine.outputs import Made
from plugins.feeds import atom_rss
from plugins.feeds.entries import Entry, Format
from plugins.feeds.outputs import feed_outputs
from plugins.ledger.desk import run_record
from tests.feeds.feeds import ALL, NS, faults, feeds, texts, xml
from tests.sites import Build, Built, post

SITE = {
    "posts/a.md": post("A", topic="One", tags="[x]", authors="[Ann]"),
    "posts/b.md": post("B", "2025-06-06", topic="Two", authors="[Ann]"),
}


def times(built: Built) -> dict[str, int]:
    return {path: (built.out / path).stat().st_mtime_ns for path in feeds(built)}


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {path for path in after if path.startswith("feeds/") and before.get(path) != after[path]}


def test_a_rebuild_that_changes_nothing_touches_no_feed(build_site: Build) -> None:
    first = build_site(SITE)
    bytes_before, times_before = first.everything(), times(first)
    for settings in ({}, {"LOAD_CONTENT_CACHE": False}, {"AS_OF": "2026-02-02 10:00"}, {"JOBS": 2}):
        again = build_site(SITE, **settings)
        assert again.everything() == bytes_before
        assert times(again) == times_before


def test_an_edit_changes_the_feeds_that_hold_the_post_and_no_other(build_site: Build) -> None:
    before = build_site(SITE).everything()
    after = build_site({"posts/a.md": SITE["posts/a.md"] + "\nMore words.\n"}).everything()
    assert changed(before, after) == {
        *ALL,
        *(
            f"feeds/{name}.{form}.xml"
            for name in ("topic/one", "tag/x", "author/ann")
            for form in ("atom", "rss")
        ),
    }


def test_a_silent_edit_moves_no_date_and_modified_moves_updated_alone(build_site: Build) -> None:
    way = "//a:updated | //a:published"
    first = texts(xml(build_site(SITE)), way)
    assert texts(xml(build_site({"posts/a.md": post("A", body="New.", topic="One")})), way) == first
    built = build_site({"posts/a.md": post("A", modified="2025-07-07", topic="One")})
    assert texts(xml(built), "/a:feed/a:updated") == ["2025-07-07T00:00:00+01:00"]
    assert texts(xml(built), "//a:published") == ["2025-06-06T00:00:00+01:00", "2025-05-05T00:00:00+01:00"]
    assert texts(xml(built, ALL[1]), "//lastBuildDate") == ["Mon, 07 Jul 2025 00:00:00 +0100"]


def test_ids_survive_a_new_slug_title_date_topic_file_and_domain(build_site: Build) -> None:
    first = build_site(SITE)
    run_record(content="content")
    moved = build_site(
        {
            "posts/a.md": None,
            "posts/2025/other.md": post("Z", "2025-04-04", topic="Nine", slug="zed", id="a"),
            "posts/b.md": post("Y", "2024-01-01", slug="why"),
        },
        SITEURL="https://elsewhere.example/sub",
    )
    for path in ALL[:2]:
        way = "//a:entry/a:id | //item/guid"
        assert set(texts(xml(first, path), way)) == set(texts(xml(moved, path), way))
    assert texts(xml(first), "/a:feed/a:id") == texts(xml(moved), "/a:feed/a:id")
    items = [{item["id"] for item in json.loads(built.read(ALL[2]))["items"]} for built in (first, moved)]
    assert items[0] == items[1]


def test_any_number_of_jobs_gives_the_same_bytes(build_site: Build) -> None:
    files = {
        f"posts/{n}.md": post(
            f"Post {n}", f"2024-01-{n % 28 + 1:02}", tags=f"[t{n % 7}, u{n % 3}]", image="p.png"
        )
        for n in range(30)
    }
    alone = build_site({**files, "posts/p.png": b""}, JOBS=1).everything()
    assert build_site(OUTPUT_PATH=str(Path("two").absolute()), JOBS=3).everything() == alone


def test_an_entry_is_printed_once_for_all_feeds_that_it_is_in(
    build_site: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []
    whole = atom_rss.print_entry

    def count(entry: Entry, content: str) -> dict[Format, bytes]:
        printed.append(entry.id)
        return whole(entry, content)

    monkeypatch.setattr(atom_rss, "print_entry", count)
    build_site(
        {f"posts/{n}.md": post(f"Post {n}", tags="[x, y, z]", topic="One", authors="[Ann]") for n in range(9)}
    )
    assert len(printed) == len(set(printed)) == 9


def test_what_shares_entries_is_made_by_one_worker(build_site: Build) -> None:
    site = build_site(SITE).pelican.result.site
    assert {each.group for each in feed_outputs(site) if isinstance(each, Made)} == {"feeds"}


def test_a_feed_is_printed_anew_only_when_what_it_says_changed(build_site: Build) -> None:
    def identities() -> dict[str, bytes]:
        site = build_site().pelican.result.site
        return {each.path: each.identity() for each in feed_outputs(site) if isinstance(each, Made)}

    build_site(SITE)
    first = identities()
    assert identities() == first
    build_site({"posts/b.md": post("B", "2025-06-06", topic="Two", authors="[Ann Other]")})
    second = identities()
    assert second["feeds/tag/x.atom.xml"] == first["feeds/tag/x.atom.xml"]
    assert second["feeds/topic/two.rss.xml"] != first["feeds/topic/two.rss.xml"]
    assert len(set(second.values())) == len(second)


def test_replies_are_named_once_they_are_counted_and_have_a_feed(build_site: Build) -> None:
    from pelicanconf import PLUGINS

    built = build_site(
        {"posts/a.md": post("A"), "posts/off.md": post("Off", comments="off")},
        SITEURL="https://x.example/b",
        PLUGINS=[name for name in PLUGINS if name != "plugins.comments"],
    )
    site = built.pelican.result.site
    assert not any("comments" in built.read(path) for path in ALL[:2])
    site.comment_counts = {"posts/a.md": 3, "posts/off.md": 1}
    site.comment_feeds = {name: f"{name[:-3]}/comments.atom.xml" for name in site.comment_counts}
    for each in feed_outputs(site):
        if isinstance(each, Made):
            (built.out / each.path).write_bytes(each.make())
    assert list(faults(built)) == []
    address = "https://x.example/b/posts/a/comments.atom.xml"
    (entry,) = xml(built).xpath("//a:entry[a:title='A']", namespaces=NS)
    (link,) = entry.xpath("a:link[@rel='replies']", namespaces=NS)
    assert dict(link.attrib) == {
        "rel": "replies", "href": address, "type": "application/atom+xml", f"{{{NS['thr']}}}count": "3",
    }  # fmt: skip
    assert texts(xml(built), "//thr:total") == ["3"]
    rss = xml(built, ALL[1])
    assert texts(rss, "//slash:comments") == ["3"]
    assert texts(rss, "//wfw:commentRss") == [address]
    assert texts(rss, "//comments") == ["https://x.example/b/posts/a/#comments"]
