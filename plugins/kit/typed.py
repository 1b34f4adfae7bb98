"""From what somebody typed to a frozen dataclass or Struct, with every mistake named: settings, front matter.

In: a mapping of plain values (strings, lists, mappings, or ready values). Out: the instance, or the mistakes.
The type annotations of the class are the schema; its docstring and defaults are the documentation.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar, Union

from msgspec import Struct

from plugins.kit.problems import nearest

T = TypeVar("T")
SHORT_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})((?:[ T].+)?)$")


FIRST_YEAR, LAST_YEAR = 1000, 9998
"""Years of four digits that have room for a time zone on either side."""


class Mistake(Struct, frozen=True):
    """`key` is the way to the value, such as `links.0.url`."""

    key: str
    what: str
    hint: str = ""


class Wrong(ValueError):
    """A value that cannot be read as the type that is wanted."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


def build(cls: type[T], raw: Mapping[str, Any], *, free_prefix: str = "") -> tuple[T | None, list[Mistake]]:
    """Make `cls` from `raw`; keys that start with `free_prefix` (when given) are the writer's own and
    skipped.
    """
    fields = schema(cls)
    values: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for key, value in raw.items():
        if free_prefix and key.startswith(free_prefix):
            continue
        if key not in fields:
            mistakes.append(Mistake(key, f"“{shown(key)}” is not a known key", nearest(key, fields)))
            continue
        try:
            values[key] = convert(value, fields[key])
        except Wrong as wrong:
            mistakes.append(Mistake(key, f"{key}: {wrong.what}", wrong.hint))
        except Nested as nested:
            mistakes += [
                Mistake(f"{key}.{each.key}", f"{key}, {each.what}", each.hint) for each in nested.mistakes
            ]
    mistakes += [Mistake(name, f"{name} is missing") for name in required(cls) if name not in raw]
    return (None, mistakes) if mistakes else (cls(**values), [])


class Nested(ValueError):
    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("nested")
        self.mistakes = mistakes


def cached(function: Callable[[type[Any]], T]) -> Callable[[type[Any]], T]:
    """Remember the answer for each class."""
    return functools.cache(function)  # type: ignore[return-value]  # mypy does not see that a class is hashable


@cached
def schema(cls: type[Any]) -> dict[str, Any]:
    """Map field names to resolved types."""
    hints = typing.get_type_hints(cls)
    return {name: hints[name] for name in _fields(cls)}


@cached
def required(cls: type[Any]) -> tuple[str, ...]:
    """Name the fields that have no default."""
    return tuple(name for name, has_default in _fields(cls).items() if not has_default)


def _fields(cls: type[Any]) -> dict[str, bool]:
    """The fields that somebody can give, and whether each has a default."""
    if issubclass(cls, Struct):
        names = cls.__struct_fields__
        without = len(names) - len(cls.__struct_defaults__)
        return {name: number >= without for number, name in enumerate(names)}
    missing = dataclasses.MISSING
    return {
        each.name: each.default is not missing or each.default_factory is not missing
        for each in dataclasses.fields(cls)
        if each.init
    }


def convert(value: Any, wanted: Any) -> Any:
    """Read one value as one type; raise `Wrong` or `Nested`."""
    origin = typing.get_origin(wanted)
    if origin in (Union, types.UnionType):
        return _union(value, typing.get_args(wanted))
    if origin is Literal:
        return _choice(value, typing.get_args(wanted))
    if origin is tuple:
        return tuple(convert(item, typing.get_args(wanted)[0]) for item in items(value))
    if origin in (dict, Mapping):
        return _mapping(value, typing.get_args(wanted)[1])
    if isinstance(wanted, type) and (issubclass(wanted, Struct) or dataclasses.is_dataclass(wanted)):
        return _nested(value, wanted)
    reader = SCALARS.get(wanted)
    return reader(value) if reader else _instance(value, wanted)


def _union(value: Any, options: tuple[Any, ...]) -> Any:
    if type(None) in options and (value is None or (value == "" and str not in options)):
        return None
    real = [option for option in options if option is not type(None)]
    for option in real[:-1]:
        try:
            return convert(value, option)
        except (Wrong, Nested):
            continue
    return convert(value, real[-1])


def _choice(value: Any, options: tuple[Any, ...]) -> Any:
    word = value.strip().lower() if isinstance(value, str) else value
    if word in options:
        return word
    raise Wrong(
        f"“{shown(value)}” is not one of {', '.join(map(str, options))}",
        nearest(str(word), map(str, options)),
    )


def items(value: Any) -> list[Any]:
    """Read a list, or text with `;` or `,` between the items, as Pelican does."""
    if value is None:
        return []
    if isinstance(value, str):
        separator = ";" if ";" in value else ","
        return [part for part in (piece.strip() for piece in value.split(separator)) if part]
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, Mapping):
        raise Wrong("wants a list, not a mapping", "Begin each item with “- ”")
    return [value]


def _mapping(value: Any, item: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise Wrong(f"wants “name: value” pairs, not “{shown(value)}”")
    return {str(key): convert(each, item) for key, each in value.items()}


def _nested(value: Any, wanted: type[Any]) -> Any:
    if isinstance(value, wanted):
        return value
    if not isinstance(value, Mapping):
        raise Wrong(f"wants “name: value” pairs ({', '.join(schema(wanted))}), not “{shown(value)}”")
    made, mistakes = build(wanted, value)
    if mistakes:
        raise Nested(mistakes)
    return made


def _instance(value: Any, wanted: Any) -> Any:
    if wanted is Any or isinstance(value, wanted):
        return value
    raise Wrong(f"wants a {getattr(wanted, '__name__', wanted)}, not “{shown(value)}”")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list | tuple | Mapping):
        raise Wrong(
            "wants one line of text, not a list", "Put the text on one line, in quotes if it holds a colon"
        )
    return str(value)


def _whole(value: Any) -> int:
    try:
        return int(_counted(value))
    except (TypeError, ValueError, OverflowError):
        raise Wrong(f"wants a whole number, not “{shown(value)}”") from None


def _number(value: Any) -> float:
    try:
        return float(_counted(value))
    except (TypeError, ValueError):
        raise Wrong(f"wants a number, not “{shown(value)}”") from None


def _counted(value: Any) -> Any:
    """Give back what may be a number; Python takes yes for 1, and who wrote yes did not mean 1."""
    if isinstance(value, bool):
        raise TypeError
    return value


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in {"true", "yes", "on", "1"}:
        return True
    if word in {"false", "no", "off", "0"}:
        return False
    raise Wrong(f"wants yes or no, not “{shown(value)}”")


def _moment(value: Any) -> dt.datetime:
    """Read `2026-11-21`, `2026-11-21 09:30`, `2026-1-5`, or ISO 8601; a bare date is midnight."""
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    text = str(value).strip(" .,;-").replace("/", "-")
    try:
        if found := SHORT_DATE.match(text):
            text = f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}{found[4]}"
        moment = dt.datetime.fromisoformat(text)
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValueError
        return moment
    except ValueError:
        raise Wrong(f"“{shown(value)}” is not a date", "Write it as 2026-11-21 or 2026-11-21 09:30") from None


SCALARS: dict[Any, Callable[[Any], Any]] = {
    str: _text,
    int: _whole,
    float: _number,
    bool: _truth,
    dt.datetime: _moment,
}


def shown(value: Any, width: int = 60) -> str:
    """Print a value in a message: short, on one line, without control characters."""
    text = "".join(c if c.isprintable() else "·" for c in str(value))
    return text if len(text) <= width else text[: width - 1] + "…"
