"""The way of `quality`: find the tools, build the site as it goes out, serve it, look, report.

In: the options of the verb. Out: the table and the faults on standard output, `var/quality.json`, the exit
status: 1 when a limit is not kept, something is wrong, or a tool could not do its work.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from plugins.kit import clock
from plugins.kit.files import write_whole
from plugins.kit.options import whole
from plugins.kit.problems import SiteError, sentence
from plugins.kit.workers import processors
from plugins.quality.checks import Check, chosen
from plugins.quality.findings import MOST, Found
from plugins.quality.host import served
from plugins.quality.job import Job
from plugins.quality.subjects import choose
from plugins.quality.tools import AGAIN, ensure_tools

REPORT = "var/quality.json"


class Outcome(Struct, frozen=True):
    """What a check found, or why it could not look."""

    check: Check
    found: Found
    seconds: float
    failure: str = ""

    @property
    def faults(self) -> list[str]:
        return [sentence(self.failure)] if self.failure else [str(each) for each in self.found.problems]

    @property
    def is_good(self) -> bool:
        return not self.faults and all(measure.is_kept for measure in self.found.measures)


def run_quality(*, content: str = "", cache: str = "", only: str = "", runs: str = "") -> int:
    """Look at the site; print and keep what was found; return the exit status."""
    from plugins.engine.run import ROOT
    from plugins.engine.say import say_problems

    try:
        checks, number = chosen(only), whole(runs, "--runs", least=1, default=3)
        outcomes, about = look(checks, content=content, cache=cache, runs=number)
    except SiteError as error:
        say_problems(error)
        return error.exitcode
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    print("\n".join([*table(outcomes), *faults(outcomes), "", about]))
    write_whole(ROOT / REPORT, as_json(outcomes, about))
    print(f"All of it is in {REPORT}.")
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


def look(checks: Sequence[Check], *, content: str, cache: str, runs: int) -> tuple[list[Outcome], str]:
    """Build and serve the site, and run the checks over it; say by whom and when."""
    from plugins.engine.run import load_site

    begun, before = clock.stopwatch(), load()
    blog = load_site(production=True, content=content, cache=cache)
    kept = Path(blog.settings["CACHE_PATH"])
    tools = ensure_tools(sorted({need for check in checks for need in check.needs}), kept)
    work = kept / "quality"
    blog.go_to(work / "site")
    tell("building the site …")
    place = blog.build().site.place
    with ExitStack() as closing:
        address, server = closing.enter_context(served(work / "site", work, place.base))
        if not (subjects := tuple(choose(work / "site"))):
            raise SiteError("The site has no page to look at. Write a post: ./run new")
        job = Job(work / "site", work, place.root, address, subjects, tools, runs, tell, closing)
        outcomes = [outcome_of(check, job) for check in checks]
    seconds = clock.stopwatch() - begun
    return outcomes, f"Looked for {seconds:.0f} s, served by {server}. {busy(before, load())}"


def outcome_of(check: Check, job: Job) -> Outcome:
    """Run one check; a tool that fails does not keep the others from looking."""
    begun, found, failure = clock.stopwatch(), Found(), ""
    try:
        found = check.look(job)
    except SiteError as error:
        failure = str(error)
    except (OSError, LookupError, TypeError, ValueError) as error:
        failure = f"what its tool left or said cannot be read ({type(error).__name__}: {error}). {AGAIN}"
    return Outcome(check, found, clock.stopwatch() - begun, failure)


def load() -> float:
    """Give how many programs wanted a processor during the last minute; 0 where nobody counts them."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def busy(before: float, after: float) -> str:
    """Say whether the machine had other work: times are worse then than they are. Our own keeps it busy too,
    so afterwards twice as much is nothing strange.
    """
    number = processors()
    is_busy = before > number / 2 or after > number * 2
    state = "busy: times are worse than they are, all else is as it is" if is_busy else "free"
    return f"The machine was {state} (load {before:.1f} before and {after:.1f} after, {number} processors)."


def table(outcomes: Sequence[Outcome]) -> list[str]:
    """Lay out what was measured, in Markdown."""
    lines = ["| check | what | measured | budget | |", "|---|---|---|---|---|"]
    for each in outcomes:
        for measure in each.found.measures:
            mark = "✓" if measure.is_kept else "✗"
            cells = (each.check.name, measure.what, measure.measured, measure.budget, mark)
            lines.append(f"| {' | '.join(cells)} |")
        if each.failure:
            lines.append(f"| {each.check.name} | could not look | – | – | ✗ |")
    return lines


def faults(outcomes: Sequence[Outcome]) -> list[str]:
    """Lay out the faults below the table, by check; the first ones of each."""
    lines = []
    for each in outcomes:
        said = each.faults
        lines += ["", f"{each.check.name}:", *said[:MOST]] if said else []
        if len(said) > MOST:
            lines.append(f"{len(said) - MOST} more are in {REPORT}")
    return lines


def as_json(outcomes: Sequence[Outcome], about: str) -> bytes:
    """Write everything down for programs."""
    told: dict[str, Any] = {"at": clock.now().isoformat(timespec="seconds"), "about": about, "checks": {}}
    for each in outcomes:
        told["checks"][each.check.name] = {
            "is_good": each.is_good,
            "seconds": round(each.seconds, 1),
            "failure": each.failure,
            "measures": [{**asdict(measure), "is_kept": measure.is_kept} for measure in each.found.measures],
            "faults": each.faults,
        }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def tell(text: str) -> None:
    """Say on a terminal what is going on."""
    if sys.stderr.isatty():
        print(f"quality: {text}", file=sys.stderr, flush=True)
