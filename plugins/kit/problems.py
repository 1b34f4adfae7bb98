"""What is wrong with what somebody wrote, as values that every step can yield.

A problem prints as `path:line: what is wrong. What to do.` Errors decide the exit code, warnings do not.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

Level = Literal["error", "warning"]


class Problem(Struct, frozen=True, order=True):
    """One sentence for a writer. `line` counts from 1; 0 means the whole file."""

    path: str
    line: int
    what: str
    hint: str = ""
    level: Level = "error"

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        mark = "" if self.level == "error" else "warning: "
        return f"{where}: {mark}{sentence(self.what)}{' ' + sentence(self.hint) if self.hint else ''}"


class SiteError(Exception):
    """Stops a build. `exitcode` becomes the exit status of the process (Pelican reads it too)."""

    def __init__(self, message: str, *, problems: Iterable[Problem] = (), exitcode: int = 1) -> None:
        super().__init__(message)
        self.problems = tuple(problems)
        self.exitcode = exitcode


def sentence(text: str) -> str:
    """End the text with a full stop, unless it ends a sentence already."""
    return text if text.endswith((".", "!", "?", "…", ".”", "!”", "?”")) else f"{text}."


def nearest(word: str, known: Iterable[str]) -> str:
    """Say “Did you mean …?” when a known word is close, else list what is known."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return f"Did you mean “{close[0]}”?" if close else f"Known are: {', '.join(names)}."


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Keep the problems that stop a build."""
    return [problem for problem in problems if problem.level == "error"]


def report(problems: Iterable[Problem], *, limit: int = 200) -> str:
    """Lay problems out for a terminal: sorted, each once, errors last so that they stay in sight."""
    found = sorted(set(problems), key=lambda p: (p.level == "error", p))
    lines = [str(problem) for problem in found[-limit:]]
    if len(found) > limit:
        lines.insert(0, f"… {len(found) - limit} more before these")
    return "\n".join(lines)


def count(problems: Iterable[Problem]) -> str:
    """Count in words: `2 errors, 1 warning`."""
    found = set(problems)
    bad = len(errors(found))
    parts = [(bad, "error"), (len(found) - bad, "warning")]
    return ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in parts if n) or "no problems"
