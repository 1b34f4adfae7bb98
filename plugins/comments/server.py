"""Isso itself: configured from the settings of the blog, and mounted in the preview. The only module that
imports isso (0.14).

In the preview it answers under the same origin and at the same path as in production, so there is no CORS, no
cookie of a third party, and one policy for both.
"""

from __future__ import annotations

import configparser
import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.comments.database import PLUGINS
from plugins.comments.settings import Comments
from plugins.engine.run import ROOT

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

PASSWORD = "ISSO_ADMIN_PASSWORD"
"""The environment variable with the password of the admin page."""


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
        with self._lock:
            app = self._app = self._app or self._begin()
        inside = environ["PATH_INFO"].removeprefix(self._path) or "/"
        return app({**environ, "SCRIPT_NAME": self._path, "PATH_INFO": inside}, start_response)

    def _begin(self) -> WSGIApplication:
        from plugins.comments.keep import prepare

        database = ROOT / self._settings.database
        password = os.environ.get(PASSWORD) or secrets.token_urlsafe(9)
        prepare(database, self._settings.seed)
        app = make_isso(
            database,
            host=self._siteurl,
            endpoint=f"{self._siteurl}{self._path}",
            moderated=self._settings.moderated_preview,
            is_public=False,
            password=password,
        )
        if PASSWORD not in os.environ:
            self._say(
                f"Comments: {self._settings.database}; to moderate: "
                f"{self._siteurl}{self._path}/admin/ (password: {password})"
            )
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
    from isso import config, make_app

    logging.getLogger("isso").setLevel(logging.ERROR)
    conf: configparser.ConfigParser = config.load(config.default_file())
    for section, values in options_of(database, **options).items():
        for name, value in values.items():
            # A dollar sign asks for a variable of the environment there.
            conf.set(section, name, value.replace("$", "$$"))
    app: WSGIApplication = make_app(conf, threading=True)
    return app
