"""The tools that look at the site: what npm installs, Java, Chromium.

Each row of `TOOLS` finds its tool, or brings it where that needs nobody's leave, or says what to type.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from plugins.checks.chromium import ensure_chromium
from plugins.kit.problems import SiteError
from plugins.quality.findings import snippet

SOURCE = Path(__file__).with_name("npm")
LONGEST = 1200
"""Seconds that a tool may take for a whole site."""
AGAIN = "Run it again; if it stays so, remove .cache/quality: the tools are then installed anew."


class Npm(Struct, frozen=True):
    """What npm installed: `folder` has `node_modules` and our scripts, `node` runs them."""

    folder: Path
    node: str

    def run(self, script: str, *words: str, told: Any = None) -> str:
        """Run a script to its end and return what it printed. Raise `SiteError` when it printed nothing.

        Tools that find faults end with another status than 0, so the status says nothing.
        """
        return printed([self.node, str(self.folder / script), *words], cwd=self.folder, told=told)

    def lines(self, script: str, told: Any) -> Iterator[Any]:
        """Run a script that prints a line of JSON for each thing, and yield them as they come."""
        process = subprocess.Popen(
            [self.node, str(self.folder / script)],
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin and process.stdout
        try:
            # A program that ends before it has read what it is told says why by its status.
            with suppress(BrokenPipeError), process.stdin as told_to:
                told_to.write(json.dumps(told))
            yield from (json.loads(line) for line in process.stdout if line.startswith(("{", "[")))
        except BaseException:
            process.terminate()
            raise
        finally:
            process.stdout.close()
            status = process.wait()
        if status:
            raise SiteError(f"{script} stopped with {status}; the lines above say why. {AGAIN}")


def printed(command: Sequence[str], *, cwd: Path | None = None, told: Any = None) -> str:
    """Run a command and return what it printed; raise `SiteError` when that is nothing."""
    # Through a file: what goes into a pipe is cut at 64 KB when a Node program ends by itself.
    with tempfile.TemporaryFile() as file:
        try:
            done = subprocess.run(
                command,
                cwd=cwd,
                input=json.dumps(told).encode() if told is not None else b"",
                stdout=file,
                stderr=subprocess.PIPE,
                timeout=LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise SiteError(
                f"{Path(command[0]).name} did not end within {LONGEST} seconds. {AGAIN}"
            ) from None
        file.seek(0)
        said = file.read().decode("utf-8", "replace")
    if not said.strip():
        why = " ".join(done.stderr.decode("utf-8", "replace").split())
        name = Path(command[0]).name
        raise SiteError(f"{name} said nothing and ended with {done.returncode}: {snippet(why, 300)} {AGAIN}")
    return said


def find_node() -> str:
    """Find the Node that Playwright brings with it: new enough for all tools, whatever the machine has."""
    found = importlib.util.find_spec("playwright")
    for folder in (found.submodule_search_locations or ()) if found else ():
        for name in ("node", "node.exe"):
            if (node := Path(folder, "driver", name)).is_file():
                return str(node)
    raise SiteError("Playwright is not installed. Remove .venv, and type ./run quality again.")


def ensure_npm(cache: Path, which: Callable[[str], str | None] = shutil.which) -> Npm:
    """Install what the lock names into the cache, where it is not; raise `SiteError` if it cannot be."""
    node, folder = find_node(), cache / "quality" / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted(SOURCE.iterdir()):
        shutil.copyfile(file, folder / file.name)
    lock, installed = folder / "package-lock.json", folder / "installed.json"
    is_there = (folder / "node_modules").is_dir() and installed.is_file()
    if not is_there or installed.read_bytes() != lock.read_bytes():
        npm = which("npm")
        if not npm:
            raise SiteError(
                "npm is missing: it installs Lighthouse, Nu and the other tools. "
                "Type: sudo apt-get install npm, or see https://nodejs.org"
            )
        installed.unlink(missing_ok=True)
        _install(npm, node, folder)
        shutil.copyfile(lock, installed)
    return Npm(folder, node)


def _install(npm: str, node: str, folder: Path) -> None:
    print("quality: installing its tools with npm (once, about 230 MB)", file=sys.stderr, flush=True)
    shelf = folder / "bin"
    shelf.mkdir(exist_ok=True)
    (shelf / "node").unlink(missing_ok=True)
    # npm runs by the first node of PATH, which may be too old for these tools.
    (shelf / "node").symlink_to(node)
    environ = {**os.environ, "PATH": f"{shelf}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        [npm, "ci", "--loglevel=error"], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        why = "\n".join(f"  {line}" for line in done.stderr.strip().splitlines()[-5:])
        raise SiteError(f"npm could not install the tools; is the network there? It says:\n{why}")


def find_java(_cache: Path, which: Callable[[str], str | None] = shutil.which) -> str:
    """Find Java, which Nu runs on."""
    if found := which("java"):
        return found
    raise SiteError(
        "Java is missing: the Nu HTML checker runs on it (11 or newer). "
        "Type: sudo apt-get install default-jre-headless"
    )


def find_browser(_cache: Path) -> str:
    """Find Chromium, or install it where that is allowed."""
    return ensure_chromium(os.environ, verb="quality")


TOOLS: Mapping[str, Callable[[Path], Any]] = {
    "npm": ensure_npm,
    "java": find_java,
    "chromium": find_browser,
}
"""What a check may need, by the name that `Check.needs` has."""


def ensure_tools(names: Sequence[str], cache: Path) -> dict[str, Any]:
    """Find or bring the tools of these names; raise one `SiteError` that names all that are missing."""
    found: dict[str, Any] = {}
    missing = []
    for name in names:
        try:
            found[name] = TOOLS[name](cache)
        except SiteError as error:
            missing.append(str(error))
    if missing:
        raise SiteError("\n".join(missing))
    return found
