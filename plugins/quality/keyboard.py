"""The way of the keyboard through every kind of page: all is reached, in the order of sight, and seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.quality.browser import DESK, PHONE, Mode, looking, visit
from plugins.quality.findings import Fault, Found, counted

if TYPE_CHECKING:
    from plugins.quality.browser import Page
    from plugins.quality.job import Job

STOPS = Path(__file__).with_name("stops.js").read_text("utf-8")
WHERE = Path(__file__).with_name("keyboard.js").read_text("utf-8")
MODES = (
    Mode("desk", DESK),
    Mode("phone", PHONE),
    Mode("forced colours", {**DESK, "forced_colors": "active"}),
)
MOST = 60
"""More stops than a page has, at which the keyboard is taken to be caught."""


def check_keyboard(job: Job) -> Found:
    """Walk with the tabulator from the top of each page to its end."""
    faults: list[Fault] = []
    number = 0
    for mode in MODES:
        job.tell(f"keyboard: {mode.name}, {len(job.subjects)} pages")
        with looking(job.browser, mode) as page:
            for subject in job.subjects:
                visit(page, mode, job.url(subject))
                wanted, stops = walk(page)
                number += len(stops)
                faults += [Fault(subject.file, what, hint, mode.name) for what, hint in judge(wanted, stops)]
    return counted(f"faults on the way of the keyboard, {number:,} stops", faults)


def walk(page: Page) -> tuple[list[str], list[dict[str, Any]]]:
    """Press the tabulator until the focus leaves the page; give where it should stand, and where it stood."""
    wanted: list[str] = page.evaluate(STOPS)
    stops: list[dict[str, Any]] = []
    while len(stops) < len(wanted) + MOST:
        page.keyboard.press("Tab")
        stop = page.evaluate(WHERE)
        if stop is None or (stops and stop["number"] == stops[0]["number"] != stops[-1]["number"]):
            break  # it left the page, or began again: there is nothing around the page to go to
        stops.append(stop)
    return wanted, stops


def judge(wanted: Sequence[str], stops: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a walk, and what to do."""
    reached = {stop["number"] for stop in stops}
    for number, html in enumerate(wanted):
        if number not in reached:
            yield f"the keyboard does not reach {html}", "Use a link or a button, and leave tabindex out"
    if len(stops) == len(wanted) + MOST:
        yield f"the keyboard is caught at {stops[-1]['html']}", "Let Tab leave it"
    for stop in stops:
        if not stop["isOutlined"]:
            yield (
                f"the focus is not seen on {stop['html']}",
                "Give :focus-visible an outline of 2 pixels or more",
            )
        if not stop["isInView"] or stop["isCovered"]:
            yield (
                f"the focus is out of sight on {stop['html']}",
                "Let it scroll into view, and lay nothing over it",
            )
    for before, after in pairwise(stops):
        if is_back(before["box"], after["box"]):
            yield (
                f"the keyboard goes back, from {before['html']} to {after['html']}",
                "Put them into the HTML in the order in which they are seen",
            )


def is_back(a: dict[str, float], b: dict[str, float]) -> bool:
    """Whether a stop stands before the last one: above it in one column, or left of it in one line."""
    column = min(a["right"], b["right"]) - max(a["left"], b["left"])
    line = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
    narrow = min(a["right"] - a["left"], b["right"] - b["left"])
    low = min(a["bottom"] - a["top"], b["bottom"] - b["top"])
    is_above = b["bottom"] <= a["top"] + 1 and column > narrow / 2
    return is_above or (line > low / 2 and b["right"] <= a["left"] + 1)
