"""A blog that is published for real: to a folder, which a server of this machine shows."""

from __future__ import annotations

import contextlib
import functools
import http.server
import io
import json
import socketserver
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.release.press import Wish
from plugins.release.publish import run_publish
from plugins.release.settings import Release
from plugins.release.target import Manifest
from plugins.release.targets import open_target
from tests.conftest import TINY
from tests.sites import lay, talk_in

SITE = "https://a.example"


@dataclass
class Said:
    """What a verb printed, and its exit code."""

    code: int
    out: str
    errors: str


@dataclass
class Blog:
    """`shown` is where the live site is looked at."""

    home: Path
    shown: str
    release: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def live(self) -> Path:
        return self.home / "live"

    @property
    def target(self) -> str:
        return f"file://{self.live}"

    @property
    def options(self) -> dict[str, Any]:
        release = {"target": self.target, "url": self.shown, "seconds": 0, **self.release}
        also = {
            "SITEURL": SITE,
            "SITE": TINY,
            "COMMENTS": talk_in(self.home),
            "RELEASE": Release(**release),
            **self.settings,
        }
        cache = str(self.home / "cache")
        return {"content": str(self.home / "content"), "cache": cache, "jobs": 1, "also": also}

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Write posts; None deletes one."""
        lay(self.home / "content", {path: data for path, data in files.items() if data is not None})
        for path in (path for path, data in files.items() if data is None):
            (self.home / "content" / path).unlink()

    def publish(self, as_of: str = "", **wish: Any) -> Said:
        """`./run publish`; the words are what is typed behind it."""
        return heard(run_publish, Wish(**wish), **self.options, as_of=as_of)

    def ledger(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.home / "ledger.json").read_text("utf-8"))
        return found

    def manifest(self) -> Manifest:
        found = open_target(self.target).live()
        assert found
        return found

    def receipts(self) -> list[dict[str, Any]]:
        path = self.home / "var/announced.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def heard(verb: Any, *words: Any, **options: Any) -> Said:
    """Run a verb in this process."""
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        code = verb(*words, **options)
    return Said(code, out.getvalue(), errors.getvalue())


class _Pages(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


class _Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        pass


@contextlib.contextmanager
def answering(handler: Any) -> Iterator[str]:
    """Run a server on a free port of this machine; the address has no slash at its end."""
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def shown_at(folder: Path) -> contextlib.AbstractContextManager[str]:
    """Serve a folder as hosts do: a folder is its index."""
    return answering(functools.partial(_Pages, directory=str(folder)))


@contextlib.contextmanager
def blog_in(folder: Path) -> Iterator[Blog]:
    """A blog without posts, whose place is served."""
    (folder / "content").mkdir()
    with shown_at(folder / "live") as address:
        yield Blog(folder, address)
