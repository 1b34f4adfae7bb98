"""Posts in several languages name one another; each mistake is said, and hides nothing else."""

from __future__ import annotations

import re

from tests.sites import Build, Built, post

ORIGINAL = {"posts/porch.md": post("A porch")}
GERMAN = {"posts/veranda.md": post("Eine Veranda", lang="de", translates="porch.md")}


def languages(built: Built, slug: str) -> dict[str, str]:
    assert built.code == 0, built.errors
    found = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', built.post(slug))
    assert len(dict(found)) == len(found)
    return dict(found)


def test_every_version_names_all_and_the_default(build_site: Build) -> None:
    french = {"posts/le-porche.md": post("Le porche", lang="fr", translates="porch")}
    built = build_site({**ORIGINAL, **GERMAN, **french, "posts/z.md": post()}, SITEURL="https://a.example/b")
    found = languages(built, "porch")
    assert found == {
        "en": "https://a.example/b/posts/porch/",
        "fr": "https://a.example/b/posts/le-porche/",
        "de": "https://a.example/b/posts/veranda/",
        "x-default": "https://a.example/b/posts/porch/",
    }
    assert languages(built, "veranda") == languages(built, "le-porche") == found
    assert languages(built, "z") == {}
    assert built.warnings == []


def test_a_version_that_is_not_out_is_named_nowhere(build_site: Build) -> None:
    hidden = {"posts/veranda.md": post("Eine Veranda", lang="de", translates="porch.md", status="hidden")}
    assert languages(build_site({**ORIGINAL, **hidden}), "porch") == {}


def test_mistakes_are_said(build_site: Build) -> None:
    built = build_site(
        {
            **ORIGINAL,
            **GERMAN,
            "posts/a.md": post(lang="fr", translates="nowhere.md"),
            "posts/b.md": post(translates="porch.md"),
            "posts/c.md": post(lang="it", translates="veranda.md"),
        }
    )
    assert [line.split(": warning: ")[1] for line in built.warnings] == [
        "translates “nowhere.md”, and there is no such original. "
        "Write the file name of the post in its first language.",
        "is in “en”, and so is content/posts/porch.md. Say its language: lang: …",
        "translates “veranda.md”, and there is no such original. "
        "Write the file name of the post in its first language.",
    ]
    assert set(languages(built, "porch")) == {"en", "de", "x-default"}
