"""The real places that tests publish to: each is an address, and what is served from there."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.feeds.machine import free_port, program, running
from tests.release.targets.trees import Place


def files_below(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@contextmanager
def folder(tmp: Path, _: pytest.MonkeyPatch) -> Iterator[Place]:
    served = tmp / "www" / "blog"
    yield Place(f"file://{served}", lambda: files_below(served.resolve()))


@contextmanager
def ssh(tmp: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    served = tmp / "srv" / "my blog"
    with sshd() as config:
        monkeypatch.setenv("PORCHLIGHT_SSH", f"ssh -F {config}")
        yield Place(f"ssh://blog.test{quote(str(served))}", lambda: files_below(served.resolve()))


@contextmanager
def sshd() -> Iterator[Path]:
    """Run a server of ssh with keys of its own; yield the configuration of a client who may enter."""
    # Not in the test's own folder: the name of a socket may have 108 characters.
    folder, port = Path(tempfile.mkdtemp(prefix="sshd-")), free_port()
    sshd, keygen = program("sshd", "openssh-server"), program("ssh-keygen", "openssh-client")
    program("rsync")
    for key in ("host", "user"):
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", folder / key], check=True)
    (folder / "authorized").write_bytes((folder / "user.pub").read_bytes())
    host = (folder / "host.pub").read_text().rsplit(" ", 1)[0]
    (folder / "known").write_text(f"[127.0.0.1]:{port} {host}\n")
    server = {
        "Port": port,
        "ListenAddress": "127.0.0.1",
        "HostKey": folder / "host",
        "AuthorizedKeysFile": folder / "authorized",
        "UsePAM": "no",
        "StrictModes": "no",
        "PermitRootLogin": "yes",
        "PasswordAuthentication": "no",
        "PidFile": "none",
        "MaxStartups": 100,
        # What this user's shell does at login is no part of the test.
        "SetEnv": f"HOME={folder}",
    }
    client = {
        "HostName": "127.0.0.1",
        "Port": port,
        "User": getpass.getuser(),
        "IdentityFile": folder / "user",
        "IdentitiesOnly": "yes",
        # One connection for all: the tests make hundreds.
        "ControlMaster": "auto",
        "ControlPath": folder / "%C",
        "ControlPersist": "yes",
        "UserKnownHostsFile": folder / "known",
        "GlobalKnownHostsFile": "/dev/null",
    }
    (folder / "server").write_text("".join(f"{name} {value}\n" for name, value in server.items()))
    (folder / "client").write_text("".join(f"{name} {value}\n" for name, value in client.items()))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    log = folder / "log"
    with running([sshd, "-D", "-f", str(folder / "server"), "-E", str(log)], port, log):
        yield folder / "client"
        subprocess.run(
            ["ssh", "-F", folder / "client", "-O", "exit", "blog.test"], capture_output=True, check=False
        )
    shutil.rmtree(folder)


PLACES: Mapping[str, Callable[[Path, pytest.MonkeyPatch], AbstractContextManager[Place]]] = {
    "file": folder,
    "ssh": ssh,
}
