"""Typed values: right ones come through unchanged, each wrong one has a mistake that names it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.kit import typed
from plugins.kit.typed import Mistake


@dataclass(frozen=True, slots=True)
class Door:
    label: str
    url: str = "/"


@dataclass(frozen=True, slots=True)
class House:
    name: str
    rooms: int = 1
    size: float = 1.0
    lit: bool = False
    built: dt.datetime | None = None
    kind: Literal["brick", "wood"] = "brick"
    colours: tuple[str, ...] = ()
    doors: tuple[Door, ...] = ()
    front: Door | None = None
    notes: dict[str, str] = field(default_factory=dict)


def mistakes(**raw: Any) -> list[Mistake]:
    made, found = typed.build(House, {"name": "x", **raw})
    assert (made is None) == bool(found)
    return found


def made(**raw: Any) -> House:
    house, found = typed.build(House, {"name": "x", **raw})
    assert not found
    assert house is not None
    return house


def test_text_becomes_what_is_wanted() -> None:
    house = made(
        rooms="3",
        size="2.5",
        lit="Yes",
        built="2026-1-5 9:30".replace("9:30", "09:30"),
        kind=" WOOD ",
        colours="red, blue",
        doors=[{"label": "front"}],
        front={"label": "f", "url": "/f"},
        notes={"a": 1},
    )
    assert house == House(
        name="x",
        rooms=3,
        size=2.5,
        lit=True,
        built=dt.datetime(2026, 1, 5, 9, 30),
        kind="wood",
        colours=("red", "blue"),
        doors=(Door("front"),),
        front=Door("f", "/f"),
        notes={"a": "1"},
    )


def test_ready_values_stay_as_they_are() -> None:
    door = Door("a")
    assert made(doors=(door,), front=door).front is door


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"rooms": "many"}, Mistake("rooms", "rooms: wants a whole number, not “many”")),
        ({"size": None}, Mistake("size", "size: wants a number, not “None”")),
        ({"rooms": True}, Mistake("rooms", "rooms: wants a whole number, not “True”")),
        ({"size": False}, Mistake("size", "size: wants a number, not “False”")),
        ({"lit": "perhaps"}, Mistake("lit", "lit: wants yes or no, not “perhaps”")),
        (
            {"built": "soon"},
            Mistake("built", "built: “soon” is not a date", "Write it as 2026-11-21 or 2026-11-21 09:30"),
        ),
        (
            {"kind": "woood"},
            Mistake("kind", "kind: “woood” is not one of brick, wood", "Did you mean “wood”?"),
        ),
        (
            {"colours": {"a": 1}},
            Mistake("colours", "colours: wants a list, not a mapping", "Begin each item with “- ”"),
        ),
        (
            {"doors": "front"},
            Mistake("doors", "doors: wants “name: value” pairs (label, url), not “front”"),
        ),
        ({"doors": [{"url": "/"}]}, Mistake("doors.label", "doors, label is missing")),
        (
            {"doors": [{"lable": "x", "label": "y"}]},
            Mistake("doors.lable", "doors, “lable” is not a known key", "Did you mean “label”?"),
        ),
        ({"notes": "x"}, Mistake("notes", "notes: wants “name: value” pairs, not “x”")),
        (
            {"roms": 1},
            Mistake("roms", "“roms” is not a known key", "Did you mean “rooms”?"),
        ),
    ],
)
def test_wrong_value_is_one_mistake(raw: dict[str, Any], expected: Mistake) -> None:
    assert mistakes(**raw) == [expected]


def test_all_mistakes_come_together() -> None:
    house, found = typed.build(House, {"roms": 1, "rooms": "x"})
    assert house is None
    assert [mistake.key for mistake in found] == ["roms", "rooms", "name"]


def test_unknown_key_without_a_near_one_lists_what_is_known() -> None:
    (mistake,) = typed.build(Door, {"label": "a", "qqqq": 1})[1]
    assert mistake.hint == "Known are: label, url."


def test_keys_of_the_writer_are_left_alone() -> None:
    assert typed.build(Door, {"label": "a", "x_mine": 1}, free_prefix="x_") == (Door("a"), [])


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21", dt.datetime(2026, 11, 21)),
        ("2026/11/21", dt.datetime(2026, 11, 21)),
        ("2026-1-5", dt.datetime(2026, 1, 5)),
        ("2026-11-21 09:30", dt.datetime(2026, 11, 21, 9, 30)),
        ("2026-11-21T09:30:15", dt.datetime(2026, 11, 21, 9, 30, 15)),
        ("2026-11-21T09:30Z", dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)),
        (dt.date(2026, 11, 21), dt.datetime(2026, 11, 21)),
    ],
)
def test_dates_as_people_write_them(text: Any, moment: dt.datetime) -> None:
    assert typed.convert(text, dt.datetime) == moment


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["name", "rooms", "size", "lit", "built", "kind", "colours", "doors", "front", "notes"]
)


@given(st.dictionaries(KEYS | st.text(max_size=6), ANYTHING, max_size=5))
def test_anything_gives_an_instance_or_mistakes_on_one_line(raw: dict[str, Any]) -> None:
    house, found = typed.build(House, raw)
    assert (house is None) == bool(found)
    for mistake in found:
        assert mistake.what.isprintable()
        assert len(mistake.what) < 400
    if house:
        again, none = typed.build(House, {name: getattr(house, name) for name in House.__slots__})
        assert (again, none) == (house, []) or house.size != house.size
