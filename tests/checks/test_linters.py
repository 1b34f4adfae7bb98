"""Each linter, on a page that has the fault and on one that has not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from plugins.checks.built import Built, open_built
from plugins.checks.linters import (
    CHECKS,
    check_alts,
    check_anchors,
    check_heading_levels,
    check_hosts,
    check_ids,
    check_images,
    check_inline_styles,
    check_link_texts,
    check_links,
    check_main_heading,
    check_not_found,
    check_titles,
)
from plugins.checks.output import check_output, run_checks
from plugins.kit.problems import Problem
from tests.sites import Files, lay

GOOD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Home</title><meta name="description" content="A blog.">
<link rel="canonical" href="https://example.com/blog/"><link rel="stylesheet" href="/blog/a/s.css">
<link rel="me" href="https://social.example/@us"><meta property="og:image" content="https://example.com/blog/a/p.png">
</head><body>
<h1 id="top-of-it">Home</h1><h2>Two</h2><h3>Three</h3><h2>Two again</h2>
<a href="/blog/">root</a> <a href="/blog/posts/x/#part">absolute</a> <a href="posts/x/">relative</a>
<a href="/blog/posts/x">no slash</a> <a href="#top-of-it">here</a> <a href="#">top</a> <a href="#top">top</a>
<a href="https://example.com/blog/posts/x/#part:~:text=words">ours</a>
<a href="https://elsewhere.example/no">theirs</a>
<a href="mailto:a@b.example">mail</a> <a href="tel:123">call</a>
<a href="/blog/a/caf%C3%A9%20au%20lait.pdf?v=1#page=2">file</a>
<a href="posts/x/#caf%C3%A9">encoded anchor</a> <a href="posts/x/#old">named anchor</a>
<a href="/blog/posts/x/"><img src="a/p.png" alt="A porch" srcset="a/p.png 1x, /blog/a/p.png 2x"></a>
<a href="/blog/" aria-label="Home"><img src="/blog/a/p.png" alt=""></a>
<a href="/blog/posts/x/" aria-hidden="true" tabindex="-1"><img src="/blog/a/p.png" alt=""></a>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="">
<video src="/blog/a/v.mp4" poster="/blog/a/p.png"></video>
<form action="/blog/posts/x/"><input name="q"></form><form><input name="r"></form>
<script src="/blog/a/s.js"></script><svg><use href="#top-of-it"></use></svg>
</body></html>
"""
POST = """<html><head><title>X</title><meta name="description" content="x"></head>
<body><h1 id="part">X</h1><p id="café"><a name="old"></a></body></html>
"""
LOST = """<title>Lost</title><meta name="description" content="x">
<h1 id="a">Lost</h1><a href="/blog/">Home</a><a href="#a">up</a>
"""
MOVED = '<meta http-equiv="refresh" content="0; url=/blog/posts/x/"><a href="/blog/posts/x/">moved</a>'
SITE: Files = {
    "index.html": GOOD,
    "posts/x/index.html": POST,
    "a/s.css": "",
    "a/s.js": "",
    "a/p.png": "",
    "a/v.mp4": "",
    "a/café au lait.pdf": "",
    "404.html": LOST,
    "old/index.html": MOVED,
}
Look = Callable[[Built], Iterator[Problem]]


@pytest.fixture
def said(tmp_path: Path) -> Callable[..., list[str]]:
    """Call it as `said(check, html)`: what a check says of a page beside a sound site under /blog."""

    def look(
        check: Look, html: str, path: str = "page.html", base: str = "https://example.com/blog"
    ) -> list[str]:
        lay(tmp_path, {**SITE, path: html})
        return [str(problem) for problem in check(open_built(tmp_path, base))]

    return look


Said = Callable[..., list[str]]


def test_sound_pages_are_passed_over_in_silence(tmp_path: Path) -> None:
    lay(tmp_path, SITE)
    assert check_output(tmp_path, "https://example.com/blog") == []


def test_sound_pages_under_no_path_too(tmp_path: Path) -> None:
    lay(tmp_path, {path: str(text).replace("/blog", "") for path, text in SITE.items()})
    assert check_output(tmp_path, "https://example.com") == []


