"""Whether every kind of page keeps all its text in every mode (WCAG 2.2: 1.4.4, 1.4.10, 1.4.12)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from plugins.quality.browser import MODES, looking, visit
from plugins.quality.findings import Fault, Found, counted

if TYPE_CHECKING:
    from plugins.quality.job import Job

LOOK = Path(__file__).with_name("reflow.js").read_text("utf-8")
HINT = "Let it wrap, grow or scroll by itself in theme/styles"


def check_reflow(job: Job) -> Found:
    """Look for pages that scroll sideways, and for text that is cut off or lies on other text."""
    faults = []
    for mode in MODES:
        job.tell(f"reflow: {mode.name}, {len(job.subjects)} pages")
        with looking(job.browser, mode) as page:
            for subject in job.subjects:
                visit(page, mode, job.url(subject))
                lost = page.evaluate(LOOK)
                faults += [Fault(subject.file, f"{what}: {where}", HINT, mode.name) for what, where in lost]
    return counted(f"texts that are lost, {len(job.subjects)} pages in {len(MODES)} modes", faults)
