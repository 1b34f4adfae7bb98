"""Isso itself: configured from the settings of the blog or from a file, mounted in the preview or alone. The
only module that imports isso (0.14).

In the preview it answers under the same origin and at the same path as in production, so there is no CORS, no
cookie of a third party, and one policy for both.
"""

from __future__ import annotations

import configparser
import io
import logging
import os
import re
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stderr
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from plugins.comments.database import PLUGINS
from plugins.comments.keep import begin, scrub
from plugins.comments.settings import Comments
from plugins.engine.run import ROOT
from plugins.kit.problems import SiteError

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

PASSWORD = "ISSO_ADMIN_PASSWORD"
"""The environment variable with the password of the admin page."""
VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)\})")


def preview_apps(
    settings: Mapping[str, Any], say: Callable[[str], None] | None = None
) -> dict[str, WSGIApplication]:
    """Isso at its path, when the blog has it at a path of its own: `/isso/` takes all that lies below."""
    comments: Comments = settings["COMMENTS"]
    if comments.provider != "isso" or not comments.server.startswith("/"):
        return {}
    path = comments.server.rstrip("/")
    app = LateIsso(comments, str(settings["SITEURL"]), path, say or (lambda line: print(line, flush=True)))
    return {f"{path}/": app}


class LateIsso:
    """Isso, from the first request on: it takes half a second to load, and asks the blog whether it is
    there.
    """

    def __init__(self, settings: Comments, siteurl: str, path: str, say: Callable[[str], None]) -> None:
        self._settings, self._siteurl, self._path, self._say = settings, siteurl, path, say
        self._app: WSGIApplication | None = None
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        try:
            with self._lock:
                app = self._app = self._app or self._begin()
        except SiteError as error:
            self._say(f"Comments: {error}")
            start_response("503 Service Unavailable", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"There are no comments here at present.\n"]
        inside = environ["PATH_INFO"].removeprefix(self._path) or "/"
        return app({**environ, "SCRIPT_NAME": self._path, "PATH_INFO": inside}, start_response)

    def _begin(self) -> WSGIApplication:
        return isso_of_blog(self._settings, self._siteurl, f"{self._siteurl}{self._path}", self._say)


def isso_of_blog(
    settings: Comments, siteurl: str, endpoint: str, say: Callable[[str], None]
) -> WSGIApplication:
    """Isso for this machine, with the database of the settings; says where to moderate."""
    password = os.environ.get(PASSWORD) or secrets.token_urlsafe(9)
    database = ROOT / settings.database
    begin(database, settings.seed)
    app = make_isso(
        database,
        host=siteurl,
        endpoint=endpoint,
        moderated=settings.moderated_preview,
        is_public=False,
        password=password,
    )
    told = f"as {PASSWORD} says" if os.environ.get(PASSWORD) else password
    say(f"Comments: {settings.database}; to moderate: {endpoint}/admin/ (password: {told})")
    return app


def options_of(
    database: Path, *, host: str, endpoint: str, moderated: bool, is_public: bool, password: str
) -> dict[str, dict[str, str]]:
    """The configuration of Isso, by section (isso-comments.de/docs/reference/server-config).

    On the web a network may write twice a minute; `direct-reply` is a limit for all time, not for a day, and
    would shut out a whole office after its third comment on a post: it is set out of reach.
    """
    return {
        "general": {
            "dbpath": str(database),
            "host": f"{host.rstrip('/')}/",
            "max-age": "15m",
            "notify": "stdout",
            "latest-enabled": "true",
        },
        "admin": {"enabled": "true", "password": password},
        "moderation": {"enabled": str(moderated).lower(), "purge-after": "30d"},
        "server": {"public-endpoint": endpoint.rstrip("/"), "samesite": "Lax"},
        "guard": {
            "enabled": str(is_public).lower(),
            "ratelimit": "2",
            "direct-reply": "1000000",
            "reply-to-self": "true",
            "require-author": "true",
        },
        "markup": {"renderer": "mistune"},
        "markup.mistune": {"plugins": ", ".join(PLUGINS), "parameters": "escape, hard_wrap"},
    }


def make_isso(database: Path, **options: Any) -> WSGIApplication:
    """Make Isso as a WSGI application; `options` are those of `options_of`."""
    from isso import config

    conf = config.load(config.default_file())
    for section, values in options_of(database, **options).items():
        for name, value in values.items():
            conf.set(section, name, value)
    # Isso reads `$name` in a value as a variable of the environment; ours are meant as they are.
    conf.get = partial(configparser.ConfigParser.get, conf)
    return _made(conf, database)


def isso_from(file: Path) -> tuple[Callable[[], WSGIApplication], str, int]:
    """What makes Isso as a configuration file of its own says; the host and the port that it listens at."""
    conf = read_configuration(file)
    listen = urlsplit(conf.get("server", "listen"))
    if listen.scheme != "http" or not listen.hostname:
        what = f"listen wants an address such as http://127.0.0.1:8080/, not “{listen.geturl()}”"
        raise SiteError(f"{file}: [server] {what}. For a socket there is Isso's own command, isso -c … run.")
    database = Path(conf.get("general", "dbpath")).expanduser()

    def make() -> WSGIApplication:
        begin(database)
        return _made(conf, database)

    return make, listen.hostname, listen.port or 80


def read_configuration(file: Path) -> Any:
    """Read a configuration; raise `SiteError`. Isso takes a variable that is not set for the secret itself:
    whoever knows the file would know the password.
    """
    from isso import config

    try:
        conf = config.load(config.default_file(), str(file))
    except OSError as error:
        raise SiteError(f"{file}: cannot be read ({error.strerror}). Name the file of Isso.") from None
    except (configparser.Error, UnicodeError) as error:
        raise SiteError(f"{file}: {' '.join(str(error).split())}. Mend the file.") from None
    texts = (value or "" for section in conf.sections() for _, value in conf.items(section, raw=True))
    names = {name or other for text in texts for name, other in VARIABLE.findall(text)}
    missing = sorted(name for name in names if not os.environ.get(name))
    if missing:
        raise SiteError(f"{file}: the environment has no {', '.join(missing)}. Set it before Isso starts.")
    return conf


def _made(conf: Any, database: Path) -> WSGIApplication:
    from isso import make_app

    # At a lower level it logs mail addresses, and keys that delete.
    logging.getLogger("isso").setLevel(logging.ERROR)
    app: WSGIApplication = make_app(conf, threading=True)
    scrub(database)  # only now: Isso may have brought an older database up
    return app


def serve(host: str, port: int, make: Callable[[], WSGIApplication], said: str) -> None:
    """Serve what `make` makes until Ctrl-C; raise `SiteError` when the port cannot be had."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        """Pages that are found need no line, and nobody's address belongs into a log."""

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            if str(code).startswith("5"):
                super().log_request(code, size)

    try:
        with redirect_stderr(io.StringIO()):
            # The port first: by the time it is known to be taken, nothing was begun for nobody.
            server = make_server(host, port, lambda *_: [], threaded=True, request_handler=Quiet)
    except (OSError, OverflowError, SystemExit):
        hint = f"Try --port {port + 1}" if port < 65535 else "Try another"
        raise SiteError(f"Port {port} at {host} cannot be had; perhaps it is taken. {hint}.") from None
    logging.getLogger().setLevel(logging.WARNING)  # Isso tells there what it loads
    try:
        server.app = make()
        print(said, flush=True)
        server.serve_forever()  # ends with Ctrl-C
    finally:
        server.server_close()
    print("\nbye")
