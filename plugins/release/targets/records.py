"""What a target keeps of each release: its manifest, and the fingerprinted files of earlier ones beside it.

A page that was fetched a moment before a switch, or lies in somebody's cache, asks for the style of its own
release after it. So each release goes out with the fingerprinted files of those that can be gone back to.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from hashlib import blake2b
from pathlib import Path

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from plugins.kit.problems import SiteError, nearest
from plugins.release.target import FileFact, Manifest, Outrun, is_fingerprinted

NAME = re.compile(r"\w[\w.-]{0,99}")


class Carried(Struct, frozen=True):
    """A file of an earlier release; `last` names the last release that had it itself."""

    fact: FileFact
    last: str


class Record(Struct, frozen=True):
    """A release as a target knows it."""

    manifest: Manifest
    carried: Mapping[str, Carried] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.manifest.name

    def every(self) -> dict[str, FileFact]:
        """List all files that are there when this release is live."""
        return {**{path: each.fact for path, each in self.carried.items()}, **self.manifest.files}


def encode(record: Record) -> bytes:
    """Print a record as JSON."""
    return msgspec.json.encode(record)


def decode(data: bytes, name: str) -> Record:
    """Read a record; of a damaged one the name is known and no files, so that all of them travel again."""
    try:
        record = msgspec.json.decode(data, type=Record)
    except msgspec.MsgspecError:
        return Record(Manifest(name, "", "", "", {}))
    return record if all(map(is_inside, record.every())) else Record(Manifest(name, "", "", "", {}))


def is_inside(path: str) -> bool:
    """Whether a path of a release stays in its folder; records lie where others may have written them."""
    return bool(path) and "\0" not in path and not {"", ".", ".."} & set(path.split("/"))


def succeed(live: Record | None, release: Manifest, known: Container[str]) -> Record:
    """Make the record of the release that follows. `known` are the releases that can be gone back to."""
    if not NAME.fullmatch(release.name) or not all(map(is_inside, release.files)):
        raise ValueError(f"not a release: {release.name!a}")
    if live is None:
        return Record(release)
    carried = {path: each for path, each in live.carried.items() if each.last in known}
    own = live.manifest.files.items()
    carried |= {path: Carried(fact, live.name) for path, fact in own if is_fingerprinted(path)}
    return Record(release, {path: each for path, each in carried.items() if path not in release.files})


def go_back(live: Record | None, older: Record, known: Container[str]) -> Record:
    """Make the record of an older release that is to be live again."""
    again = succeed(live, older.manifest, known)
    return replace(again, carried={**older.carried, **again.carried})


def expect(live: Record | None, release: Manifest, where: str) -> None:
    """Raise `Outrun` unless the parent of a release is live."""
    if (live.name if live else "") != release.parent:
        since = f"{live.name} is live there" if live else "nothing is live there"
        planned = release.parent or "nothing"
        raise Outrun(
            f"{where}: somebody else has published in the meantime ({since}, and this release was planned on "
            f"{planned}). Nothing was changed. Fetch what they did, and publish again."
        )


def overtaken(where: str) -> Outrun:
    """Say that somebody else was faster."""
    return Outrun(
        f"{where}: somebody else has published in the meantime. Nothing was changed. "
        "Fetch what they did, and publish again."
    )


def busy(where: str) -> Outrun:
    """Say that somebody else is at work."""
    return Outrun(
        f"{where}: somebody else is publishing right now. Nothing was changed. Wait a minute, and try again."
    )


def pick(name: str, known: Iterable[Record], where: str) -> Record:
    """Find a release by its name, or raise `SiteError`."""
    by_name = {each.name: each for each in known}
    if name not in by_name:
        hint = nearest(name, by_name) if by_name else "There is none yet."
        raise SiteError(f"{where}: there is no release “{name}” to go back to. {hint}")
    return by_name[name]


def surplus(names: Iterable[str], keep: int, live: str) -> list[str]:
    """Name the releases that are too many, the oldest first; never the live one."""
    newest = sorted(names, reverse=True)
    return sorted(name for name in newest[max(keep, 1) :] if name != live)


def digest(data: bytes) -> str:
    """Give the digest by which a manifest knows a file."""
    return blake2b(data, digest_size=16).hexdigest()


def read_checked(tree: Path, path: str, fact: FileFact) -> bytes:
    """Read a file of the release, and make sure that it is still the one that was looked at."""
    try:
        data = (tree / path).read_bytes()
    except OSError as error:
        raise SiteError(
            f"{tree / path}: cannot be read ({error.strerror}). The live site is as it was. Publish again."
        ) from None
    if digest(data) != fact.digest:
        raise SiteError(
            f"{tree / path}: was changed while it was being published. The live site is as it was. "
            "Publish again, with no build beside it."
        )
    return data
