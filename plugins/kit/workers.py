"""Work spread over forked processes, in order, with the same result for any number of them."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

_work: Callable[[Any], Any] | None = None


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(
    work: Callable[[Sequence[In]], list[Out]],
    items: Sequence[In],
    *,
    jobs: int,
    least: int = 32,
    group: Callable[[In], str] = lambda _item: "",
) -> list[Out]:
    """Do `work` on runs of items and return all results in the order of the items.

    `work` sees the memory of this process as it is now (a fork), so only items and results are sent across.
    Items with the same `group` (but `""`) share work, and one process does them. Few items, one job, another
    thread at work here, or a system where a fork is not safe: all is done in this process.
    """
    alone = (
        jobs < 2 or len(items) < least or threading.active_count() > 1 or not sys.platform.startswith("linux")
    )
    if alone:
        return work(items)
    runs = _runs([group(item) for item in items], jobs)
    global _work
    _work = work
    try:
        with multiprocessing.get_context("fork").Pool(min(jobs, len(runs))) as pool:
            done = pool.imap(_do, [[items[number] for number in run] for run in runs])
            results: dict[int, Out] = {}
            for run, found in zip(runs, done, strict=True):
                results.update(zip(run, found, strict=True))
    finally:
        _work = None
    return [results[number] for number in range(len(items))]


def _runs(groups: Sequence[str], jobs: int) -> list[list[int]]:
    """Part numbers into runs: first the groups, whose runs are long, then the rest in short ones.

    With many processes a group is shared by some of them, or all would wait for the one that has it.
    """
    numbers: dict[str, list[int]] = {}
    for number, group in enumerate(groups):
        numbers.setdefault(group, []).append(number)
    rest = numbers.pop("", [])
    runs = [run for each in numbers.values() for run in _cut(each, -(-len(each) // max(1, jobs // 4)))]
    return runs + _cut(rest, max(8, min(64, len(rest) // (jobs * 4))))


def _cut(numbers: list[int], size: int) -> list[list[int]]:
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]


def _do(run: Sequence[Any]) -> Any:
    assert _work is not None
    return _work(run)
