"""The way of `check`: mend if asked to, build, look at the pages, report.

In: the options of the verb. Out: problems on standard output, on a terminal with counts; the exit status.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from plugins.checks.built import Sources, open_built
from plugins.checks.mend import mend_folder
from plugins.checks.output import Found, run_checks
from plugins.kit import clock
from plugins.kit.problems import Problem, SiteError, count, errors, report, sentence
from plugins.kit.urls import file_of
from plugins.kit.workers import processors

if TYPE_CHECKING:
    from plugins.engine.build import Result

SERIOUS = ("no such file is in", "has no alt text", "there is no file “")
"""The build helps itself here and goes on, so that it only warns; the reader gets a broken page, so
`check` is stricter. These are words of its problems (`engine.bodies`, `posts.collect`)."""


SHARED = {"author", "guest", "topic"}
"""Kinds of documents that stand on the pages of others."""


class Report(Struct, frozen=True):
    """`content` is what the build said; `found` what each linter did, empty when there was no site."""

    content: tuple[Problem, ...] = ()
    found: tuple[Found, ...] = ()
    pages: int = 0
    mended: tuple[str, ...] = field(default=())
    seconds: float = 0.0

    @property
    def problems(self) -> list[Problem]:
        return [*self.content, *(problem for each in self.found for problem in each.problems)]


def run_check(*, production: bool = False, fix: bool = False, content: str = "", output: str = "") -> int:
    """Check, print what was found, and return the exit status: 1 when there is an error."""
    try:
        done = verify(production=production, fix=fix, content=content, output=output)
    except SiteError as error:
        print(sentence(str(error)), file=sys.stderr)
        return error.exitcode
    except KeyboardInterrupt:
        return 130
    say(done)
    return 1 if errors(done.problems) else 0


def verify(*, production: bool, fix: bool, content: str, output: str) -> Report:
    """Build the site and look at it. Problems of the content are in the report; others are raised."""
    from plugins.engine.opening import shown_path
    from plugins.engine.run import load_site

    begun = clock.stopwatch()
    blog = load_site(production=production, content=content, output=output)
    settings = blog.settings
    if not output:
        blog.go_to(Path(settings["CACHE_PATH"]) / "check")
    mended, kept = _mend(Path(settings["PATH"]), shown_path(settings["PATH"])) if fix else ((), ())
    _tell("building the site …")
    try:
        result = blog.build()
    except SiteError as error:
        if not error.problems:
            raise
        return Report((*kept, *error.problems), mended=mended, seconds=clock.stopwatch() - begun)
    done = inspect(result, Path(settings["OUTPUT_PATH"]))
    return replace(done, content=(*kept, *done.content), mended=mended, seconds=clock.stopwatch() - begun)


def inspect(result: Result, folder: Path) -> Report:
    """Look at the pages of a build."""
    _tell("looking at its pages …")
    site = result.site
    built = open_built(folder, site.place.root, trace=_sources(site).trace, jobs=processors())
    found = tuple(run_checks(built))
    return Report(tuple(_weighed(problem) for problem in result.problems), found, len(built.pages))


def _weighed(problem: Problem) -> Problem:
    return replace(problem, level="error") if any(words in problem.what for words in SERIOUS) else problem


def _mend(content: Path, shown: str) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    done = list(mend_folder(content, shown)) if content.is_dir() else []
    return tuple(each for each in done if isinstance(each, str)), tuple(
        each for each in done if isinstance(each, Problem)
    )


def _sources(site: Any) -> Sources:
    """The way from a page back to the text behind it; the menu stands in the settings."""
    from plugins.engine.opening import shown_path
    from plugins.engine.run import ROOT

    people = [site.content / each.path for each in site.documents if each.kind in SHARED]
    names = dict.fromkeys([str(site.settings.get("SETTINGS_FILE", "pelicanconf.py")), "pelicanconf.py"])
    conf = [ROOT / name for name in names]

    def shown(path: Path) -> str:
        return shown_path(path) if path in conf else str(site.file(path.relative_to(site.content).as_posix()))

    return Sources(
        {file_of(path): site.content / source for source, path in site.paths.items()}, [*conf, *people], shown
    )


def say(done: Report) -> None:
    """Print the problems; on a terminal also counts for each rule, and one line that sums up."""
    is_terminal = sys.stdout.isatty()
    for name in done.mended:
        print(f"mended {name}")
    if done.problems:
        print(report(done.problems, limit=200 if is_terminal else len(done.problems)))
    if is_terminal:
        print("\n".join(summary(done)))


def summary(done: Report) -> Iterable[str]:
    """Yield the lines of the summary: a rule with its count, and what it looks for."""
    if not done.found:
        yield f"\n{count(done.problems)}. The site could not be built, so its pages were not looked at."
        return
    rows = [
        ("content", done.content, "what the build says of the texts"),
        *((each.check.name, each.problems, each.check.what) for each in done.found),
    ]
    yield ""
    yield from (f"  {name:<15} {_counts(problems):<24} {what}" for name, problems, what in rows)
    yield f"\n{done.pages} pages in {done.seconds:.1f} s: {count(done.problems)}."


def _counts(problems: Sequence[Problem]) -> str:
    return count(problems) if problems else "–"


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        print(text, file=sys.stderr)
