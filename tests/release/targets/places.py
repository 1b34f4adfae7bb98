"""The real places that tests publish to: each is an address, and what is served from there."""

from __future__ import annotations

import getpass
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import boto3
import pytest

from tests.feeds.machine import free_port, program, running
from tests.release.targets.trees import Place


def files_below(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@contextmanager
def folder(request: pytest.FixtureRequest) -> Iterator[Place]:
    served = request.getfixturevalue("tmp_path") / "www" / "blog"
    yield Place(f"file://{served}", lambda: files_below(served.resolve()), moments=1000)


@contextmanager
def ssh(request: pytest.FixtureRequest) -> Iterator[Place]:
    served = request.getfixturevalue("tmp_path") / "srv" / "my blog"
    with sshd() as config:
        request.getfixturevalue("monkeypatch").setenv("PORCHLIGHT_SSH", f"ssh -F {config}")
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


@contextmanager
def s3(request: pytest.FixtureRequest) -> Iterator[Place]:
    endpoint, patch = request.getfixturevalue("store"), request.getfixturevalue("monkeypatch")
    for name, value in {**KEYS, "AWS_ENDPOINT_URL": endpoint}.items():
        patch.setenv(name, value)
    bucket = f"b-{uuid.uuid4()}"
    client = boto3.client("s3")
    client.create_bucket(Bucket=bucket)
    yield Place(
        f"s3://{bucket}/a/blog",
        lambda: objects_below(client, bucket, "a/blog/"),
        is_switched=False,
        moments=4,
    )


@contextmanager
def git(request: pytest.FixtureRequest) -> Iterator[Place]:
    tmp, patch = request.getfixturevalue("tmp_path"), request.getfixturevalue("monkeypatch")
    patch.setenv("XDG_CACHE_HOME", str(tmp / "cache"))
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        patch.setenv(name, "/dev/null")
    there = tmp / "there.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(there)], check=True)
    # As the large hosts do: contents only come when they are asked for.
    subprocess.run(["git", "-C", str(there), "config", "uploadpack.allowFilter", "true"], check=True)
    yield Place(f"git+file://{there}#pages", lambda: branch_of(there, "pages"))


def branch_of(repository: Path, branch: str) -> dict[str, bytes]:
    """Read what a host serves of a branch; `.nojekyll` is for the host alone."""
    words = ["git", "-C", str(repository), "archive", branch]
    packed = subprocess.run(words, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        files = {each.name: archive.extractfile(each) for each in archive if each.isfile()}
        return {name: file.read() for name, file in files.items() if file and name != ".nojekyll"}


KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "not-a-secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def objects_below(client: Any, bucket: str, prefix: str) -> dict[str, bytes]:
    found = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    keys = [entry["Key"] for page in found for entry in page.get("Contents", ())]
    return {key[len(prefix) :]: client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}


@contextmanager
def store_server(log: Path) -> Iterator[str]:
    """Run a store that speaks S3, and lists seven keys at a time; yield its address."""
    port = free_port()
    with (
        log.open("w") as out,
        running(
            ["env", "MOTO_S3_DEFAULT_MAX_KEYS=7", sys.executable, "-m", "moto.server", "-p", str(port)],
            port,
            log,
            out,
        ),
    ):
        yield f"http://127.0.0.1:{port}"


PLACES: Mapping[str, Callable[[pytest.FixtureRequest], AbstractContextManager[Place]]] = {
    "file": folder,
    "ssh": ssh,
    "s3": s3,
    "git": git,
}
