"""Markdown twins and llms.txt: only where they are wanted, whole addresses, what the writer wrote."""

from __future__ import annotations

import re

from tests.sites import PNG, Build, post

BODY = """See [the other](b.md#x), [it](b.md "Title"), [a file][f], [out](https://x.example/) and
![A dot](../images/d.png). But [not this](b.md.txt).

[f]: ../images/d.png
"""
SITE = {
    "posts/a.md": post(
        "A [b] title", "2025-05-05", BODY, topic="Trust", authors="Ines, Bo", tags="x", summary="'One: two.'"
    ),
    "posts/b.md": post("Other", "2025-04-04", modified="2025-06-06"),
    "posts/h.md": post("Hidden", status="hidden"),
    "images/d.png": PNG,
}


def test_there_are_none_unless_they_are_wanted(build_site: Build) -> None:
    built = build_site(SITE)
    assert built.code == 0, built.errors
    assert not [path for path in built.files() if path.endswith((".md", "llms.txt"))]
    assert "text/markdown" not in built.post("a")


def test_a_twin_says_what_the_post_says(build_site: Build) -> None:
    built = build_site(SITE, META={"twins": True}, SITEURL="https://a.example/blog")
    assert built.code == 0, built.errors
    head, _, text = built.read("posts/a/index.md").partition("\n\nSee ")
    assert head == (
        "# A [b] title\n\n- Published: 2025-05-05\n- Authors: Ines, Bo\n- Tags: x\n- Topic: Trust\n"
        "- Address: https://a.example/blog/posts/a/"
    )
    assert text.startswith(
        "[the other](https://a.example/blog/posts/b/#x), "
        '[it](https://a.example/blog/posts/b/ "Title"), [a file][f], [out](https://x.example/) and\n![A dot](https://'
    )
    places = re.findall(r"(?:\]: |dot\]\()https://a.example/blog/([\w./-]+)", text)
    assert len(places) == 2
    assert set(places) <= set(built.files())
    assert "[not this](b.md.txt)" in text
    assert "- Updated: 2025-06-06\n" in built.read("posts/b/index.md")
    assert '<link rel="alternate" type="text/markdown" href="/blog/posts/a/index.md">' in built.post("a")


def test_the_list_names_every_twin_by_topic(build_site: Build) -> None:
    built = build_site(SITE, META={"twins": True}, SITEURL="https://a.example")
    assert built.read("llms.txt") == (
        "# Porchlight\n\n> A small site.\n\n## Trust\n\n"
        "- [A \\[b\\] title](https://a.example/posts/a/index.md): One: two.\n\n"
        "## Everything else\n\n- [Other](https://a.example/posts/b/index.md): Words.\n"
    )


def test_a_twin_follows_its_post(build_site: Build) -> None:
    build_site(SITE, META={"twins": True})
    built = build_site({"posts/b.md": post("Other", "2025-04-04", "New words.")}, META={"twins": True})
    assert built.read("posts/b/index.md").endswith("\nNew words.\n")
    built = build_site({"posts/b.md": post(status="draft")}, META={"twins": True})
    assert "posts/b/index.md" not in built.files()
