"""A local server in place of all the providers: it enforces what each of their sign-up forms documents.

Written from the providers' documentation and from forms found in public, as of 2026-11; nothing is imported
from `plugins.newsletter`, so that a wrong row of its table is found here. For each provider it enforces:

- the address: host, path with the ids, query; POST; `application/x-www-form-urlencoded`
- the fields: all that are required, with their values, and no field that the provider does not document
- the honeypot: present, and empty
- the address of the reader looks like one

A request that breaks the contract is answered with 400 and the reason, and is not in `taken`. Which host is
meant is read from the Host header, or from `X-Meant` (a browser sends no Host of its own choice).
What it cannot stand in for: spam scores, captchas, confirmation letters.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

UUID = "0f1e2d3c-4b5a-4968-8776-655443322110"
U, LIST, FORM = "1462626880ade1ac87bd9c93a", "92a4423d01", "00f4a6e5f0"
SETTINGS: dict[str, dict[str, Any]] = {
    "buttondown": {"account": "acme"},
    "listmonk": {"server": "https://lists.acme.example", "list_id": UUID},
    "mailchimp": {"server": "acme.us21.list-manage.com", "account": U, "list_id": LIST, "form_id": FORM},
    "kit": {"form_id": "9471578"},
    "mailerlite": {"account": "1561600", "form_id": "155870684527986630"},
    "wordpress": {"list_id": "16762266"},
}
"""What a blog with an account at each would write, provider aside."""

ADDRESS = r"[^@\s]+@[^@\s]+\.[^@\s]+"
Answer = Callable[["Request"], tuple[int, str, str]]


@dataclass(frozen=True)
class Request:
    """One POST, as it came."""

    host: str
    path: str
    fields: dict[str, list[str]]
    accepts_json: bool
    problem: str = ""


@dataclass(frozen=True)
class Contract:
    """`required` maps names to patterns of values; `optional` are patterns of names. `readable`: other sites
    may read the answer (CORS).
    """

    provider: str
    address: str
    required: dict[str, str]
    honeypot: str
    answer: Answer
    optional: tuple[str, ...] = ()
    readable: bool = False

    def problem(self, fields: dict[str, list[str]]) -> str:
        """Say what breaks the contract, or nothing."""
        for name, pattern in self.required.items():
            values = fields.get(name, [])
            if len(values) != 1 or not re.fullmatch(pattern, values[0]):
                return f"{self.provider}: {name} wants {pattern}, not {values}"
        if self.honeypot and fields.get(self.honeypot) != [""]:
            return f"{self.provider}: {self.honeypot} has to be there and empty"
        for name in fields.keys() - self.required.keys() - {self.honeypot}:
            if not any(re.fullmatch(pattern, name) for pattern in self.optional):
                return f"{self.provider}: nobody knows the field {name}"
        return ""


def _page(request: Request) -> tuple[int, str, str]:
    text = request.problem or "Check your inbox"
    return (
        (400 if request.problem else 200),
        "text/html",
        f"<!doctype html><title>{text}</title><h1>{text}</h1>",
    )


def _listmonk(request: Request) -> tuple[int, str, str]:
    """`POST /api/public/subscription`: errors are {"message"}, success says whether a letter was sent."""
    if request.problem:
        return 400, "application/json", json.dumps({"message": request.problem})
    return 200, "application/json", json.dumps({"data": {"has_optin": True}})


def _kit(request: Request) -> tuple[int, str, str]:
    if not request.accepts_json:
        return _page(request)
    if request.problem:
        failed = {"status": "failed", "errors": {"messages": [request.problem]}}
        return 200, "application/json", json.dumps(failed)
    return 200, "application/json", json.dumps({"status": "success", "consent": {"enabled": False}})


def _mailerlite(request: Request) -> tuple[int, str, str]:
    errors = {"errors": {"fields": {"email": [request.problem]}}} if request.problem else {}
    return 200, "application/json", json.dumps({"success": not request.problem, **errors})


CONTRACTS = (
    Contract(
        "buttondown",
        r"buttondown\.com/api/emails/embed-subscribe/acme",
        {"email": ADDRESS},
        "metadata__website",
        _page,
        ("embed", "tag", r"metadata__\w+"),
    ),
    Contract(
        "listmonk",
        r"(lists\.acme\.example|127\.0\.0\.1:\d+)/subscription/form",
        {"email": ADDRESS, "l": UUID},
        "nonce",
        _page,
        ("name", "next"),
    ),
    Contract(
        "listmonk",
        r"(lists\.acme\.example|127\.0\.0\.1:\d+)/api/public/subscription",
        {"email": ADDRESS, "l": UUID},
        "nonce",
        _listmonk,
        ("name", "next"),
        readable=True,
    ),
    Contract(
        "mailchimp",
        rf"acme\.us21\.list-manage\.com/subscribe/post\?u={U}&id={LIST}&f_id={FORM}",
        {"EMAIL": ADDRESS},
        f"b_{U}_{LIST}",
        _page,
        (r"[A-Z][A-Z0-9]{0,9}", "tags"),
    ),
    Contract(
        "kit",
        r"app\.kit\.com/forms/9471578/subscriptions",
        {"email_address": ADDRESS},
        "fields[website]",
        _kit,
        (r"fields\[\w+\]", r"tags\[\]"),
        readable=True,
    ),
    Contract(
        "mailerlite",
        r"assets\.mailerlite\.com/jsonp/1561600/forms/155870684527986630/subscribe",
        {"fields[email]": ADDRESS, "ml-submit": "1", "anticsrf": "true"},
        "fields[website]",
        _mailerlite,
        (r"fields\[\w+\]",),
    ),
    Contract(
        "wordpress",
        r"subscribe\.wordpress\.com/?",
        {
            "email": ADDRESS,
            "action": "subscribe",
            "blog_id": "16762266",
            "source": r"https?://\S+",
            "sub-type": "widget",
        },
        # It has none: what a robot fills in here is a field that nobody reads.
        "website",
        _page,
        ("redirect_fragment", "_wpnonce"),
    ),
)


@dataclass
class Providers:
    """The running server. `taken` are the sign-ups that kept their contract, `seen` all requests."""

    port: int
    taken: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    seen: list[Request] = field(default_factory=list)
    is_readable: bool = True
    """False: like a listmonk that does not let other sites read its answers."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def last(self, name: str) -> str:
        """A field of the last sign-up."""
        return self.taken[-1][1][name][0]

    def judge(
        self, host: str, path: str, kind: str, body: str, accept: str
    ) -> tuple[Contract | None, Request]:
        """Find the contract of an address, and hold the request against it."""
        fields: dict[str, list[str]] = {}
        for name, value in parse_qsl(body, keep_blank_values=True):
            fields.setdefault(name, []).append(value)
        contract = next((each for each in CONTRACTS if re.fullmatch(each.address, host + path)), None)
        if contract is None:
            problem = f"nobody is at {host}{path}"
        elif kind.split(";")[0] != "application/x-www-form-urlencoded":
            problem = f"{contract.provider}: not a form but {kind}"
        else:
            problem = contract.problem(fields)
            if not problem:
                self.taken.append((contract.provider, fields))
        request = Request(host, path, fields, "application/json" in accept, problem)
        self.seen.append(request)
        return contract, request


class _Handler(BaseHTTPRequestHandler):
    providers: Providers

    def do_POST(self) -> None:
        host = self.headers.get("X-Meant") or self.headers["Host"]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        kind, accept = self.headers.get("Content-Type", ""), self.headers.get("Accept", "")
        contract, request = self.providers.judge(host, self.path, kind, body, accept)
        status, kind, text = contract.answer(request) if contract else (404, "text/plain", request.problem)
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        if contract and contract.readable and self.providers.is_readable:
            self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def providers() -> Iterator[Providers]:
    """Run the server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    running = Providers(server.server_port)
    server.RequestHandlerClass = type("Handler", (_Handler,), {"providers": running})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def host_of(url: str) -> str:
    return urlsplit(url).netloc
