"""bytes → output folder: all beside it first, then in one short move; only what differs; only what is ours.

A build stages its files in `.<output>.next`, writes there a journal of the moves, and then makes them. Killed
before the journal is whole: the output is as it was, the stage is thrown away. Killed after: the next build
ends the moves first.
`.porchlight` in the output lists what we wrote, so that what we no longer write can go, and nothing else ever
goes.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct, field

from plugins.engine.stage import Stage, in_tree, safe_name, stage_of, staged
from plugins.kit.problems import SiteError

LIST = ".porchlight"
JOURNAL = "journal.json"


class Change(Struct):
    """What a build did to the output folder, as paths relative to it."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0


@contextmanager
def staging(output: Path, content: Path) -> Iterator[Stage]:
    """Open the stage of an output folder; one build at a time, a second one waits."""
    refuse_dangerous(output, content)
    try:
        output.mkdir(parents=True, exist_ok=True)
        folder = stage_of(output)
        handle = os.open(output, os.O_RDONLY)
    except OSError as error:
        raise SiteError(f"{output}: the output folder cannot be made or read ({error.strerror}).") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        make_moves(output, folder)
        stage = Stage(output, folder, is_empty(output, folder))
        for each in (folder, folder / "files", stage.theirs):
            each.mkdir()
        if stage.is_first:
            Path(in_tree(folder, "")).mkdir()
        yield stage
    except OSError as error:
        state = (
            "The next build ends what was begun" if (folder / JOURNAL).exists() else "The output is as it was"
        )
        raise SiteError(
            f"{error.filename or output}: cannot be written ({error.strerror}). {state}."
        ) from error
    finally:
        if not (folder / JOURNAL).exists():
            shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def refuse_dangerous(output: Path, content: Path) -> None:
    """Stop before an output folder that would swallow what it is made from."""
    real, source = output.resolve(), content.resolve()
    if real == source or real in source.parents or source in real.parents:
        raise SiteError(
            f"{output}: the output folder and the content folder lie in one another. "
            "Choose another with --output."
        )
    if output.exists() and not output.is_dir():
        raise SiteError(
            f"{output}: is a file, and a folder is wanted for the output. Choose another with --output."
        )


def commit(stage: Stage, keep: Iterable[str], write: Iterable[str]) -> Change:
    """Move what was staged into the output. `keep` are our files that stay as they are; of `write` equal
    bytes stay too.
    """
    kept, staged_now = set(keep), set(write)
    ours = kept | staged_now
    at_once = stage.is_first and is_empty(stage.output, stage.folder)
    differ = staged_now if at_once else {path for path in staged_now if not stage.is_there(path)}
    before = listed(stage.output)
    change = Change(sorted(differ), sorted(before - ours), len(ours) - len(differ))
    if not at_once:
        refuse_blocked(stage.output, change, before)
    if change.written or change.removed or before != ours:
        stage.add(LIST, "".join(f"{path}\n" for path in sorted(ours)).encode())
        moves = sorted({path.partition("/")[0] for path in ours}) if at_once else change.written
        _journal(stage, {"move": [*moves, LIST], "remove": change.removed})
        make_moves(stage.output, stage.folder)
    return change


def is_empty(output: Path, folder: Path) -> bool:
    """Whether nothing lies in an output but, perhaps, the stage."""
    return all(name == folder.name for name in os.listdir(output))  # noqa: PTH208


def refuse_blocked(output: Path, change: Change, ours: set[str]) -> None:
    """Stop where a file of somebody else stands in the place of a folder, or in a folder that must go."""
    folders = {up for folder in {path.rpartition("/")[0] for path in change.written} for up in _ups(folder)}
    for path in sorted(folders - ours):
        _is_folder(f"{output}/{path}")
    for path in change.written:
        place = f"{output}/{path}"
        if not os.path.exists(place):  # noqa: PTH110
            continue
        if path not in ours and os.path.isfile(place):  # noqa: PTH113
            said = f"{place}: is not ours, and would be written over"
            raise SiteError(f"{said}. Move it away, or choose another --output.")
        for folder, _, names in os.walk(place):
            for name in names:
                inside = Path(folder) / name
                if inside.relative_to(output).as_posix() not in ours:
                    raise SiteError(f"{inside}: is not ours, and lies where {path} must go. Move it away.")


