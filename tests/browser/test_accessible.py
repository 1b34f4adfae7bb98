"""axe over a page of every kind, on a phone in the light and on a desk in the dark: WCAG 2.2 AA and best
practices.
"""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Enter
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
