"""views → staged files: what is known to be unchanged is left, the rest is rendered, by several processes.

What we know of the output is kept in the store: for each path the identity that it was made from, and what
the file looked like on disk then. Both must still hold for a page to be skipped, so a file that somebody
touched is made anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from plugins.engine.memo import place_of
from plugins.engine.outputs import Composed, Copied, Made, Output, Rendered, Written
from plugins.engine.templates import Templates, digest
from plugins.engine.texts import Texts
from plugins.engine.write import Change, Stage, commit, listed
from plugins.kit.problems import Problem
from plugins.kit.store import Store
from plugins.kit.workers import spread

Seen = tuple[bytes, int, int, tuple[str, ...]]
"""Of a file that we wrote: identity, size, modification time in nanoseconds, the texts that it prints."""
Known = Mapping[str, Seen]
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
    asked: Mapping[str, tuple[str, ...]]
    """Path of an output → the texts that were asked for before it came here."""

    def make(self, output: Output, known: Known) -> Outcome:
        """Stage one file, unless what lies there was made from the same."""
        self.texts.touched.clear()
        identity, lay_out = self._prepare(output)
        texts, seen = self._texts_of(output), known.get(output.path)
        if seen and seen[0] == identity and _on_disk(f"{self.stage.output}/{output.path}") == seen[1:3]:
            return Outcome(identity, False, texts)
        lay_out()
        return Outcome(identity, True, texts)

    def _texts_of(self, output: Output) -> tuple[str, ...]:
        before = self.asked.get(output.path, ())
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
    changed: frozenset[str] | None = None,
) -> Change:
    """Make what changed and move it into the output. `also` are files that somebody else has staged;
    `changed`, where nothing but texts did, are those texts.
    """
    stage, known = printer.stage, known_of(printer.stage.output, store)
    stay = {} if changed is None else _untouched(stage, known, changed)
    todo = [each for each in outputs if each.path not in stay]
    printer.templates.load({each.template for each in todo if isinstance(each, Rendered | Composed)}, store)
    made = _make_all(todo, printer, known, jobs)
    keep = [each.path for each in outputs if each.path in stay or not made[each.path].is_new]
    change = commit(stage, keep, [*(path for path, each in made.items() if each.is_new), *also])
    now: dict[str, Seen] = {path: stay[path] for path in keep if path in stay}
    for path, each in made.items():
        now[path] = (each.identity, *_on_disk(f"{stage.output}/{path}"), each.texts)
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


def _untouched(stage: Stage, known: Known, changed: frozenset[str]) -> dict[str, Seen]:
    """The files that print none of these texts, and lie there as we left them."""
    return {
        path: seen
        for path, seen in known.items()
        if changed.isdisjoint(seen[3]) and _on_disk(f"{stage.output}/{path}") == seen[1:3]
    }


def untouched(stage: Stage, store: Store, changed: frozenset[str]) -> int:
    """How many files of ours there are, when all that print none of the `changed` texts are as the last build
    left them; else 0: who took one away may have taken more.
    """
    known = known_of(stage.output, store)
    wanted = sum(changed.isdisjoint(seen[3]) for seen in known.values())
    are_ours = listed(stage.output) == known.keys()
    return len(known) if are_ours and len(_untouched(stage, known, changed)) == wanted else 0


def _on_disk(path: str) -> tuple[int, int]:
    try:
        stat = os.stat(path)  # noqa: PTH116  a Path for each of ten thousand files takes longer than to ask
    except OSError:
        return (-1, -1)
    return (stat.st_size, stat.st_mtime_ns)


def collisions(outputs: Iterable[Output | Problem]) -> tuple[list[Output], list[Problem]]:
    """Part outputs from problems; two outputs for one file are a problem, of which the first stays."""
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
    return list(good.values()), problems
