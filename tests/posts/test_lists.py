"""Lists: topics, tags, authors with and without files, their pages, the archive, the home page."""

from __future__ import annotations

import re

import pytest
from lxml import html

from tests.sites import Build, Built, post


def tree(built: Built, path: str) -> html.HtmlElement:
    return html.document_fromstring(built.read(path))


def titles(built: Built, path: str) -> list[str]:
    cards = tree(built, path).xpath("//article[contains(@class, 'card')]")
    return [card.xpath("string(.//h2/a | .//h3/a)") for card in cards]


def test_long_list_has_pages_that_know_each_other(build_site: Build) -> None:
    files = {f"posts/p{n:02}.md": post(f"P{n:02}", f"2025-05-{n:02}", tags="red") for n in range(1, 12)}
    built = build_site(files, POSTS={"per_page": 4})
    assert titles(built, "tags/red/index.html") == ["P11", "P10", "P09", "P08"]
    assert titles(built, "tags/red/page/3/index.html") == ["P03", "P02", "P01"]
    assert "tags/red/page/4/index.html" not in built.files()
    first, second = tree(built, "tags/red/index.html"), tree(built, "tags/red/page/2/index.html")
    assert first.xpath("//head/link[@rel='next']/@href") == ["/tags/red/page/2/"]
    assert not first.xpath("//head/link[@rel='prev']")
    assert second.xpath("//head/link[@rel='prev' or @rel='next']/@href") == [
        "/tags/red/",
        "/tags/red/page/3/",
    ]
    assert second.findtext("head/title") == "red, page 2 · Porchlight"
    assert second.xpath("//head/link[@rel='canonical']/@href") == ["http://127.0.0.1:8000/tags/red/page/2/"]
    assert second.xpath("//nav[@class='pagination']//*[@aria-current='page']/text()") == ["2"]


def test_page_without_posts_is_refused(build_site: Build) -> None:
    built = build_site({"posts/a.md": post()}, POSTS={"per_page": 0})
    assert built.code == 1
    assert "POSTS: per_page is 0, and wants 1 or more" in built.errors


@pytest.mark.parametrize(("posts", "pages"), [(3, 1), (4, 1), (5, 2), (8, 2), (9, 3)])
def test_number_of_pages(build_site: Build, posts: int, pages: int) -> None:
    files = {f"posts/{n}.md": post(f"P{n}", tags="red") for n in range(posts)}
    built = build_site(files, POSTS={"per_page": 4})
    assert len([path for path in built.files() if path.startswith("tags/red/")]) == pages


def test_author_without_a_file_has_a_page(build_site: Build) -> None:
    built = build_site({"posts/a.md": post(authors="Dana Whitlock, Ann B. Öst")})
    assert built.warnings == []
    assert titles(built, "authors/dana-whitlock/index.html") == ["A post"]
    assert "DW" in built.post("a")
    assert "authors/ann-b-ost/index.html" in built.files()
    assert "/authors/dana-whitlock/" in built.read("authors/index.html")


def test_index_of_authors_shows_those_with_a_file_and_counts_the_others(build_site: Build) -> None:
    files = {
        "posts/a.md": post(authors="Ann Bee, Cy Dee"),
        "authors/ann-bee.md": "---\nname: Ann Bee\n---\nShe.\n",
    }
    page = tree(build_site(files), "authors/index.html")
    assert page.xpath("//article[@class='person']//h2/a/text()") == ["Ann Bee"]
    others = page.xpath("//ul[@class='index']/li")
    assert [each.text_content() for each in others] == ["Cy Dee 1 post"]


def test_author_with_a_file_and_a_slug_is_found_by_name(build_site: Build) -> None:
    author = (
        "---\nname: Ann Bee\nslug: ann\nrole: Editor\nemail: ann@a.example\n"
        "links: [{label: Site, url: 'https://ann.example/'}]\n"
        "co_author_of: [{title: A book, url: 'https://book.example/'}]\n"
        "contributor_to: [{title: A paper}]\n---\nShe *writes*.\n"
    )
    built = build_site({"posts/a.md": post(authors="ann bee"), "authors/x.md": author})
    assert built.code == 0, built.errors
    assert [path for path in built.files() if path.startswith("authors/")] == [
        "authors/ann/index.html",
        "authors/index.html",
    ]
    page = built.read("authors/ann/index.html")
    assert "She <em>writes</em>." in page
    assert titles(built, "authors/ann/index.html") == ["A post"]
    for words in ("Co-author of", "A book", "Contributor to", "A paper", "Editor"):
        assert words in page, words
    assert "Featured in" not in page
    assert 'href="mailto:ann@a.example?subject=Re%3A%20A%20post"' in built.post("a")


