"""`ssh://me@example.com/var/www/blog` (or `rsync://`): a folder of a server, with rsync over ssh.

The layout there is that of `folder.py`; `server.sh` is what runs there. What is new travels into
`blog.releases/.incoming/` under the digests of its bytes, so that what has arrived never travels again.
`PORCHLIGHT_SSH` may name the command (`ssh -F file`); ports, keys and jump hosts belong into `~/.ssh/config`.
"""

from __future__ import annotations

import io
import shlex
import tarfile
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from plugins.kit.problems import SiteError
from plugins.release.target import FileFact, Manifest, Tell, steps_between
from plugins.release.targets.address import Address
from plugins.release.targets.links import FEW, READ_ONLY
from plugins.release.targets.programs import run, ssh_command, trouble
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

SCRIPT = Path(__file__).with_name("server.sh")
REFUSED: Mapping[int, str] = {
    77: "is a link that was not made by publishing. Move it away, or publish to another path",
    78: "exists, and was not made by publishing. It has to become a link, and what is in it would be lost. "
    "Move it away, or publish to another path",
    79: "has a folder of that name with .releases at its end, which holds files of somebody else. Move them "
    "away, or publish to another path",
    80: "a program is not on the server that is needed there. Ask for it to be installed",
}
"""What the exit codes of `server.sh` mean; 75 is a lock that is held, 76 another release that is live."""


class Server(Struct, frozen=True):
    """A target behind ssh. `path` is relative to the home folder, or starts with a slash."""

    address: Address
    path: str

    @property
    def where(self) -> str:
        return self.address.shown

    def live(self) -> Manifest | None:
        record, _, listed = _shown(self._do("look"))
        if not record:
            return None
        edited = dict.fromkeys(_edited(listed) & record.manifest.files.keys(), FileFact(0, ""))
        return replace(record.manifest, files={**record.manifest.files, **edited})

    def deploy(self, tree: Path, release: Manifest, tell: Tell) -> None:
        live, known, listed = _shown(self._do("begin"))
        expect(live, release, self.where)
        record = succeed(live, release, known)
        edited = _edited(listed)
        steps = steps_between(live.manifest if live else None, release)
        fresh = {path: release.files[path] for path in [*steps.assets, *steps.pages]}
        fresh |= {path: fact for path, fact in release.files.items() if path in edited}
        self._send(tree, fresh, tell)
        before = set(live.every()) if live else set()
        gone = before - record.every().keys()
        tell("Laying out the release beside the live one, and switching")
        job = _job(record, {f".part/{path}": f".incoming/{fact.digest}" for path, fact in fresh.items()})
        job["remove"] = _list(gone | (fresh.keys() & before) | (edited - record.every().keys()))
        job["used"] = _list({fact.digest for fact in fresh.values()})
        job["flush"] = job["used"] if len(fresh) <= FEW else b""
        # Where it is not known what the live release is made of, nothing is taken from it.
        base = live.name if live and live.manifest.files else ""
        self._do("place", release.name, release.parent, base, data=_tar(job))

    def releases(self) -> list[Manifest]:
        return [each.manifest for each in self._records()[1]]

    def roll_back(self, name: str, tell: Tell) -> Manifest:
        live, known = self._records()
        older = pick(name, known, self.where)
        record = go_back(live, older, {each.name for each in known})
        tell(f"Going back to {name}")
        if live and live.name != name:
            more = record.every().keys() - older.every().keys()
            job = _job(record, {f"{name}/{path}": f"{live.name}/{path}" for path in more})
            self._do("back", name, live.name, data=_tar(job))
        return record.manifest

    def prune(self, keep: int) -> list[str]:
        live, known = self._records()
        names = surplus((each.name for each in known), keep, live.name if live else "")
        self._do("prune", *names)
        return names

    def _records(self) -> tuple[Record | None, list[Record]]:
        """Read the live release, and all, newest first."""
        first, *lines = self._do("list").split(b"\n")
        parts = sorted((line.partition(b"\t") for line in lines if line), reverse=True)
        known = [decode(data, name.decode()) for name, _, data in parts]
        return next((each for each in known if each.name == first.decode()), None), known

    def _do(self, what: str, *more: str, data: bytes = b"") -> bytes:
        """Run `server.sh` there; return what it prints."""
        command = shlex.join(["sh", "-c", SCRIPT.read_text("utf-8"), "sh", what, self.path, *more])
        ended = run([*self._ssh(), self.address.login, command], data)
        match ended.code:
            case 0:
                # A shell may print something of its own at login, before it.
                return (b"\n" + ended.out).partition(b"\nporchlight\n")[2]
            case 75:
                raise busy(self.where)
            case 76:
                raise overtaken(self.where)
            case code if code in REFUSED:
                raise SiteError(f"{self.where}: {REFUSED[code]}.")
        raise trouble(self.where, ended)

    def _send(self, tree: Path, fresh: Mapping[str, FileFact], tell: Tell) -> None:
        """Bring the bytes of files over, under their digests."""
        if not fresh:
            return
        by_digest = {fact.digest: (path, fact) for path, fact in fresh.items()}
        size = sum(fact.size for _, fact in by_digest.values())
        tell(f"Sending {len(by_digest)} files, {size // 1000 + 1} kB")
        with tempfile.TemporaryDirectory(prefix="porchlight-") as stage:
            for digest, (path, fact) in by_digest.items():
                staged = Path(stage, digest)
                staged.write_bytes(read_checked(tree, path, fact))
                staged.chmod(READ_ONLY)
            host = f"[{self.address.host}]" if ":" in self.address.host else self.address.host
            login = f"{self.address.user}@{host}" if self.address.user else host
            words = ["rsync", "-rpsz", "--ignore-existing", "-e", shlex.join(self._ssh())]
            ended = run([*words, f"{stage}/", f"{login}:{self.path}.releases/.incoming/"])
        if ended.code:
            raise trouble(self.where, ended)

    def _ssh(self) -> list[str]:
        port = ["-p", str(self.address.port)] if self.address.port else []
        return [*ssh_command(), *port]


