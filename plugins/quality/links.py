"""Every link, picture, style and anchor of the served site, followed as a crawler does: linkinator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from plugins.quality.findings import MOST, Fault, Found, Measure, shown, snippet
from plugins.quality.markup import read_report
from plugins.quality.subjects import pages_of

if TYPE_CHECKING:
    from plugins.quality.job import Job

PROGRAM = "node_modules/linkinator/build/src/cli.js"


def check_links(job: Job) -> Found:
    """Crawl from the home page; nobody else is called."""
    job.tell("links")
    host = re.escape(f"{urlsplit(job.address).scheme}://{urlsplit(job.address).netloc}")
    words = ["--recurse", "--check-fragments", "--check-css", "--skip", f"^(?!{host}/)", "--format", "json"]
    # What follows :~: is for the browser (URL Fragment Text Directives, 3.1); linkinator 8.1 looks for an id.
    words += ["--skip-fragment", ":~:"]
    report = read_report("linkinator", job.npm.run(PROGRAM, f"{job.address}/", *words))
    pages = reached(job, report["links"])
    known = [page for page in pages_of(job.folder) if page != "404.html"]
    lost = [page for page in known if page not in pages]
    faults = tuple(read_links(job, report["links"]))
    followed = sum(link["state"] != "SKIPPED" for link in report["links"])
    hint = f"Link to them: {', '.join(shown(page) for page in lost[:MOST])}"
    return Found(
        (
            Measure("addresses of this site that were followed", followed, len(known), is_floor=True),
            Measure("links that lead nowhere", len(faults), 0),
            Measure("pages that no link leads to", len(lost), len(known) // 10, "", "index.html", hint),
        ),
        faults,
    )


def reached(job: Job, links: Sequence[dict[str, Any]]) -> set[str]:
    """Name the pages that the crawler came to."""
    found = {job.page_at(link["url"]) for link in links if link["state"] == "OK"}
    return {f"{page}index.html" if page.endswith("/") else page for page in found}


def read_links(job: Job, links: Sequence[dict[str, Any]]) -> Iterator[Fault]:
    """Read what is broken, under the page that it stands on."""
    for link in links:
        if link["state"] == "BROKEN":
            inner = snippet(link["url"].removeprefix(job.address), 90)
            said = [str(each) for each in link.get("failureDetails", []) if isinstance(each, str)]
            why = snippet(" ".join([str(link.get("status") or "no answer"), *said]), 80)
            page = job.page_at(link.get("parent") or job.address)
            what = f"“{inner}” leads nowhere ({why})"
            if link.get("status") == 200:
                what = f"“{inner}” leads to a place that the page does not have"
            yield Fault(page, what, "Correct the address, or take it out")
