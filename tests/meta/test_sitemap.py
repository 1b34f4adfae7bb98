"""The sitemap: which pages, when they changed, with what pictures; robots.txt."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree

import pytest

from plugins.meta import sitemap
from plugins.meta.sitemap import Entry, sitemap_files
from tests.sites import PNG, Build, Built, post

SPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "i": "http://www.google.com/schemas/sitemap-image/1.1",
}


def urls(built: Built) -> dict[str, ElementTree.Element]:
    assert built.code == 0, built.errors
    root = ElementTree.fromstring(built.read("sitemap.xml"))
    found = {url.findtext("s:loc", "", SPACES): url for url in root.iterfind("s:url", SPACES)}
    return {address.removeprefix("https://a.example"): url for address, url in found.items()}


def changed(built: Built) -> dict[str, str | None]:
    return {address: url.findtext("s:lastmod", None, SPACES) for address, url in urls(built).items()}


def test_the_pages_that_robots_may_list_and_no_others(demo: Built) -> None:
    pages = {
        re.search(r'<link rel="canonical" href="([^"]+)"', text)[1]  # type: ignore[index]
        for path in demo.files()
        if path.endswith("index.html") and "/page/" not in path
        if '<meta name="robots"' not in (text := demo.read(path))
    }
    assert len(pages) > 60
    assert set(urls(demo)) == pages


def test_hidden_things_are_not_told(build_site: Build) -> None:
    built = build_site(
        {
            "posts/a.md": post("A"),
            "posts/h.md": post("H", status="hidden", tags="secret", authors="Nobody"),
            "posts/d.md": post("D", status="draft"),
            "pages/p.md": "---\ntitle: P\nstatus: hidden\n---\nX\n",
            "posts/o.md": post("O", "2024-01-01", aliases="[/old/]"),
            "extra/theirs/index.html": "<!doctype html>",
        },
        SITEURL="https://a.example",
    )
    listed = set(urls(built))
    assert {"/", "/posts/a/", "/posts/o/", "/2024/", "/archive/"} <= listed
    assert not [url for url in listed if re.search("secret|nobody|/h/|/d/|/p/|old|theirs|search", url)]
    assert "old/index.html" in built.files()


def test_lists_changed_when_the_newest_of_their_posts_did(build_site: Build) -> None:
    built = build_site(
        {
            "posts/a.md": post("A", "2025-01-01", topic="T", tags="x", modified="2025-08-01 10:00"),
            "posts/b.md": post("B", "2025-03-03", topic="T", authors="Ines"),
            "pages/p.md": "---\ntitle: P\nmodified: 2025-02-02\n---\nX\n",
            "pages/q.md": "---\ntitle: Q\n---\nX\n",
        },
        SITEURL="https://a.example",
    )
    found = changed(built)
    newest = "2025-08-01T10:00:00+01:00"
    assert {path for path, moment in found.items() if moment == newest} == {
        "/", "/archive/", "/2025/", "/2025/01/", "/posts/a/", "/topics/", "/topics/t/", "/tags/", "/tags/x/"
    }  # fmt: skip
    assert found["/authors/ines/"] == found["/2025/03/"] == "2025-03-03T00:00:00+00:00"
    assert found["/p/"] == "2025-02-02T00:00:00+00:00"
    assert found["/q/"] is None


def test_pictures_of_a_post_are_named_once(build_site: Build) -> None:
    body = "![A](../images/a.png) ![A again](../images/a.png) ![B](../images/b.png) ![Gone](no.png)"
    built = build_site(
        {
            "posts/a.md": post("A", body=body, image="../images/b.png", image_alt="B"),
            "images/a.png": PNG,
            "images/b.png": PNG + b" ",
        },
        SITEURL="https://a.example/blog",
    )
    images = [each.text or "" for each in urls(built)["/blog/posts/a/"].iterfind("i:image/i:loc", SPACES)]
    assert len(images) == 2
    assert all(path.removeprefix("https://a.example/blog/") in built.files() for path in images)


def test_many_pages_are_split_and_the_index_names_the_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sitemap.MOST == 50_000
    monkeypatch.setattr(sitemap, "MOST", 40)
    day = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    listed = [Entry(f"https://a.example/{n}/", day + dt.timedelta(n)) for n in range(41)]
    assert sitemap_files(listed[:40], "https://a.example/").keys() == {"sitemap.xml"}
    files = sitemap_files(listed, "https://a.example/")
    index = ElementTree.fromstring(files["sitemap.xml"])
    parts = {
        each.findtext("s:loc", "", SPACES): each.findtext("s:lastmod", "", SPACES)
        for each in index.iterfind("s:sitemap", SPACES)
    }
    assert parts == {
        "https://a.example/sitemap-1.xml": listed[39].modified.isoformat(),  # type: ignore[union-attr]
        "https://a.example/sitemap-2.xml": listed[40].modified.isoformat(),  # type: ignore[union-attr]
    }
    assert [files[f"sitemap-{n}.xml"].count(b"<loc>") for n in (1, 2)] == [40, 1]


def test_strange_letters_are_written_as_xml_wants_them() -> None:
    url = "https://a.example/a&b/<i>'\""
    data = sitemap_files([Entry(url, None, (url,))], "")["sitemap.xml"]
    assert [each.text for each in ElementTree.fromstring(data).iter() if each.text and each.text.strip()] == [
        url
    ] * 2


def test_robots_are_told_of_the_sitemap(build_site: Build) -> None:
    built = build_site({"posts/a.md": post()}, SITEURL="https://a.example/blog")
    assert "\nSitemap: https://a.example/blog/sitemap.xml\n" in built.read("robots.txt")
    built = build_site({"extra/robots.txt": "User-agent: *\nDisallow: /\n"})
    assert built.code == 0, built.errors
    assert built.read("robots.txt") == "User-agent: *\nDisallow: /\n"


def test_nobody_indexes_a_preview(build_site: Build) -> None:
    assert "  X-Robots-Tag: noindex\n" in build_site({"posts/a.md": post()}, preview=True).read("_headers")
    assert "X-Robots-Tag" not in build_site().read("_headers")
