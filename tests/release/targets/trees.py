"""Small sites to publish, and what a visitor finds of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from plugins.release.target import FileFact, Manifest, Target

ROOT = Path(__file__).parents[3]

Read = Callable[[], Mapping[str, bytes]]
"""What is served, by path."""


@dataclass(frozen=True)
class Place:
    """Somewhere to publish to."""

    url: str
    read: Read
    is_switched: bool = True
    """Whether all of a release is served from one moment on."""
    moments: int = 6
    """At how many moments of a deploy it is killed: as many as there are, where that takes no time."""


def style_of(word: str) -> str:
    return f"assets/style.{blake2b(word.encode(), digest_size=5).hexdigest()}.css"


def pages(word: str, count: int = 3) -> dict[str, str]:
    """A site in which everything says one word: some pages, their style, a feed."""
    style = style_of(word)
    whole = {f"posts/{n}/index.html": f'<link href="/{style}"><p>{word}' for n in range(count)}
    return {**whole, style: f"/* {word} */", "feed.xml": f"<feed>{word}", "robots.txt": "User-agent: *"}


def manifest_of(tree: Path, name: str, parent: str = "") -> Manifest:
    """Make the manifest of the files in a folder."""
    found = sorted(path for path in tree.rglob("*") if path.is_file() and path.name != ".porchlight")
    facts = {
        path.relative_to(tree).as_posix(): FileFact(
            path.stat().st_size, blake2b(path.read_bytes(), digest_size=16).hexdigest()
        )
        for path in found
    }
    return Manifest(name, parent, "2026-11-22T09:30:00+00:00", "A note", facts)


def publish(
    target: Target, tree: Path, name: str, files: Mapping[str, str | bytes] | None = None
) -> Manifest:
    """Publish a folder, laid out anew with `files` where they are given, upon what is live."""
    if files is not None:
        replace(tree, files)
    live = target.live()
    release = manifest_of(tree, name, live.name if live else "")
    target.deploy(tree, release, lambda _: None)
    return release


def replace(tree: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files as a build does: those that are equal stay, each new one is another file."""
    tree.mkdir(parents=True, exist_ok=True)
    for path in sorted(tree.rglob("*")):
        if path.is_file() and path.relative_to(tree).as_posix() not in files:
            path.unlink()
    for path, text in files.items():
        data = text if isinstance(text, bytes) else text.encode()
        if (tree / path).is_file() and (tree / path).read_bytes() != data:
            (tree / path).unlink()
        if not (tree / path).is_file():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).write_bytes(data)


def whole_of(served: Mapping[str, bytes]) -> str:
    """Tell the one word that a site says; fail where its pages, feed or style do not agree."""
    words = {
        data.decode().split(">")[-1] for path, data in served.items() if path.endswith((".html", ".xml"))
    }
    assert len(words) == 1, words
    word = words.pop()
    assert served[style_of(word)] == f"/* {word} */".encode()
    return word


def words_of(served: Mapping[str, bytes]) -> set[str]:
    """Tell what the pages say; fail where one asks for a style that is not there."""
    words = {data.decode().split(">")[-1] for path, data in served.items() if path.endswith(".html")}
    assert {style_of(word) for word in words} <= served.keys()
    return words


PUBLISHER = """
import os, signal, sys, traceback
from pathlib import Path
from plugins.release.targets import open_target
from tests.release.targets.trees import manifest_of

EVENTS = {"open", "os.link", "os.symlink", "os.rename", "os.mkdir", "os.remove", "os.chmod",
          "subprocess.Popen", "http.client.send"}
words = open(0, "rb", buffering=0)

def publish(tree, name, left):
    def on_event(event, arguments):
        nonlocal left
        if event in EVENTS and (event != "open" or str(arguments[1]) not in "rb"):
            left -= 1
            if left == 0:
                os.killpg(0, signal.SIGKILL)
    target = open_target(sys.argv[1])
    live = target.live()
    release = manifest_of(Path(tree), name, live.name if live else "")
    print("ready", flush=True)
    words.readline()
    sys.addaudithook(on_event)
    target.deploy(Path(tree), release, lambda _: None)
    print("done", -left, flush=True)

while line := words.readline().decode():
    tree, name, left = line.split()
    if not (child := os.fork()):
        os.setsid()
        try:
            publish(tree, name, int(left))
        except BaseException as error:
            print(f"{type(error).__name__}: {error}".replace("\\n", " "), flush=True)
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1] == signal.SIGKILL:
        print("killed", flush=True)
"""
"""Publishes, each time in a process of its own, which kills itself and what it started at a given step."""


@dataclass
class Publisher:
    """Somebody at another machine. `look` returns when what is live was seen, `go` when all is over."""

    running: subprocess.Popen[str]

    def look(self, tree: Path, name: str, *, killed_at: int = 0) -> None:
        self._say(f"{tree} {name} {killed_at}")
        assert (said := self._hear()) == "ready", said

    def go(self) -> None:
        self._say("")

    def end(self) -> str:
        """Tell how it ended: `done` and the number of steps, `killed`, or the error."""
        return self._hear()

    def _say(self, line: str) -> None:
        assert self.running.stdin
        self.running.stdin.write(f"{line}\n")
        self.running.stdin.flush()

    def _hear(self) -> str:
        assert self.running.stdout
        return self.running.stdout.readline().strip()


@contextmanager
def publishing(place: Place) -> Iterator[Publisher]:
    """Start a publisher."""
    with subprocess.Popen(
        [sys.executable, "-c", PUBLISHER, place.url],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        yield Publisher(running)
