"""A build, step by step: read → enrich → view → render → write. One path for the full build, the next one and
the preview.
"""

from __future__ import annotations

import datetime as dt
import gc
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from plugins.engine.capability import Capability
from plugins.engine.model import Site
from plugins.engine.outputs import Output
from plugins.engine.read import Reading, body_maker, read_all
from plugins.engine.render import collisions, write_out
from plugins.engine.settings import SiteSettings, read_settings
from plugins.engine.shell import make_shell
from plugins.engine.templates import Templates, digest
from plugins.engine.words import Words
from plugins.engine.write import Change, Stage, staging
from plugins.kit import clock
from plugins.kit.problems import Problem, SiteError, errors
from plugins.kit.store import Store
from plugins.kit.typed import SCALARS, Wrong, shown
from plugins.kit.urls import Place
from plugins.kit.workers import processors

OUR_WORDS = Path(__file__).parents[2] / "theme" / "i18n"
PARSERS = ("markdown", "nh3", "pygments", "pyyaml")


@dataclass(slots=True)
class Result:
    """What a build did."""

    site: Site
    change: Change
    problems: list[Problem] = field(default_factory=list)
    seconds: float = 0.0


Others = Callable[[Site, Stage], set[str]]
"""What plugins that are not ours do between enriching and viewing; the paths that they staged."""


def build(
    settings: MutableMapping[str, Any], capabilities: Sequence[Capability], others: Others | None = None
) -> Result:
    """Build the site; raise `SiteError` with all problems, and touch nothing, when there are errors."""
    begun = clock.stopwatch()
    with without_collection():
        site, change = _build(settings, capabilities, others)
    return Result(site, change, site.problems, clock.stopwatch() - begun)


def _build(
    settings: MutableMapping[str, Any], capabilities: Sequence[Capability], others: Others | None
) -> tuple[Site, Change]:
    site = open_site(settings, capabilities)
    jobs = jobs_of(settings)
    with open_store(settings) as store, staging(Path(settings["OUTPUT_PATH"]), site.content) as stage:
        read(site, capabilities, store, jobs)
        enrich(site, capabilities)
        staged = set() if others is None or errors(site.problems) else others(site, stage)
        outputs, clashes = collisions(view(site, capabilities))
        site.problems += clashes
        stop_on(site.problems)
        staged -= {each.path for each in outputs}
        change = write(site, capabilities, outputs, stage, store, jobs, staged)
    return site, change


@contextmanager
def without_collection() -> Iterator[None]:
    """Leave cycles uncollected for a while: a build makes a great many values and hardly a cycle, and the
    collector would walk all of them again and again, a quarter of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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


def read(site: Site, capabilities: Sequence[Capability], store: Store, jobs: int) -> None:
    """files → documents."""
    kinds = tuple(kind for each in capabilities for kind in each.documents)
    make_body = body_maker(capabilities, site.settings)
    reading = Reading(site.content, site.shown, kinds, make_body, _fingerprint(site.settings, capabilities))
    found = read_all(reading, store, jobs=jobs)
    site.documents, site.files = found.documents, frozenset(found.files)
    site.problems += found.problems


def enrich(site: Site, capabilities: Sequence[Capability]) -> None:
    """documents → site."""
    for each in capabilities:
        for step in each.enrich:
            site.problems += step(site)


def view(site: Site, capabilities: Sequence[Capability]) -> Iterator[Output | Problem]:
    """site → views."""
    for each in capabilities:
        for step in each.outputs:
            for output in step(site):
                if not isinstance(output, Problem):
                    site.outputs.add(output.path)
                yield output


def write(
    site: Site,
    capabilities: Sequence[Capability],
    outputs: list[Output],
    stage: Stage,
    store: Store,
    jobs: int,
    staged: Iterable[str] = (),
) -> Change:
    """views → bytes → output."""
    shell = make_shell(site, capabilities, {each.path for each in outputs}.union(staged))
    templates = Templates(site.theme / "templates", site.words, shell)
    return write_out(outputs, templates, stage, store, jobs=jobs, also=staged)


def stop_on(problems: Sequence[Problem]) -> None:
    """Raise when there are errors; warnings can wait until there are none, since one often follows from the
    other.
    """
    if bad := errors(problems):
        raise SiteError("nothing was built, the output is as it was", problems=bad)


def shown_path(path: str | Path) -> str:
    """Name a path as somebody in this folder would."""
    whole = Path(path).absolute()
    try:
        return whole.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def _fingerprint(settings: Mapping[str, Any], capabilities: Sequence[Capability]) -> bytes:
    """Digest what a document depends on besides its file: our code, the parsers, the Markdown settings."""
    ours = Path(__file__).parent.parent
    folders = [
        "kit",
        "engine",
        *sorted({each.name for each in capabilities if each.body_maker or each.documents}),
    ]
    code = [path.read_bytes() for folder in folders for path in sorted((ours / folder).glob("*.py"))]
    chosen = [
        repr(settings[name]).encode() for each in capabilities if each.body_maker for name in each.settings
    ]
    versions = " ".join([sys.version, *map(version, PARSERS)]).encode()
    return digest(*code, *chosen, versions)
