"""The index in `./run serve`: a save does not wait for it, and the first search makes it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.security import safe_join
from werkzeug.wrappers import Request, Response

from plugins.engine.capability import SITE
from plugins.engine.model import Site
from plugins.search.index import make_index
from plugins.search.records import records_of

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication


class Found:
    """A WSGI application: the files of the index. A client begins with the entry, which brings the index up
    to date; what it asks for then is of that index, also when somebody saves meanwhile.
    """

    def __init__(self, cache: Path, at: str) -> None:
        self._cache, self._at = cache, at
        self._making = threading.Lock()
        self._folder: Path | None = None

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = Request(environ).path.removeprefix(self._at)
        return self._answer(environ[SITE], path)(environ, start_response)

    def _answer(self, site: Site, path: str) -> Response:
        try:
            with self._making:
                if self._folder is None or path == "pagefind-entry.json":
                    self._folder = make_index(records_of(site), site.about.language, self._cache)
                found = safe_join(str(self._folder), path)
            kind = "text/javascript" if path.endswith(".js") else "application/octet-stream"
            return Response(Path(found or "").read_bytes(), content_type=kind)
        except (OSError, ValueError) as error:
            return Response(f"{error}\n", 404)


def preview_apps(cache: Path, at: str) -> dict[str, WSGIApplication]:
    """The index, below a local path."""
    return {at: Found(cache, at)}
