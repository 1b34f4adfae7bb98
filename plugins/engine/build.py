"""A build, step by step: read → enrich → view → render → write. One path for the full build, the next one and
the preview.

Where only texts changed since the last build of this output, the site is fetched as it was put together then,
and only the pages that print these texts are made.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from plugins.engine.capability import Capability, Later
from plugins.engine.memo import Memo, ground_of, keep_site, recall, remember, restore
from plugins.engine.model import Site
from plugins.engine.opening import jobs_of, open_site, open_store, stop_on
from plugins.engine.outputs import Output
from plugins.engine.read import Found, Reading, body_maker, documents_of, look, texts_of
from plugins.engine.render import Origin, Printer, Standing, collisions, standing, write_out
from plugins.engine.shell import make_shell
from plugins.engine.stage import Stage
from plugins.engine.write import Change, staging
from plugins.kit import clock
from plugins.kit.digests import digest
from plugins.kit.problems import Problem, errors
from plugins.kit.store import Store

PARSERS = ("markdown", "nh3", "pygments", "pyyaml")


@dataclass
class Result:
    """What a build did. `load` gives its site: where nothing changed it was not put together."""

    load: Callable[[], Site]
    change: Change
    problems: Sequence[Problem]
    posts: int
    seconds: float = 0.0

    @cached_property
    def site(self) -> Site:
        """The site that was built."""
        return self.load()


Others = Callable[[Site, Stage], set[str]]
"""What plugins that are not ours do between enriching and viewing; the paths that they staged."""


def build(
    settings: MutableMapping[str, Any], capabilities: Sequence[Capability], others: Others | None = None
) -> Result:
    """Build the site; raise `SiteError` with all problems, and touch nothing, when there are errors."""
    begun, output = clock.stopwatch(), Path(settings["OUTPUT_PATH"])
    site = open_site(settings, capabilities)
    with (
        without_collection(),
        open_store(settings) as store,
        staging(output, site.content) as stage,
    ):
        work = Work(site, capabilities, store, stage)
        result = work.again() if others is None else None
        result = result or work.whole(others)
    result.seconds = clock.stopwatch() - begun
    return result


class Work:
    """One build of one output folder: what its steps share."""

    def __init__(self, site: Site, capabilities: Sequence[Capability], store: Store, stage: Stage) -> None:
        self.site, self.capabilities, self.store, self.stage = site, capabilities, store, stage
        self.jobs = jobs_of(site.settings)
        self.reading = reading_of(site, capabilities)
        self.found = look(self.reading, store, jobs=self.jobs, meanwhile=self._get_ready)
        self.ground: bytes | None = None
        self.shared: frozenset[str] = frozenset()

    def _get_ready(self) -> None:
        """Import the steps and compile the templates: while others read, it costs half."""
        from plugins.engine.templates import compile_all

        for step in (step for each in self.capabilities for step in (*each.enrich, *each.outputs)):
            if isinstance(step, Later):
                step.get_ready()
        compile_all(self.site.theme / "templates", self.store)

    def again(self) -> Result | None:
        """Build what depends on the texts that changed, where nothing else did; None where more is to do."""
        self.ground = ground_of(self.site, self.capabilities, self.found)
        memo = recall(self.store, self.stage.output) if self.ground else None
        if memo is None or not memo.holds(self.ground, self.site.moment):
            return None
        changed = memo.changed(self.found)
        there = standing(self.stage, self.store, changed)
        if there and not changed:
            load = partial(load_site, dict(self.site.settings), self.capabilities)
            return Result(load, Change(unchanged=len(there.known)), memo.problems, memo.posts)
        if not there or changed & memo.shared or not restore(self.store, self.site, memo.ground):
            return None
        self.shared = memo.shared
        self.site.texts = texts_of(self.reading, self.found, self.store)
        self.site.problems = list(memo.problems)
        return self._write(there)

    def whole(self, others: Others | None) -> Result:
        """Build all; what did not change is not written."""
        put_together(self.site, self.capabilities, self.reading, self.found, self.store)
        self.shared = frozenset(self.site.texts.touched)
        if self.ground and not keep_site(self.store, self.site, self.ground):
            self.ground = None
        staged = set() if others is None or errors(self.site.problems) else others(self.site, self.stage)
        return self._write(staged=staged)

    def _write(self, there: Standing | None = None, staged: Iterable[str] = ()) -> Result:
        """site → views → bytes → output. Where nothing but texts changed, what is `there` stays."""
        from plugins.engine.templates import Templates  # Jinja, which a build without a change does without

        site = self.site
        origins: dict[str, Origin] = {}
        outputs, clashes = collisions(view(site, self.capabilities, origins, there), staged)
        if there is None:  # else what is wrong is known, also of steps that are passed over
            site.problems += clashes
        stop_on(site.problems)
        also = set(staged) - origins.keys()
        site.texts.touched.clear()
        shell = make_shell(site, self.capabilities, site.outputs | also)
        self.shared |= site.texts.touched
        templates = Templates(site.theme / "templates", site.words, shell)
        printer = Printer(templates, self.stage, site.texts, origins)
        change = write_out(outputs, printer, self.store, jobs=self.jobs, also=also, standing=there)
        if self.ground:
            memo = Memo.of(site, self.ground, self.found, self.shared)
            remember(self.store, self.stage.output, memo)
        return Result(lambda: site, change, site.problems, len(site.posts))


def put_together(
    site: Site, capabilities: Sequence[Capability], reading: Reading, found: Found, store: Store
) -> None:
    """files → documents → site."""
    site.documents, problems = documents_of(reading, found, store)
    site.files = frozenset(found.files)
    site.texts = texts_of(reading, found, store)
    site.problems += problems
    enrich(site, capabilities)


def read_site(
    settings: MutableMapping[str, Any],
    capabilities: Sequence[Capability],
    wanted: Sequence[Capability] | None = None,
) -> Site:
    """Open a site, read it and put it together, by the `wanted` capabilities or all; nothing is made of
    it.
    """
    site = open_site(settings, capabilities)
    with open_store(settings) as store:
        reading = reading_of(site, capabilities)
        found = look(reading, store, jobs=jobs_of(settings))
        put_together(site, capabilities if wanted is None else wanted, reading, found, store)
    return site


def load_site(settings: MutableMapping[str, Any], capabilities: Sequence[Capability]) -> Site:
    """Put the site of the last build together, when somebody wants to see it."""
    site = read_site(settings, capabilities)
    collisions(view(site, capabilities))
    return site


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


def reading_of(site: Site, capabilities: Sequence[Capability]) -> Reading:
    """Say how the content folder is read."""
    kinds = tuple(kind for each in capabilities for kind in each.documents)
    make_body = body_maker(capabilities, site.settings)
    return Reading(site.content, site.shown, kinds, make_body, _fingerprint(site.settings, capabilities))


def enrich(site: Site, capabilities: Sequence[Capability]) -> None:
    """documents → site."""
    for each in capabilities:
        for step in each.enrich:
            site.problems += step(site)


def view(
    site: Site,
    capabilities: Sequence[Capability],
    origins: dict[str, Origin] | None = None,
    there: Standing | None = None,
) -> Iterator[Output | Problem]:
    """site → views, and where each is from into `origins`. Steps whose files all stay are passed over."""
    for number, step in enumerate(step for each in capabilities for step in each.outputs):
        if there and number not in there.steps:
            site.outputs |= there.of_step(number)
            continue
        site.texts.touched.clear()
        paths = []
        for output in step(site):
            if not isinstance(output, Problem):
                site.outputs.add(output.path)
                paths.append(output.path)
            yield output
        if origins is not None:
            origins |= dict.fromkeys(paths, Origin(number, tuple(sorted(site.texts.touched))))


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
