"""The plan of a release: what is live beside what was built, to be shown, judged and carried out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from plugins.engine.model import Site
from plugins.engine.remembered import Remembered
from plugins.engine.write import listed
from plugins.kit.problems import Problem
from plugins.kit.store import Store
from plugins.release.news import News, compare, feeds_in, prefix_of, told_by
from plugins.release.settings import Release
from plugins.release.target import Manifest, Steps, steps_between
from plugins.release.tree import facts_of, name_of

PAGE = "index.html"


class Plan(Struct, frozen=True, dict=True):
    """`live` is None where nothing was released yet; `told` is what readers will know afterwards; `problems`
    is what the checks found; `newest` is the last release of all that are kept there, live or not.
    """

    site: Site
    settings: Release
    folder: Path
    live: Manifest | None
    release: Manifest
    told: Remembered
    news: tuple[News, ...]
    problems: tuple[Problem, ...]
    newest: str = ""

    @property
    def before(self) -> Remembered:
        return self.site.remembered

    @cached_property
    def steps(self) -> Steps:
        return steps_between(self.live, self.release)

    @property
    def changes(self) -> bool:
        """Whether there is anything to bring over."""
        return bool(self.steps.assets or self.steps.pages or self.steps.remove)

    @cached_property
    def added(self) -> list[str]:
        return [path for path in self.steps.pages if not (self.live and path in self.live.files)]

    @cached_property
    def changed(self) -> list[str]:
        return [path for path in self.steps.pages if self.live and path in self.live.files]

    @property
    def moved(self) -> Iterator[tuple[str, str]]:
        """Redirects that are new: older address and present one."""
        for path, to in sorted(self.site.redirects.items()):
            file = f"{path}{PAGE}" if path.endswith("/") else path
            if file in self.steps.pages or (self.live and file in self.steps.remove):
                yield path, to


class Made(Struct, frozen=True):
    """What was built: `extra` are files of the folder that the build did not make, `problems` what the checks
    found, `note` is one line for people, `newest` the last release of all that are kept there, live or not.
    """

    site: Site
    folder: Path
    problems: tuple[Problem, ...] = ()
    extra: tuple[str, ...] = ()
    note: str = ""
    newest: Manifest | None = None


def make_plan(made: Made, settings: Release, live: Manifest | None, store: Store) -> Plan:
    """Compare what was built with what is live."""
    site, paths = made.site, listed(made.folder).union(made.extra)
    files = facts_of(made.folder, paths, store)
    newest = made.newest
    moments = [each.made for each in (live, newest) if each]
    moment = moment_after(site.moment, *moments, site.remembered.moment)
    name = name_of(moment)
    manifest = Manifest(name, live.name if live else "", moment, made.note, files)
    feeds = feeds_in(made.folder, paths, prefix_of(site))
    told = told_by(site, feeds, name, moment)
    news = compare(site.remembered, told, feeds, {post.id: post.title for post in site.posts})
    return Plan(
        site,
        settings,
        made.folder,
        live,
        manifest,
        told,
        tuple(news),
        made.problems,
        newest.name if newest else "",
    )


def moment_after(moment: dt.datetime, *others: str) -> str:
    """The moment of a release in UTC, to the second; after that of others (ISO 8601), whatever the clock
    says, since names are sorted by it.
    """
    now = moment.astimezone(dt.UTC).replace(microsecond=0)
    before = [dt.datetime.fromisoformat(text).astimezone(dt.UTC) for text in others if text]
    return max([now, *(each + dt.timedelta(seconds=1) for each in before)]).isoformat()
