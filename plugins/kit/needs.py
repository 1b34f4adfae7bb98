"""What a provider of ours must be told: rows of a table say it, settings answer, mistakes come out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from plugins.kit.problems import nearest
from plugins.kit.typed import Mistake, shown


class Need(Struct, frozen=True):
    """One setting that a provider reads: what it looks like, and where it is copied from."""

    name: str
    pattern: str
    example: str
    source: str


def unmet(settings: Any, label: str, needs: Sequence[Need], names: Sequence[str]) -> Iterator[Mistake]:
    """Yield what the provider `label` (empty for none) misses, misreads or does not know; `names` are the
    settings that only some providers read.
    """
    read = [need.name for need in needs]
    for need in needs:
        value = getattr(settings, need.name)
        if not value:
            yield Mistake(need.name, f"{label} needs {need.name}, such as “{need.example}”", need.source)
        elif not re.fullmatch(need.pattern, value.rstrip("/") or value):
            what = f"{need.name} of {label} looks like “{need.example}”, not like “{shown(value)}”"
            yield Mistake(need.name, what, need.source)
    for name in names:
        if getattr(settings, name) and not label:
            yield Mistake(name, f"{name} is set, but provider is none", "Say which, or take it out")
        elif getattr(settings, name) and name not in read:
            yield Mistake(name, f"{label} does not read {name}", f"{nearest(name, read)} Else take it out")


def filled(value: Any, values: dict[str, str]) -> Any:
    """Fill the braces in all texts of a value; what `values` does not know stays."""
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), value)
    if isinstance(value, dict):
        return {key: filled(each, values) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [filled(each, values) for each in value]
    return value
