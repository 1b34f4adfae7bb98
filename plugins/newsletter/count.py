"""How many subscribers there are: asked of the provider by a verb, kept in a committed file, read by builds.

A reader's browser asks nobody. A build that finds no number, or a broken file, shows none.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from msgspec import Struct

from plugins.engine.run import ROOT
from plugins.kit.files import write_whole
from plugins.newsletter.settings import Newsletter


class Kept(Struct, frozen=True):
    """The last good number, rounded down. `since` is the day on which it changed."""

    provider: str
    number: int
    since: str


def round_down(number: int) -> int:
    """Round so that the number ages well, and the file changes seldom: 1,234 gives 1,200."""
    step = 10 if number < 1000 else 50 if number < 5000 else 100
    return number - number % step


def count_file(settings: Newsletter) -> Path:
    """Where the number is: relative to the blog's folder, whatever the working directory."""
    return ROOT / settings.count_file


def read_kept(path: Path) -> Kept | None:
    """Read the last good number; None when there is none that can be read."""
    try:
        data: Any = json.loads(path.read_text("utf-8"))
        return Kept(str(data["provider"]), max(0, int(data["number"])), str(data["since"]))
    except (OSError, ValueError, TypeError, LookupError, OverflowError):
        return None


def keep(path: Path, kept: Kept) -> bool:
    """Write the number when it is another, and say whether it was."""
    before = read_kept(path)
    if before and (before.provider, before.number) == (kept.provider, kept.number):
        return False
    data = {"provider": kept.provider, "number": kept.number, "since": kept.since}
    write_whole(path, (json.dumps(data, indent=2) + "\n").encode())
    return True


def shown_number(settings: Newsletter) -> int:
    """The number for the box, 0 when nobody knows. Rounded again: somebody may have edited the file."""
    kept = read_kept(count_file(settings))
    return round_down(kept.number) if kept else 0
