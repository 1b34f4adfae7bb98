"""views → staged files: what is known to be unchanged is left, the rest is rendered, by several processes.

What we know of the output is kept in the store: for each path the identity that it was made from, and what
the file looked like on disk then. Both must still hold for a page to be skipped, so a file that somebody
touched is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from plugins.engine.outputs import Copied, Made, Output, Rendered, Written
from plugins.engine.templates import Templates, digest
from plugins.engine.write import Change, Stage, commit
from plugins.kit.problems import Problem
from plugins.kit.store import Store
from plugins.kit.workers import spread

Seen = tuple[bytes, int, int]
"""Identity, size and modification time in nanoseconds of a file that we wrote."""


@dataclass(slots=True)
class Plan:
    """What is to be made, what stays."""

    make: list[Output] = field(default_factory=list)
    keep: list[str] = field(default_factory=list)
    identities: dict[str, bytes] = field(default_factory=dict)


def plan(outputs: Iterable[Output], templates: Templates, known: dict[str, Seen], output: Path) -> Plan:
    """Compare identities with what lies there."""
    todo = Plan()
    for each in outputs:
        identity = identify(each, templates)
        todo.identities[each.path] = identity
        seen = known.get(each.path)
        if seen and seen[0] == identity and _on_disk(output / each.path) == seen[1:]:
            todo.keep.append(each.path)
        else:
            todo.make.append(each)
    return todo


def identify(output: Output, templates: Templates) -> bytes:
    """Digest what one file depends on."""
    if isinstance(output, Rendered):
        return templates.identity(output.template, output.view)
    if isinstance(output, Written):
        return digest(output.data)
    if isinstance(output, Made):
        return digest(b"made", output.identity)
    stat = output.source.stat()
    return digest(
        str(output.source).encode(),
        f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}".encode(),
    )


def write_out(
    outputs: Iterable[Output],
    templates: Templates,
    stage: Stage,
    store: Store,
    *,
    jobs: int,
    also: Iterable[str] = (),
) -> Change:
    """Make what changed and move it into the output. `also` are files that somebody else has staged."""
    key = blake2b(str(stage.output.resolve()).encode(), digest_size=16).digest()
    known: dict[str, Seen] = store.get_many("output", [key]).get(key, {})
    todo = plan(outputs, templates, known, stage.output)
    templates.load({each.template for each in todo.make if isinstance(each, Rendered)})
    # By their numbers: what makes an output need not travel to a worker, which has it from the fork.
    make, groups = _maker(templates, stage, todo.make), [getattr(each, "group", "") for each in todo.make]
    spread(make, range(len(todo.make)), jobs=jobs, group=groups.__getitem__)
    change = commit(stage, todo.keep, [*(each.path for each in todo.make), *also])
    now = {path: (identity, *_on_disk(stage.output / path)) for path, identity in todo.identities.items()}
    if now != known:
        store.put_many("output", {key: now})
    return change


def _maker(
    templates: Templates, stage: Stage, outputs: Sequence[Output]
) -> Callable[[Sequence[int]], list[None]]:
    def make(numbers: Sequence[int]) -> list[None]:
        for number in numbers:
            match outputs[number]:
                case Rendered(path, template, view):
                    stage.add(path, templates.render(template, view))
                case Written(path, data):
                    stage.add(path, data)
                case Made(path, make=compose):
                    stage.add(path, compose())
                case Copied(path, source):
                    stage.copy(path, source)
        return [None] * len(numbers)

    return make


def _on_disk(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
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
