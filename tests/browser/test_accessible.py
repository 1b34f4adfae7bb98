"""axe over a page of every kind, on a phone in the light and on a desk in the dark: WCAG 2.2 AA and best
practices.
"""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from plugins.quality.browser import SPACING, STYLED
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
        page.emulate_media(forced_colors="active")
        look("forced colours")
        page.emulate_media(forced_colors="none")
        page.evaluate(TURN, "rtl")
        look("right to left")
        page.set_viewport_size({"width": 320, "height": 640})
        look("right to left at 320 pixels")
        page.evaluate(TURN, "ltr")
        look("320 pixels")
        page.evaluate(STYLED, SPACING)
        look("320 pixels, spaced")
        page.set_viewport_size({"width": 1280, "height": 800})
        look("spaced")
    assert lost == []
