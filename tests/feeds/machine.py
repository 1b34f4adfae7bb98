"""Programs of the machine that tests drive, and a server for what was built."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import socket
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

import pytest


def program(name: str, package: str = "") -> str:
    """Find a program, installing its Debian package where that is ours to do.

    Where it is not: the test is passed over, and in CI fails, with the line to type.
    """
    if found := _find(name):
        return found
    package = package or name
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        for words in (["update"], ["install", "-y", "--no-install-recommends", package]):
            subprocess.run(
                ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", *words],
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                capture_output=True,
                timeout=600,
                check=False,
            )
        if found := _find(name):
            return found
    say = f"{name} is not there. On Debian and Ubuntu: sudo apt-get install {package}"
    if os.environ.get("CI") == "true":
        pytest.fail(say)
    pytest.skip(say)


def _find(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin:/usr/local/sbin")


@contextmanager
def running(words: list[str], port: int, log: Path, out: IO[str] | None = None) -> Iterator[int]:
    """Run a server until it listens, and end it; what it prints goes to `out`, which may be its log."""
    server = subprocess.Popen(words, stdout=out, stderr=out)
    try:
        while server.poll() is None and not is_listening(port):
            pass
        assert server.poll() is None, log.read_text("utf-8")
        yield port
    finally:
        server.terminate()
        server.wait(10)


def is_listening(port: int) -> bool:
    with socket.socket() as knock:
        knock.settimeout(0.2)
        return knock.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class _Files(http.server.SimpleHTTPRequestHandler):
    """Files with a tag of their bytes: what was saved twice within a second is told apart."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        tag = f'"{blake2b(data, digest_size=8).hexdigest()}"'
        is_known = self.headers.get("If-None-Match") == tag
        self.send_response(304 if is_known else 200)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", "application/json" if path.suffix == ".json" else "text/xml")
        self.send_header("Content-Length", "0" if is_known else str(len(data)))
        self.end_headers()
        if not is_known:
            self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        pass


class _Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    # A reader asks for several feeds at once; an answer cut off by the end of the test says nothing.
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine; the address has no slash at its end."""
    folder.mkdir(parents=True, exist_ok=True)
    server = _Server(("127.0.0.1", 0), functools.partial(_Files, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