def _is_folder(place: str) -> bool:
    """Whether a folder is there already; stop where something else is."""
    if not os.path.lexists(place):
        return False
    if os.path.islink(place) or not os.path.isdir(place):  # noqa: PTH112, PTH114
        raise SiteError(f"{place}: is not ours, and a folder is wanted here. Move it away.")
    return True


def listed(output: Path) -> set[str]:
    """Name the files that earlier builds wrote here."""
    try:
        return {line for line in (output / LIST).read_text("utf-8").split("\n") if line and safe_name(line)}
    except (OSError, ValueError):
        return set()


def _journal(stage: Stage, moves: dict[str, list[str]]) -> None:
    part = stage.folder / f"{JOURNAL}.part"
    with part.open("w", encoding="utf-8") as file:
        json.dump(moves, file)
        file.flush()
        os.fsync(file.fileno())
    part.rename(stage.folder / JOURNAL)


def make_moves(output: Path, folder: Path) -> None:
    """Make the moves of a whole journal, again perhaps (each may be made twice), then clear the stage."""
    journal = folder / JOURNAL
    if journal.exists():
        try:
            moves = json.loads(journal.read_text("utf-8"))
        except ValueError:
            raise SiteError(f"{journal}: is damaged. Delete {folder}, and build again.") from None
        # First what goes: a folder may have to become a file.
        for path in filter(safe_name, moves["remove"]):
            _remove(output, output / path)
        made: set[str] = set()
        source_of = in_tree if os.path.isdir(in_tree(folder, "")) else staged  # noqa: PTH112
        for path in filter(safe_name, moves["move"]):
            source = source_of(folder, path)
            if os.path.exists(source):  # noqa: PTH110
                _move(source, output, path, made)
        journal.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def _move(source: str, output: Path, path: str, made: set[str]) -> None:
    """Move a file, or a folder at once; where somebody made that folder since, what is in it."""
    target = f"{output}/{path}"
    if os.path.isdir(source) and _is_folder(target):  # noqa: PTH112
        for name in sorted(os.listdir(source)):  # noqa: PTH208
            _move(f"{source}/{name}", output, f"{path}/{name}", made)
        return
    _make_way(output, path, made)
    os.replace(source, target)  # noqa: PTH105


def _make_way(output: Path, path: str, made: set[str]) -> None:
    """Make the folders of a file, unless they are among those that were `made`; a file of ours that stands
    where a folder must be goes, and an empty folder too.
    """
    for up in _ups(path.rpartition("/")[0]):
        if up not in made:
            _make_folder(f"{output}/{up}")
            made.add(up)
    target = f"{output}/{path}"
    if os.path.isdir(target) and not os.path.islink(target):  # noqa: PTH112, PTH114
        for each, _, _ in sorted(os.walk(target), reverse=True):
            Path(each).rmdir()


def _make_folder(place: str) -> None:
    with suppress(FileNotFoundError):
        mode = os.lstat(place).st_mode
        if stat.S_ISDIR(mode):
            return
        if stat.S_ISREG(mode) or stat.S_ISLNK(mode):
            os.unlink(place)  # noqa: PTH108
    os.mkdir(place)  # noqa: PTH102


def _ups(folder: str) -> list[str]:
    """Name a folder of the output with all above it, the outermost first."""
    names = folder.split("/")
    return ["/".join(names[: depth + 1]) for depth in range(len(names))] if folder else []


def _remove(output: Path, target: Path) -> None:
    if any((output / up).is_symlink() for up in target.relative_to(output).parents if up != Path()):
        return  # somebody put a link in the place of our folder: what lies behind it is not ours
    if target.is_file() or target.is_symlink():
        target.unlink()
    folder = target.parent
    while folder != output and output in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
