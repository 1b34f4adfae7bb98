"""What a check comes back with: measures against their limits, and faults of pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from plugins.kit.problems import Problem

MOST = 8
"""Faults of one kind that are named; a mistake of the theme is on hundreds of pages in hundreds of words."""


class Measure(Struct, frozen=True):
    """One line of the table. `is_floor` turns the limit into the least; `page` is where it was measured."""

    what: str
    value: float
    limit: float
    unit: str = ""
    page: str = ""
    hint: str = ""
    is_floor: bool = False

    @property
    def is_kept(self) -> bool:
        return self.value >= self.limit if self.is_floor else self.value <= self.limit

    @property
    def measured(self) -> str:
        return amount(self.value, self.unit)

    @property
    def budget(self) -> str:
        return f"{'≥' if self.is_floor else '≤'} {amount(self.limit, self.unit)}"


class Fault(Struct, frozen=True):
    """What is wrong with a page. `where` names a mode, such as `dark`, that it was seen in."""

    page: str
    what: str
    hint: str = ""
    where: str = ""


class Found(Struct, frozen=True):
    measures: tuple[Measure, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def problems(self) -> list[Problem]:
        """Everything that is over a limit or wrong, as a writer reads it."""
        over = [exceeded(each) for each in self.measures if not each.is_kept and each.page]
        return [*over, *gathered(self.faults)]


def exceeded(measure: Measure) -> Problem:
    """Say that a limit was not kept."""
    side = "under" if measure.is_floor else "over"
    amount_of_budget = amount(measure.limit, measure.unit)
    what = f"{measure.what}: {measure.measured} is {side} the budget of {amount_of_budget}"
    return Problem(shown(measure.page), 0, what, measure.hint)


def counted(what: str, faults: Iterable[Fault]) -> Found:
    """Make a line of the table of faults, of which there must be none."""
    each = tuple(faults)
    return Found((Measure(what, len(each), 0),), each)


def gathered(faults: Sequence[Fault]) -> list[Problem]:
    """Say once what several pages or modes share, in the order in which it was found first."""
    alike: dict[tuple[str, str], list[Fault]] = defaultdict(list)
    for fault in faults:
        alike[fault.what, fault.hint].append(fault)
    return [_named(each) for each in alike.values()]


def _named(faults: Sequence[Fault]) -> Problem:
    first = faults[0]
    pages = len({fault.page for fault in faults})
    modes = list(dict.fromkeys(fault.where for fault in faults if fault.where))
    notes = [", ".join(modes)] if modes else []
    notes += [f"and so on {pages - 1} other page{'' if pages == 2 else 's'}"] if pages > 1 else []
    tail = f" ({'; '.join(notes)})" if notes else ""
    return Problem(shown(first.page), 0, f"{first.what}{tail}", first.hint)


def shown(page: str) -> str:
    """Name a page as a reader's address bar does."""
    return f"/{page.removesuffix('index.html')}"


def amount(value: float, unit: str) -> str:
    """Print a number with its unit: whole where it is whole, else with up to three decimals."""
    text = f"{value:,.0f}" if value == int(value) else f"{value:,.3f}".rstrip("0")
    return f"{text} {unit}" if unit else text


def snippet(html: str, most: int = 110) -> str:
    """Cut HTML for a message: one line, not too long."""
    text = re.sub(r"\s+", " ", html).strip()
    return text if len(text) <= most else f"{text[:most]}…"
