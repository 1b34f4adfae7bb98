"""The index in `./run serve`: a save only leaves word of what is to be found, and the first search makes the
index of it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from werkzeug.security import safe_join
from werkzeug.wrappers import Request, Response

from plugins.kit.files import write_whole
from plugins.search.index import make_index
from plugins.search.records import Records

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication


class Wanted:
    """What the preview is to find, in a file of the cache: builds and answers may be of two processes."""

    def __init__(self, cache: Path) -> None:
        self.cache, self._file = cache, cache / "preview.msgpack"

    def put(self, records: Records, language: str) -> None:
        """Leave word, unless it is known."""
        data = msgspec.msgpack.encode((language, records))
        if not self._file.is_file() or self._file.read_bytes() != data:
            write_whole(self._file, data)

    def index(self) -> Path:
        """Return the folder of the index, made when it is not there yet."""
        language, records = msgspec.msgpack.decode(self._file.read_bytes(), type=tuple[str, Records])
        return make_index(records, language, self.cache)


class Found:
    """A WSGI application: the files of the index. A client begins with the entry, which brings the index up
    to date; what it asks for then is of that index, also when somebody saves meanwhile.
    """

    def __init__(self, wanted: Wanted, at: str) -> None:
        self._wanted, self._at = wanted, at
        self._making = threading.Lock()
        self._folder: Path | None = None

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        return self._answer(Request(environ).path.removeprefix(self._at))(environ, start_response)

    def _answer(self, path: str) -> Response:
        try:
            with self._making:
                if self._folder is None or path == "pagefind-entry.json":
                    self._folder = self._wanted.index()
                found = safe_join(str(self._folder), path)
            kind = "text/javascript" if path.endswith(".js") else "application/octet-stream"
            return Response(Path(found or "").read_bytes(), content_type=kind)
        except (OSError, ValueError) as error:
            return Response(f"{error}\n", 404)


def preview_apps(cache: Path, at: str) -> dict[str, WSGIApplication]:
    """The index, below a local path."""
    return {at: Found(Wanted(cache), at)}
