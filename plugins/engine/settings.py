"""What a site says of itself, and the reading of every typed setting."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.engine.capability import Capability
from plugins.kit import typed
from plugins.kit.problems import Problem


@dataclass(frozen=True, slots=True)
class MenuItem:
    """`url` is a site path such as `/topics/`, or a whole address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """The blog's own words and doors.

    `tagline`: half a line under the name. `description`: one or two sentences for search engines and feeds.
    `menu`: the doors in the header; `footer`: those at the end. `follow`: where else the blog can be found
    (`rel=me`). `email`: an address that somebody reads. `promise`: what a subscriber gets and how often.
    `language`: the file of words in `theme/i18n/`. `brand`: the folder in `theme/brands/` with colours and
    faces.
    """

    tagline: str = ""
    description: str = ""
    menu: tuple[MenuItem, ...] = ()
    footer: tuple[MenuItem, ...] = ()
    follow: tuple[MenuItem, ...] = ()
    email: str = ""
    promise: str = ""
    language: str = "en"
    brand: str = "porchlight"


def read_settings(
    capabilities: Sequence[Capability], settings: MutableMapping[str, Any], shown: str
) -> list[Problem]:
    """Replace every typed setting by its instance; the mistakes of all of them come back together.

    A settings class that knows more than its types say has a method `mistakes`, which yields `Mistake`.
    """
    problems = []
    for name, wanted in typed_settings(capabilities).items():
        value = settings.get(name, {})
        if isinstance(value, wanted):
            if not hasattr(wanted, "mistakes"):
                continue
            value = {key: getattr(value, key) for key in typed.schema(wanted)}
        if not isinstance(value, Mapping):
            problems.append(
                Problem(
                    shown,
                    _line(shown, name),
                    f"{name} wants {wanted.__name__}(…) or a dict, not “{typed.shown(value)}”",
                )
            )
            continue
        made, mistakes = typed.build(wanted, value)
        if made is not None and hasattr(made, "mistakes"):
            mistakes = list(made.mistakes())
        problems += [
            Problem(shown, _line(shown, name), f"{name}: {mistake.what}", mistake.hint)
            for mistake in mistakes
        ]
        settings[name] = made
    return problems


def typed_settings(capabilities: Sequence[Capability]) -> dict[str, type[Any]]:
    """All typed settings of a site, by name."""
    return {"SITE": SiteSettings} | {
        name: kind for each in capabilities for name, kind in each.settings.items()
    }


def _line(shown: str, name: str) -> int:
    try:
        lines = Path(shown).read_text("utf-8").splitlines()
    except OSError:
        return 0
    return next((number for number, line in enumerate(lines, 1) if line.startswith(f"{name} ")), 0)
