"""Other people's themes and plugins, as Pelican runs them, within our steps.

A theme without `i18n/` is not ours: Pelican's own generators render it. A plugin without a `CAPABILITY` is
not ours: the generators make their objects and send their signals (`finalized` before our pages are made),
what plugins did to a text goes to `Site.bodies`, what their generators write is staged. In both cases we read
the texts, and `write.py` makes the one short move at the end.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from blinker import Signal
from pelican.generators import (
    ArticlesGenerator,
    PagesGenerator,
    SourceFileGenerator,
    StaticGenerator,
    TemplatePagesGenerator,
)
from pelican.plugins import signals

from plugins.engine.build import Others, Result, read_site, view
from plugins.engine.model import Site
from plugins.engine.opening import shown_path, stop_on
from plugins.engine.outputs import Copied
from plugins.engine.reader import FOREIGN, TEXTS, reader_of
from plugins.engine.render import collisions
from plugins.engine.stage import Stage
from plugins.engine.write import commit, staging
from plugins.kit import clock
from plugins.kit.problems import SiteError

OURS = (ArticlesGenerator, PagesGenerator, SourceFileGenerator, StaticGenerator, TemplatePagesGenerator)


def others_of(pelican: Any) -> Others | None:
    """What is to be done for plugins that are not ours; None when there are none."""
    if not has_listeners() and all(_is_ours(plugin) for plugin in pelican.plugins):
        return None
    return lambda site, stage: _run_plugins(pelican, site, stage)


def has_listeners() -> bool:
    """Whether somebody waits for a signal of Pelican's."""
    return any(each.receivers for each in vars(signals).values() if isinstance(each, Signal))


def _is_ours(plugin: Any) -> bool:
    return hasattr(plugin, "CAPABILITY") or getattr(plugin, "__name__", "").startswith("plugins.")


def build_theme(pelican: Any, run: Callable[[], None]) -> Result:
    """Build a foreign theme: our texts and pictures, `run` for Pelican's own pages, all moved by us."""
    begun = clock.stopwatch()
    settings, capabilities = pelican.settings, pelican.capabilities
    site, output = read_site(settings, capabilities), Path(settings["OUTPUT_PATH"])
    with staging(output, site.content) as stage:
        outputs, clashes = collisions(view(site, capabilities))
        site.problems += clashes
        stop_on(site.problems)
        with _reading(pelican, site, stage):
            run()
        staged = stage.take_theirs()
        for each in outputs:
            if isinstance(each, Copied):
                stage.copy(each.path, each.source)
                staged.add(each.path)
        change = commit(stage, (), staged)
    seconds = clock.stopwatch() - begun
    return Result(lambda: site, change, site.problems, len(site.posts), seconds)


def _run_plugins(pelican: Any, site: Site, stage: Stage) -> set[str]:
    """Let plugins see the articles and write their files; return the paths that they staged."""
    with _reading(pelican, site, stage):
        context = {**pelican.settings, "localsiteurl": pelican.settings["SITEURL"]}
        context |= {"generated_content": {}, "static_links": set(), "static_content": {}}
        generators = [
            make(
                context=context,
                settings=pelican.settings,
                path=pelican.path,
                theme=pelican.theme,
                output_path=pelican.output_path,
            )
            for make in pelican._get_generator_classes()
        ]
        for each in generators:
            if hasattr(each, "generate_context"):
                each.generate_context()
        signals.all_generators_finalized.send(generators)
        site.bodies = _changed(site, context["generated_content"])
        writer = pelican._get_writer()
        for each in generators:
            if not isinstance(each, OURS) and hasattr(each, "generate_output"):
                each.generate_output(writer)
        signals.finalized.send(pelican)
    return stage.take_theirs()


def _changed(site: Site, contents: dict[str, Any]) -> dict[str, str]:
    """Source → HTML, where it is no longer what we read."""
    reader = reader_of(site)(site.settings)
    found = {}
    for source, content in contents.items():
        if content is not None and content._content != reader.read(str(site.content.absolute() / source))[0]:
            found[source] = content._content
    return found


@contextmanager
def _reading(pelican: Any, site: Site, stage: Stage) -> Iterator[None]:
    """Run Pelican's parts with our reader, into the stage; an error of theirs stops the build."""
    reader, logged = reader_of(site), _Errors()
    settings, folder = pelican.settings, str(stage.theirs)
    ours = {"OUTPUT_PATH": folder, "STATIC_PATHS": sorted(_as_they_are(site)), "CACHE_CONTENT": False}
    before = {name: settings.get(name) for name in ours}
    delete, pelican.delete_outputdir, pelican.output_path = pelican.delete_outputdir, False, folder

    def take_over(readers: Any) -> None:
        readers.reader_classes |= {**dict.fromkeys(TEXTS, reader), **dict.fromkeys(FOREIGN)}

    settings.update(ours)
    logging.getLogger().addHandler(logged)
    try:
        with signals.readers_init.connected_to(take_over):
            yield
    except (SiteError, OSError):
        raise
    except Exception as error:
        raise SiteError(f"{_place(error)}: {type(error).__name__}: {error}. {UNCHANGED}") from error
    finally:
        logging.getLogger().removeHandler(logged)
        settings.update(before)
        pelican.output_path, pelican.delete_outputdir = before["OUTPUT_PATH"], delete
    if logged.lines:
        raise SiteError("\n".join([*logged.lines, f"A theme or plugin reported this. {UNCHANGED}"]))


def _as_they_are(site: Site) -> set[str]:
    """Files that Pelican may copy: not the pictures that we publish without what they tell."""
    return {path for path in site.media if site.copies.get(path) == site.content / path}


UNCHANGED = "Nothing was built, the output is as it was."


def _place(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{shown_path(last.filename)}:{last.lineno}"


class _Errors(logging.Handler):
    """Keeps what Pelican's parts log as errors; Pelican itself would go on and leave with 0."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
