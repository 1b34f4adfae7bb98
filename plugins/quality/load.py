"""What a first visit asks for: requests, bytes, other hosts; a phone, an empty cache, no scrolling."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from plugins.quality.browser import Mode, box, looking
from plugins.quality.findings import Fault, Found, Measure

if TYPE_CHECKING:
    from plugins.quality.browser import Request
    from plugins.quality.job import Job

HANDSET = Mode(
    "phone", {"viewport": box(412, 823), "device_scale_factor": 1.75, "is_mobile": True, "has_touch": True}
)
"""As Lighthouse has it."""
ICONS = "document.querySelectorAll('link[rel=icon]').length ? 1 : 0"
TOP = """[...document.images].filter((image) => image.getBoundingClientRect().top < innerHeight)
  .map((image) => image.currentSrc)"""
"""What is seen before a reader scrolls. Chromium fetches lazy pictures too, some screens ahead."""


class Asked(Struct, frozen=True):
    """One request. `size` is what came, in bytes, headers too. A picture further down is not at the top."""

    url: str
    kind: str
    size: int
    status: int
    is_at_top: bool = True


def check_requests(job: Job) -> Found:
    """Open every kind of page for the first time and count what it asks for."""
    job.tell(f"requests: {len(job.subjects)} pages")
    visits = {subject.file: first_visit(job, job.url(subject)) for subject in job.subjects}
    faults = [
        fault
        for file, asked in visits.items()
        for fault in refused(file, asked, urlsplit(job.address).netloc)
    ]
    return Found(
        (*measures(visits), Measure("requests to other hosts, or that failed", len(faults), 0)), tuple(faults)
    )


def first_visit(job: Job, url: str) -> list[Asked]:
    """Open a page with nothing in the cache. The icon counts, though a Chromium without a window does not
    ask for it.
    """
    seen: list[Request] = []
    with looking(job.browser, HANDSET) as page:
        page.on("request", lambda request: seen.append(request))
        page.goto(url)
        page.wait_for_load_state("networkidle")
        icons, top = page.evaluate(ICONS), page.evaluate(TOP)
        asked = [_told(request, top) for request in seen]
    return asked + [Asked("icon", "icon", 0, 200)] * (icons and not any("icon" in each.url for each in asked))


def _told(request: Request, top: list[str]) -> Asked:
    answer = request.response()
    size = 0
    if answer:
        sizes = request.sizes()
        size = sizes["responseBodySize"] + sizes["responseHeadersSize"]
    kind, status = request.resource_type, answer.status if answer else 0
    return Asked(request.url, kind, size, status, kind != "image" or request.url in top)


def refused(file: str, asked: list[Asked], host: str) -> Iterator[Fault]:
    """Yield what calls somebody else before a reader clicks, or does not come."""
    for each in asked:
        if each.kind != "icon" and urlsplit(each.url).netloc not in {host, ""}:
            yield Fault(file, f"asks {each.url}", "Keep the file in the blog, or load it after a click")
        elif each.status >= 400 or not each.status:
            yield Fault(
                file, f"asks for {urlsplit(each.url).path}, which does not come", "Correct the address"
            )


Count = Callable[[list[Asked]], int]


def of_kind(kind: str, *, is_other: bool = False) -> Count:
    """Count the requests of a kind, or all others."""
    return lambda asked: sum((each.kind == kind) is not is_other for each in asked)


class Limit(Struct, frozen=True):
    """What is counted of a first visit, and the most that there may be."""

    what: str
    most: int
    count: Count
    hint: str
    unit: str = ""


LIMITS: tuple[Limit, ...] = (
    Limit("files beside pictures", 4, of_kind("image", is_other=True), "Load it later"),
    Limit("requests of a first visit", 6, len, "Let pictures further down load lazily"),
    Limit(
        "bytes of a first visit", 50_000, lambda asked: sum(each.size for each in asked), "Load less", "bytes"
    ),
    Limit(
        "the largest picture at the top",
        30_000,
        lambda asked: max((each.size for each in asked if each.kind == "image"), default=0),
        "Choose a simpler picture, or crop it",
        "bytes",
    ),
    Limit("scripts before a click", 0, of_kind("script"), "Load it on a click"),
)


def measures(visits: dict[str, list[Asked]]) -> Iterator[Measure]:
    """Yield the worst page for each limit; pictures further down are left out."""
    for limit in LIMITS:
        values = {
            file: limit.count([each for each in asked if each.is_at_top]) for file, asked in visits.items()
        }
        worst = max(values, key=lambda file: (values[file], file))
        yield Measure(limit.what, values[worst], limit.most, limit.unit, worst, limit.hint)
