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
    work: Callable[[Sequence[In]], list[Out]], items: Sequence[In], *, jobs: int, least: int = 32
) -> list[Out]:
    """Do `work` on runs of items and return all results in the order of the items.

    `work` sees the memory of this process as it is now (a fork), so only items and results are sent across.
    Few items, one job, another thread at work here, or a system where a fork is not safe: all is done in this
    process.
    """
    alone = (
        jobs < 2 or len(items) < least or threading.active_count() > 1 or not sys.platform.startswith("linux")
    )
    if alone:
        return work(items)
    size = max(8, min(64, len(items) // (jobs * 4)))
    runs = [items[start : start + size] for start in range(0, len(items), size)]
    global _work
    _work = work
    try:
        with multiprocessing.get_context("fork").Pool(min(jobs, len(runs))) as pool:
            return [result for results in pool.imap(_do, runs) for result in results]
    finally:
        _work = None


def _do(run: Sequence[Any]) -> Any:
    assert _work is not None
    return _work(run)
