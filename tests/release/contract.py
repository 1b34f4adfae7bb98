"""A WebSub hub and an endpoint of IndexNow on this machine, which hold a publisher to what is documented."""

from __future__ import annotations

import http.server
import json
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.release.blog import answering

KEY = re.compile(r"[A-Za-z0-9-]{8,128}\Z")


@dataclass
class Heard:
    """What was told, and how it was answered. `moods` are statuses to answer with before the right one;
    `live` is where the site is really served, `site` what it calls itself.
    """

    site: str
    live: str
    moods: list[int] = field(default_factory=list)
    told: list[Any] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    address: str = ""

    def fetch(self, url: str) -> bytes:
        """Read a page of the site, as the real service would."""
        with urllib.request.urlopen(url.replace(self.site, self.live, 1), timeout=10) as reply:
            return bytes(reply.read())


def judge_hub(heard: Heard, kind: str, body: bytes) -> int:
    """WebSub: a form with `hub.mode=publish` and the address of a topic, which names this hub (sections 4, 6;
    https://www.w3.org/TR/websub/). A hub fetches the topic at once.
    """
    form = parse_qs(body.decode(), strict_parsing=True)
    if kind != "application/x-www-form-urlencoded" or form.get("hub.mode") != ["publish"]:
        return 400
    for url in form["hub.url"]:
        if not url.startswith(f"{heard.site}/") or heard.address.encode() not in heard.fetch(url):
            return 404
    heard.told += form["hub.url"]
    return 204


def judge_indexnow(heard: Heard, kind: str, body: bytes) -> int:
    """IndexNow: JSON with host, key and addresses of that host, 10,000 at most; the file at `keyLocation` is
    UTF-8 and holds the key; addresses lie below it (https://www.indexnow.org/documentation).
    """
    try:
        data = json.loads(body)
        host, key, place, urls = data["host"], data["key"], data["keyLocation"], data["urlList"]
    except (ValueError, LookupError):
        return 400
    if kind != "application/json; charset=utf-8" or not urls or len(urls) > 10_000:
        return 400
    folder = place.rpartition("/")[0] + "/"
    if not KEY.match(key) or any(urlsplit(url).netloc != host or not url.startswith(folder) for url in urls):
        return 422
    if heard.fetch(place).decode("utf-8").strip() != key:
        return 403
    heard.told += urls
    return 200


@contextmanager
def service(judge: Any, site: str, live: str) -> Iterator[Heard]:
    """Run one of the two."""
    heard = Heard(site, live)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = heard.moods.pop(0) if heard.moods else judge(heard, self.headers["Content-Type"], body)
            heard.answers.append(status)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with answering(Handler) as address:
        heard.address = address
        yield heard
