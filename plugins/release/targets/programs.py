"""Running ssh, rsync and git: what they say on stderr becomes a sentence, and nothing asks for a password."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Mapping, Sequence

from msgspec import Struct

from plugins.kit.problems import SiteError

QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "SSH_ASKPASS": "true", "LC_ALL": "C"}
"""Without these a program may wait for an answer of somebody who is not there."""

OPTIONS = ("BatchMode=yes", "ConnectTimeout=20", "ServerAliveInterval=15", "LogLevel=ERROR")
"""Ask nothing, and do not wait for ever."""
SAID: Mapping[str, str] = {
    "REMOTE HOST IDENTIFICATION HAS CHANGED": "the server has another key than it had. It was set up "
    "anew, or somebody is in between. Ask whoever keeps the server; when all is right, type ssh-keygen -R "
    "and the host",
    "Host key verification failed": "this server is not known yet. Connect once by hand (ssh and the host), "
    "compare the key that it shows, and answer yes",
    "Too many authentication failures": "the server refused the keys. Name the right one in ~/.ssh/config "
    "(IdentityFile, IdentitiesOnly yes)",
    "Permission denied (": "the server does not know your key. Add it there (ssh-copy-id), or name the right "
    "one in ~/.ssh/config",
    "Could not resolve hostname": "no server of that name is found. Check the name, and your connection",
    "Connection refused": "nobody answers at that port. Check the port, and whether the server is up",
    "Connection timed out": "the server does not answer. Check the name, and your connection",
    "No route to host": "the server cannot be reached. Check the name, and your connection",
    "Network is unreachable": "there is no connection to the server. Check your connection",
    "is your shell clean": "the shell there prints something at login. Let it be quiet where nobody is at a "
    "terminal (in ~/.bashrc: [ -t 0 ] || return)",
    "Connection closed": "the connection broke off. Publish again; what has arrived need not travel again",
    "connection unexpectedly closed": "the connection broke off. Publish again; what has arrived need not "
    "travel again",
    "No space left on device": "no room is left there. Make room, or keep fewer releases",
    "Disk quota exceeded": "no room is left there. Make room, or keep fewer releases",
    "rsync: command not found": "rsync is not on the server. Ask for it to be installed",
    "rsync: not found": "rsync is not on the server. Ask for it to be installed",
    "Read-only file system": "nothing can be written there. Ask whoever keeps the server",
    "Permission denied": "you may not write there. Ask for the folder to be given to you",
}
"""What programs say, in the order in which it is looked for, and what that means."""


class Ended(Struct, frozen=True):
    """How a program ended."""

    code: int
    out: bytes
    errors: str


def run(words: Sequence[str], data: bytes = b"", env: Mapping[str, str] | None = None) -> Ended:
    """Run a program to its end, with `data` as its input. Raise `SiteError` where it is not installed."""
    whole = {**os.environ, **QUIET, **(env or {})}
    try:
        done = subprocess.run(words, input=data, env=whole, capture_output=True, check=False)
    except FileNotFoundError:
        raise SiteError(f"{words[0]}: is not installed here, and is needed to publish. Install it.") from None
    return Ended(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


def ssh_command() -> list[str]:
    """Give the command of ssh: that of `PORCHLIGHT_SSH` (such as `ssh -F file`), or just ssh."""
    command = shlex.split(os.environ.get("PORCHLIGHT_SSH") or "ssh")
    return [*command, *(f"-o{each}" for each in OPTIONS)]


def trouble(where: str, ended: Ended, said: Mapping[str, str] = SAID) -> SiteError:
    """Say why a program failed."""
    for words, meaning in said.items():
        if words in ended.errors:
            return SiteError(f"{where}: {meaning}. The live site is as it was.")
    lines = [line.strip() for line in ended.errors.splitlines() if line.strip()]
    # The first that tells of a failure is the cause, what follows are its effects.
    cause = next((line for line in lines if re.search("fatal|fail|error", line)), lines[-1] if lines else "")
    cause = cause or f"exit code {ended.code}"
    return SiteError(f"{where}: it could not be done ({cause}). The live site is as it was. Publish again.")
