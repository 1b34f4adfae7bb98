"""Feeds are found: by programs in the head of every page and as OPML, by people on the subscribe page."""

from __future__ import annotations

from urllib.parse import urlsplit

from lxml import html

from tests.feeds.feeds import COMMENTS, feeds, talks, texts, xml
from tests.sites import Build, Built, post

SITE = {"posts/a.md": post("A", topic="Trust", tags="[x]", series="S", authors="[Ann]")}


def alternates(built: Built, page: str) -> list[tuple[str, str]]:
    """Type and address of every feed that the head of a page names."""
    tree = html.fromstring(built.read(page))
    return [(link.get("type"), link.get("href")) for link in tree.xpath("//link[@rel='alternate']")]


WHOLE = [
    ("application/atom+xml", "/b/feeds/all.atom.xml"),
    ("application/rss+xml", "/b/feeds/all.rss.xml"),
    ("application/feed+json", "/b/feeds/all.json"),
]


def test_every_page_names_the_feeds_of_the_site_atom_first(build_site: Build) -> None:
    built = build_site(SITE, SITEURL="https://x.example/b")
    pages = [path for path in built.files() if path.endswith(".html")]
    assert pages
    for page in pages:
        assert alternates(built, page)[-3:] == WHOLE


def test_a_page_names_its_own_feeds_before_those_of_the_site(build_site: Build) -> None:
    many = {f"posts/{n}.md": post(f"P{n}", topic="Trust") for n in range(15)}
    built = build_site({**SITE, **many}, SITEURL="https://x.example/b")
    for page, path in {
        "topics/trust/index.html": "topic/trust",
        "topics/trust/page/2/index.html": "topic/trust",
        "tags/x/index.html": "tag/x",
        "series/s/index.html": "series/s",
        "authors/ann/index.html": "author/ann",
    }.items():
        assert alternates(built, page)[:-3] == [
            ("application/atom+xml", f"/b/feeds/{path}.atom.xml"),
            ("application/rss+xml", f"/b/feeds/{path}.rss.xml"),
        ]


def test_what_a_page_names_is_there_and_every_feed_is_named(demo: Built) -> None:
    named = {
        urlsplit(url).path.lstrip("/")
        for page in demo.files()
        if page.endswith(".html")
        for _, url in alternates(demo, page)
    }
    assert named == {*feeds(demo), *talks(demo), "feeds/opml.xml"} - {COMMENTS}


def test_the_subscribe_page_links_the_feeds_and_of_a_long_shelf_the_index(demo: Built) -> None:
    tree = html.fromstring(demo.read("subscribe/index.html"))
    linked = {url.lstrip("/") for url in tree.xpath("//main//a/@href")}
    of_tags = {path for path in feeds(demo) if path.startswith("feeds/tag/")}
    assert len(of_tags) > 2 * 12
    assert {*feeds(demo), COMMENTS, "feeds/opml.xml"} - linked == of_tags
    assert "tags/" in linked
    assert {"/topics/trust/", "/authors/ines-okafor/"} <= set(tree.xpath("//main//li/a/@href"))


def test_the_page_of_a_topic_a_tag_or_an_author_shows_its_feed(demo: Built) -> None:
    for kind, folder in (("topic", "topics"), ("tag", "tags"), ("author", "authors"), ("series", "series")):
        path = next(path for path in feeds(demo, ".atom.xml") if path.startswith(f"feeds/{kind}/"))
        page = path.replace(f"feeds/{kind}", folder).replace(".atom.xml", "/index.html")
        assert html.fromstring(demo.read(page)).xpath(f"//main//a[@href='/{path}']/text()") == ["Feed"]


def test_the_opml_holds_each_feed_once_with_its_page(demo: Built) -> None:
    tree = xml(demo, "feeds/opml.xml")
    found = texts(tree, "//outline/@xmlUrl")
    assert sorted(urlsplit(url).path.lstrip("/") for url in found) == sorted(
        [*feeds(demo, ".atom.xml"), COMMENTS]
    )
    for url in texts(tree, "//outline/@htmlUrl"):
        path = urlsplit(url).path.lstrip("/")
        assert (demo.out / path / "index.html").is_file()
    assert all(texts(tree, "//outline/@text"))


def test_a_feed_in_a_browser_has_styles_and_leads_to_the_subscribe_page(build_site: Build) -> None:
    built = build_site(SITE, SITEURL="https://x.example/b")
    for path in ("feeds/all.atom.xml", "feeds/topic/trust.rss.xml"):
        tree = xml(built, path)
        instruction = tree.getprevious()
        assert instruction.target == "xml-stylesheet"
        assert instruction.get("type") == "text/css"
        assert built.read(instruction.get("href").removeprefix("/b/")).startswith("@namespace")
        assert texts(tree, "//html:a/@href") == ["https://x.example/b/subscribe/"]
        assert "xsl" not in built.read(path)


def test_without_the_capability_no_page_speaks_of_feeds(build_site: Build) -> None:
    from pelicanconf import PLUGINS

    built = build_site(SITE, PLUGINS=[name for name in PLUGINS if name != "plugins.feeds"])
    assert built.code == 0, built.errors
    assert feeds(built) == []
    assert 'rel="alternate"' not in built.read("subscribe/index.html")
    assert "by-feed" not in built.read("subscribe/index.html")
