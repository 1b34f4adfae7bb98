"""The seam between `publish` and the places that a site is published to.

`publish` makes a release (a folder of finished files, with its manifest) and hands it to a target; a target
knows what is live, brings the files over, and switches. Rows of the table in `plugins/release/targets`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from plugins.kit.problems import SiteError

FINGERPRINTED = re.compile(r"\.[0-9a-f]{10,64}\.\w+$|\.pf_\w+$")
"""Names that change with their bytes: ours, and those of the index of the search."""
TEXTS = (".html", ".htm", ".xml", ".json", ".txt", ".md")
"""How pages end, and what announces them; a visitor or a robot asks for these by name."""


class FileFact(Struct, frozen=True):
    """One file of a release: size in bytes, BLAKE2b-128 of its bytes in hex."""

    size: int
    digest: str


class Manifest(Struct, frozen=True):
    """One release. `name` sorts by time and is unique (`20261122T093000Z-1f3a`); `parent` is the name of the
    release that was live when it was planned, empty for the first; `made` is that moment, ISO 8601; `note` is
    one line for people (the commit). `files` are by path in the site, POSIX.
    """

    name: str
    parent: str
    made: str
    note: str
    files: Mapping[str, FileFact]


class Steps(Struct, frozen=True):
    """What leads from one release to the next, in order: first what pages refer to (`assets`), then `pages`,
    the new ones before those that link to them, and feeds and sitemaps after both; deletions last. `kept` are
    the files whose bytes stay.
    """

    assets: Sequence[str]
    pages: Sequence[str]
    remove: Sequence[str]
    kept: Sequence[str]
    bytes: int
    """Bytes that travel."""


def steps_between(live: Manifest | None, release: Manifest) -> Steps:
    """Compare two releases by the digests of their files; from nothing, everything is new."""
    before = live.files if live else {}
    kept = {path for path, fact in release.files.items() if before.get(path) == fact}
    write = sorted(release.files.keys() - kept)
    assets = [path for path in write if not path.endswith(TEXTS)]
    pages = sorted(
        (path for path in write if path.endswith(TEXTS)),
        key=lambda path: (not path.endswith((".html", ".htm")), path in before, path),
    )
    remove = sorted(before.keys() - release.files.keys())
    return Steps(assets, pages, remove, sorted(kept), sum(release.files[path].size for path in write))


def is_fingerprinted(path: str) -> bool:
    """Whether a file may be cached for ever; a target keeps it for a while after the release that had it."""
    return FINGERPRINTED.search(path) is not None


Tell = Callable[[str], None]
"""Hears one line of progress."""


class Outrun(SiteError):
    """Somebody else is publishing, or has released in between: what is live is not the parent of the release.
    Nothing of ours is live; the message says what to do.
    """


class Target(Protocol):
    """A place to publish to. Every method may raise `SiteError` with what is wrong and what to do; none
    leaves the live site in between two releases.
    """

    @property
    def where(self) -> str:
        """The address, fit to be shown."""

    def live(self) -> Manifest | None:
        """Read what is live; `None` where nothing was ever released. Ends or undoes what a killed deploy
        left behind.
        """

    def deploy(self, tree: Path, release: Manifest, tell: Tell) -> None:
        """Bring the files of a release over from the folder `tree` and make them live; no other file of the
        folder is touched. Raise `Outrun` when `release.parent` is not live any more.
        """

    def releases(self) -> list[Manifest]:
        """List the releases that can be gone back to, newest first; the live one is among them."""

    def roll_back(self, name: str, tell: Tell) -> Manifest:
        """Make an older release live again, at once, and return its manifest. It keeps its name: what is live
        afterwards is that release.
        """

    def prune(self, keep: int) -> list[str]:
        """Remove the oldest releases but `keep`, never the live one; name them."""
