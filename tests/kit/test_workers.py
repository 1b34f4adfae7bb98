"""Work that is spread gives the same results in the same order, for any number of processes."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.kit.workers import _runs, spread
from tests.sites import command


def squares(numbers: Sequence[int]) -> list[int]:
    return [number * number for number in numbers]


@pytest.mark.parametrize("jobs", [1, 2, 4, 9])
@pytest.mark.parametrize("size", [0, 1, 31, 33, 500])
def test_results_are_in_order(jobs: int, size: int) -> None:
    assert spread(squares, range(size), jobs=jobs) == [n * n for n in range(size)]


@pytest.mark.parametrize("jobs", [2, 5, 9])
def test_group_is_done_by_one_process_and_results_stay_in_order(jobs: int) -> None:
    def work(numbers: Sequence[int]) -> list[tuple[int, int]]:
        time.sleep(0.01)  # so that no process takes all
        return [(number, os.getpid()) for number in numbers]

    done = spread(work, range(500), jobs=jobs, group=lambda number: "third" if number % 3 == 0 else "")
    assert [number for number, _ in done] == list(range(500))
    assert len({process for number, process in done if number % 3 == 0}) <= max(1, jobs // 4)


READY = """
import multiprocessing, os
from plugins.kit.workers import as_done

ready = []
for jobs, times in ((1, 0), (3, 1)):
    get_ready = lambda: ready.append(os.getpid())
    done = as_done(lambda run: [n * n for n in run], range(100), jobs=jobs, meanwhile=get_ready)
    found = {n: square for run, squares in done for n, square in zip(run, squares, strict=True)}
    assert found == {n: n * n for n in range(100)}
    assert ready == [os.getpid()] * times

def fail():
    raise ValueError("no")

try:
    list(as_done(list, range(100), jobs=2, meanwhile=fail))
except ValueError as error:
    assert not multiprocessing.active_children()
    print("said", error)
"""


def test_something_is_got_ready_while_helpers_work_and_its_error_comes_out() -> None:
    # In a process of its own: beside another thread nothing is forked, and the test's runner may have one.
    done = command("-c", READY)
    assert (done.stdout, done.returncode) == ("said no\n", 0), done.stderr


def test_error_of_a_worker_comes_out() -> None:
    def fail(_items: Sequence[int]) -> list[int]:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        spread(fail, range(100), jobs=2)


KILLED = """
import os, signal
from plugins.kit.problems import SiteError
from plugins.kit.workers import spread

here = os.getpid()

def work(numbers):
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return list(numbers)

for _ in range(1000):  # until the helper had a turn
    try:
        spread(work, range(3000), jobs=2)
    except SiteError as error:
        raise SystemExit(str(error))
"""
LEFT = """
import multiprocessing, threading
from plugins.kit.workers import as_done

for _numbers, _found in as_done(list, range(5000), jobs=3):
    break
print(multiprocessing.active_children(), threading.active_count())
"""


def test_helper_that_is_killed_is_told_and_nobody_waits() -> None:
    """In a process of its own: where other threads are at work, nobody helps."""
    done = command("-c", KILLED)
    assert done.returncode == 1
    assert done.stderr.startswith("A process that helped was ended from outside;")


def test_whoever_stops_asking_leaves_nobody_behind() -> None:
    done = command("-c", LEFT)
    assert (done.stdout, done.stderr) == ("[] 1\n", "")


@given(st.lists(st.sampled_from(["", "a", "b", "c"]), min_size=32, max_size=300), st.integers(2, 9))
def test_every_item_is_in_one_run(groups: list[str], jobs: int) -> None:
    assert sorted(chain(*_runs(groups, jobs))) == list(range(len(groups)))


def test_few_items_are_done_here() -> None:
    assert set(spread(lambda items: [os.getpid()] * len(items), range(5), jobs=4)) == {os.getpid()}
