"""The outline that a screen reader speaks: one main heading on each page, and no level left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.checks.built import open_built
from plugins.checks.linters import CHECKS
from plugins.kit.workers import processors
from plugins.quality.findings import Fault, Found, counted

if TYPE_CHECKING:
    from plugins.quality.job import Job

RULES = ("main heading", "heading levels", "ids", "inline styles")


def check_outline(job: Job) -> Found:
    """Look at all pages with the rules of `check` that say how a page is put together."""
    built = open_built(job.folder, job.root, jobs=processors())
    looks = {check.name: check.look for check in CHECKS}
    problems = [problem for rule in RULES for problem in looks[rule](built)]
    faults = [Fault(each.path, each.what, each.hint) for each in problems]
    return counted(f"faults of headings and ids on {len(built.pages)} pages", faults)
