"""What a build tells: problems and warnings on standard error, one line on standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable

from plugins.engine.build import Result
from plugins.kit.problems import SiteError, count, report


def run_and_say(build: Callable[[], Result]) -> Result:
    """Build, report, and leave with the exit status that the problems ask for."""
    try:
        result = build()
    except SiteError as error:
        say_problems(error)
        raise SystemExit(error.exitcode) from None
    say_result(result)
    return result


def say_problems(error: SiteError) -> None:
    """Print the problems of a build that stopped, on standard error."""
    if error.problems:
        print(report(error.problems), file=sys.stderr)
        print(f"\n{count(error.problems)}: {error}.", file=sys.stderr)
    else:
        print(error, file=sys.stderr)


def say_result(result: Result) -> None:
    """Print what a build did: warnings on standard error, one line on standard output."""
    if result.problems:
        print(report(result.problems), file=sys.stderr)
    change = result.change
    files = len(change.written) + change.unchanged
    posts = f"{result.posts} post{'' if result.posts == 1 else 's'}"
    tail = f" ({count(result.problems)})" if result.problems else ""
    done = f"{len(change.written)} written, {len(change.removed)} removed{tail}"
    print(f"{posts}, {files} files in {result.seconds:.2f} s: {done}")
