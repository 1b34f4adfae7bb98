"""Hostile words: whatever stands in a title, a name, a tag or a summary comes out as text, on every page."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import html

from tests.sites import PNG, Build, Built, lay, run_site

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><h1 class=evil>x",
    "</style></script><evil>",
    "<!-- --><b>x",
    "]]><evil/>",
    "{{ 7*7 }} {% evil %} {# x #} ${7*7}",
    "{name} {0} {site.__class__} %s %(x)s",
    "&lt;script&gt; &amp; &#60;evil&#62; &nbsp",
    "javascript:alert(1)",
    "🏮👩‍👩‍👧 héllo 東京",
    "\u202eevil \u2066 مرحبا \u05e9",
    "a\x00b\x07\x1b[31m\x1a0\x1a\x7f\u2028\x85c",
    "\ufeff\u200b\ufffe\uffff x",
    "`*_[x](javascript:alert(1))_*`",
    "\\ \\n \\u003cscript> 'single' \"double\"",
    "../../etc/passwd",
    "-- ... --- 'tis",
    "x" * 3000,
    "<" * 500,
]


def site_of(word: str) -> dict[str, str | bytes]:
    """Put a word wherever a writer can put one."""
    q = json.dumps(word, ensure_ascii=False)
    person = (
        f"---\nname: {q}\nrole: {q}\npicture: images/x.png\npicture_alt: {q}\nemail: {q}\n"
        f"links: [{{label: {q}, url: 'https://a.example/'}}]\n"
        f"featured_in: [{{title: {q}, detail: {q}, url: 'https://a.example/'}}]\n---\nBio.\n"
    )
    return {
        "posts/one.md": (
            f"---\ntitle: {q}\ndate: 2025-05-05\nsummary: {q}\ntags: [{q}]\nauthors: [{q}]\ntopic: {q}\n"
            f"series: {q}\nimage: images/x.png\n"
            f"image_alt: {q}\nimage_caption: {q}\nlang: {q}\nid: {q}\n"
            f"kind: interview\nguests: [{q}]\n---\n## A question?\n\nText.\n"
        ),
        "posts/two.md": (
            f"---\ntitle: {q}\ndate: 2025-05-06\nfollows: one.md\nseries: {q}\n---\n[One](one.md)\n"
        ),
        "authors/a.md": person,
        "guests/g.md": person,
        "topics/t.md": f"---\ntitle: {q}\nsummary: {q}\n---\nAbout.\n",
        "pages/p.md": f"---\ntitle: {q}\nsummary: {q}\nslug: p\n---\nPage.\n",
        "images/x.png": PNG,
    }


def shape(page: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page in order, each with the names of its attributes; what words cannot change."""
    tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    return [(str(each.tag), tuple(sorted(each.attrib))) for each in tree.iter()]


def shapes(built: Built) -> Counter[tuple[str, tuple[str, ...]]]:
    """How often each shape stands on the pages of a site."""
    return Counter(
        each for path in built.files() if path.endswith(".html") for each in shape(built.read(path))
    )


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("harmless")
    lay(folder / "content", site_of("Harmless"))
    built = run_site(folder, production=True)
    assert built.code == 0, built.errors
    return built


def assert_harmless(built: Built, harmless: Built) -> None:
    assert "Traceback" not in built.errors
    if built.code:
        assert built.problems, built.errors
        return
    # A word may take something away (a summary of tags alone is empty), but not bring anything.
    assert not shapes(built) - shapes(harmless)
    for path in built.files():
        if path.endswith(".html"):
            page = built.read(path)
            assert not any(ord(c) < 32 and c not in "\n\t" for c in page), path
            assert "\x7f" not in page
            assert not set(page) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"), path


@pytest.mark.parametrize("word", NASTY, ids=range(len(NASTY)))
def test_nasty_word_is_text_everywhere(word: str, build_site: Build, harmless: Built) -> None:
    built = build_site(site_of(word), production=True)
    assert built.code == 0, built.errors
    assert_harmless(built, harmless)


def test_nasty_word_can_be_read(build_site: Build) -> None:
    built = build_site(site_of("<b>1 & 2</b> {{ 7*7 }}"))
    page = html.document_fromstring(built.post("one"))
    assert page.findtext(".//h1") == "<b>1 & 2</b> {{ 7*7 }}"
    assert page.findtext("head/title") == "<b>1 & 2</b> {{ 7*7 }} · Porchlight"
    assert page.xpath("//meta[@name='description']/@content") == ["1 & 2 {{ 7*7 }}"]
    assert page.xpath("//img[@class='portrait']/@alt") == ["", ""]


WORDS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>\"'&{}%#`/\\\x1a\u202e"),
    min_size=1,
    max_size=40,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(word=WORDS)
@example(word="<a")
@example(word="0")
@example(word="null")
def test_any_word_is_text_everywhere(
    word: str, harmless: Built, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder: Path = tmp_path_factory.mktemp("any")
    lay(folder / "content", site_of(word))
    assert_harmless(run_site(folder, production=True), harmless)
