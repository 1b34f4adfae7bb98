"""Work that is spread gives the same results in the same order, for any number of processes."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

import pytest

from plugins.kit.workers import spread


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


def test_error_of_a_worker_comes_out() -> None:
    def fail(_items: Sequence[int]) -> list[int]:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        spread(fail, range(100), jobs=2)


def test_few_items_are_done_here() -> None:
    assert set(spread(lambda items: [os.getpid()] * len(items), range(5), jobs=4)) == {os.getpid()}