def test_a_path_alone_is_address_enough(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {"index.html": POST, "b/index.html": POST + '<a href="/blog/">a</a><a href="/blog/c/">c</a>'},
    )
    assert [str(each) for each in check_output(tmp_path, "/blog")] == [
        "b/index.html:3: “/blog/c/” leads nowhere. Correct the address, or take the link out."
    ]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/blog/gone/">a</a>',
        '<a href="gone.html">a</a>',
        '<a href="https://example.com/blog/gone">a</a>',
        '<a href="/blog/a/">a folder without a page</a>',
        '<area href="/blog/gone/">',
        '<link rel="stylesheet" href="/blog/gone.css">',
        '<link rel="alternate" href="https://example.com/blog/gone.xml">',
        '<script src="/blog/gone.js"></script>',
        '<iframe src="/blog/gone/"></iframe>',
        '<video src="/blog/gone.mp4"></video>',
        '<video><source src="/blog/gone.mp4"></video>',
        '<form action="/blog/gone/"></form>',
        '<a href="https://[broken">a</a>',
    ],
)
def test_addresses_that_lead_nowhere(said: Said, html: str) -> None:
    found = said(check_links, html)
    assert len(found) == 1
    assert "leads nowhere" in found[0]
    assert said(check_images, html) == []


def test_an_address_outside_of_the_base_path(said: Said) -> None:
    assert said(check_links, '<a href="/posts/x/">a</a>') == [
        "page.html:1: “/posts/x/” leads out of the site, which lives under /blog/. "
        "Correct the address, or take the link out."
    ]


@pytest.mark.parametrize(
    "html",
    [
        '<img src="/blog/gone.png" alt="">',
        '<img src="/blog/a/p.png" srcset="/blog/a/p.png 1x, /blog/gone.png 2x" alt="">',
        '<picture><source srcset="/blog/gone.png 480w"></picture>',
        '<video poster="/blog/gone.png"></video>',
        '<meta property="og:image" content="https://example.com/blog/gone.png">',
    ],
)
def test_pictures_that_are_not_there(said: Said, html: str) -> None:
    found = said(check_images, html)
    assert len(found) == 1
    assert "gone.png” is not there. Correct its path, or add the file." in found[0]
    assert said(check_links, html) == []


@pytest.mark.parametrize(
    ("href", "where"),
    [
        ("#nope", "this page"),
        ("posts/x/#nope", "/posts/x/"),
        ("https://example.com/blog/posts/x/#nope", "/posts/x/"),
    ],
)
def test_anchors_that_the_page_lacks(said: Said, href: str, where: str) -> None:
    assert said(check_anchors, f'<p>\n<a href="{href}">a</a>') == [
        f"page.html:2: links to “#nope”, a place that {where} does not have. "
        "Use the id of one of its headings, or leave it out."
    ]


def test_a_missing_page_is_not_a_missing_anchor_too(said: Said) -> None:
    assert said(check_anchors, '<a href="gone/#nope">a</a>') == []


def test_pictures_without_alt_attribute(said: Said) -> None:
    assert said(check_alts, '<img src="a/p.png">') == [
        'page.html:1: the picture “a/p.png” has no alt text. Say what it shows; alt="" if it only decorates.'
    ]


def test_ids_that_stand_twice(said: Said) -> None:
    assert said(check_ids, '<p id="a">\n<p id="b">\n<p id="a">') == [
        "page.html:3: the id “a” stands 2 times on the page. Keep one, and rename the others."
    ]


@pytest.mark.parametrize(
    ("html", "words"),
    [("<h2>a</h2>", "has no main heading (h1)"), ("<h1>a</h1><h1>b</h1>", "has 2 main headings (h1)")],
)
def test_not_exactly_one_main_heading(said: Said, html: str, words: str) -> None:
    (found,) = said(check_main_heading, html)
    assert words in found


def test_headings_that_skip_a_level(said: Said) -> None:
    (found,) = said(check_heading_levels, "<h1>a</h1>\n<h3>b <em>c</em></h3><h5>d</h5><h2>e</h2>")[:1]
    assert found.startswith("page.html:2: the heading “b c” (h3) follows one of level 1. Make it level 2.")
    assert len(said(check_heading_levels, "<h1>a</h1>\n<h3>b</h3><h5>d</h5><h2>e</h2>")) == 2


