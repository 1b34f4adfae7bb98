"""axe over every kind of page in every mode: WCAG 2.2 AA and best practices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from plugins.kit.problems import SiteError
from plugins.quality.browser import MODES, looking, visit
from plugins.quality.findings import Fault, Found, Measure, counted, snippet
from plugins.quality.tools import AGAIN

if TYPE_CHECKING:
    from plugins.quality.job import Job

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
OPTIONS = {"resultTypes": ["violations", "incomplete"], "runOnly": {"type": "tag", "values": list(RULES)}}
# The browser chooses these colours; axe 4.14 reads those of the page (-webkit-text-fill-color is not forced).
UNFIT = {"forced colours": {"color-contrast": {"enabled": False}}}
"""Rules that say nothing in a mode."""
WHOLE = ("light", "dark")
"""Modes in which all of a page lies open: what a narrow one hides in a part that scrolls is judged here."""
RUN = "options => axe.run(document, options)"


def check_axe(job: Job) -> Found:
    """Run axe; what it cannot decide by itself is counted, and must be nothing too."""
    source = (job.npm.folder / "node_modules/axe-core/axe.min.js").read_text("utf-8")
    faults: list[Fault] = []
    unsure: list[Fault] = []
    for mode in MODES:
        job.tell(f"axe: {mode.name}, {len(job.subjects)} pages")
        with looking(job.browser, mode) as page:
            for subject in job.subjects:
                visit(page, mode, job.url(subject))
                page.evaluate(source)
                result = page.evaluate(RUN, {**OPTIONS, "rules": UNFIT.get(mode.name, {})})
                if not result["passes"]:
                    raise SiteError(f"axe found nothing to judge on {job.url(subject)}. {AGAIN}")
                faults += read_axe(result["violations"], subject.file, mode.name)
                if mode.name in WHOLE:
                    unsure += read_axe(result["incomplete"], subject.file, mode.name)
    looks = f"{len(job.subjects)} pages in {len(MODES)} modes"
    found = counted(f"violations, {looks}", faults)
    doubts = Measure("places that only an eye can judge", len({(each.page, each.what) for each in unsure}), 0)
    return Found((*found.measures, doubts), (*found.faults, *unsure))


def read_axe(results: list[dict[str, Any]], page: str, mode: str) -> Iterator[Fault]:
    """Read what axe says of a page."""
    for result in results:
        for node in result["nodes"]:
            checks = [*node["any"], *node["all"], *node["none"]]
            why = "; ".join(check["message"] for check in checks)[:200]
            what = f"{result['id']}: {snippet(node['html'])}"
            yield Fault(page, what, f"{why or result['help']}. {result['helpUrl'].partition('?')[0]}", mode)