def _shown(out: bytes) -> tuple[Record | None, list[str], bytes]:
    """Read what `show` of `server.sh` prints: the live release, the names of all; and what comes after it."""
    name, names, record, rest = (*out.split(b"\n", 3), b"", b"", b"")[:4]
    return decode(record, name.decode()) if name else None, names.decode().split(), rest


def _edited(listed: bytes) -> set[str]:
    """Read the paths in the live release that `server.sh` lists."""
    names = (name.decode("utf-8", "surrogateescape") for name in listed.split(b"\0"))
    return {name.split("/", 1)[1] for name in names if name}


def _list(paths: Iterable[str]) -> bytes:
    """Print paths for `xargs -0`; `./` since a name may start with a hyphen."""
    return b"".join(f"./{path}".encode("utf-8", "surrogateescape") + b"\0" for path in sorted(paths))


def _job(record: Record, links: Mapping[str, str]) -> dict[str, bytes]:
    """Make what the server has to do: a record to keep, and an archive of nothing but hard links."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT, encoding="utf-8") as archive:
        for path, old in sorted(links.items()):
            entry = tarfile.TarInfo(path)
            entry.type, entry.linkname = tarfile.LNKTYPE, old
            archive.addfile(entry)
    return {"record.json": encode(record), "links.tar": out.getvalue()}


def _tar(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o644
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def open_server(address: Address) -> Server:
    """Make the target of `ssh://user@host:port/path`; `/~/` begins a path in the home folder."""
    path = address.path.removeprefix("/~/")
    if not address.host or path in {"", "/", "/~"}:
        raise SiteError(
            f"{address.shown}: names no folder of a server. Write it as ssh://me@example.com/srv/blog."
        )
    return Server(address, path)
