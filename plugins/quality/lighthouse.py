"""Lighthouse on a phone: the median of several runs, five kinds of page and one that begins with a photo.

Bytes, requests and layout shifts are the same in every run; times are not, on a busy machine least of all.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.kit.problems import SiteError
from plugins.quality.browser import flags
from plugins.quality.findings import Fault, Found, Measure, snippet
from plugins.quality.subjects import FEATURES, Subject, with_photo
from plugins.quality.tools import AGAIN

if TYPE_CHECKING:
    from plugins.quality.job import Job

KINDS = ("home", "post", "topic", "archive", "search")
TRIES = 3
SCORES = {
    "performance": 99,
    "accessibility": 100,
    "best-practices": 100,
    "seo": 100,
}
"""The least that is promised, of 100."""
LCP, PHOTO_LCP = 950, 1100
"""Milliseconds until the largest thing at the top is there; a photo takes longer than letters."""
METRICS: Mapping[str, tuple[str, float, str]] = {
    "largest-contentful-paint": ("LCP", LCP, "ms"),
    "total-blocking-time": ("TBT", 50, "ms"),
    "cumulative-layout-shift": ("CLS", 0.01, ""),
}
HINTS = {
    "LCP": "Make page, styles, font or the first picture smaller",
    "TBT": "Do less in scripts at the beginning; on a busy machine, measure again",
    "CLS": "Give pictures, frames and fonts their size beforehand",
}


def check_lighthouse(job: Job) -> Found:
    """Run Lighthouse and hold its medians against the limits."""
    pages = chosen(job)
    told = {
        "chromium": job.tools["chromium"],
        "flags": ["--headless", *flags()],
        "pages": [{"url": job.url(subject), "skip": unasked(job.folder / subject.file)} for subject in pages],
        "runs": job.runs,
        "tries": TRIES,
    }
    runs: dict[str, list[dict[str, Any]]] = {job.url(subject): [] for subject in pages}
    for number, run in enumerate(job.npm.lines("lighthouse.mjs", told), 1):
        job.tell(f"lighthouse: {number} of {len(pages) * job.runs}")
        runs[run["url"]].append(run)
    measures: list[Measure] = []
    faults: list[Fault] = []
    for page in pages:
        has_photo = bool(FEATURES["a photo"].search((job.folder / page.file).read_text("utf-8")))
        measures += medians(page, runs[job.url(page)], PHOTO_LCP if has_photo else LCP)
        faults += failures(page, runs[job.url(page)])
    return Found(tuple(measures), tuple(faults))


def unasked(page: Path) -> list[str]:
    """Name the audits that a page is not held against: one that asks not to be indexed does so on purpose."""
    is_hidden = '<meta name="robots" content="noindex' in page.read_text("utf-8")
    return ["is-crawlable"] if is_hidden else []


def chosen(job: Job) -> list[Subject]:
    """Choose the pages: a kind that the site has not is left out, and seen to be by its absence."""
    found = [subject for kind in KINDS for subject in job.subjects if subject.kind == kind]
    photo = with_photo(job.folder)
    return [*(each for each in found if not photo or each.file != photo.file), *([photo] if photo else [])]


def medians(page: Subject, runs: Sequence[Mapping[str, Any]], lcp: float = LCP) -> Iterator[Measure]:
    """Yield scores and times of a page."""
    good = [run for run in runs if not run["error"]]
    if not good:
        said = runs[0]["error"] if runs else "nothing"
        raise SiteError(f"Lighthouse could not look at /{page.path}. It says: {said}. {AGAIN}")
    for name, least in SCORES.items():
        score = round(100 * statistics.median(run["scores"][name] or 0 for run in good))
        yield Measure(
            f"{page.kind}: {name}", score, least, "", page.file, "Mend what is said below it", is_floor=True
        )
    for name, (short, limit, unit) in METRICS.items():
        most = lcp if short == "LCP" else limit
        middle = statistics.median(run["metrics"][name] or 0 for run in good)
        value = round(middle, 0 if unit else 3)
        yield Measure(f"{page.kind}: {short}", value, most, unit, page.file, HINTS[short])


def failures(page: Subject, runs: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """Yield the audits that failed in most runs, once each."""
    for audit in {each["id"]: each for run in runs for each in run["failing"]}.values():
        if sum(audit["id"] in {each["id"] for each in run["failing"]} for run in runs) * 2 > len(runs):
            seen = f": {snippet(audit['seen'])}" if audit["seen"] else ""
            where = f"https://developer.chrome.com/docs/lighthouse ({audit['id']})"
            yield Fault(page.file, f"{audit['title']}{seen}", f"Read what Lighthouse asks: {where}")
