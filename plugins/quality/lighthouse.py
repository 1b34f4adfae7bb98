"""Lighthouse on a phone: the median of several runs, five kinds of page and one that begins with a photo.

Bytes, requests and layout shifts are the same in every run; times are not, on a busy machine least of all: a
page that seems too slow is looked at more often before it is believed, and all its runs count.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.kit.problems import SiteError
from plugins.quality.browser import flags
from plugins.quality.findings import Fault, Found, Measure, snippet
from plugins.quality.subjects import FEATURES, Subject, with_photo
from plugins.quality.tools import AGAIN

if TYPE_CHECKING:
    from plugins.quality.job import Job

Run = Mapping[str, Any]
"""What `lighthouse.mjs` says of one look."""
Look = Callable[[Sequence[Subject], int], Iterable[tuple[Subject, Run]]]
"""Looks at pages, for the how-manieth time."""
KINDS = ("home", "post", "topic", "archive", "search")
TRIES = 3
ROUNDS = 3
"""How often the runs of a page are done again, at most, while its times are over their limits."""
SCORES = {
    "performance": 99,
    "accessibility": 100,
    "best-practices": 100,
    "seo": 100,
}
"""The least that is promised, of 100."""
LCP, PHOTO_LCP = 950, 1100
"""Milliseconds until the largest thing at the top is there; a photo takes longer than letters."""
MS = "ms"
METRICS: Mapping[str, tuple[str, float, str]] = {
    "largest-contentful-paint": ("LCP", LCP, MS),
    "total-blocking-time": ("TBT", 50, MS),
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
    limits = {page: PHOTO_LCP if has_photo(job.folder / page.file) else LCP for page in pages}
    runs = believed(limits, partial(looked, job))
    measures = [measure for page in pages for measure in medians(page, runs[page], limits[page])]
    return Found(tuple(measures), tuple(fault for page in pages for fault in failures(page, runs[page])))


def believed(limits: Mapping[Subject, float], look: Look) -> dict[Subject, list[Run]]:
    """Look at pages until their times are kept, or have been over their limits too often."""
    runs: dict[Subject, list[Run]] = {page: [] for page in limits}
    left = list(limits)
    for turn in range(ROUNDS):
        for page, run in look(left, turn) if left else ():
            runs[page].append(run)
        left = [page for page in left if is_slow(page, runs[page], limits[page])]
    return runs


def looked(job: Job, pages: Sequence[Subject], turn: int) -> Iterator[tuple[Subject, Run]]:
    """Yield what Lighthouse says of each page, as often as the job asks it."""
    by_url = {job.url(page): page for page in pages}
    told = {
        "chromium": job.tools["chromium"],
        "flags": ["--headless", *flags()],
        "pages": [{"url": url, "skip": unasked(job.folder / page.file)} for url, page in by_url.items()],
        "runs": job.runs,
        "tries": TRIES,
    }
    again = " again" if turn else ""
    for number, run in enumerate(job.npm.lines("lighthouse.mjs", told), 1):
        job.tell(f"lighthouse{again}: {number} of {len(pages) * job.runs}")
        yield by_url[run["url"]], run


def is_slow(page: Subject, runs: Sequence[Run], lcp: float) -> bool:
    """Whether a page seems too slow, which another look may correct; all else is as it is."""
    return any(
        not each.is_kept and (each.unit == MS or each.what.endswith("performance"))
        for each in medians(page, runs, lcp)
    )


def has_photo(page: Path) -> bool:
    """Whether a page begins with a photo."""
    return bool(FEATURES["a photo"].search(page.read_text("utf-8")))


def unasked(page: Path) -> list[str]:
    """Name the audits that a page is not held against: one that asks not to be indexed does so on purpose."""
    is_hidden = '<meta name="robots" content="noindex' in page.read_text("utf-8")
    return ["is-crawlable"] if is_hidden else []


def chosen(job: Job) -> list[Subject]:
    """Choose the pages: a kind that the site has not is left out, and seen to be by its absence."""
    found = [subject for kind in KINDS for subject in job.subjects if subject.kind == kind]
    photo = with_photo(job.folder)
    return [*(each for each in found if not photo or each.file != photo.file), *([photo] if photo else [])]


def medians(page: Subject, runs: Sequence[Run], lcp: float = LCP) -> Iterator[Measure]:
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


def failures(page: Subject, runs: Sequence[Run]) -> Iterator[Fault]:
    """Yield the audits that failed in most runs, once each."""
    for audit in {each["id"]: each for run in runs for each in run["failing"]}.values():
        if sum(audit["id"] in {each["id"] for each in run["failing"]} for run in runs) * 2 > len(runs):
            seen = f": {snippet(audit['seen'])}" if audit["seen"] else ""
            where = f"https://developer.chrome.com/docs/lighthouse ({audit['id']})"
            yield Fault(page.file, f"{audit['title']}{seen}", f"Read what Lighthouse asks: {where}")
