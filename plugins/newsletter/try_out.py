"""Sign-up in the preview: keeps the contract of the chosen provider, so that a writer can try the box.

In: what a browser posts to the local path. Out: the provider's kind of answer (page or JSON), a line on the
terminal, a line in `var/sign-ups.jsonl`. Nothing leaves this machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from plugins.engine.run import ROOT
from plugins.kit import clock
from plugins.kit.typed import shown
from plugins.newsletter.box import PLACES, TRY
from plugins.newsletter.providers import values_of
from plugins.newsletter.settings import Newsletter

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)*")
FORM = "application/x-www-form-urlencoded"
LARGEST = 10_000
PAGE = """<!doctype html>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<body style="font: 1.125rem/1.5 system-ui; max-width: 34rem; margin: 3rem auto; padding: 0 1rem">
<h1>{title}</h1>
<p>{text}</p>
<p>The preview answers here in place of {label}; nothing left this machine.</p>
<p><a href="/">Back to the blog</a></p>
"""

Fields = list[tuple[str, str]]


def preview_apps(settings: Mapping[str, Any]) -> Mapping[str, WSGIApplication]:
    """The local sign-up, where there is a provider."""
    newsletter: Newsletter = settings["NEWSLETTER"]
    return {TRY: SignUps(newsletter)} if newsletter.row.action else {}


class SignUps:
    """A WSGI application. `say` prints a line; `path` is the file that sign-ups are appended to."""

    def __init__(self, settings: Newsletter, say: Callable[[str], None] | None = None) -> None:
        self._settings, self._row = settings, settings.row
        self._values = values_of(settings, settings.row)
        self._say = say or (lambda line: print(line, flush=True))
        self.path: Path = ROOT / settings.sign_ups_file

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        status, text = self._take(environ)
        is_good = status.startswith("2")
        if "application/json" in environ.get("HTTP_ACCEPT", ""):
            kind = "application/json"
            body = json.dumps({"status": "success" if is_good else "failed", "message": text})
        else:
            kind, title = (
                "text/html; charset=utf-8",
                "You are on the list" if is_good else "That was not taken",
            )
            body = PAGE.format(title=title, text=escape(text), label=self._row.label)
        data = body.encode()
        start_response(
            status,
            [("Content-Type", kind), ("Content-Length", str(len(data))), ("Cache-Control", "no-store")],
        )
        return [data]

    def _take(self, environ: dict[str, Any]) -> tuple[str, str]:
        if environ["REQUEST_METHOD"] != "POST":
            return "405 Method Not Allowed", "A sign-up is posted."
        if environ.get("HTTP_SEC_FETCH_SITE", "same-origin") not in {"same-origin", "none"}:
            return "403 Forbidden", "Another site asked. Only pages of this preview may."
        if environ.get("CONTENT_TYPE", "").split(";")[0].strip() != FORM:
            return "415 Unsupported Media Type", f"A form is sent as {FORM}."
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > LARGEST:
            return "413 Content Too Large", f"A sign-up has at most {LARGEST} bytes."
        body = environ["wsgi.input"].read(int(length)).decode("utf-8", "replace")
        return self._judge(parse_qsl(body, keep_blank_values=True))

    def _judge(self, fields: Fields) -> tuple[str, str]:
        given = dict(fields)
        if wrong := self._breach(given):
            self._say(f"sign-up refused: {wrong}")
            return "400 Bad Request", wrong
        if given.get(self._trap()):
            self._say("sign-up not kept: the trap for robots was filled")
            return "200 OK", "Look in your inbox."
        email = given.get(self._row.email, "").strip()
        if not EMAIL.fullmatch(email):
            self._say(f"sign-up refused: “{shown(email)}” is no e-mail address")
            return "400 Bad Request", "That is not an e-mail address."
        place = given.get(self._place(), "")
        self._say(f"sign-up: {shown(email)} at {shown(place) or 'no place'} ({self._row.label})")
        self._keep(email, place, fields)
        return "200 OK", "Look in your inbox."

    def _breach(self, given: Mapping[str, str]) -> str:
        """Say what the provider would not understand; that is a fault of the theme, not of a reader."""
        wanted = {name: value.format_map(self._values) for name, value in self._row.hidden}
        for name, value in wanted.items():
            if given.get(name) != value:
                return f"{self._row.label} wants the field {name} to be “{value}”."
        known = {*wanted, self._row.email, self._trap(), self._place(), self._row.thanks}
        if strange := sorted(given.keys() - known):
            return f"{self._row.label} knows no field {shown(strange[0])}."
        place = given.get(self._place(), "")
        if self._place() and not any(place.endswith(each) for each in PLACES):
            return f"The field {self._place()} says no place of the theme."
        return ""

    def _trap(self) -> str:
        return self._row.honeypot.format_map(self._values)

    def _place(self) -> str:
        return self._settings.place_field or self._row.place[0]

    def _keep(self, email: str, place: str, fields: Fields) -> None:
        moment = clock.now().isoformat(timespec="seconds")
        line = {"at": moment, "provider": self._settings.provider, "email": email, "place": place}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({**line, "fields": fields}, ensure_ascii=False) + "\n")
