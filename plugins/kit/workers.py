"""Work spread over forked processes, in order, with the same result for any number of them.

This process works too: each further one copies what it looks at, since Python counts references in the values
themselves.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any, TypeVar

from plugins.kit.problems import SiteError

In = TypeVar("In")
Out = TypeVar("Out")
Do = Callable[[int], Any]
LAST = 32
"""Items for each process."""
MOST_RUNS = 10_000
"""Runs; their numbers, of four bytes, wait in a pipe, which holds 64 KiB (pipe(7))."""


def at_leisure() -> None:
    """Do nothing in the meantime."""


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

    `work` sees the memory of this process as it is now (a fork), so only results are sent across. Items with
    the same `group` (but `""`) share work, and one process does them. Few items, one job, another thread at
    work here, or a system where a fork is not safe: all is done in this process.
    """
    results: dict[int, Out] = {}
    for numbers, found in as_done(work, items, jobs=jobs, least=least, group=group):
        results.update(zip(numbers, found, strict=True))
    return [results[number] for number in range(len(items))]


def as_done(
    work: Callable[[Sequence[In]], list[Out]],
    items: Sequence[In],
    *,
    jobs: int,
    least: int = 32,
    group: Callable[[In], str] = lambda _item: "",
    meanwhile: Callable[[], None] = at_leisure,
) -> Iterator[tuple[list[int], list[Out]]]:
    """As `spread`, but yield each run as it is done: the numbers of its items, and their results.

    Where there are helpers, this process does `meanwhile` before it takes a run, and they take more.
    """

    def do(number: int) -> list[Out]:
        return work([items[item] for item in runs[number]])

    if jobs < 2 or len(items) < least or threading.active_count() > 1 or not sys.platform.startswith("linux"):
        runs = _cut(list(range(len(items))), 64)
        yield from ((run, do(number)) for number, run in enumerate(runs))
        return
    runs = _runs([group(item) for item in items], jobs)
    left = set(range(len(runs)))
    for number, found in _together(do, len(runs), min(jobs, len(runs)) - 1, meanwhile):
        left.remove(number)
        yield runs[number], found
    if left:
        raise SiteError(
            "A process that helped was ended from outside; perhaps memory was short. "
            "Do it again; with --jobs 1 less is needed."
        )


def _together(do: Do, count: int, helpers: int, meanwhile: Callable[[], None]) -> Iterator[tuple[int, Any]]:
    """Do what has the numbers up to `count`, here and in helpers; each takes the next from a pipe."""
    turns, fill = os.pipe()
    os.write(fill, b"".join(number.to_bytes(4, "little") for number in range(count)))
    os.close(fill)
    started = [_start(do, turns) for _ in range(helpers)]
    sent: SimpleQueue[bytes] = SimpleQueue()
    reader = threading.Thread(target=_receive, args=([pipe for _, pipe in started], sent), daemon=True)
    reader.start()
    try:
        meanwhile()
        for number in _taken(turns):
            yield number, do(number)
            yield from _opened(sent)
        reader.join()
        yield from _opened(sent)
    except BaseException:
        for process, _ in started:
            process.terminate()
        raise
    finally:
        os.close(turns)
        for process, _ in started:
            process.join()
        reader.join()


def _start(do: Do, turns: int) -> tuple[BaseProcess, Connection]:
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_help, args=(do, turns, theirs), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _help(do: Do, turns: int, pipe: Connection) -> None:
    """What a helper does: its turns, until there are none."""
    with pipe, suppress(BrokenPipeError):
        try:
            for number in _taken(turns):
                pipe.send((number, do(number), None))
        except BaseException as error:
            error.add_note(traceback.format_exc())
            pipe.send((0, None, error))


def _taken(turns: int) -> Iterator[int]:
    while data := os.read(turns, 4):
        yield int.from_bytes(data, "little")


def _receive(pipes: list[Connection], sent: SimpleQueue[bytes]) -> None:
    """Take in what helpers send, so that they need not wait, until all have ended."""
    while pipes:
        for pipe in wait(pipes):
            assert isinstance(pipe, Connection)
            try:
                sent.put(pipe.recv_bytes())
            except (EOFError, OSError):
                pipes.remove(pipe)
                pipe.close()


def _opened(sent: SimpleQueue[bytes]) -> Iterator[tuple[int, Any]]:
    while not sent.empty():
        number, found, error = pickle.loads(sent.get())
        if error:
            raise error
        yield number, found


def _runs(groups: Sequence[str], jobs: int) -> list[list[int]]:
    """Part numbers into runs: first the groups, whose runs are long, then the rest in short ones.

    With many processes a group is shared by some of them, or all would wait for the one that has it.
    """
    numbers: dict[str, list[int]] = {}
    for number, group in enumerate(groups):
        numbers.setdefault(group, []).append(number)
    rest = numbers.pop("", [])
    runs = [run for each in numbers.values() for run in _cut(each, -(-len(each) // max(1, jobs // 4)))]
    # Short ones at the end: whoever is done first waits for the others.
    last = max(0, len(rest) - LAST * jobs)
    runs += _cut(rest[:last], max(8, min(64, len(rest) // (jobs * 4)))) + _cut(rest[last:], 8)
    at_once = -(-len(runs) // MOST_RUNS)
    return [list(chain(*runs[start : start + at_once])) for start in range(0, len(runs), at_once)]


def _cut(numbers: list[int], size: int) -> list[list[int]]:
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]
