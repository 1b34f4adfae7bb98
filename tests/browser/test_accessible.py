"""axe over a page of every kind, on a phone in the light and on a desk in the dark: WCAG 2.2 AA and best
practices.
"""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from plugins.quality.browser import SETTLED, SPACING, STYLED
from plugins.quality.keyboard import STOPS
from plugins.quality.reflow import LOOK
from tests.browser.conftest import Enter, Open
from tests.browser.test_reading import KINDS

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}}


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_no_page_has_a_violation(enter: Enter, address: str, width: int, scheme: Any) -> None:
    page = enter(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    ).new_page()
    wrong = []
    for path in KINDS:
        page.goto(f"{address}/{path}")
        for found in Axe().run(page, options=OPTIONS).response["violations"]:
            wrong += [f"{path}: {found['id']}: {node['html'][:120]}" for node in found["nodes"]]
    assert wrong == []


MAIN_KINDS = (
    "",
    "posts/what-we-changed-in-the-welcome-letter/",
    "posts/marguerite-sable-one-year-later/",
    "topics/conversation/",
    "archive/",
    "search/",
    "subscribe/",
)
SEEN = """() => {
  const seen = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement: node } = texts.currentNode;
    const isFolded = node.closest("#menu, .outline, .menu-button, noscript");
    if (data.trim() && !isFolded && node.checkVisibility()) seen.push(data.trim());
  }
  const controls = [...document.querySelectorAll("button:not(.menu-button), input, select")];
  const shown = controls.filter((each) => each.checkVisibility());
  return [...seen, ...shown.map(({ className, id }) => className || id)];
}"""
"""Texts and controls; what a narrow page folds away behind a button is left out."""
TURN = "direction => { document.documentElement.dir = direction }"


def test_no_text_is_lost_however_a_reader_looks(open_page: Open, address: str) -> None:
    """On a narrow phone, right to left, in colours of the reader's own, with wider spacing (WCAG 1.4.12)."""
    page = open_page()
    lost = []

    def look(how: str) -> None:
        lost.extend([path, how, *fault] for fault in page.evaluate(LOOK))

    for path in MAIN_KINDS:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"{address}/{path}")
        page.evaluate(SETTLED)
        whole = page.evaluate(SEEN)
        page.emulate_media(forced_colors="active")
        look("forced colours")
        page.emulate_media(forced_colors="none")
        page.evaluate(TURN, "rtl")
        look("right to left")
        page.set_viewport_size({"width": 320, "height": 640})
        look("right to left at 320 pixels")
        page.evaluate(TURN, "ltr")
        look("320 pixels")
        narrow = set(page.evaluate(SEEN))
        lost.extend([path, "320 pixels", "is not there", text] for text in whole if text not in narrow)
        page.evaluate(STYLED, SPACING)
        look("320 pixels, spaced")
        page.set_viewport_size({"width": 1280, "height": 800})
        look("spaced")
    assert lost == []


class TestHeard:
    """What a screen reader says."""

    def test_the_button_for_colours_says_what_it_does_and_nothing_that_may_not_be_so(
        self, open_page: Open
    ) -> None:
        page = open_page(scheme="dark")
        button = page.get_by_role("button", name="Switch between light and dark")
        for colours in ("light", "dark"):
            button.click()
            expect(page.locator(f":root[data-theme={colours}]")).to_be_attached()
            assert button.get_attribute("aria-pressed") is None

    def test_an_open_outline_has_no_button_that_does_nothing(self, open_page: Open) -> None:
        path = "posts/the-reply-is-the-metric/"
        for width, stops in ((1280, {"A"}), (360, {"SUMMARY"})):
            page = open_page(path, width=width)
            outline = page.get_by_role("navigation", name="In this post")
            expect(outline.get_by_text("In this post")).to_be_visible()
            page.evaluate(STOPS)
            inside = "outline => window.__stops.filter((stop) => outline.contains(stop))"
            assert set(outline.evaluate(f"{inside}.map((stop) => stop.tagName)")) == stops, width

    def test_signs_between_words_are_no_words(self, open_page: Open) -> None:
        page = open_page("posts/marguerite-sable-answers-every-letter/")
        expect(
            page.locator(".kicker").first.get_by_role("link", name="Conversation", exact=True)
        ).to_be_visible()

    def test_the_search_of_every_page_says_its_name_once(self, open_page: Open) -> None:
        said = open_page().get_by_role("contentinfo").get_by_role("search").aria_snapshot()
        assert said.splitlines()[0] == "- search:"
        assert '- searchbox "Search the blog"' in said


def test_no_letter_alone_is_a_command(open_page: Open) -> None:
    """WCAG 2.2, 2.1.4: who speaks to a computer says letters by mistake."""
    page = open_page("search/")
    for key in "/?sjk.":
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement === document.body"), key
