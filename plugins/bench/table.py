"""Run the cases in turn, several times, and lay out medians and ratios."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence

from plugins.bench.measure import Measured
from plugins.bench.peers import Case

MB = 1_000_000


def run_cases(cases: Sequence[Case], runs: int, say: Callable[[str], None]) -> dict[str, list[Measured]]:
    """Measure each case so many times, in turn, so that a busy minute falls on all."""
    found: dict[str, list[Measured]] = {case.name: [] for case in cases}
    for number in range(1, runs + 1):
        for case in cases:
            case.prepare()
            found[case.name].append(case.run())
            say(f"run {number} of {runs}: {case.name}: {found[case.name][-1].seconds:.2f} s")
    return found


def lay_out(found: dict[str, list[Measured]], base: str) -> str:
    """A table in Markdown; `base` is the case that the others are compared with."""
    middle = {name: statistics.median(each.seconds for each in runs) for name, runs in found.items()}
    most = {name: max(each.memory for each in runs) for name, runs in found.items()}
    lines = [f"| | seconds | of {base} | memory, MB | of {base} |", "|---|---|---|---|---|"]
    for name in found:
        time = f"{middle[name]:.2f} | {middle[name] / middle[base]:.2f}"
        memory = f"{most[name] / MB:.0f} | {most[name] / most[base]:.2f}" if most[base] else "? | ?"
        lines.append(f"| {name} | {time} | {memory} |")
    return "\n".join(lines)
