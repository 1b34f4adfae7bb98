"""A real Isso for tests: in a thread of this process, asked as a browser would."""

from __future__ import annotations

import http.client
import json
import socket
import sqlite3
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from werkzeug.serving import make_server

from plugins.comments.keep import begin, teach
from plugins.comments.server import make_isso
from tests.feeds.machine import free_port

THREAD = "/posts/hello/"
NOWHERE = "http://127.0.0.1:9"
"""A blog that does not answer, as while it is built."""


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.data)

    @property
    def cookie(self) -> str:
        """The cookie as a browser sends it back."""
        return self.headers["Set-Cookie"].partition(";")[0]


@dataclass
class Isso:
    """An Isso that runs. `trust` is the certificate of a server with https; `sent` are headers of every
    request; `source` is the address of this machine that it comes from.
    """

    address: str
    database: Path
    trust: ssl.SSLContext | None = None
    sent: Mapping[str, str] = field(default_factory=dict)
    source: str = "127.0.0.1"

    def ask(self, path: str, method: str = "GET", data: Any = None, **headers: str) -> Answer:
        parts = urlsplit(self.address)
        host, port = parts.hostname or "", parts.port or 80
        kind: Any = http.client.HTTPConnection
        more: dict[str, Any] = {"timeout": 10, "source_address": (self.source, 0)}
        if self.trust:
            kind, more["context"] = http.client.HTTPSConnection, self.trust
        line = kind(host, port, **more)
        sent = {**self.sent, **{name.replace("_", "-"): value for name, value in headers.items()}}
        body = data
        if isinstance(data, dict):
            body, sent["Content-Type"] = json.dumps(data), "application/json"
        with closing(line):
            line.request(method, f"{parts.path}{path}", body, sent)
            reply = line.getresponse()
            return Answer(reply.status, reply.headers, reply.read())

    def write(self, text: str = "A comment.", thread: str = THREAD, **more: Any) -> Answer:
        """Post a comment as the form of a page does; without a name it is by Ann."""
        headers = more.pop("headers", {})
        data = {"text": text, "author": "Ann", "title": "Hello", **more}
        return self.ask(f"/new?uri={quote(thread, safe='')}", "POST", data, **headers)

    def told(self, thread: str = THREAD) -> list[Any]:
        """The comments of a thread, replies behind what they answer."""
        answer = self.ask(f"/?uri={quote(thread, safe='')}")
        replies = answer.json["replies"] if answer.status == 200 else []
        return [one for each in replies for one in (each, *each["replies"])]


@contextmanager
def isso(database: Path, *, moderated: bool = False) -> Iterator[Isso]:
    """Run Isso with a database, without its guard, until the test ends."""
    begin(database)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    app = make_isso(
        database, host=NOWHERE, endpoint=address, moderated=moderated, is_public=False, password="secret"
    )
    teach(database)
    server = make_server("127.0.0.1", port, app, threaded=True)
    server.log = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Isso(address, database)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def rows(database: Path, question: str = "SELECT * FROM comments ORDER BY id") -> list[dict[str, Any]]:
    """Look into a database."""
    with closing(sqlite3.connect(database)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(question)]


def change(database: Path, *questions: str) -> None:
    """Change a database as another program would that knows nothing of ours."""
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("PRAGMA secure_delete = OFF")
        for question in questions:
            db.execute(question)


def wait_for(port: int, is_alive: Any, seconds: float = 30) -> bool:
    """Wait until somebody listens at a port; False when the process ended or took too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and is_alive():
        with socket.socket() as knock:
            knock.settimeout(0.2)
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.02)
    return False
