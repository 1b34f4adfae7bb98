"""Interviews: questions with anchors, answers, voices; and the pages that come of them."""

from __future__ import annotations

from lxml import html

from tests.markup.markdown import Meta, body_of, html_of, tree_of
from tests.sites import Build, post

INTERVIEW = Meta("interview", ("Bo Ek",))
TEXT = """Before we begin.

## What is it?

It is.

**Ann:** Really?

**Bo:** Yes.

### Not a question

More.

## Why *now*?

Because.

## Afterwards {.aside}

We left.

A note[^1].

[^1]: A footnote.
"""


def test_questions_are_exchanges_with_an_answer() -> None:
    tree = tree_of(TEXT, INTERVIEW)
    assert tree.xpath("//section[@class='exchange']/h2/@id") == ["what-is-it", "why-now"]
    assert tree.xpath("//section/h2/@class") == ["question", "question"]
    assert [each.text_content().split()[0] for each in tree.xpath("//div[@class='answer']")] == [
        "It",
        "Because.",
    ]


def test_index_has_the_questions_only() -> None:
    headings = body_of(TEXT, INTERVIEW).text.headings
    assert [heading.html for heading in headings if heading.is_question] == [
        "What is it?",
        "Why <em>now</em>?",
    ]


def test_another_voice_is_an_interjection_until_the_guest_speaks() -> None:
    tree = tree_of(TEXT, INTERVIEW)
    (other,) = tree.xpath("//div[@class='interjection']")
    assert other.text_content().strip() == "Ann: Really?"
    assert tree.xpath("//strong[@class='speaker']/text()") == ["Ann:", "Bo:"]


def test_aside_and_notes_are_outside_the_conversation() -> None:
    tree = tree_of(TEXT, INTERVIEW)
    assert tree.xpath("boolean(./p[normalize-space()='We left.'])")
    assert tree.xpath("boolean(./div[@class='footnote'])")


def test_article_with_such_headings_is_no_interview() -> None:
    assert "exchange" not in html_of(TEXT)
    assert "speaker" not in html_of("**Ann:** x")


def test_pages_of_an_interview_and_its_guest(build_site: Build) -> None:
    files = {
        "posts/a.md": post("Bo answers", kind="interview", guests="[Bo Ek, Cy]", body=TEXT, authors="Ann"),
        "posts/b.md": post(
            "Bo again", "2025-06-06", kind="interview", guests="Bo Ek", body=TEXT, follows="a.md"
        ),
        "guests/bo.md": "---\nname: Bo Ek\nrole: Printer\nlinks: [{label: Shop, url: 'https://bo.example/'}]\n"
        "featured_in: [{title: The Times, detail: '2020', url: 'https://times.example/'}]\n---\nBo prints.\n",
    }
    built = build_site(files)
    assert built.code == 0, built.errors
    page = html.document_fromstring(built.post("a"))
    assert page.xpath("//nav[@class='outline']//a/@href") == ["#what-is-it", "#why-now"]
    assert page.xpath("//section[@class='people']//h3/a/@href") == ["/guests/bo-ek/", "/guests/cy/"]
    assert "Bo prints." in built.post("a")
    guest = html.document_fromstring(built.read("guests/bo-ek/index.html"))
    assert [each.get("href") for each in guest.xpath("//article//h3/a")] == ["/posts/b/", "/posts/a/"]
    assert guest.xpath("//a[@rel='me'][@href='https://bo.example/']")
    assert "The Times" in built.read("guests/bo-ek/index.html")
    assert built.read("guests/index.html").index("Bo Ek") < built.read("guests/index.html").index("Cy")