@pytest.mark.parametrize(
    "inside", ["", " \n ", '<img src="a/p.png" alt="">', '<span aria-hidden="true"></span>']
)
def test_links_without_words(said: Said, inside: str) -> None:
    (found,) = said(check_link_texts, f'<a href="/blog/">{inside}</a>')
    assert "the link to “/blog/” has no words" in found


def test_pages_without_title_or_description(said: Said) -> None:
    assert said(check_titles, "<title> </title><h1>a</h1>") == [
        "page.html: has no title. Give the page a title element.",
        "page.html: has no description. Write a summary for it.",
    ]
    assert len(said(check_titles, "")) == 2, "an empty file is a page too"


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://cdn.example/p.png" alt="">',
        '<img src="//cdn.example/p.png" alt="">',
        '<img srcset="a/p.png 1x, https://cdn.example/p.png 2x" alt="">',
        '<script src="https://cdn.example/s.js"></script>',
        '<link rel="stylesheet" href="https://cdn.example/s.css">',
        '<link rel="preload" as="font" href="https://cdn.example/f.woff2">',
        '<link rel="preconnect" href="https://cdn.example">',
        '<link rel="alternate stylesheet" href="https://cdn.example/s.css">',
        '<iframe src="https://cdn.example/"></iframe>',
        '<style>@font-face { src: url("https://cdn.example/f.woff2") }</style>',
        '<style>@import "https://cdn.example/s.css";</style>',
        '<img src="http://example.com/blog/a/p.png" alt="">',
    ],
)
def test_what_is_fetched_from_another_host(said: Said, html: str) -> None:
    (found,) = said(check_hosts, html)
    assert "calls another host" in found


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://cdn.example/">a</a>',
        '<link rel="canonical" href="https://cdn.example/">',
        '<form action="https://cdn.example/"></form>',
        "<style>@font-face { src: url(/blog/f.woff2) }</style>",
        '<img src="https://example.com/blog/a/p.png" alt="">',
    ],
)
def test_what_waits_for_the_reader_calls_nobody(said: Said, html: str) -> None:
    assert said(check_hosts, html) == []


def test_style_attributes(said: Said) -> None:
    assert said(check_inline_styles, '<p style="color: red">a</p>') == [
        "page.html:1: <p> has a style attribute. Give it a class, and the class a rule."
    ]


@pytest.mark.parametrize(
    ("href", "count"),
    [("posts/x/", 1), ("../", 1), ("/blog/posts/x/", 0), ("#a", 0), ("mailto:a@b.example", 0)],
)
def test_relative_addresses_in_the_page_for_lost_readers(said: Said, href: str, count: int) -> None:
    assert len(said(check_not_found, f'<p id="a"><a href="{href}">a</a>', path="404.html")) == count
    assert said(check_not_found, f'<a href="{href}">a</a>') == []


def test_a_fault_of_the_menu_is_said_once(tmp_path: Path) -> None:
    lay(tmp_path, {f"{name}.html": POST + '<a href="/gone/">a</a>' for name in "cab"})
    assert [str(each) for each in check_output(tmp_path)] == [
        "a.html:3: “/gone/” leads nowhere (and so on 2 other pages). "
        "Correct the address, or take the link out."
    ]


def test_every_row_has_a_name_and_a_reason_of_its_own() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert all(check.what and check.look.__doc__ for check in CHECKS)


def test_the_level_is_that_of_the_row(tmp_path: Path) -> None:
    lay(tmp_path, {"index.html": '<a href="/gone/"></a><img src="x.png">'})
    found = {
        each.check.name: {problem.level for problem in each.problems}
        for each in run_checks(open_built(tmp_path, ""))
    }
    errors = {name for name, levels in found.items() if levels == {"error"}}
    assert errors == {"links", "images", "alts"}
    assert {name for name, levels in found.items() if levels == {"warning"}} == {
        "main heading",
        "link texts",
        "titles",
    }


def test_many_pages_are_the_same_as_few(tmp_path: Path) -> None:
    """Read by several processes, the pages come in the same order with the same faults."""
    lay(tmp_path, {f"{number:03}.html": POST + f'<a href="/gone/{number}">a</a>' for number in range(90)})
    alone, many = (open_built(tmp_path, "", jobs=jobs) for jobs in (1, 4))
    assert alone.pages == many.pages
    assert len(list(check_links(many))) == 90
