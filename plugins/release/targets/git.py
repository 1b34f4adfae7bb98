"""`git+ssh://git@example.com/me/blog.git#gh-pages` (or `git+https`, `git+file`): a branch that a host serves.

The branch `gh-pages.releases` beside it holds the record of each release, and its files as a folder, which
costs nothing, as Git keeps equal files once. Both branches move in one push, and never by force: going back
is a new commit. What others put into the branch, such as `CNAME`, stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from plugins.kit.problems import SiteError
from plugins.release.target import Manifest, Tell, steps_between
from plugins.release.targets.address import Address
from plugins.release.targets.records import (
    Record,
    decode,
    encode,
    expect,
    go_back,
    pick,
    succeed,
    surplus,
)
from plugins.release.targets.repository import Repository, opened

LIVE = ".live"
NO_JEKYLL = ".nojekyll"
"""Without it GitHub leaves out what begins with an underscore, and takes braces in posts for orders."""


class Branch(Struct, frozen=True):
    """A target in a branch of a repository."""

    url: str
    branch: str
    where: str

    @property
    def shelf(self) -> str:
        return f"{self.branch}.releases"

    def live(self) -> Manifest | None:
        with self._open() as there:
            record = self._live(there)
        return record.manifest if record else None

    def deploy(self, tree: Path, release: Manifest, tell: Tell) -> None:
        with self._open() as there:
            live = self._live(there)
            expect(live, release, self.where)
            record = succeed(live, release, self._names(there))
            steps = steps_between(live.manifest if live else None, release)
            site = self._site(there, live.name if live else "")
            # A branch may have been mended by hand: what is not there comes from the build.
            fresh = [*steps.assets, *steps.pages, *(path for path in steps.kept if path not in site)]
            tell(f"Sending {len(fresh)} files")
            site |= there.add(tree, {path: release.files[path] for path in fresh})
            self._move(there, live, record, site)

    def releases(self) -> list[Manifest]:
        with self._open() as there:
            return [each.manifest for each in self._records(there)]

    def roll_back(self, name: str, tell: Tell) -> Manifest:
        with self._open() as there:
            live = self._live(there)
            older = pick(name, self._records(there), self.where)
            tell(f"Going back to {name}")
            if live and live.name != name:
                record = go_back(live, older, self._names(there))
                site = {**self._site(there, live.name), **self._site(there, name)}
                self._move(there, live, record, site)
            return older.manifest

    def prune(self, keep: int) -> list[str]:
        with self._open() as there:
            live = self._live(there)
            names = surplus(self._names(there), keep, live.name if live else "")
            if names:
                gone = [path for name in names for path in self._entries(there, name)]
                tree = there.tree(f"{there.tips[self.shelf]}^{{tree}}", gone, {})
                there.push({self.shelf: there.commit(tree, self.shelf, "Forget old releases\n")})
            return names

    @contextmanager
    def _open(self) -> Iterator[Repository]:
        with opened(self.url, self.where, (self.branch, self.shelf)) as there:
            yield there

    def _move(self, there: Repository, live: Record | None, record: Record, site: Mapping[str, str]) -> None:
        """Make both branches show a release, and push them."""
        files = {path: site[path] for path in record.every() if path in site}
        whole = self._whole(there, live, files)
        note = f"Publish {record.name}\n\n{record.manifest.note}\n"
        before = f"{there.tips[self.shelf]}^{{tree}}" if self.shelf in there.tips else ""
        kept = {f"{record.name}/site/{path}": name for path, name in files.items()}
        kept[f"{record.name}/record.json"] = there.store(encode(record))
        kept[LIVE] = there.store(record.name.encode())
        gone = self._entries(there, record.name)
        shelf = there.tree(before, [path for path in gone if path not in kept], kept)
        commits = {self.branch: there.commit(whole, self.branch, note)}
        commits[self.shelf] = there.commit(shelf, self.shelf, note)
        there.push(commits)

    def _whole(self, there: Repository, live: Record | None, files: Mapping[str, str]) -> str:
        """Make the tree of the branch: what others put there, and our files."""
        tip = there.tips.get(self.branch, "")
        found = there.entries(tip) if tip else {}
        ours = live.every().keys() if live else set()
        for path in files.keys() & found.keys():
            if not live and path not in {"CNAME", NO_JEKYLL}:
                raise SiteError(
                    f"{self.where}: the branch has {path} already, which was not put there by publishing and "
                    "would be written over. Publish to another branch (#name), or delete this one."
                )
        add = dict(files)
        if NO_JEKYLL not in files:
            add[NO_JEKYLL] = found.get(NO_JEKYLL) or there.store(b"")
        gone = [path for path in found if path in ours and path not in files]
        return there.tree(f"{tip}^{{tree}}" if tip else "", gone, add)

    def _live(self, there: Repository) -> Record | None:
        if self.shelf not in there.tips:
            return None
        name = there.git("cat-file", "blob", f"{there.tips[self.shelf]}:{LIVE}").decode()
        return self._record(there, name)

    def _names(self, there: Repository) -> list[str]:
        if self.shelf not in there.tips:
            return []
        listed = there.git("ls-tree", "-z", "--name-only", there.tips[self.shelf]).decode()
        return [name for name in listed.split("\0") if name and name != LIVE]

    def _record(self, there: Repository, name: str) -> Record:
        return decode(there.git("cat-file", "blob", f"{there.tips[self.shelf]}:{name}/record.json"), name)

    def _records(self, there: Repository) -> list[Record]:
        return [self._record(there, name) for name in sorted(self._names(there), reverse=True)]

    def _entries(self, there: Repository, name: str) -> list[str]:
        """List what the branch of releases holds of one."""
        if name not in self._names(there):
            return []
        return [f"{name}/{path}" for path in there.entries(f"{there.tips[self.shelf]}:{name}")]

    def _site(self, there: Repository, name: str) -> dict[str, str]:
        return there.entries(f"{there.tips[self.shelf]}:{name}/site") if name else {}


def open_branch(address: Address) -> Branch:
    """Make the target of `git+ssh://…`, `git+https://…` or `git+file:///…`, with the branch after `#`."""
    branch = address.branch or "gh-pages"
    scheme = address.scheme.removeprefix("git+")
    if not address.path or (scheme != "file" and not address.host):
        raise SiteError(f"{address.shown}: names no repository. Write it as git+ssh://git@host/me/blog.git.")
    if not re.fullmatch(r"\w[\w./-]*\w", branch) or ".." in branch or branch.endswith(".lock"):
        raise SiteError(f"{address.shown}: “{branch}” is no name of a branch. Write one such as #gh-pages.")
    shown = address.shown.partition("#")[0]
    return Branch(shown.removeprefix("git+"), branch, f"{shown}#{branch}")
