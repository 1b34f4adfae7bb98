"""Feeds that no reader complains about: against the schemas, by feedparser, with hostile words in them."""

from __future__ import annotations

import json
import re

import feedparser
import pytest

from tests.feeds.feeds import ALL, NS, faults, feeds, texts, urls, xml
from tests.sites import PNG, Build, Built, post

HOSTILE = {
    "control": "Bell \x07 and\x0b tab",
    "cdata": "]]> and <![CDATA[ and --> and <!--",
    "markup": "a & b < c > d &amp; <script>alert(1)</script> \"quoted\" 'too'",
    "emoji": "Family 👨‍👩‍👧‍👦 and flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "rtl": "שלום עולם and مرحبا",
    "marks": "turned \u202e right \u2066 here",
    "combined": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "long": "word " * 400,
}


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\\u0007", "\x07").replace("\\u000b", "\x0b")


def hostile_site() -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {
        f"posts/{name}.md": post(
            quoted(text),
            summary=quoted(text),
            tags=f"[{quoted(text)}]",
            authors=f"[{quoted(text)}]",
            body=text,
        )
        for name, text in HOSTILE.items()
    }
    files["posts/bare.md"] = post("Bare", body="")
    files["posts/untold.md"] = post("Untold", body="![Only a picture](p.png)")
    files["posts/p.png"] = PNG
    files["topics/empty.md"] = '---\ntitle: "Empty <& topic"\n---\n'
    files["authors/idle.md"] = "---\nname: Idle Hand\n---\n"
    return files


@pytest.mark.parametrize(
    "siteurl", ["https://x.example", "https://x.example/a/blog", "http://127.0.0.1:8000"]
)
def test_hostile_words_give_sound_feeds(build_site: Build, siteurl: str) -> None:
    built = build_site(hostile_site(), SITEURL=siteurl)
    assert built.code == 0, built.errors
    assert list(faults(built)) == []
    assert len(feeds(built)) > 20
    for path in ALL[:2]:
        assert all(
            each.startswith(f"{siteurl}/") for each in texts(xml(built, path), "//a:link/@href | //link")
        )


def test_a_title_comes_out_as_it_was_typed(build_site: Build) -> None:
    built = build_site({"posts/a.md": post('"AT&T]]> is <b>bold</b> 👋"')})
    wanted = "AT&T]]> is <b>bold</b> 👋"
    assert texts(xml(built), "//a:entry/a:title") == [wanted]
    assert texts(xml(built, ALL[1]), "//item/title") == [wanted]
    assert "<title>AT&#x26;T]]&gt; is &#x3C;b&gt;" in built.read(ALL[1])
    assert json.loads(built.read(ALL[2]))["items"][0]["title"] == wanted


def test_the_feeds_of_the_blog_itself_are_sound(demo: Built) -> None:
    assert list(faults(demo)) == []
    assert {"feeds/topic/trust.atom.xml", "feeds/author/ines-okafor.rss.xml"} <= set(feeds(demo))


def test_an_empty_topic_has_an_empty_sound_feed_of_a_fixed_moment(build_site: Build) -> None:
    built = build_site({"posts/a.md": post(), "topics/none.md": "---\ntitle: None yet\n---\n"})
    tree = xml(built, "feeds/topic/none-yet.atom.xml")
    assert texts(tree, "/a:feed/a:updated") == ["2025-01-01T00:00:00+00:00"]
    assert texts(tree, "//a:entry") == []
    assert list(faults(built)) == []


def test_a_post_without_a_summary_gets_a_plain_one(build_site: Build) -> None:
    built = build_site(
        {"posts/a.md": post(body="First *words* of it.\n\nMore."), "posts/b.md": post("B", body="")}
    )
    assert texts(xml(built), "//a:entry/a:summary") == ["First words of it.", "B"]
    assert texts(xml(built, ALL[1]), "//item/description") == ["First words of it.", "B"]
    assert "More." in texts(xml(built, ALL[1]), "//item/content:encoded")[0]


