"""Work that is spread gives the same results in the same order, for any number of processes."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from plugins.kit.workers import spread


def squares(numbers: Sequence[int]) -> list[int]:
    return [number * number for number in numbers]


@pytest.mark.parametrize("jobs", [1, 2, 4, 9])
@pytest.mark.parametrize("size", [0, 1, 31, 33, 500])
def test_results_are_in_order(jobs: int, size: int) -> None:
    assert spread(squares, range(size), jobs=jobs) == [n * n for n in range(size)]


def test_error_of_a_worker_comes_out() -> None:
    def fail(_items: Sequence[int]) -> list[int]:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        spread(fail, range(100), jobs=2)


def test_few_items_are_done_here() -> None:
    assert set(spread(lambda items: [os.getpid()] * len(items), range(5), jobs=4)) == {os.getpid()}
