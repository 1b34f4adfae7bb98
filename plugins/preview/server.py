"""The local server: the pages of the preview, with the headers of a host; a stream of news, a small script
that listens to it, and what capabilities answer themselves (`Capability.preview`).
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from markupsafe import escape
from werkzeug.serving import WSGIRequestHandler
from werkzeug.wrappers import Request, Response

from plugins.engine.capability import SITE
from plugins.kit.problems import SiteError
from plugins.preview.hosting import headers_for

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from plugins.preview.live import State
    from plugins.preview.pages import Pages

EVENTS, SCRIPT = "/_preview/events", "/_preview/live.js"
PULSE = 15
"""Seconds between two signs of life on the stream; a page that left is noticed by them."""
TYPES = {
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".js": "text/javascript",
}


class QuietHandler(WSGIRequestHandler):
    """Pages that are found need no line on the terminal."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        if str(code)[:1] in "45":
            super().log_request(code, size)


def is_local(host: str) -> bool:
    """Whether a Host header names an address by number, or this machine: names can be made to lead here."""
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    return name == "localhost" or name.startswith("[") or name.replace(".", "").isdigit()


class PreviewApp:
    """A WSGI application. `apps` are those of the capabilities, by path; a later build may fill it."""

    def __init__(self, pages: Pages, state: State, apps: Mapping[str, WSGIApplication] | None = None) -> None:
        self._pages, self._state = pages, state
        self._apps = {} if apps is None else apps

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        # A page of another site that calls itself by our address must not read drafts (DNS rebinding).
        if not is_local(request.host):
            return Response("This preview answers at its own address only.\n", 403)(environ, start_response)
        if app := self._app_at(request.path):
            return app({**environ, SITE: self._pages.site}, start_response)
        response = self.answer(request)
        response.headers.extend(headers_for(self._pages.get("_headers") or b"", request.path))
        response.headers["Cache-Control"] = "no-store"
        return response(environ, start_response)

    def _app_at(self, path: str) -> WSGIApplication | None:
        """The application of a path; one whose path ends with a slash has all that lies below."""
        below = (app for at, app in self._apps.items() if at.endswith("/") and path.startswith(at))
        return self._apps.get(path) or next(below, None)

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        if request.path == EVENTS:
            return Response(self._news(), mimetype="text/event-stream")
        if request.path == SCRIPT:
            script = Path(__file__).with_name("live.js")
            return self._file(script.name, script.read_bytes(), 200)
        if request.method not in {"GET", "HEAD"}:
            return Response("This preview only shows pages.\n", 405)
        path = request.path.lstrip("/")
        if not path or path.endswith("/"):
            path = f"{path}index.html"
        elif self._pages.has(f"{path}/index.html"):
            return Response(status=301, headers={"Location": f"{request.path}/"})
        self._state.look_at(path)
        try:
            data = self._pages.get(path)
            missing = self._pages.get("404.html") if data is None else None
        except SiteError as error:
            self._state.tell(self._state.version, [str(error)])
            return self._nothing_yet()
        if data is not None:
            return self._file(path, data, 200)
        return self._nothing_yet() if missing is None else self._file("404.html", missing, 404)

    def _file(self, path: str, data: bytes, status: int) -> Response:
        name = PurePosixPath(path)
        kind = TYPES.get(name.suffix) or mimetypes.guess_type(name.name)[0] or "application/octet-stream"
        if name.suffix == ".html":
            data = data.replace(b"</body>", f"{self._listener()}</body>".encode(), 1)
        return Response(
            data, status, content_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        )

    def _listener(self) -> str:
        return f'<script src="{SCRIPT}" data-version="{escape(self._state.version)}" defer></script>'

    def _nothing_yet(self) -> Response:
        text = "\n".join(self._state.problems) or "Nothing is built yet."
        head = '<!doctype html><meta charset="utf-8"><title>Nothing to show yet</title>'
        return Response(
            f"{head}<pre>{escape(text)}</pre>{self._listener()}</body>", 500, mimetype="text/html"
        )

    def _news(self) -> Iterator[str]:
        seen: tuple[str, tuple[str, ...]] | None = None
        while True:
            with self._state.changed:
                now = (self._state.version, self._state.problems)
                if now == seen:
                    self._state.changed.wait(PULSE)
                    now = (self._state.version, self._state.problems)
            yield (
                ": here\n\n"
                if now == seen
                else f"data: {json.dumps({'version': now[0], 'problems': now[1]})}\n\n"
            )
            seen = now
