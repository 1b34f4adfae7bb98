"""A bare repository of ours on this machine, through which a branch elsewhere is read and written.

Nothing is ever checked out: trees are made from the index. Of the branch come commits and trees, and contents
only when they are asked for, where the server can do that. It lies in the user's cache, and may be deleted.
"""

from __future__ import annotations

import fcntl
import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b, sha1
from pathlib import Path

from msgspec import Struct

from plugins.kit.problems import SiteError
from plugins.release.target import FileFact
from plugins.release.targets.programs import SAID, run, ssh_command, trouble
from plugins.release.targets.records import overtaken, read_checked

OURS: Mapping[str, str] = {
    "Authentication failed": "the host does not take what it was given. Log in once by hand (git ls-remote), "
    "or use git+ssh with a key",
    "could not read Username": "the host wants to know who you are. Log in once by hand (git ls-remote), or "
    "use git+ssh with a key",
    "Repository not found": "there is no such repository, or you may not see it. Check its name",
    "does not appear to be a git repository": "there is no repository. Check the path, or make it there "
    "(git init --bare)",
    "protected branch": "the host protects this branch. Allow pushes to it there, or name another branch",
    "hook declined": "the host refuses the push. Ask whoever keeps it why",
    "Could not resolve host:": "no host of that name is found. Check the name, and your connection",
    "not support --atomic": "the host cannot take two branches in one step. Publish to another one",
    "denied to": "you may not push there. Ask for the right to, or log in as somebody who may",
    "unable to create temporary object directory": "you may not write there. Ask for the right to push",
    "insufficient permission": "you may not write there. Ask for the right to push",
}
"""What git says, before what ssh says."""
RACED = ("stale info", "fetch first", "non-fast-forward", "cannot lock ref", "failed to update ref")
"""What git says where the branch is not any more what it was."""


class Repository(Struct, frozen=True):
    """`tips` are the commits of the branches there, by name, when `opened`."""

    folder: Path
    url: str
    where: str
    tips: dict[str, str]

    def git(self, *words: str, data: bytes = b"", index: str = "") -> bytes:
        """Run git; raise `SiteError` where it fails."""
        env = {"GIT_DIR": str(self.folder), "GIT_SSH_COMMAND": shlex.join(ssh_command())}
        if index:
            env["GIT_INDEX_FILE"] = str(self.folder / index)
        named = (
            () if self._is_known() else ("-c", "user.name=Porchlight", "-c", "user.email=porchlight@invalid")
        )
        ended = run(["git", *named, *words], data, env)
        if ended.code:
            if any(words in ended.errors for words in RACED):
                raise overtaken(self.where)
            raise trouble(self.where, ended, {**OURS, **SAID})
        return ended.out

    def entries(self, tree: str) -> dict[str, str]:
        """List a tree: path to the name of its content."""
        found = {}
        for line in self.git("ls-tree", "-rz", tree).split(b"\0"):
            if line:
                head, _, path = line.partition(b"\t")
                found[path.decode("utf-8", "surrogateescape")] = head.split()[2].decode()
        return found

    def add(self, tree: Path, files: Mapping[str, FileFact]) -> dict[str, str]:
        """Store the contents of files; return their names by path."""
        lines = "".join(f"{(tree / path).resolve()}\n" for path in files).encode("utf-8", "surrogateescape")
        names = self.git("hash-object", "-w", "--no-filters", "--stdin-paths", data=lines).decode().split()
        for (path, fact), name in zip(files.items(), names, strict=True):
            data = read_checked(tree, path, fact)
            if sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest() != name:
                raise SiteError(f"{tree / path}: was changed while it was being published. Publish again.")
        return dict(zip(files, names, strict=True))

    def store(self, data: bytes) -> str:
        """Store a content; return its name."""
        return self.git("hash-object", "-w", "--stdin", data=data).decode().strip()

    def tree(self, base: str, remove: Sequence[str], add: Mapping[str, str]) -> str:
        """Make a tree from another: without some files, and with others."""
        gone = [f"0 {'0' * 40}\t{path}\0" for path in remove]
        new = [f"100644 {name}\t{path}\0" for path, name in add.items()]
        (self.folder / "work").unlink(missing_ok=True)
        if base:
            self.git("read-tree", base, index="work")
        for lines in (gone, new):
            data = "".join(lines).encode("utf-8", "surrogateescape")
            self.git("update-index", "--add", "--replace", "-z", "--index-info", data=data, index="work")
        return self.git("write-tree", "--missing-ok", index="work").decode().strip()

    def commit(self, tree: str, branch: str, message: str) -> str:
        """Make a commit upon a branch."""
        parent = ("-p", self.tips[branch]) if branch in self.tips else ()
        return self.git("commit-tree", tree, *parent, data=message.encode()).decode().strip()

    def push(self, commits: Mapping[str, str]) -> None:
        """Move branches, all or none; raise `Outrun` where one is not any more what it was."""
        leases = [f"--force-with-lease=refs/heads/{name}:{self.tips.get(name, '')}" for name in commits]
        moves = [f"{commit}:refs/heads/{name}" for name, commit in commits.items()]
        self.git("push", "--quiet", "--atomic", *leases, self.url, *moves)

    def _is_known(self) -> bool:
        return bool(run(["git", "config", "user.email"]).out)


@contextmanager
def opened(url: str, where: str, branches: Sequence[str]) -> Iterator[Repository]:
    """Open our repository for a remote one, and bring what its branches are made of."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "porchlight"
    folder = home / f"{blake2b(url.encode(), digest_size=8).hexdigest()}.git"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "porchlight.alone").open("a") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        for path in folder.rglob("*.lock"):
            path.unlink()  # of one who was killed: nobody else is here
        repository = Repository(folder, url, where, {})
        repository.git("init", "--quiet", "--bare")
        heads = {f"refs/heads/{name}": name for name in branches}
        for line in repository.git("ls-remote", url, *heads).decode().splitlines():
            commit, _, ref = line.partition("\t")
            repository.tips[heads[ref]] = commit
        _fetch(repository)
        yield repository


def _fetch(repository: Repository) -> None:
    if not repository.tips:
        return
    repository.git("config", "remote.origin.url", repository.url)
    refs = [f"+{commit}:refs/there/{name}" for name, commit in repository.tips.items()]
    words = ["fetch", "--quiet", "--no-tags", "--depth=1", "--filter=blob:none", "--no-auto-gc"]
    repository.git(*words, "origin", *refs)
