"""Feeds of comments: valid whatever people write, with ids that stay, each reply with what it answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import feedparser
import pytest
from lxml import html
from markupsafe import Markup

from plugins.engine.capability import Capability
from plugins.engine.model import Comment, Site
from plugins.kit.problems import Problem
from tests.feeds.feeds import NS, faults, texts, xml
from tests.sites import Build, Built, post

WHOLE = "feeds/comments.atom.xml"
ONE = "posts/a/comments.atom.xml"
TAG = "tag:porchlight.example,2025:"
AUTHORS = [
    "<script>alert(1)</script>", "&amp; &lt;", 'a"b\'c', "\x00\x08\x1b\x7f\x85\ufffe", "", "  \n ", "\u200b",
    "x" * 10_000, "عائشة", "\u202eevil\u2066", "]]>", "{name}", "Ann\nBee", "🙂" * 90,
]  # fmt: skip


def comment(number: int, author: str = "Ann", parent: int = 0, **more: Any) -> Comment:
    values: dict[str, Any] = {
        "id": str(number),
        "anchor": f"isso-{number}",
        "parent": str(parent) if parent else "",
        "author": author,
        "website": "https://ann.example/",
        "created": dt.datetime(2025, 7, 1, 12, tzinfo=dt.UTC) + dt.timedelta(minutes=number),
        "edited": None,
        "html": Markup(f"<p>Words {number}.</p>"),
    }
    return Comment(**values | more)


@pytest.fixture
def build_talk(build_site: Build) -> Build:
    """Build a site in which posts have the comments that are given: `build({"posts/a.md": [comment(1)]})`."""
    from pelicanconf import PLUGINS

    said: dict[str, list[Comment]] = {}

    def fill(site: Site) -> Iterator[Problem]:
        site.comment_feeds = {"": WHOLE}
        for each in site.posts:
            talk = tuple(said.get(each.source, ()))
            site.comments[each.source] = talk
            site.comment_counts[each.source] = sum(not one.is_deleted for one in talk)
            site.comment_feeds[each.source] = f"{each.path}comments.atom.xml"
        yield from ()

    talk = ModuleType("talk_of_the_test")
    talk.CAPABILITY = Capability("talk", enrich=(fill,))  # type: ignore[attr-defined]
    talk.register = lambda: None  # type: ignore[attr-defined]
    plugins = [talk if name == "plugins.comments" else name for name in PLUGINS]

    def build(comments: dict[str, list[Comment]], files: Any = None, **settings: Any) -> Built:
        said.clear()
        said.update(comments)
        files = files or {"posts/a.md": post("A & B"), "posts/b.md": post("B", "2025-06-06")}
        built = build_site(files, PLUGINS=plugins, **{"SITEURL": "https://x.example/b"} | settings)
        assert built.code == 0, built.errors
        return built

    return build


def entry_of(built: Built, number: int, path: str = WHOLE) -> Any:
    entries = xml(built, path).iterfind("a:entry", NS)
    return next(entry for entry in entries if entry.findtext("a:id", "", NS).endswith(f"/comments/{number}"))


def test_a_comment_says_who_wrote_where_and_when(build_talk: Build) -> None:
    edited = dt.datetime(2025, 7, 2, tzinfo=dt.UTC)
    words = Markup('<p>See <a href="/posts/b/">b</a>.</p>')
    built = build_talk({"posts/a.md": [comment(1, edited=edited, html=words)]})
    for path in (WHOLE, ONE):
        entry = entry_of(built, 1, path)
        page = "https://x.example/b/posts/a/"
        assert texts(entry, "a:id") == [f"{TAG}posts/a/comments/1"]
        assert texts(entry, "a:title") == ["Ann on “A & B”"]
        assert [node.tag.rpartition("}")[2] for node in entry.find("a:author", NS)] == ["name"]
        assert texts(entry, "a:author/a:name") == ["Ann"]
        assert texts(entry, "a:link/@href") == [f"{page}#isso-1"]
        assert texts(entry, "a:published") == ["2025-07-01T12:01:00+00:00"]
        assert texts(entry, "a:updated") == ["2025-07-02T00:00:00+00:00"]
        assert texts(entry, "a:content") == ['<p>See <a href="https://x.example/posts/b/">b</a>.</p>']
        (answers,) = entry.xpath("thr:in-reply-to", namespaces=NS)
        assert dict(answers.attrib) == {"ref": f"{TAG}posts/a", "href": page, "type": "text/html"}
    assert texts(xml(built), "//a:entry/a:id")[-1] == f"{TAG}posts/a"


def test_a_reply_names_the_comment_that_it_answers(build_talk: Build) -> None:
    built = build_talk({"posts/a.md": [comment(1), comment(2, "Bea", 1), comment(3, "Cem", 2)]})
    ways = [texts(entry_of(built, n, ONE), "thr:in-reply-to/@ref") for n in (2, 3)]
    assert ways == [[f"{TAG}posts/a/comments/1"], [f"{TAG}posts/a/comments/2"]]
    (answers,) = entry_of(built, 2).xpath("thr:in-reply-to", namespaces=NS)
    assert answers.get("href") == "https://x.example/b/posts/a/#isso-1"


def test_the_feed_of_a_post_says_which_post_and_has_its_date_while_nobody_speaks(build_talk: Build) -> None:
    built = build_talk({"posts/a.md": [comment(1)]})
    tree = xml(built, ONE)
    assert texts(tree, "/a:feed/a:id") == [f"{TAG}posts/a/comments"]
    assert "A & B" in texts(tree, "/a:feed/a:title")[0]
    assert texts(tree, "/a:feed/a:link[@rel='alternate']/@href") == ["https://x.example/b/posts/a/"]
    assert texts(tree, "/a:feed/a:link[@rel='self']/@href") == [f"https://x.example/b/{ONE}"]
    assert texts(tree, "/a:feed/a:updated") == ["2025-07-01T12:01:00+00:00"]
    assert texts(tree, "//html:a/@href") == ["https://x.example/b/subscribe/"]
    assert tree.getprevious().target == "xml-stylesheet"
    silent = xml(built, "posts/b/comments.atom.xml")
    assert texts(silent, "/a:feed/a:updated") == ["2025-06-06T00:00:00+01:00"]
    assert texts(silent, "//a:entry") == []


def test_the_feed_of_all_has_the_newest_first_and_no_more_than_its_items(build_talk: Build) -> None:
    said = {"posts/a.md": [comment(n) for n in range(1, 60, 2)]}
    said["posts/b.md"] = [comment(n) for n in range(2, 61, 2)]
    tree = xml(build_talk(said), WHOLE)
    numbers = [int(each.rpartition("/")[2]) for each in texts(tree, "//a:entry/a:id")]
    assert numbers == list(range(60, 10, -1))
    assert texts(tree, "/a:feed/a:updated") == ["2025-07-01T13:00:00+00:00"]


def test_deleted_comments_are_no_entries(build_talk: Build) -> None:
    gone = comment(1, "", html=Markup(), is_deleted=True)
    built = build_talk({"posts/a.md": [gone, comment(2, parent=1)]})
    assert texts(xml(built, ONE), "//a:entry/a:id") == [f"{TAG}posts/a/comments/2"]


def test_hidden_posts_and_drafts_say_nothing_in_the_feed_of_all(build_talk: Build) -> None:
    files = {"posts/a.md": post("A", status="hidden"), "posts/b.md": post("B", status="draft")}
    said = {name: [comment(number)] for number, name in enumerate(files, 1)}
    built = build_talk(said, files)
    assert texts(xml(built, WHOLE), "//a:entry") == []
    assert len(texts(xml(built, ONE), "//a:entry")) == 1
    assert "posts/b/comments.atom.xml" not in built.files()
    assert texts(xml(build_talk(said, files, preview=True), WHOLE), "//a:entry") == []


def test_whatever_people_call_themselves_feeds_are_valid_and_plain(build_talk: Build) -> None:
    said = {"posts/a.md": [comment(number, name) for number, name in enumerate(AUTHORS, 1)]}
    built = build_talk(said)
    assert list(faults(built)) == []
    for path in (WHOLE, ONE):
        read = feedparser.parse((built.out / path).read_bytes())
        assert len(read.entries) == len(AUTHORS)
        assert all(0 < len(each.author) <= 81 for each in read.entries)
        assert not any(each.get("author_detail", {}).get("email") for each in read.entries)
        assert not set("\x00\x08\x1b\u202e\u2066\ufffe") & set(built.read(path))
    names = [texts(entry_of(built, number), "a:author/a:name")[0] for number in (1, 2, 4, 5, 7, 9, 12)]
    assert names == [
        "<script>alert(1)</script>", "&amp; &lt;", "Somebody", "Somebody", "Somebody", "عائشة", "{name}",
    ]  # fmt: skip
    assert texts(entry_of(built, 5), "a:title") == ["Somebody on “A & B”"]


def test_ids_of_comments_survive_a_new_address(build_talk: Build) -> None:
    said = {"posts/a.md": [comment(1), comment(2, parent=1)]}
    ways = "//a:entry/a:id | /a:feed/a:id | //thr:in-reply-to/@ref"
    first = [texts(xml(build_talk(said), path), ways) for path in (WHOLE, ONE)]
    moved = build_talk(
        said, {"posts/a.md": post("Z", slug="zed", id="a")}, SITEURL="https://elsewhere.example"
    )
    assert [texts(xml(moved, path), ways) for path in (WHOLE, "posts/zed/comments.atom.xml")] == first


def test_a_rebuild_touches_no_feed_and_a_new_comment_its_own(build_talk: Build) -> None:
    said = {"posts/a.md": [comment(1)], "posts/b.md": [comment(2)]}
    first = build_talk(said).everything()
    assert build_talk(said, LOAD_CONTENT_CACHE=False, JOBS=2).everything() == first
    after = build_talk({**said, "posts/a.md": [comment(1), comment(3)]}).everything()
    changed = {path for path in after if path.endswith("comments.atom.xml") and first[path] != after[path]}
    assert changed == {WHOLE, ONE}


def test_feeds_of_comments_are_found(build_talk: Build) -> None:
    built = build_talk({})
    page = html.fromstring(built.post("a"))
    (link,) = page.xpath("//link[@rel='alternate' and contains(@href, 'comments')]")
    assert (link.get("type"), link.get("href")) == ("application/atom+xml", f"/b/{ONE}")
    assert f'href="/b/{WHOLE}"' in built.read("subscribe/index.html")
    outlines = texts(xml(built, "feeds/opml.xml"), "//outline/@xmlUrl")
    assert [url for url in outlines if "comments" in url] == [f"https://x.example/b/{WHOLE}"]


def test_a_post_in_a_feed_leads_to_its_comments(build_talk: Build) -> None:
    built = build_talk({"posts/a.md": [comment(1), comment(2)]})
    (entry,) = xml(built).xpath("//a:entry[a:title='A & B']", namespaces=NS)
    (replies,) = entry.xpath("a:link[@rel='replies']", namespaces=NS)
    assert replies.get("href") == f"https://x.example/b/{ONE}"
    assert replies.get(f"{{{NS['thr']}}}count") == "2"
    assert texts(xml(built, "feeds/all.rss.xml"), "//slash:comments") == ["0", "2"]
