"""The search as readers use it, under the policy of the site, by keyboard, and below a path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import Enter, Open, host
from tests.sites import Build, post

HITS = "[data-found] > li"


def said(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator("main [role=status]")).to_have_text(text)


def asked(page: Page) -> list[str]:
    """The paths that the page asks for from now on; the browser fetches its icon whenever it likes."""
    found: list[str] = []

    def note(request: Request) -> None:
        path = urlsplit(request.url).path
        if not path.startswith("/assets/icon."):
            found.append(path)

    page.on("request", note)
    return found


def test_nothing_is_fetched_before_the_reader_types(open_page: Open) -> None:
    page = open_page("search/")
    page.wait_for_load_state("networkidle")
    fetched = asked(page)
    page.locator("#q").focus()
    page.wait_for_load_state("networkidle")
    assert fetched == []
    page.keyboard.type("welcome letter")
    expect(page.locator(HITS).first).to_contain_text("welcome letter")
    assert [path for path in fetched if path.endswith(".wasm") or "wasm.en" in path]
    assert {path.split("/")[1] for path in fetched} == {"assets", "search"}


def test_hits_have_title_excerpt_with_marks_topic_and_month(open_page: Open) -> None:
    page = open_page("search/")
    page.locator("#q").press_sequentially("welcome letter")
    first = page.locator(HITS).first
    expect(first.locator("a")).to_have_attribute("href", re.compile("^/posts/.+/$"))
    expect(first.locator(".quiet")).to_have_text(re.compile(r"^\w+ · [A-Z][a-z]+ 20\d\d$"))
    expect(first.locator("mark").first).to_have_text(re.compile("welcome|letter", re.I))
    said(page, re.compile(r"^\d+ posts found$"))
    expect(page.locator("[data-everything]")).to_be_hidden()


def test_titles_and_people_are_found_first(open_page: Open) -> None:
    page = open_page("search/?q=billboard")
    expect(page.locator(HITS).first).to_contain_text("The billboard and the porch")
    page.goto(page.url.replace("billboard", "marguerite"))
    expect(page.locator(HITS).first.locator("a")).to_have_text(re.compile("^Marguerite Sable"))


def test_the_form_of_every_page_leads_here(open_page: Open) -> None:
    page = open_page()
    page.locator("#footer-search").fill("tomasz")
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_have_value("tomasz")
    said(page, "20 posts found")


def test_topic_and_month_narrow_and_the_address_says_so(open_page: Open) -> None:
    page = open_page("search/?q=letter")
    said(page, re.compile("posts found"))
    all_hits = page.locator(HITS).count()
    page.get_by_label("Topic").select_option("Trust")
    expect(page).to_have_url(re.compile(r"\?q=letter&topic=Trust$"))
    expect(page.locator(HITS).first.locator(".quiet")).to_have_text(re.compile("^Trust · "))
    assert 0 < page.locator(HITS).count() < all_hits
    page.get_by_label("Month").select_option(index=1)
    expect(page).to_have_url(re.compile(r"\?q=letter&topic=Trust&month=20\d\d-\d\d$"))
    said(page, re.compile("^[12] posts? found$"))
    page.go_back()
    expect(page.get_by_label("Month")).to_have_value("")
    page.go_back()
    expect(page.get_by_label("Topic")).to_have_value("")
    expect(page.locator(HITS)).to_have_count(all_hits)


def test_back_from_a_post_is_back_at_the_hits(open_page: Open) -> None:
    page = open_page("search/")
    page.locator("#q").focus()
    page.keyboard.type("postcard reader")
    link = page.locator(HITS).first.locator("a")
    title = link.inner_text()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('[data-found]') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)
    page.go_back()
    expect(page.locator("#q")).to_have_value("postcard reader")
    expect(link).to_have_text(title)


def test_nothing_found_offers_where_to_look(open_page: Open) -> None:
    page = open_page("search/?q=qqq")
    said(page, "No posts found")
    offered = page.locator("[data-nothing]")
    expect(offered.get_by_role("link", name="Trust")).to_have_attribute("href", "/topics/trust/")
    expect(offered.get_by_role("link", name="The whole archive")).to_be_visible()
    page.locator("#q").fill("")
    expect(page.locator("[data-everything]")).to_be_visible()
    said(page, "")


def test_more_hits_come_when_asked_for(open_page: Open) -> None:
    page = open_page("search/?q=reader")
    said(page, re.compile("posts found"))
    expect(page.locator(HITS)).to_have_count(10)
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(f"{HITS}:nth-child(11) a")).to_be_focused()


@pytest.mark.parametrize("missing", ["assets/search", "wasm.en", "pf_fragment"])
def test_what_cannot_be_fetched_is_said_and_tried_again(
    missing: str, open_page: Open, breaches: list[str]
) -> None:
    page = open_page("search/")
    is_off = [True]
    page.context.route(
        re.compile(re.escape(missing)), lambda route: route.abort() if is_off[0] else route.continue_()
    )
    page.locator("#q").fill("letter")
    said(page, re.compile("cannot be reached just now"))
    expect(page.locator("[data-everything]")).to_be_visible()
    is_off.clear()
    is_off.append(False)
    page.locator("#q").fill("letters")
    said(page, re.compile("posts found"))
    breaches.clear()


def test_a_slow_network_shows_that_something_happens(open_page: Open) -> None:
    page = open_page("search/")
    held: list[Route] = []
    page.context.route(re.compile("pagefind.js"), lambda route: held.append(route))
    with page.expect_request(re.compile("pagefind.js")):
        page.locator("#q").fill("letter")
    said(page, "One moment…")
    expect(page.locator("[data-everything]")).to_be_visible()
    held[0].continue_()
    said(page, re.compile("posts found"))


@pytest.fixture
def small(build_site: Build, enter: Enter) -> Iterator[Page]:
    """A site below a path, in Hebrew letters and hostile ones."""
    built = build_site(
        {
            "posts/a.md": post("Lantern oil", body="Nothing of it here.", topic="R & D"),
            "posts/b.md": post(
                "Other",
                "2025-06-06",
                body="A lantern in <code>&lt;script&gt;alert(1)&lt;/script&gt;</code> x.",
            ),
            "posts/c.md": post("Hidden lantern", status="hidden"),
            "posts/d.md": post("Shy lantern", search="no"),
            "posts/e.md": post("Draft lantern", status="draft"),
            "posts/f.md": post("פנס על המרפסת", body="שלום לכל הקוראים", tags="lantern"),
        },
        production=True,
        SITEURL="https://a.example/deep/blog",
        SEARCH={},
    )
    assert built.code == 0, built.errors
    below = built.out.parent / "served"
    (below / "deep").mkdir(parents=True)
    (below / "deep" / "blog").symlink_to(built.out)
    (below / "_headers").symlink_to(built.out / "_headers")
    with host(below) as address:
        page = enter().new_page()
        page.goto(f"{address}/deep/blog/search/")
        yield page


def test_a_site_below_a_path_is_searched_without_those_that_opt_out(small: Page) -> None:
    small.locator("#q").fill("lantern")
    said(small, "3 posts found")
    texts = small.locator(f"{HITS} a").all_inner_texts()
    assert texts[0] == "Lantern oil"
    assert set(texts) == {"Lantern oil", "Other", "פנס על המרפסת"}
    expect(small.locator(f"{HITS} a").first).to_have_attribute("href", "/deep/blog/posts/a/")
    expect(small.locator(HITS, has_text="Other").locator("p")).to_have_text(
        re.compile(re.escape("lantern in <script>alert(1)</script> x"))
    )
    small.get_by_label("Topic").select_option("R & D")
    said(small, "1 post found")
    small.goto(small.url.partition("?")[0] + "?q=שלום")
    expect(small.locator(f"{HITS} a")).to_have_text("פנס על המרפסת")
