"""A first visit over a slow connection: nothing moves once it is there, nor is shown without its styles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.quality.browser import go, looking
from plugins.quality.findings import Fault, Found, Measure, snippet
from plugins.quality.load import HANDSET

if TYPE_CHECKING:
    from plugins.quality.browser import Browser
    from plugins.quality.job import Job

LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""400 ms and 400 kbit/s, as on a train; the unit of the last two is bytes per second."""
STILL = 0.01
"""Layout shift (web.dev/articles/cls) that nobody sees, a tenth of what is called good."""
WATCH = Path(__file__).with_name("slow.js").read_text("utf-8")
WALK = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  }
}"""


def check_slow(job: Job) -> Found:
    """Open every kind of page over a slow line, read to its end, and watch what moves."""
    job.tell(f"slow: {len(job.subjects)} pages")
    shifts: dict[str, float] = {}
    faults = []
    for subject in job.subjects:
        seen = watch(job.browser, job.url(subject))
        shifts[subject.file] = round(seen["shift"], 3)
        if seen["bare"]:
            faults.append(
                Fault(subject.file, "shows what has no styles yet", "Put the link to the styles before it")
            )
        if shifts[subject.file] > STILL:
            moved = snippet(next(iter(seen["moved"]), "something"))
            faults.append(
                Fault(subject.file, f"moves while it loads: {moved}", "Give it its size beforehand")
            )
    worst = max(shifts, key=lambda file: (shifts[file], file))
    bare = sum("no styles" in fault.what for fault in faults)
    moving = Measure("layout shift at 400 kbit/s, the worst page", shifts[worst], STILL)
    return Found((moving, Measure("pages shown without styles at 400 kbit/s", bare, 0)), tuple(faults))


def watch(browser: Browser, url: str) -> dict[str, Any]:
    """Open a page over a slow line and read to its end."""
    with looking(browser, HANDSET) as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", LINE)
        page.add_init_script(f"({WATCH})()")
        go(page, url)
        page.evaluate(WALK)
        page.wait_for_load_state("networkidle")
        seen: dict[str, Any] = page.evaluate("window.__seen")
    return seen