def test_topic_is_content_and_found_by_name(build_site: Build) -> None:
    built = build_site(
        {
            "posts/a.md": post(topic="how we work"),
            "topics/t.md": "---\ntitle: How we work\nslug: work\norder: 2\n---\nThe *long* of it.\n",
            "topics/first.md": "---\ntitle: Zebra\norder: 1\n---\nEmpty yet.\n",
        }
    )
    assert built.code == 0, built.errors
    assert "The <em>long</em> of it." in built.read("topics/work/index.html")
    assert titles(built, "topics/work/index.html") == ["A post"]
    index = tree(built, "topics/index.html").xpath("//ul[@class='index']//h2/a/text()")
    assert index == ["Zebra", "How we work"]
    assert 'href="/topics/work/"' in built.post("a")


def test_cards_name_their_topic_but_not_on_its_own_page(build_site: Build) -> None:
    files = {"posts/a.md": post(topic="Craft", tags="red"), "posts/b.md": post("Plain", tags="red")}
    built = build_site(files)

    def kickers(path: str) -> list[str]:
        return tree(built, path).xpath("//article//p[@class='kicker']/a/text()")  # type: ignore[no-any-return]

    assert kickers("tags/red/index.html") == ["Craft"]
    assert kickers("topics/craft/index.html") == []
    # A kicker without words is none.
    assert 'class="kicker"></p>' not in built.read("tags/red/index.html")


def test_tags_that_fall_together_are_one_and_are_said(build_site: Build) -> None:
    built = build_site(
        {"posts/a.md": post(tags="Über Uns, c"), "posts/b.md": post("B", tags="Uber, uns; c#")}
    )
    assert built.code == 0
    assert "tags/c/index.html" in built.files()


def test_tags_that_differ_by_more_than_case_are_a_warning(build_site: Build) -> None:
    built = build_site({"posts/a.md": post(tags="C"), "posts/b.md": post("B", "2025-01-01", tags="C++")})
    assert built.warnings == [
        "content/posts/b.md:4: warning: the tag “C++” has the same address as “C” (/tags/c/). "
        "Use one spelling."
    ]


ARCHIVE = {
    "posts/a.md": post("A", "2023-12-31 23:30"),
    "posts/b.md": post("B", "2025-02-01"),
    "posts/c.md": post("C", "2025-02-28"),
    "posts/d.md": post("D", "2025-11-05"),
}


def test_months_say_which_they_are_and_lead_to_those_with_posts(build_site: Build) -> None:
    built = build_site(ARCHIVE)
    assert [path for path in built.files() if re.match(r"\d{4}/", path)] == [
        "2023/12/index.html",
        "2023/index.html",
        "2025/02/index.html",
        "2025/11/index.html",
        "2025/index.html",
    ]
    page = tree(built, "2025/02/index.html")
    assert page.findtext(".//h1") == "February 2025"
    assert "2 posts" in page.text_content()
    around = page.xpath("//nav[@class='neighbours']/a")
    assert [(each.get("rel"), each.get("href")) for each in around] == [
        ("prev", "/2023/12/"),
        ("next", "/2025/11/"),
    ]
    assert titles(built, "2025/02/index.html") == ["C", "B"]
    assert [
        each.get("rel") for each in tree(built, "2023/12/index.html").xpath("//nav[@class='neighbours']/a")
    ] == ["next"]


def test_years_lead_to_those_with_posts(build_site: Build) -> None:
    built = build_site(ARCHIVE)
    assert tree(built, "2025/index.html").xpath("//nav[@class='neighbours']/a/@href") == ["/2023/"]
    assert tree(built, "2023/index.html").xpath("//nav[@class='neighbours']/a/@href") == ["/2025/"]
    assert tree(built, "2025/index.html").findtext(".//h1") == "The year 2025"


