"""Older addresses lead on: those that writers name, and those that the ledger remembers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.ledger.desk import run_forget
from plugins.redirects.follow import flattened
from tests.sites import Build, Built, post

A = "posts/a.md"


def write_ledger(**shelves: Any) -> None:
    Path("ledger.json").write_text(json.dumps({"content": "content", **shelves}), "utf-8")


def recorded(urls: list[str], source: str = A, **more: Any) -> dict[str, Any]:
    return {"source": source, "released": "2026-01-01", "urls": urls, **more}


def leads(built: Built) -> dict[str, str]:
    """Older address → present one, as `_redirects` says."""
    if "_redirects" not in built.files():
        return {}
    lines = (line.split() for line in built.read("_redirects").splitlines() if not line.startswith("#"))
    return {old: new for old, new, status in lines if status == "301"}


def test_a_changed_slug_is_redirected_without_a_word(build_site: Build) -> None:
    write_ledger(posts={"a": recorded(["/posts/a/"])})
    built = build_site({A: post("New name", slug="new-name")}, SITEURL="https://x.example/b", production=True)
    assert built.code == 0, built.errors
    page = built.read("posts/a/index.html")
    assert '<meta http-equiv="refresh" content="0; url=/b/posts/new-name/">' in page
    assert '<link rel="canonical" href="https://x.example/b/posts/new-name/">' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "New name" in page
    assert leads(built)["/b/posts/a/"] == "/b/posts/new-name/"


def test_every_address_that_a_post_had_leads_straight_to_the_present_one(build_site: Build) -> None:
    write_ledger(posts={"a": recorded(["/posts/a/", "/posts/b/", "/posts/c/"])})
    built = build_site({A: post(slug="c", aliases="[/2019/a/]")})
    assert leads(built) == dict.fromkeys(("/2019/a/", "/posts/a/", "/posts/b/"), "/posts/c/")


def test_a_post_that_goes_back_to_its_first_address_is_not_redirected_from_there(build_site: Build) -> None:
    write_ledger(posts={"a": recorded(["/posts/a/", "/posts/b/"])})
    built = build_site({A: post("Here")})
    assert leads(built) == {"/posts/b/": "/posts/a/"}
    assert "refresh" not in built.post("a")


def test_a_post_with_the_address_of_an_older_one_is_told(build_site: Build) -> None:
    write_ledger(posts={"a": recorded(["/posts/a/"])})
    built = build_site({A: post(slug="moved"), "posts/new.md": post("New", slug="a")})
    assert built.warnings == [
        "content/posts/new.md:4: warning: its address, /posts/a/, was released as that of “a”: links lead "
        "here now. Give it another: slug: …"
    ]
    assert leads(built) == {}


def test_a_draft_under_another_name_loses_no_address_in_silence(build_site: Build) -> None:
    write_ledger(posts={"a": recorded(["/posts/a/"])})
    files = {"posts/new.md": post(id="a", status="draft"), "posts/b.md": post("B")}
    (problem,) = build_site(files, production=True).problems
    assert "was released at /posts/a/, and is a draft now" in problem


def test_no_redirects_no_file(build_site: Build) -> None:
    assert "_redirects" not in build_site({A: post()}).files()


def test_a_file_of_ones_own_stands_for_ours(build_site: Build) -> None:
    built = build_site({A: post(aliases="/old/"), "extra/_redirects": "/x /y\n"})
    assert built.read("_redirects") == "/x /y\n"
    assert "old/index.html" in built.files()


def test_pages_have_aliases_too(build_site: Build) -> None:
    built = build_site({A: post(), "pages/about.md": "---\ntitle: About\naliases: /about-us\n---\nUs.\n"})
    assert leads(built) == {"/about-us/": "/about/"}


def test_an_alias_with_a_space_is_the_folder_that_servers_look_for(build_site: Build) -> None:
    built = build_site({A: post(aliases="[/old%20name/, /caf\u00e9]")})
    assert {"old name/index.html", "café/index.html"} <= set(built.files())
    assert leads(built) == {"/old%20name/": "/posts/a/", "/caf%C3%A9/": "/posts/a/"}


def test_one_older_address_in_two_posts_is_an_error(build_site: Build) -> None:
    built = build_site({A: post(aliases="/old/"), "posts/b.md": post(aliases="[/old]")})
    assert built.problems == [
        "content/posts/b.md:4: aliases: “/old/” stands in content/posts/a.md too. "
        "An older address leads to one place: keep it in one."
    ]


def test_an_alias_may_not_take_readers_from_the_post_that_had_the_address(build_site: Build) -> None:
    write_ledger(posts={"a": recorded(["/posts/a/"])})
    built = build_site({A: post(slug="here"), "posts/b.md": post(aliases="/posts/a/")})
    assert built.problems == [
        "content/posts/b.md:4: aliases: “/posts/a/” was the address of what is at /posts/here/ now, and "
        "leads there. Take it out, or the readers of one of the two are lost."
    ]


@pytest.mark.parametrize(("head", "state"), [({"status": "draft"}, "is a draft"), ({}, "waits for its date")])
def test_a_released_post_that_would_vanish_stops_the_release(
    build_site: Build, head: dict[str, str], state: str
) -> None:
    write_ledger(posts={"a": recorded(["/posts/a/"])})
    files = {A: post("A", "2025-05-05" if head else "2999-01-01", **head), "posts/b.md": post("B")}
    built = build_site(files, production=True)
    line = 4 if head else 1
    assert built.problems == [
        f"content/posts/a.md:{line}: was released at /posts/a/, and {state} now: links to it would lead "
        "nowhere. Write status: hidden to keep the page without listing it; if it is over for good: "
        "./run ledger.forget a."
    ]
    assert build_site().code == 0  # while one writes, it is a warning
    assert run_forget("a", content="content") == "ledger.json: forgot “a”. Commit it."
    assert build_site(production=True).code == 0


def test_a_hidden_post_keeps_its_addresses(build_site: Build) -> None:
    write_ledger(posts={"a": recorded(["/posts/old/"])})
    built = build_site({A: post(status="hidden")}, production=True)
    assert leads(built) == {"/posts/old/": "/posts/a/"}


def test_the_post_that_takes_the_place_of_another_keeps_its_addresses(build_site: Build) -> None:
    write_ledger(posts={"a": recorded(["/posts/a/", "/posts/older/"])})
    files = {"posts/b.md": post("B", aliases="/posts/a/")}
    (problem,) = build_site(files, production=True).problems
    assert "if another takes its place, aliases: [/posts/a/, /posts/older/]; if it was deleted" in problem
    built = build_site({"posts/b.md": post("B", aliases="[/posts/a/, /posts/older/]")}, production=True)
    assert built.code == 0, built.errors
    assert leads(built) == dict.fromkeys(("/posts/a/", "/posts/older/"), "/posts/b/")


def test_a_deleted_post_is_gone_or_leads_where_it_is_told(build_site: Build) -> None:
    write_ledger(posts={"a": recorded(["/posts/a/"]), "b": recorded(["/posts/b/"], "posts/b.md")})
    build_site({"posts/c.md": post("C")})
    run_forget("a", content="content", to="/posts/c/")
    run_forget("b", content="content")
    built = build_site(production=True)
    assert built.code == 0, built.errors
    assert leads(built) == {"/posts/a/": "/posts/c/"}
    assert "posts/b/index.html" not in built.files()


def test_a_successor_that_moves_is_followed_and_one_that_is_not_there_is_an_error(build_site: Build) -> None:
    forgotten = {"x": recorded(["/posts/x/"], "posts/x.md", to="/posts/a/")}
    write_ledger(posts={"a": recorded(["/posts/a/"])}, forgotten=forgotten)
    assert leads(build_site({A: post(slug="new")}))["/posts/x/"] == "/posts/new/"
    forgotten["x"]["to"] = "/posts/nowhere/"
    write_ledger(forgotten=forgotten)
    assert build_site().problems == [
        "ledger.json: /posts/x/ is to lead to /posts/nowhere/, where nothing is. Name a page that is there."
    ]


def test_two_that_were_given_up_for_each_other_are_an_error(build_site: Build) -> None:
    forgotten = {
        "x": recorded(["/posts/x/"], "posts/x.md", to="/posts/y/"),
        "y": recorded(["/posts/y/"], "posts/y.md", to="/posts/x/"),
    }
    write_ledger(forgotten=forgotten)
    assert len(build_site({A: post()}).problems) == 2


ADDRESSES = {
    "/about/": "pages/about.md",
    "/tags/red/": "tag",
    "/topics/old/": "topics/t.md",
    "/2024/05/": "archive",
}


def test_lists_lead_on_by_themselves_and_a_lost_page_stops_the_release(build_site: Build) -> None:
    feeds = {"/feeds/tag/red.atom.xml": "feed", "/feeds/topic/old.rss.xml": "topics/t.md"}
    write_ledger(addresses={**ADDRESSES, **feeds})
    topic = "---\ntitle: New\n---\nWords.\n"
    built = build_site({A: post(topic="New"), "topics/t.md": topic}, production=True)
    assert built.problems == [
        "content/pages/about.md: was released at /about/, and is gone: links to it would lead nowhere. "
        "If another takes its place, write aliases: [/about/] there; if it is over for good: "
        "./run ledger.forget /about/."
    ]
    run_forget("/about/", content="content")
    built = build_site(production=True)
    assert built.code == 0, built.errors
    assert leads(built) == {
        "/tags/red/": "/tags/",
        "/topics/old/": "/topics/new/",
        "/2024/05/": "/archive/",
        "/feeds/topic/old.rss.xml": "/feeds/topic/new.rss.xml",
    }
    # Who reads feeds follows no page.
    assert "feeds/topic/old.rss.xml" not in built.files()


def test_the_feed_of_all_is_not_given_up_in_passing(build_site: Build) -> None:
    write_ledger(addresses={"/feeds/all.atom.xml": "feed"})
    plugins = ["plugins.markup", "plugins.ledger", "plugins.posts", "plugins.redirects"]
    (problem,) = build_site({A: post()}, PLUGINS=plugins, production=True).problems
    assert problem.startswith("feeds/all.atom.xml: is a feed that people follow, and is not made any more.")


@pytest.mark.parametrize("url", ["posts/a/", "/a b\\c/", "/../x/", '/"/', "/a\nb/", "https://x.example/"])
def test_an_address_in_the_ledger_that_is_none_stops_the_build(build_site: Build, url: str) -> None:
    write_ledger(posts={"a": recorded([url])})
    (problem,) = build_site({A: post()}).problems
    assert "is not an address of the site" in problem


names = st.sampled_from("abcdefgh")


@given(st.dictionaries(names, names))
def test_each_way_ends_in_one_step_or_is_a_circle(steps: dict[str, str]) -> None:
    ends = flattened(steps)
    assert ends.keys() == steps.keys()
    for start, end in ends.items():
        assert end not in steps
        if end is not None:
            here = start
            for _ in steps:
                here = steps.get(here, here)
            assert here == end
