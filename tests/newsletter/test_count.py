"""“Join N others”: asked of the provider by a verb, rounded, kept; a build never asks, and never fails."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from plugins.kit.problems import SiteError
from plugins.newsletter.ask import ask_number
from plugins.newsletter.count import Kept, keep, read_kept, round_down
from plugins.newsletter.settings import Newsletter
from plugins.newsletter.tasks import run_count
from tests.newsletter.conftest import Blog
from tests.newsletter.contract import LIST, SETTINGS, UUID

KEY = "key-that-nobody-may-see"
DOCUMENTED: dict[str, tuple[str, str, str, str, Any]] = {
    "buttondown": (
        "BUTTONDOWN_API_KEY",
        "/v1/subscribers?type=regular",
        "Authorization",
        f"Token {KEY}",
        {"results": [], "next": None, "previous": None, "count": 1234},
    ),
    "listmonk": (
        "LISTMONK_API_KEY",
        "/api/lists?per_page=all",
        "Authorization",
        f"token {KEY}",
        {
            "data": {
                "results": [
                    {"id": 1, "uuid": UUID.replace("0f", "1f"), "subscriber_count": 7},
                    {"id": 2, "uuid": UUID, "subscriber_count": 1234},
                ],
                "total": 2,
            }
        },
    ),
    "mailchimp": (
        "MAILCHIMP_API_KEY",
        f"/3.0/lists/{LIST}?fields=stats.member_count",
        "Authorization",
        "Basic cG9yY2hsaWdodDprZXktdGhhdC1ub2JvZHktbWF5LXNlZQ==",
        {"stats": {"member_count": 1234}},
    ),
    "kit": (
        "KIT_API_KEY",
        "/v4/subscribers?status=active&include_total_count=true&per_page=1",
        "X-Kit-Api-Key",
        KEY,
        {"subscribers": [], "pagination": {"has_next_page": True, "total_count": 1234}},
    ),
    "mailerlite": (
        "MAILERLITE_API_KEY",
        "/api/subscribers?limit=0",
        "Authorization",
        f"Bearer {KEY}",
        {"total": 1234},
    ),
    "wordpress": (
        "WORDPRESS_API_KEY",
        "/rest/v1.1/sites/16762266/stats/followers?type=email&max=1",
        "Authorization",
        f"Bearer {KEY}",
        {"page": 1, "pages": 1234, "total": 1234, "subscribers": []},
    ),
}
"""Provider → variable, path, header, its value, and the shape of the answer."""


@dataclass
class Api:
    """A server that answers as told. `asked` are path and headers of what came."""

    url: str = ""
    status: int = 200
    body: str = ""
    location: str = ""
    wait: threading.Event | None = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def serve_api() -> Iterator[Api]:
    api = Api()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            api.asked.append((self.path, dict(self.headers.items())))
            if api.wait:
                # Whoever is still there after this sees the line closed, and says something else.
                api.wait.wait(4)
                return
            self.send_response(api.status)
            if api.location:
                self.send_header("Location", api.location)
            self.end_headers()
            self.wfile.write(api.body.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    api.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield api
    finally:
        if api.wait:
            api.wait.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def api() -> Iterator[Api]:
    with serve_api() as running:
        yield running


def kit(api: Api, **more: Any) -> Newsletter:
    return Newsletter(provider="kit", form_id="1", api=api.url, **more)


def complaint(settings: Newsletter, environ: dict[str, str] | None = None, seconds: float = 5) -> str:
    with pytest.raises(SiteError) as caught:
        ask_number(settings, {"KIT_API_KEY": KEY} if environ is None else environ, seconds=seconds)
    chain: list[BaseException | None] = [caught.value.__cause__]
    assert chain == [None]
    assert KEY not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("provider", SETTINGS)
def test_the_number_is_asked_for_as_documented(provider: Any, api: Api) -> None:
    variable, path, header, value, answer = DOCUMENTED[provider]
    api.body = json.dumps(answer)
    settings = Newsletter(provider=provider, api=api.url + "/", **SETTINGS[provider])
    assert ask_number(settings, {variable: f" {KEY}\n"}) == 1234
    ((asked, headers),) = api.asked
    assert (asked, headers[header]) == (path, value)
    assert headers["Accept"] == "application/json"


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, 0), (9, 0), (999, 990), (1000, 1000), (1234, 1200), (4999, 4950), (5000, 5000), (12345, 12300)],
)
def test_numbers_are_rounded_down(number: int, shown: int) -> None:
    assert round_down(number) == shown


@pytest.mark.parametrize(
    ("status", "what"),
    [
        (401, "does not take the key in KIT_API_KEY (401). Make a new one there, and set KIT_API_KEY."),
        (403, "says that the key in KIT_API_KEY may not read subscribers (403)."),
        (404, "knows no such list (404). Look at the settings in NEWSLETTER."),
        (429, "was asked too often (429). Try again in some minutes."),
        (418, "refuses (418). Look at the settings in NEWSLETTER."),
        (503, "has a fault of its own (503). Try again later."),
    ],
)
def test_a_refusal_says_what_to_do(status: int, what: str, api: Api) -> None:
    api.status, api.body = status, f"<p>{KEY}</p>"
    said = complaint(kit(api))
    assert said.startswith("Kit: 127.0.0.1:")
    assert what in said


def test_no_key_is_said_and_nobody_is_asked(api: Api) -> None:
    assert complaint(kit(api), {}) == "Kit: there is no API key. Make one there, and set KIT_API_KEY to it."
    assert api.asked == []


@pytest.mark.parametrize("key", [f"{KEY}\nX-More: 1", f"{KEY}\x00", f"{KEY}ü"])
def test_a_key_that_is_no_header_is_not_sent_and_not_shown(key: str, api: Api) -> None:
    said = complaint(kit(api), {"KIT_API_KEY": key})
    assert said == "Kit: KIT_API_KEY holds more than a key. Copy it again, as one line."
    assert api.asked == []


def test_a_page_in_place_of_data_is_said(api: Api) -> None:
    api.body = "<!doctype html><title>Sign in</title>"
    assert "answers with a page, not with data. Is it the address of the API? Set api." in complaint(kit(api))


@pytest.mark.parametrize("body", ["{}", "[]", "null", '{"pagination": {"total_count": "many"}}', '"x"'])
def test_data_without_a_number_is_said(body: str, api: Api) -> None:
    api.body = body
    assert "has no number for this list" in complaint(kit(api))


def test_a_server_that_is_silent_is_not_waited_for(api: Api) -> None:
    api.wait = threading.Event()
    assert "in 0.05 seconds" in complaint(kit(api), seconds=0.05)


def test_a_server_that_is_not_there_is_said() -> None:
    with serve_api() as api:
        gone = kit(api)
    assert "cannot be reached (" in complaint(gone)


def test_the_key_does_not_follow_a_redirect(api: Api) -> None:
    with serve_api() as other:
        other.body = json.dumps(DOCUMENTED["kit"][4])
        api.status, api.location = 302, f"{other.url}/stolen"
        assert "sends on to another address (302)" in complaint(kit(api))
        assert other.asked == []


def test_the_key_is_not_sent_in_the_open() -> None:
    open_api = Newsletter(provider="kit", form_id="1", api="http://api.kit.example")
    assert complaint(open_api) == (
        "NEWSLETTER: http://api.kit.example is not https, and the key would be readable. Use https."
    )


def test_the_verb_keeps_the_number(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KIT_API_KEY", KEY)
    file = tmp_path / "data/subscribers.json"
    api.body = json.dumps(DOCUMENTED["kit"][4])
    assert run_count(kit(api, count_file=str(file))) == 0
    data = json.loads(file.read_text())
    assert (data["provider"], data["number"]) == ("kit", 1200)
    assert set(data) == {"provider", "number", "since"}
    assert capsys.readouterr().out == (
        f"Kit has 1,234 subscribers; the blog says 1,200.\n{file} is new: commit it.\n"
    )


def test_the_file_changes_only_with_the_number(tmp_path: Path) -> None:
    file = tmp_path / "n.json"
    assert keep(file, Kept("kit", 1200, "2026-11-01"))
    before = file.stat().st_mtime_ns, file.read_bytes()
    assert not keep(file, Kept("kit", 1200, "2026-11-21"))
    assert (file.stat().st_mtime_ns, file.read_bytes()) == before
    assert keep(file, Kept("kit", 1250, "2026-11-21"))
    assert read_kept(file) == Kept("kit", 1250, "2026-11-21")


def test_the_last_good_number_stays_when_nobody_answers(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KIT_API_KEY", KEY)
    file = tmp_path / "n.json"
    keep(file, Kept("kit", 1200, "2026-11-01"))
    before = file.read_bytes()
    api.status = 500
    assert run_count(kit(api, count_file=str(file))) == 1
    assert file.read_bytes() == before
    assert "The last good number stays: 1,200." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "floor", "shown"),
    [(1234, 100, "Join 1,200 others"), (90, 100, ""), (100, 100, "Join 100 others")],
)
def test_the_box_shows_the_number_from_the_floor_up(
    number: int, floor: int, shown: str, blog: Blog, tmp_path: Path
) -> None:
    keep(tmp_path / "subscribers.json", Kept("kit", number, "2026-11-01"))
    page = blog("kit", floor=floor).read("index.html")
    assert shown in page
    assert ("others</li>" in page) == bool(shown)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"number": "many"}', "\x00", '{"provider": "kit", "number": 9e999, "since": 1}']
)
def test_a_broken_file_shows_no_number_and_stops_no_build(text: str, blog: Blog, tmp_path: Path) -> None:
    (tmp_path / "subscribers.json").write_text(text)
    built = blog("kit", floor=0)
    assert built.code == 0, built.errors
    assert "others</li>" not in built.read("index.html")
