"""Where the machine's Chromium is, and how it comes there: found, else installed where that is allowed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from plugins.kit.problems import SiteError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
INSTALL = (("apt-get", "update"), ("apt-get", "install", "-y", "chromium"))
BY_HAND = (
    ("apt-get", "sudo apt-get update && sudo apt-get install -y chromium"),
    ("dnf", "sudo dnf install chromium"),
    ("pacman", "sudo pacman -S chromium"),
    ("zypper", "sudo zypper install chromium"),
    ("apk", "sudo apk add chromium"),
    ("brew", "brew install --cask chromium"),
)
"""What to type, by the program that has to be there for it."""

Which = Callable[[str], str | None]


def find_chromium(
    environ: Mapping[str, str], which: Which = shutil.which, apps: Sequence[str] = MAC_APPS
) -> str | None:
    """Find a Chromium: the one that the variable CHROMIUM names, else one on PATH, else an app of macOS."""
    if named := environ.get("CHROMIUM"):
        if found := which(named):
            return found
        raise SiteError(
            f"CHROMIUM names {named}, and no such program is there. Correct the path, or unset CHROMIUM."
        )
    return next((found for name in NAMES if (found := which(name))), None) or next(
        (app for app in apps if Path(app).is_file()), None
    )


def ensure_chromium(
    environ: Mapping[str, str],
    which: Which = shutil.which,
    *,
    is_root: bool | None = None,
    run: Callable[[Sequence[str]], int] | None = None,
    verb: str = "test",
) -> str:
    """Find a Chromium or install it; raise `SiteError` that says what to type."""
    if found := find_chromium(environ, which):
        return found
    if (hasattr(os, "geteuid") and os.geteuid() == 0) if is_root is None else is_root:
        _install(which, run or _run, verb)
        if found := find_chromium(environ, which):
            return found
    raise SiteError(advice(which, verb))


def _install(which: Which, run: Callable[[Sequence[str]], int], verb: str) -> None:
    if not which("apt-get"):
        return
    print(f"{verb}: no Chromium here; installing it with apt-get (once)", file=sys.stderr)
    for command in INSTALL:
        print(f"{verb}: {' '.join(command)}", file=sys.stderr)
        if run(command):
            return


def _run(command: Sequence[str]) -> int:
    return subprocess.run(
        command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, check=False
    ).returncode


def advice(which: Which, verb: str = "test") -> str:
    """Say what to type on this machine."""
    typed = next((line for program, line in BY_HAND if which(program)), "")
    first = f"Type:\n\n  {typed}\n\nand" if typed else "Install Chromium or Google Chrome, and"
    without = ". Without a browser: ./run test --quick" if verb == "test" else ""
    return (
        f"./run {verb} needs Chromium, and none was found. {first} run ./run {verb} again. "
        f"If it is elsewhere: CHROMIUM=/path/to/chromium ./run {verb}{without}"
    )
