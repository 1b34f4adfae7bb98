"""views → staged files: what is known to be unchanged is left, the rest is rendered, by several processes.

What we know of the output is kept in the store: for each path the identity that it was made from, and what
the file looked like on disk then. Both must still hold for a page to be skipped, so a file that somebody
touched is made anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b

from plugins.engine.outputs import Composed, Copied, Made, Output, Rendered, Written
from plugins.engine.templates import Templates, digest
from plugins.engine.write import Change, Stage, commit
from plugins.kit.problems import Problem
from plugins.kit.store import Store
from plugins.kit.workers import spread

Seen = tuple[bytes, int, int]
"""Identity, size and modification time in nanoseconds of a file that we wrote."""
Known = Mapping[str, Seen]


def write_out(
    outputs: Sequence[Output],
    templates: Templates,
    stage: Stage,
    store: Store,
    *,
    jobs: int,
    also: Iterable[str] = (),
) -> Change:
    """Make what changed and move it into the output. `also` are files that somebody else has staged."""
    key = blake2b(str(stage.output.resolve()).encode(), digest_size=16).digest()
    known: Known = store.get_many("output", [key]).get(key, {})
    templates.load({each.template for each in outputs if isinstance(each, Rendered | Composed)}, store)
    # By their numbers: what makes an output need not travel to a worker, which has it from the fork.
    make, groups = _maker(templates, stage, outputs, known), [getattr(each, "group", "") for each in outputs]
    made = spread(make, range(len(outputs)), jobs=jobs, group=groups.__getitem__)
    paths = [each.path for each in outputs]
    keep = [path for path, (_, is_new) in zip(paths, made, strict=True) if not is_new]
    change = commit(stage, keep, [*(path for path, (_, new) in zip(paths, made, strict=True) if new), *also])
    identities = zip(paths, (identity for identity, _ in made), strict=True)
    now = {path: (identity, *_on_disk(f"{stage.output}/{path}")) for path, identity in identities}
    if now != known:
        store.put_many("output", {key: now})
    return change


def _maker(
    templates: Templates, stage: Stage, outputs: Sequence[Output], known: Known
) -> Callable[[Sequence[int]], list[tuple[bytes, bool]]]:
    def make(numbers: Sequence[int]) -> list[tuple[bytes, bool]]:
        return [_make(outputs[number], templates, stage, known) for number in numbers]

    return make


def _make(output: Output, templates: Templates, stage: Stage, known: Known) -> tuple[bytes, bool]:
    """Stage one file, unless what lies there was made from the same; give its identity, and whether it is
    new.
    """
    identity, lay_out = _prepared(output, templates, stage)
    seen = known.get(output.path)
    if seen and seen[0] == identity and _on_disk(f"{stage.output}/{output.path}") == seen[1:]:
        return identity, False
    lay_out()
    return identity, True


def _prepared(output: Output, templates: Templates, stage: Stage) -> tuple[bytes, Callable[[], None]]:
    """Digest what one file depends on, and say how it is made."""
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
