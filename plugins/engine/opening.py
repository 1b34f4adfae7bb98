"""Opening a site: the typed settings, the words, the moment, the cache; nothing of it is read yet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from plugins.engine.capability import Capability
from plugins.engine.model import Site
from plugins.engine.settings import SiteSettings, read_settings
from plugins.engine.words import Words
from plugins.kit import clock
from plugins.kit.problems import Problem, SiteError, errors
from plugins.kit.store import Store
from plugins.kit.typed import SCALARS, Wrong, shown
from plugins.kit.urls import Place
from plugins.kit.workers import processors

OUR_WORDS = Path(__file__).parents[2] / "theme" / "i18n"


def open_site(settings: MutableMapping[str, Any], capabilities: Sequence[Capability]) -> Site:
    """Read the typed settings and open the site with them."""
    shown = shown_path(settings.get("SETTINGS_FILE", "pelicanconf.py"))
    stop_on(read_settings(capabilities, settings, shown))
    return new_site(settings)


def jobs_of(settings: Mapping[str, Any]) -> int:
    """How many processes are to work."""
    return int(settings.get("JOBS") or 0) or processors()


def new_site(settings: Mapping[str, Any]) -> Site:
    """Open a site with its settings, its words and its moment."""
    about: SiteSettings = settings["SITE"]
    content, theme = Path(settings["PATH"]), Path(settings["THEME"])
    if not content.is_dir():
        raise SiteError(f"{shown_path(content)}: there is no such content folder. Name one with --content.")
    zone = clock.zone(settings.get("TIMEZONE", "UTC"))
    return Site(
        settings=settings,
        about=about,
        name=str(settings["SITENAME"]),
        place=_place(str(settings["SITEURL"])),
        zone=zone,
        moment=_moment(settings, zone),
        content=content,
        shown=shown_path(content),
        theme=theme,
        words=Words.load(theme / "i18n" if (theme / "i18n").is_dir() else OUR_WORDS, about.language),
        is_preview=bool(settings.get("PREVIEW")),
    )


def _place(siteurl: str) -> Place:
    if siteurl and not re.fullmatch(r"https?://[\w.:\[\]-]+(?:/[\w.~%/-]*)?", siteurl):
        raise SiteError(f"SITEURL: “{shown(siteurl)}” is no address of a site. Write https://example.com")
    try:
        return Place.at(siteurl)
    except ValueError:
        raise SiteError(
            f"SITEURL: “{shown(siteurl)}” is no address of a site. Write https://example.com"
        ) from None


def _moment(settings: Mapping[str, Any], zone: ZoneInfo) -> dt.datetime:
    """The moment of the build, in UTC: two times of one zone are compared by their clocks, which is wrong
    for an hour twice a year.
    """
    if not settings.get("AS_OF"):
        return clock.now()
    return clock.at(_as_of(settings["AS_OF"]), zone).astimezone(dt.UTC)


def _as_of(text: str) -> Any:
    try:
        return next(read for kind, read in SCALARS.items() if kind.__name__ == "datetime")(text)
    except Wrong as wrong:
        raise SiteError(f"--as-of: {wrong.what}. {wrong.hint}.") from None


def open_store(settings: Mapping[str, Any]) -> Store:
    """Open the cache; `--fresh` (Pelican's --ignore-cache) works with an empty one in memory."""
    if not settings.get("LOAD_CONTENT_CACHE", True):
        return Store(None)
    return Store(Path(settings["CACHE_PATH"]) / "porchlight.sqlite")


def stop_on(problems: Sequence[Problem]) -> None:
    """Raise when there are errors; warnings can wait until there are none, since one often follows from the
    other.
    """
    if bad := errors(problems):
        raise SiteError("nothing was built, the output is as it was", problems=bad)


def is_foreign(theme: Path) -> bool:
    """Whether a theme is one for Pelican's own generators."""
    return not (theme / "i18n").is_dir()


def shown_path(path: str | Path) -> str:
    """Name a path as somebody in this folder would."""
    whole = Path(path).absolute()
    try:
        return whole.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
