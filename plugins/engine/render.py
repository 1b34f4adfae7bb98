"""views → staged files: what is known to be unchanged is left, the rest is rendered, by several processes.

What we know of the output is kept in the store: for each path the identity that it was made from, and what
the file looked like on disk then. Both must still hold for a page to be skipped, so a file that somebody
touched is made anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from plugins.engine.memo import place_of
from plugins.engine.outputs import Composed, Copied, Made, Output, Rendered, Written
from plugins.engine.stage import Stage
from plugins.engine.texts import Texts
from plugins.engine.write import Change, commit, listed
from plugins.kit.digests import digest
from plugins.kit.problems import Problem
from plugins.kit.store import Store
from plugins.kit.workers import spread

if TYPE_CHECKING:
    from plugins.engine.templates import Templates


class Seen(Struct, frozen=True):
    """A file that we wrote: what it was made from, how it looked then (size, modification time in
    nanoseconds), the texts that it prints, and the number of the step that yields it.
    """

    identity: bytes
    looks: tuple[int, int]
    texts: tuple[str, ...]
    step: int


class Origin(Struct, frozen=True):
    """Where an output comes from: the number of the step that yields it, and the texts that this step asked
    for itself.
    """

    step: int
    texts: tuple[str, ...]


Known = Mapping[str, Seen]


class Standing(Struct, frozen=True, dict=True):
    """The output of the last build on the same ground. `stay` are the files that print no text that
    changed.
    """

    known: Known
    stay: Known

    @cached_property
    def steps(self) -> frozenset[int]:
        """The steps that yield what is to be made anew."""
        return frozenset(seen.step for path, seen in self.known.items() if path not in self.stay)

    def of_step(self, number: int) -> set[str]:
        """The files that a step yields."""
        return {path for path, seen in self.known.items() if seen.step == number}


SHELF = "output"


class Outcome(NamedTuple):
    """What became of one output."""

    identity: bytes
    is_new: bool
    texts: tuple[str, ...]


class Printer(Struct, frozen=True):
    """What makes the bytes of an output, in a worker."""

    templates: Templates
    stage: Stage
    texts: Texts
    origins: Mapping[str, Origin]

    def make(self, output: Output, known: Known) -> Outcome:
        """Stage one file, unless what lies there was made from the same."""
        self.texts.touched.clear()
        identity, lay_out = self._prepare(output)
        texts, seen = self._texts_of(output), known.get(output.path)
        if seen and seen.identity == identity and _looks(f"{self.stage.output}/{output.path}") == seen.looks:
            return Outcome(identity, False, texts)
        lay_out()
        return Outcome(identity, True, texts)

    def _texts_of(self, output: Output) -> tuple[str, ...]:
        before = self.origins[output.path].texts
        more = self.texts.touched.difference(before)
        return (*before, *sorted(more)) if more else before

    def _prepare(self, output: Output) -> tuple[bytes, Callable[[], None]]:
        """Digest what one file depends on, and say how it is made."""
        templates, stage = self.templates, self.stage
        match output:
            case Rendered(path, template, view):
                pass
            case Composed(path, template, compose):
                view = compose()
            case Written(path, data):
                return digest(data), lambda: stage.add(path, data)
            case Made(path, identify, make):
                return digest(b"made", identify()), lambda: stage.add(path, make())
            case Copied(path, source):
                stat = source.stat()
                looks = f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"
                return digest(str(source).encode(), looks.encode()), lambda: stage.copy(path, source)
        return templates.identity(template, view), lambda: stage.add(path, templates.render(template, view))


def write_out(
    outputs: Sequence[Output],
    printer: Printer,
    store: Store,
    *,
    jobs: int,
    also: Iterable[str] = (),
    standing: Standing | None = None,
) -> Change:
    """Make what changed and move it into the output. `also` are files that somebody else has staged. With a
    `standing` output, whatever stays need not be among the `outputs`.
    """
    stage = printer.stage
    known = standing.known if standing else known_of(stage.output, store)
    stay = standing.stay if standing else {}
    todo = [each for each in outputs if each.path not in stay]
    printer.templates.load({each.template for each in todo if isinstance(each, Rendered | Composed)}, store)
    made = _make_all(todo, printer, known, jobs)
    keep = [*stay, *(path for path, each in made.items() if not each.is_new)]
    change = commit(stage, keep, [*(path for path, each in made.items() if each.is_new), *also])
    now = dict(stay)
    for path, each in made.items():
        looks = _looks(f"{stage.output}/{path}")
        now[path] = Seen(each.identity, looks, each.texts, printer.origins[path].step)
    if now != known:
        store.put_many(SHELF, {place_of(stage.output): now})
    return change


def _make_all(todo: Sequence[Output], printer: Printer, known: Known, jobs: int) -> dict[str, Outcome]:
    def make(numbers: Sequence[int]) -> list[Outcome]:
        return [printer.make(todo[number], known) for number in numbers]

    # By their numbers: what makes an output need not travel to a worker, which has it from the fork.
    groups = [getattr(each, "group", "") for each in todo]
    outcomes = spread(make, range(len(todo)), jobs=jobs, group=groups.__getitem__)
    return {each.path: outcome for each, outcome in zip(todo, outcomes, strict=True)}


def known_of(output: Path, store: Store) -> Known:
    """What the last build knew of the files that it wrote."""
    place = place_of(output)
    found: Known = store.get_many(SHELF, [place]).get(place, {})
    return found


def standing(stage: Stage, store: Store, changed: frozenset[str]) -> Standing | None:
    """The output as it lies there, when all files that print none of the `changed` texts are as the last
    build left them; else None: who took one away may have taken more.
    """
    known = known_of(stage.output, store)
    wanted = {path: seen for path, seen in known.items() if changed.isdisjoint(seen.texts)}
    are_there = all(_looks(f"{stage.output}/{path}") == seen.looks for path, seen in wanted.items())
    are_ours = listed(stage.output) == known.keys()
    return Standing(known, wanted) if known and are_ours and are_there else None


def _looks(path: str) -> tuple[int, int]:
    try:
        stat = os.stat(path)  # noqa: PTH116  a Path for each of ten thousand files takes longer than to ask
    except OSError:
        return (-1, -1)
    return (stat.st_size, stat.st_mtime_ns)


def collisions(
    outputs: Iterable[Output | Problem], staged: Iterable[str] = ()
) -> tuple[list[Output], list[Problem]]:
    """Part outputs from problems; two outputs for one file are a problem, of which the first stays, and so is
    a file in the place of a folder, also one that somebody else has `staged`.
    """
    good: dict[str, Output] = {}
    problems: list[Problem] = []
    folded: dict[str, str] = {}
    for each in outputs:
        if isinstance(each, Problem):
            problems.append(each)
        elif each.path in good:
            problems.append(
                Problem(
                    each.path,
                    0,
                    "two things want to be this file of the site",
                    "Change the slug or the file name of one",
                )
            )
        else:
            good[each.path] = each
            # On macOS and Windows names that differ in case are one file.
            first = folded.setdefault(each.path.casefold(), each.path)
            if first != each.path:
                problems.append(
                    Problem(
                        each.path,
                        0,
                        f"differs from {first} in upper and lower case only",
                        "Rename one: some systems see one file",
                        "warning",
                    )
                )
    all_paths = {*good, *staged}
    for path in sorted(_folders(all_paths) & all_paths):
        what = "is a file of the site, and the folder of others too"
        problems.append(Problem(path, 0, what, "Give it another name"))
        good.pop(path, None)
    return list(good.values()), problems


def _folders(paths: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found
