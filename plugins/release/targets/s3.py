"""`s3://bucket/prefix`: files in a bucket, which is served as it is.

No link can be switched there. So all bytes of a release are first put under their digests into
`prefix.releases/objects/`; then the store copies them to their places, assets first, deletions last. What
is begun is written down in `prefix.releases/.live.json`, and the next publish ends it. Going back does the
same with an older release.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import blake2b
from pathlib import Path

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from plugins.kit.clock import now
from plugins.kit.problems import SiteError
from plugins.release.target import Manifest, Tell, steps_between
from plugins.release.targets.address import Address
from plugins.release.targets.bucket import Bucket, Refused, Seen, all_of
from plugins.release.targets.kinds import headers_of
from plugins.release.targets.records import (
    Record,
    busy,
    decode,
    encode,
    expect,
    go_back,
    overtaken,
    pick,
    read_checked,
    succeed,
    surplus,
)

LEASE = dt.timedelta(minutes=2)
"""Who has not been heard of for so long is not at work any more."""
BEAT = dt.timedelta(seconds=20)


STATE = ".live"


class State(Struct, frozen=True):
    """What `.live.json` holds: the live release, the one that is being switched to, the one that is being
    brought over, and who is at work (empty: nobody).
    """

    live: str = ""
    next: str = ""
    begun: str = ""
    by: str = ""


class Turn(Struct):
    """Being alone at work: the state, and its tag, by which a write shows whether that is still so."""

    bucket: Bucket
    key: str
    state: State
    tag: str | None
    heard: dt.datetime = field(default_factory=now)

    def write(self, state: State) -> None:
        """Write the state down. Raise `Outrun` where somebody took over."""
        try:
            self.tag = self.bucket.replace(self.key, msgspec.json.encode(state), self.tag)
        except Refused:
            raise overtaken(self.bucket.where) from None
        self.state, self.heard = state, now()

    def beat(self) -> None:
        """Show that this is still at work."""
        if now() - self.heard > BEAT:
            self.write(self.state)


class Store(Struct, frozen=True):
    """A target in a bucket; `site` and `shelf` are what the keys of files and of ours begin with."""

    bucket: Bucket
    site: str
    shelf: str

    @property
    def where(self) -> str:
        return self.bucket.where

    def live(self) -> Manifest | None:
        state, seen = self._state()
        if state.next and _is_over(state, seen):
            with self._turn() as turn:
                state = turn.state
        return self._record(state.live).manifest if state.live else None

    def deploy(self, tree: Path, release: Manifest, tell: Tell) -> None:
        with self._turn(release.name) as turn:
            live = self._record(turn.state.live) if turn.state.live else None
            expect(live, release, self.where)
            if live is None:
                self._refuse_others(release)
            record = succeed(live, release, self._names())
            self._bring(tree, live, record, (turn.beat, tell))
            tell("Switching")
            self._switch(turn, live, record)

    def releases(self) -> list[Manifest]:
        return [each.manifest for each in self._records()]

    def roll_back(self, name: str, tell: Tell) -> Manifest:
        with self._turn() as turn:
            older = pick(name, self._records(), self.where)
            if turn.state.live == name:
                return older.manifest
            live = self._record(turn.state.live)
            tell(f"Going back to {name}")
            self._switch(turn, live, go_back(live, older, self._names()))
            return older.manifest

    def prune(self, keep: int) -> list[str]:
        with self._turn() as turn:
            names = surplus(self._names(), keep, turn.state.live)
            self.bucket.remove(f"{self.shelf}{name}.json" for name in names)
            wanted = {fact.digest for each in self._records() for fact in each.every().values()}
            objects = f"{self.shelf}objects/"
            turn.beat()
            self.bucket.remove(key for key in self.bucket.keys(objects) if key[len(objects) :] not in wanted)
            return names

    def _bring(
        self, tree: Path, live: Record | None, record: Record, way: tuple[Callable[[], None], Tell]
    ) -> None:
        """Put the bytes of a release into the store, and then its record."""
        beat, tell = way
        objects = f"{self.shelf}objects/"
        steps = steps_between(live.manifest if live else None, record.manifest)
        files = record.manifest.files
        fresh = {files[path].digest: path for path in [*steps.assets, *steps.pages]}
        there = {key[len(objects) :] for key in self.bucket.keys(objects)} if fresh else set()
        new = {digest: path for digest, path in fresh.items() if digest not in there}
        tell(f"Sending {len(new)} files, {sum(files[path].size for path in new.values()) // 1000 + 1} kB")

        def send(digest: str, path: str) -> None:
            self.bucket.put(f"{objects}{digest}", read_checked(tree, path, files[path]))

        all_of((partial(send, digest, path) for digest, path in new.items()), beat)
        self.bucket.put(f"{self.shelf}{record.name}.json", encode(record))

    def _switch(self, turn: Turn, live: Record | None, record: Record) -> None:
        """Copy everything that differs to its place. From the first write on, whoever comes next ends it."""
        self.bucket.put(f"{self.shelf}{record.name}.json", encode(record))
        turn.write(replace(turn.state, next=record.name, begun=""))
        self._copy(turn, live, record)

    def _copy(self, turn: Turn, live: Record | None, record: Record) -> None:
        facts = record.every()
        before = replace(live.manifest, files=live.every()) if live else None
        steps = steps_between(before, replace(record.manifest, files=facts))

        def place(path: str) -> None:
            source = f"{self.shelf}objects/{facts[path].digest}"
            self.bucket.copy(source, self.site + path, headers_of(path))

        known = before.files if before else {}
        new = [path for path in steps.pages if path not in known]
        changed = [path for path in steps.pages if path in known]
        for paths in (steps.assets, new, changed):
            all_of((partial(place, path) for path in paths), turn.beat)
        turn.beat()
        self.bucket.remove(self.site + path for path in steps.remove)
        turn.write(replace(turn.state, live=record.name, next=""))

    @contextmanager
    def _turn(self, begun: str = "") -> Iterator[Turn]:
        """Be the only one at work, end what another left off, and give way in the end."""
        state, seen = self._state()
        if not _is_over(state, seen):
            raise busy(self.where)
        turn = Turn(self.bucket, f"{self.shelf}{STATE}.json", state, seen.tag if seen else None)
        turn.write(replace(state, by=_me()))
        # Where the store has no conditional writes, this is what tells two apart.
        if self._state()[0] != turn.state:
            raise busy(self.where)
        try:
            self._settle(turn)
            if begun:
                turn.write(replace(turn.state, begun=begun))
            yield turn
        finally:
            # Where this cannot be said, the others find it out: this process ends, or is silent for too long.
            with suppress(SiteError):
                turn.write(replace(turn.state, by=""))

    def _settle(self, turn: Turn) -> None:
        """End a switch that was begun; drop a release that never came to that."""
        state = turn.state
        if state.begun and state.begun not in {state.live, state.next}:
            self.bucket.remove([f"{self.shelf}{state.begun}.json"])
        if state.next:
            live = self._record(state.live) if state.live else None
            self._copy(turn, live, self._record(state.next))

    def _refuse_others(self, release: Manifest) -> None:
        """Stop a first publish where it would write over the files of somebody else."""
        for key in self.bucket.keys(self.site):
            if key[len(self.site) :] in release.files:
                raise SiteError(
                    f"{self.where}: has {key} already, which was not put there by publishing and would be "
                    "written over. Publish below another prefix, or empty this one."
                )

    def _state(self) -> tuple[State, Seen | None]:
        seen = self.bucket.get(f"{self.shelf}{STATE}.json")
        try:
            return (msgspec.json.decode(seen.data, type=State) if seen else State()), seen
        except msgspec.MsgspecError:
            said = f"{self.shelf}{STATE}.json is damaged. Delete it, and publish below another prefix"
            raise SiteError(f"{self.where}: {said}.") from None

    def _names(self) -> list[str]:
        state, _ = self._state()
        keys = self.bucket.keys(self.shelf, nested=False)
        names = (key[len(self.shelf) : -len(".json")] for key in keys if key.endswith(".json"))
        never = {STATE, *({state.begun} - {state.live, state.next})}
        return sorted(set(names) - never)

    def _records(self) -> list[Record]:
        return [self._record(name) for name in reversed(self._names())]

    def _record(self, name: str) -> Record:
        seen = self.bucket.get(f"{self.shelf}{name}.json")
        return decode(seen.data if seen else b"", name)


def _me() -> str:
    """Name this process: the machine (its processes may be counted apart, in containers), and the number."""
    parts = [platform.node()]
    for path in (Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")):
        if path.is_symlink() or path.exists():
            parts.append(str(path.readlink()) if path.is_symlink() else path.read_text("utf-8"))
    # As a digest: a bucket may be read by all.
    return f"{blake2b(' '.join(parts).encode(), digest_size=8).hexdigest()}-{os.getpid()}"


def _is_over(state: State, seen: Seen | None) -> bool:
    """Whether nobody is at work: nobody says so, or who does is dead, or has not been heard of for long."""
    if not state.by or seen is None or seen.age > LEASE:
        return True
    machine, _, process = state.by.rpartition("-")
    return machine == _me().rpartition("-")[0] and not _is_running(int(process))


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def open_store(address: Address) -> Store:
    """Make the target of `s3://bucket/prefix`."""
    if not address.host or address.user or address.port:
        raise SiteError(
            f"{address.shown}: names no bucket. Write it as s3://bucket/prefix; the host of a store that is "
            "not Amazon's goes into AWS_ENDPOINT_URL."
        )
    prefix = address.path.strip("/")
    site = f"{prefix}/" if prefix else ""
    return Store(Bucket(address.host, address.shown), site, f"{prefix}.releases/")