def test_archive_counts_everything(build_site: Build) -> None:
    page = tree(build_site(ARCHIVE), "archive/index.html")
    assert "4 posts" in page.text_content()
    assert page.xpath("//section[@class='year']/@aria-labelledby") == ["y2025", "y2023"]
    assert page.xpath("//ol[@class='rows']//a/text()") == ["D", "C", "B", "A"]
    bars = page.xpath("//ol[@class='shelf']//a")
    assert [(each.get("href"), each.get("data-share")) for each in bars] == [
        ("/2025/02/", "5"),
        ("/2025/11/", "3"),
        ("/2023/12/", "3"),
    ]


def test_archive_of_a_large_blog_shows_counts(build_site: Build) -> None:
    built = build_site(ARCHIVE, POSTS={"archive_titles": 3})
    assert not tree(built, "archive/index.html").xpath("//ol[@class='rows']")
    assert tree(built, "2025/index.html").xpath("//ol[@class='rows']//a/text()") == ["D", "C", "B"]


def test_busy_year_shows_the_newest_of_each_month_and_a_busy_month_is_a_list(build_site: Build) -> None:
    many = {f"posts/p{n:02}.md": post(f"P{n:02}", f"2025-{n % 2 + 3:02}-{n // 2 + 1:02}") for n in range(41)}
    built = build_site(many)
    year = tree(built, "2025/index.html")
    assert year.xpath("//ol[@class='rows']//a/text()") == ["P39", "P37", "P35", "P40", "P38", "P36"]
    assert year.xpath("//section[@class='month']/h2//text()") == [
        "April",
        " ",
        "20 posts",
        "March",
        " ",
        "21 posts",
    ]
    april = tree(built, "2025/04/index.html")
    assert len(april.xpath("//ol[@class='rows']//a")) == 20
    assert titles(built, "2025/04/index.html") == []
    built = build_site({"posts/p40.md": None})
    assert len(tree(built, "2025/index.html").xpath("//ol[@class='rows']//a")) == 40


@pytest.mark.parametrize(("zone", "month"), [("Europe/London", "2023/12"), ("Asia/Tokyo", "2024/01")])
def test_month_of_a_date_with_an_offset_is_that_of_the_zone(build_site: Build, zone: str, month: str) -> None:
    built = build_site({"posts/a.md": post(date="2023-12-31T23:30:00Z")}, TIMEZONE=zone)
    assert f"{month}/index.html" in built.files()


def test_home_shows_the_latest_first_and_questions_that_are_open(build_site: Build) -> None:
    files = {
        f"posts/p{n}.md": post(f"P{n}", f"2025-0{n}-01", f"Text.\n\nWhat do {n} say?") for n in range(1, 8)
    }
    files["posts/p7.md"] = post("P7", "2025-07-01", "Text.\n\nClosed?", comments="closed")
    page = tree(build_site(files), "index.html")
    assert page.xpath("string(//article[contains(@class, 'lead')]//h2)") == "P7"
    assert page.xpath("//section[@class='latest']//h3/a/text()") == ["P6", "P5", "P4", "P3"]
    questions = [str(each) for each in page.xpath("//p[@class='question']/a/text()")]
    assert questions == [f"What do {n} say?" for n in (6, 5)]


def test_blog_with_one_post_builds_every_page(build_site: Build) -> None:
    built = build_site({"posts/a.md": post()})
    assert built.errors == ""
    assert set(built.files()) >= {
        *("index.html", "posts/a/index.html", "archive/index.html", "2025/index.html", "2025/05/index.html"),
        *("404.html", "search/index.html", "subscribe/index.html", "tags/index.html", "topics/index.html"),
        *("authors/index.html", "guests/index.html", "series/index.html"),
    }


def test_many_names_have_pages_and_whoever_wrote_most_comes_first(
    build_site: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.posts.people.NAMES", 2)
    files = {"posts/a.md": post("A", authors="[Zoe, Bo]"), "posts/b.md": post("B", authors="[Zoe, Ann]")}
    built = build_site({**files, "authors/cy.md": "---\nname: Cy\n---\nCy is known.\n"})
    assert built.code == 0, built.errors
    names = "//ul[@class='index']/li/h2/a/text()"
    first, second = (tree(built, f"authors/{page}index.html") for page in ("", "page/2/"))
    assert (first.xpath(names), second.xpath(names)) == (["Zoe", "Ann"], ["Bo"])
    assert first.xpath("//head/link[@rel='next']/@href") == ["/authors/page/2/"]
    assert first.xpath("//nav[@class='pagination']//a/text()") == ["2"]
    assert "Cy is known." in first.text_content() and "Cy is known." not in second.text_content()
