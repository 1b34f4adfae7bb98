"""The seam between `publish` and the places that a site is published to.

`publish` makes a release (a folder of finished files, with its manifest) and hands it to a target; a target
knows what is live, brings the files over, and switches. Rows of the table in `plugins/release/targets`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class FileFact:
    """One file of a release: size in bytes, BLAKE2b-128 of its bytes in hex."""

    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One release. `name` sorts by time and is unique (`20261122T093000Z-1f3a`); `parent` is the name of the
    release that was live when it was planned, empty for the first; `note` is one line for people (the commit).
    `files` are by path in the site, POSIX.
    """

    name: str
    parent: str
    made: str
    note: str
    files: Mapping[str, FileFact]


@dataclass(frozen=True, slots=True)
class Steps:
    """What a deploy has to do, in order: what pages refer to, then pages, then deletions."""

    assets: Sequence[str]
    pages: Sequence[str]
    remove: Sequence[str]
    kept: Sequence[str]
    bytes: int
    """Bytes that travel."""


Tell = Callable[[str], None]
"""Hears one line of progress."""


class Outrun(Exception):
    """Somebody else released in between: what is live is not the parent of the release."""


class Target(Protocol):
    """A place to publish to. Every method may raise `SiteError` with what is wrong and what to do; none leaves
    the live site in between two releases.
    """

    def live(self) -> Manifest | None:
        """Read what is live; `None` where nothing was ever released. Ends or undoes what a killed deploy
        left behind.
        """

    def deploy(self, tree: Path, release: Manifest, steps: Steps, tell: Tell) -> None:
        """Bring a release over and make it live. Raise `Outrun` when `release.parent` is not live any more."""

    def releases(self) -> list[Manifest]:
        """List the releases that can be gone back to, newest first; the live one is among them."""

    def roll_back(self, name: str, tell: Tell) -> Manifest:
        """Make an older release live again, at once."""

    def prune(self, keep: int) -> list[str]:
        """Remove the oldest releases but `keep`, never the live one; name them."""