def test_five_hundred_posts_in_one_feed(build_site: Build) -> None:
    files = {f"posts/{n}.md": post(f"Post {n}", f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}") for n in range(500)}
    built = build_site(files, FEEDS={"items": 500})
    assert list(faults(built)) == []
    dates = texts(xml(built), "//a:entry/a:published")
    assert len(dates) == 500
    assert dates == sorted(dates, reverse=True)


def test_a_feed_has_no_more_posts_than_the_settings_say(build_site: Build) -> None:
    files = {f"posts/{n}.md": post(f"Post {n}", f"2024-01-{n + 1:02}", topic="T") for n in range(9)}
    built = build_site(files, FEEDS={"items": 3, "label_items": 2})
    assert texts(xml(built), "//a:entry/a:title") == ["Post 8", "Post 7", "Post 6"]
    assert len(xml(built, "feeds/topic/t.rss.xml").findall("channel/item")) == 2


def test_what_is_not_out_is_in_no_feed(build_site: Build) -> None:
    files = {
        "posts/out.md": post("Out", tags="[t]", authors="[Ann]"),
        "posts/draft.md": post("Draft", status="draft", tags="[t]", authors="[Ann]"),
        "posts/hidden.md": post("Hidden", status="hidden", tags="[t]", authors="[Ann]"),
        "posts/later.md": post("Later", "2999-01-01", tags="[t]", authors="[Ann]"),
    }
    for preview in (False, True):
        built = build_site(files, preview=preview)
        for path in ("feeds/all.atom.xml", "feeds/tag/t.atom.xml", "feeds/author/ann.atom.xml"):
            assert texts(xml(built, path), "//a:entry/a:title") == ["Out"]


def test_everything_that_a_reader_can_show_is_there(build_site: Build) -> None:
    built = build_site(
        {
            "posts/a.md": post(
                "A", "2025-05-05 10:00", modified="2025-06-06", authors="[Ann Bee, Cy Dee]", topic="Trust",
                tags="[mail, rss]", series="Steps", image="p.png", image_alt="A dot", lang="fr",
            ),
            "posts/p.png": PNG,
            "authors/ann.md": "---\nname: Ann Bee\nemail: ann@x.example\n---\n",
        },
        production=True,
        FEEDS={"hub": "https://hub.example/"},
        SITEURL="https://x.example/blog",
    )  # fmt: skip
    assert list(faults(built)) == []
    atom, rss = xml(built), xml(built, ALL[1])
    entry, item = atom.find("a:entry", NS), rss.find("channel/item")
    assert texts(entry, "a:id") == texts(item, "guid") == ["tag:porchlight.example,2025:posts/a"]
    assert texts(entry, "a:author/a:name") == texts(item, "dc:creator") == ["Ann Bee", "Cy Dee"]
    assert texts(entry, "a:author/a:uri")[0] == "https://x.example/blog/authors/ann-bee/"
    assert texts(entry, "a:updated") == texts(item, "atom:updated") == ["2025-06-06T00:00:00+01:00"]
    assert texts(entry, "a:published") == ["2025-05-05T10:00:00+01:00"]
    assert texts(item, "pubDate") == ["Mon, 05 May 2025 10:00:00 +0100"]
    assert texts(entry, "a:category/@label") == texts(item, "category") == ["Trust", "mail", "rss", "Steps"]
    assert texts(entry, "a:category/@scheme") == texts(item, "category/@domain")
    assert texts(entry, "a:category/@scheme")[:2] == [
        "https://x.example/blog/topics/",
        "https://x.example/blog/tags/",
    ]
    assert texts(entry, "@xml:lang") == ["fr"]
    (shown,) = (path for path in built.files() if re.fullmatch(r"assets/p\.[0-9a-f]{10}-2\.png", path))
    picture, length = f"https://x.example/blog/{shown}", len((built.out / shown).read_bytes())
    (enclosure,) = entry.xpath("a:link[@rel='enclosure']", namespaces=NS)
    assert dict(enclosure.attrib) == {
        "href": picture, "rel": "enclosure", "type": "image/png", "length": str(length),
    }  # fmt: skip
    assert dict(item.find("enclosure").attrib) == {
        "url": picture,
        "type": "image/png",
        "length": str(length),
    }
    for node in (entry, item):
        assert dict(node.find("media:thumbnail", NS).attrib) == {"url": picture, "width": "2", "height": "1"}
    assert texts(atom, "a:link[@rel='hub']/@href") == ["https://hub.example/"]
    assert texts(rss, "channel/atom:link[@rel='hub']/@href") == ["https://hub.example/"]
    assert texts(rss, "channel/link") == ["https://x.example/blog/"]
    content = texts(entry, "a:content")[0]
    assert picture in list(urls(content))
    assert '<a href="mailto:ann@x.example?subject=Re%3A%20A">Reply by e-mail</a>' in content
    (data,) = json.loads(built.read(ALL[2]))["items"]
    assert data["attachments"] == [{"url": picture, "mime_type": "image/png", "size_in_bytes": length}]
    assert [each["name"] for each in data["authors"]] == ["Ann Bee", "Cy Dee"]
    assert json.loads(built.read(ALL[2]))["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_nobody_is_written_to_who_gave_no_address(build_site: Build) -> None:
    built = build_site({"posts/a.md": post(authors="[Ann]")})
    assert "mailto:" not in texts(xml(built), "//a:content")[0]


def test_the_feed_of_a_topic_leads_to_the_topic_and_says_so(build_site: Build) -> None:
    files = {
        "posts/a.md": post(topic="Trust"),
        "topics/trust.md": "---\ntitle: Trust\nsummary: On it.\n---\n",
    }
    built = build_site(files, SITEURL="https://x.example")
    for path in ("feeds/topic/trust.atom.xml", "feeds/topic/trust.rss.xml"):
        read = feedparser.parse(built.read(path))
        assert read.feed.title == "Trust · Porchlight"
        assert read.feed.subtitle == "On it."
        assert read.feed.link == "https://x.example/topics/trust/"
        assert read.feed.language == "en"


def test_settings_that_make_no_ids_stop_the_build(build_site: Build) -> None:
    built = build_site({"posts/a.md": post()}, FEEDS={"authority": "no year", "items": 0})
    assert built.problems == [
        "pelicanconf.py: FEEDS: items is 0. A feed has at least one post.",
        "pelicanconf.py: FEEDS: “no year” makes no ids. Write a name that was yours and the year: "
        'authority="example.com,2025".',
    ]
