"""The linters run over a built site, with what each found.

Published: `check_output(folder, base)`, for whoever has to know whether the pages are sound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from plugins.checks.built import Built, Trace, open_built, untraced
from plugins.checks.linters import CHECKS, Check
from plugins.kit.problems import Problem


class Found(Struct, frozen=True):
    """What one check found."""

    check: Check
    problems: tuple[Problem, ...]


def check_output(folder: Path, base: str = "") -> list[Problem]:
    """Run all checks over a built site at `base`: `https://example.com/blog`, or the path alone, `/blog`."""
    return [problem for found in run_checks(open_built(folder, base)) for problem in found.problems]


def run_checks(built: Built, checks: Sequence[Check] = CHECKS) -> list[Found]:
    """Run checks; each comes back, in the order of the table, its problems sorted and said once."""
    return [
        Found(check, tuple(gathered(built, [replace(each, level=check.level) for each in check.look(built)])))
        for check in checks
    ]


def gathered(built: Built, problems: Sequence[Problem]) -> list[Problem]:
    """Say once what many pages share, such as a door of the menu, with the first page and how many others."""
    paths = {page.path for page in built.pages}
    shared: dict[Problem, set[Problem]] = defaultdict(set)
    for problem in problems:
        common = replace(problem, path="", line=0) if problem.path in paths else problem
        shared[common].add(problem)
    return sorted(_named(common, sorted(each)) for common, each in shared.items())


def _named(common: Problem, each: Sequence[Problem]) -> Problem:
    others = len({problem.path for problem in each}) - 1
    if common == each[0] or not others:
        return each[0]
    return replace(
        each[0], what=f"{each[0].what} (and so on {others} other page{'' if others == 1 else 's'})"
    )


__all__ = ["Found", "Trace", "check_output", "run_checks", "untraced"]
