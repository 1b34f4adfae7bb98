"""The way of `test`: ruff, mypy, then every test, with the machine's Chromium; it stops where one fails. And
that of `looks`: the test that compares pictures of pages.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from plugins.checks.chromium import ensure_chromium
from plugins.kit.problems import SiteError

ROOT = Path(__file__).parents[2]
STEPS: Sequence[tuple[str, ...]] = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",))
"""What runs before the tests; each is a module of this Python."""

LOOKS = ("pytest", "-q", "-n", "0", "tests/browser/test_looks.py")

Run = Callable[[Sequence[str], Mapping[str, str]], int]


def run_tests(
    arguments: Sequence[str] = (),
    *,
    quick: bool = False,
    environ: Mapping[str, str] | None = None,
    run: Run | None = None,
) -> int:
    """Run the suite and return the exit status of what failed first, or 0. `arguments` are for pytest."""
    given = dict(os.environ if environ is None else environ)
    try:
        given |= {} if quick else {"CHROMIUM": ensure_chromium(given)}
        if quick:
            refuse_in_ci(given)
            print("test: quick, so the browser tests are left out", file=sys.stderr)
    except SiteError as error:
        print(f"test: {error}", file=sys.stderr)
        return error.exitcode
    chosen = ["-m", "not browser"] if quick else []
    for step in (*STEPS, ("pytest", *chosen, *arguments)):
        print(f"test: {' '.join(step)}", file=sys.stderr, flush=True)
        if status := (run or _run)([sys.executable, "-m", *step], given):
            print(f"test: {step[0]} failed (exit code {status})", file=sys.stderr)
            return status
    return 0


def run_looks(
    *, accept: bool = False, environ: Mapping[str, str] | None = None, run: Run | None = None
) -> int:
    """Compare pages with their reviewed pictures, or take the pictures anew; return the exit status."""
    given = dict(os.environ if environ is None else environ)
    try:
        given |= {"CHROMIUM": ensure_chromium(given)}
    except SiteError as error:
        print(f"looks: {error}", file=sys.stderr)
        return error.exitcode
    status = (run or _run)([sys.executable, "-m", *LOOKS], given | ({"LOOKS": "accept"} if accept else {}))
    if accept and not status:
        print(
            "looks: the pictures are as the pages are. Look at those that changed: git status tests/browser"
        )
    return status


def refuse_in_ci(environ: Mapping[str, str]) -> None:
    """Raise where nobody would notice that the browser tests were left out."""
    if environ.get("CI", "").lower() in {"true", "1"}:
        raise SiteError(
            "--quick leaves out the browser tests, and in CI (CI=true) they always run. Leave --quick out."
        )


def _run(command: Sequence[str], environ: Mapping[str, str]) -> int:
    try:
        return subprocess.run(command, cwd=ROOT, env=dict(environ), check=False).returncode
    except KeyboardInterrupt:
        return 130
