"""The graph of each page: valid, joined, whole, and safe in its element."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from plugins.meta.linked_data import script
from tests.meta.facts import graph_of, mistakes, thing_of
from tests.sites import CORPUS, PNG, Build, Built, lay, post, run_site

INES = """---
name: Ines
role: Editor
picture: ../images/i.png
links:
  - {label: Elsewhere, url: https://social.example/@ines}
featured_in:
  - {title: "A \\"magazine\\"", url: https://m.example/1}
co_author_of:
  - {title: A book}
---
Bio.
"""


def test_every_page_of_the_demo_is_valid(demo: Built) -> None:
    pages = {path: demo.read(path) for path in demo.files() if path.endswith("index.html")}
    assert {path: found for path, text in pages.items() if (found := mistakes(text))} == {}
    described = [path for path, text in pages.items() if graph_of(text)]
    assert len(described) > 60
    assert {thing["@type"] for path in described for thing in graph_of(pages[path])} == {
        "BlogPosting", "BreadcrumbList", "CreativeWork", "Organization", "Person", "ProfilePage", "WebSite"
    }  # fmt: skip


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the project")
def test_posts_of_a_large_blog_are_valid(tmp_path: Path) -> None:
    texts = sorted((CORPUS / "posts").rglob("*.md"))[::40]
    lay(tmp_path / "content", {f"posts/{path.name}": path.read_bytes() for path in texts})
    built = run_site(tmp_path, production=True, SEARCH={"index": False})
    assert built.code == 0, built.errors
    pages = {path: built.read(path) for path in built.files() if path.endswith("index.html")}
    assert {path: found for path, text in pages.items() if (found := mistakes(text))} == {}
    assert sum("BlogPosting" in text for text in pages.values()) == len(texts)


def test_a_reader_of_facts_that_cannot_fail_is_none() -> None:
    def page(**thing: Any) -> str:
        data = script({"@context": "https://schema.org", "@graph": [thing]})
        return f'<script type="application/ld+json">{data}</script>'

    assert mistakes(page(**{"@type": "WebSite", "name": "A"})) == ["WebSite lacks ['url']"]
    assert mistakes(page(**{"@type": "WebSite", "name": "A", "url": "/a"})) == ["WebSite: url is '/a'"]
    dangling = {"@type": "ProfilePage", "mainEntity": {"@id": "x"}}
    assert "x names nothing" in mistakes(page(**dangling))


def test_a_post_says_who_when_where_and_what(build_site: Build) -> None:
    built = build_site(
        {
            "posts/a.md": post(
                "It's", authors="Ines", tags="one, two", topic="Trust", modified="2025-06-01", lang="de",
                image="i.png", image_alt="x",
            ),
            "posts/i.png": PNG,
            "authors/ines.md": INES,
            "images/i.png": PNG,
        },
        SITEURL="https://a.example/blog",
    )  # fmt: skip
    page = built.post("a")
    assert mistakes(page) == []
    thing = thing_of(page, "BlogPosting")
    assert thing["headline"] == "It’s"
    assert thing["@id"] == "https://a.example/blog/posts/a/"
    assert thing["datePublished"] == "2025-05-05T00:00:00+01:00"
    assert thing["dateModified"] == "2025-06-01T00:00:00+01:00"
    assert thing["keywords"] == ["one", "two"]
    assert thing["inLanguage"] == "de"
    assert thing["author"][0]["url"] == "https://a.example/blog/authors/ines/"
    assert thing["publisher"]["name"] == built.pelican.settings["SITENAME"]
    trail = thing_of(page, "BreadcrumbList")["itemListElement"]
    assert [item.get("item") for item in trail] == [
        "https://a.example/blog/",
        "https://a.example/blog/topics/trust/",
        None,
    ]
    assert f'<meta property="og:image" content="{thing["image"]}">' in page


def test_one_person_has_one_name_on_all_pages(build_site: Build) -> None:
    built = build_site({"posts/a.md": post(authors="Ines"), "authors/ines.md": INES, "images/i.png": PNG})
    page = built.read("authors/ines/index.html")
    assert mistakes(page) == []
    person = thing_of(page, "Person")
    assert thing_of(built.post("a"), "BlogPosting")["author"][0]["@id"] == person["@id"]
    assert thing_of(page, "ProfilePage")["mainEntity"] == {"@id": person["@id"]}
    assert person["jobTitle"] == "Editor"
    assert person["sameAs"] == ["https://social.example/@ines"]
    assert person["subjectOf"] == [
        {"@type": "CreativeWork", "name": "A “magazine”", "url": "https://m.example/1"}
    ]
    book = thing_of(page, "CreativeWork")
    assert book == {"@type": "CreativeWork", "name": "A book", "author": {"@id": person["@id"]}}
    assert '<a href="https://social.example/@ines" rel="me">' in page


def test_guests_are_what_an_interview_is_about(build_site: Build) -> None:
    built = build_site({"posts/a.md": post(kind="interview", guests="Bo", authors="Ines")})
    (guest,) = thing_of(built.post("a"), "BlogPosting")["about"]
    assert guest["name"] == "Bo"
    assert guest["@id"] == thing_of(built.read("guests/bo/index.html"), "Person")["@id"]


def test_the_home_page_says_whose_site_it_is(demo: Built) -> None:
    page = demo.read("index.html")
    site, publisher = thing_of(page, "WebSite"), thing_of(page, "Organization")
    assert site["publisher"] == {"@id": publisher["@id"]}
    assert (
        thing_of(demo.post("the-reply-is-the-metric"), "BlogPosting")["publisher"]["@id"] == publisher["@id"]
    )
    assert publisher["sameAs"]


def test_lists_and_periods_have_a_way_back(demo: Built) -> None:
    def names(path: str) -> list[str]:
        return [
            item["name"]
            for item in thing_of(demo.read(f"{path}index.html"), "BreadcrumbList")["itemListElement"]
        ]

    assert names("topics/trust/") == ["Porchlight", "Topics", "Trust"]
    assert names("2026/06/") == ["Porchlight", "Archive", "2026", "June"]
    assert names("2026/") == ["Porchlight", "Archive", "2026"]
    assert names("series/") == ["Porchlight", "Series"]
    assert names("about/") == ["Porchlight", "About Porchlight"]


def test_a_long_conversation_is_told_by_its_beginning(demo: Built) -> None:
    thing = thing_of(demo.post("the-reply-is-the-metric"), "BlogPosting")
    assert thing["commentCount"] > len(thing["comment"]) == 5
    assert all(len(each["text"]) <= 200 for each in thing["comment"])
    page = demo.post("the-reply-is-the-metric")
    assert all(f'id="{each["@id"].partition("#")[2]}"' in page for each in thing["comment"])


@given(
    some.recursive(
        some.text(), lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner), max_leaves=8
    )
)
def test_nothing_ends_the_element_or_is_lost(data: Any) -> None:
    text = str(script({"x": data}))
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == {"x": data}
