"""Measuring a command: seconds of wall time, and the most memory that it and its children held at once."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from plugins.kit import clock
from plugins.kit.problems import SiteError

EVERY, SELDOM = 0.05, 1 / 50
"""Seconds between two looks at the memory, and the part of the time so far that lies between them when it is
longer: a look at some hundred megabytes takes a processor that who is measured may want.
"""


class Measured(Struct, frozen=True):
    """`memory` in bytes: proportional set size (proc(5), smaps_rollup), so that what forked processes share
    is counted once; 0 where the system does not say.
    """

    seconds: float
    memory: int


def measure(command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> Measured:
    """Run a command to its end; raise `SiteError` with what it said when it fails."""
    begun = clock.stopwatch()
    process = subprocess.Popen(
        command, cwd=cwd, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    peak = [0]
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, over, peak), daemon=True)
    watcher.start()
    said = process.communicate()[0]
    seconds = clock.stopwatch() - begun
    over.set()
    watcher.join()
    if process.returncode:
        last = said.decode("utf-8", "replace").strip().splitlines()[-5:]
        raise SiteError(f"{command[0]}: failed with {process.returncode}\n" + "\n".join(last))
    return Measured(seconds, peak[0])


def _watch(pid: int, over: threading.Event, peak: list[int]) -> None:
    begun = clock.stopwatch()
    while not over.wait(max(EVERY, SELDOM * (clock.stopwatch() - begun))):
        peak[0] = max(peak[0], held_by(pid))


def held_by(pid: int) -> int:
    """The memory of a process and all its children, in bytes."""
    return sum(map(_held, _family(pid)))


def _family(pid: int) -> list[int]:
    found = [pid]
    for each in found:  # grows while it is walked
        with suppress(OSError, ValueError):
            for task in Path(f"/proc/{each}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def _held(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    except (OSError, ValueError, IndexError):
        return 0
