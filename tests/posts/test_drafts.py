"""What is not out: drafts and scheduled posts are in no file of the output; hidden posts are in no list."""

from __future__ import annotations

import re

import pytest

from tests.sites import PNG, Build, Built, post

DRAFT = "Zebrafish"
SITE = {
    "posts/one.md": post("One", tags="red", topic="Craft", series="Row", body="See [it](draft.md)."),
    "posts/draft.md": post(
        f"{DRAFT} title",
        "2025-06-06",
        f"{DRAFT} text. [One](one.md) ![{DRAFT}](../images/{DRAFT}.png)",
        status="draft",
        slug=f"{DRAFT}-slug",
        tags=f"{DRAFT} tag, RED",
        topic=f"{DRAFT} topic",
        series="Row",
        authors=f"{DRAFT} author",
        summary=f"{DRAFT} summary",
        follows="one.md",
        image=f"images/{DRAFT}-hero.png",
        image_alt=DRAFT,
    ),
    "posts/talk.md": post(f"{DRAFT} talk", status="draft", kind="interview", guests=f"{DRAFT} guest"),
    "posts/later.md": post(
        f"{DRAFT} later", "2025-09-09 12:00", f"{DRAFT} ![x](../images/{DRAFT}-2.png)", follows="one.md"
    ),
    "pages/page.md": f"---\ntitle: {DRAFT} page\nslug: {DRAFT}-page\nstatus: draft\n---\n{DRAFT}\n",
    f"images/{DRAFT}.png": PNG,
    f"images/{DRAFT}-hero.png": PNG,
    f"images/{DRAFT}-2.png": PNG + DRAFT.encode(),
}


def traces(built: Built, word: str = DRAFT) -> list[str]:
    """The files that hold the word, or have it in their names."""
    low = word.lower()
    return [
        path
        for path, data in built.everything().items()
        if low in path.lower() or low.encode() in data.lower()
    ]


@pytest.mark.parametrize("production", [True, False])
def test_draft_leaves_no_trace_in_any_file(build_site: Build, production: bool) -> None:
    built = build_site(SITE, production=production, AS_OF="2025-07-07")
    assert built.code == 0, built.errors
    assert traces(built) == []
    assert "2025/09/index.html" not in built.files()


def test_draft_gives_no_name_to_a_tag_that_others_have(build_site: Build) -> None:
    built = build_site({**SITE, "posts/a-draft.md": SITE["posts/draft.md"].replace("slug: Z", "slug: Y")})
    assert ">red</a>" in built.post("one")
    assert ">RED</a>" not in built.post("one")


def test_draft_takes_no_address_from_a_published_post(build_site: Build) -> None:
    built = build_site(
        {
            "posts/2024-01-01-award.md": post("Older", "2024-01-01", status="draft"),
            "posts/2025-01-01-award.md": post("Newer", "2025-01-01"),
        }
    )
    assert "Newer" in built.post("award")
    assert "posts/2025-01-01-award/index.html" not in built.files()


def test_link_to_a_draft_leads_nowhere_and_is_said(build_site: Build) -> None:
    built = build_site(SITE, AS_OF="2025-07-07")
    line = "content/posts/one.md:8: warning: links to draft.md, which is not published."
    assert any(each.startswith(line) for each in built.warnings), built.errors


def test_preview_shows_drafts_and_scheduled_posts_marked(build_site: Build) -> None:
    built = build_site(SITE, preview=True, AS_OF="2025-07-07")
    assert built.code == 0, built.errors
    assert 'data-kind="draft">Draft: only you see this' in built.post(f"{DRAFT}-slug")
    assert 'data-kind="scheduled">Scheduled for 9 September 2025' in built.post("later")
    assert 'data-kind="draft"' in built.read(f"{DRAFT}-page/index.html")
    assert f"images/{DRAFT}.png" in built.files()


@pytest.mark.parametrize(
    ("moment", "is_out"),
    [
        ("2025-09-09 11:59", False),
        ("2025-09-09 12:00", True),
        ("2025-09-09T10:59:59Z", False),
        ("2025-09-09T11:00:00Z", True),
        ("2025-09-10", True),
    ],
)
def test_scheduled_post_comes_out_at_its_minute_in_the_zone_of_the_site(
    build_site: Build, moment: str, is_out: bool
) -> None:
    built = build_site(SITE, AS_OF=moment, TIMEZONE="Europe/London")
    assert ("posts/later/index.html" in built.files()) == is_out


def test_scheduled_post_that_comes_out_changes_the_next_build(build_site: Build) -> None:
    before = build_site(SITE, AS_OF="2025-09-09 11:59")
    assert "later" not in before.read("index.html")
    after = build_site({}, AS_OF="2025-09-09 12:00")
    assert f"{DRAFT} later" in after.read("index.html")
    assert "2025/09/index.html" in after.files()


def test_hidden_post_is_reached_by_its_address_alone(build_site: Build) -> None:
    word = "Quietly"
    built = build_site(
        {
            "posts/one.md": post("One", tags="red"),
            "posts/two.md": post("Two", "2025-04-04", tags="red"),
            "posts/hidden.md": post(
                f"{word} there",
                "2025-05-01",
                "![x](../images/x.png) [One](one.md)",
                status="hidden",
                tags="red",
            ),
            "images/x.png": PNG,
        }
    )
    assert traces(built, word) == ["posts/hidden/index.html"]
    page = built.post("hidden")
    assert '<meta name="robots" content="noindex">' in page
    assert not re.search(r'class="wide neighbours"|id="related"', page)
    assert any(path.startswith("assets/x.") for path in built.files())


def test_hidden_page_is_not_for_robots(build_site: Build) -> None:
    built = build_site({"posts/a.md": post(), "pages/p.md": "---\ntitle: P\nstatus: hidden\n---\nX\n"})
    assert 'content="noindex"' in built.read("p/index.html")
