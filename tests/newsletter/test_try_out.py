"""Trying the box in the preview: the contract is kept, what comes is kept and shown, nothing leaves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from plugins.newsletter import CAPABILITY
from plugins.newsletter.settings import Newsletter
from plugins.newsletter.try_out import LARGEST, SignUps
from plugins.preview.live import State
from plugins.preview.pages import FolderPages
from plugins.preview.server import PreviewApp
from tests.newsletter.contract import SETTINGS

PATH = "/_preview/subscribe"
GOOD = {"email": "ann@reader.example", "embed": "1", "metadata__website": "", "tag": "post"}


class Desk:
    """The local sign-up of a blog at Buttondown, and what it said and kept."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "var/sign-ups.jsonl"
        self.said: list[str] = []
        settings = Newsletter(provider="buttondown", account="acme", sign_ups_file=str(self.file))
        self._client = Client(
            PreviewApp(FolderPages(folder), State(), {PATH: SignUps(settings, self.said.append)})
        )

    def post(self, data: Any, **more: Any) -> TestResponse:
        return self._client.post(PATH, data=data, **more)

    def get(self, path: str) -> TestResponse:
        return self._client.get(path)

    @property
    def kept(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.file.read_text().splitlines()] if self.file.exists() else []


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_sign_up_is_kept_and_shown(desk: Desk) -> None:
    answer = desk.post(GOOD)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert "You are on the list" in answer.text
    assert "in place of Buttondown" in answer.text
    assert desk.said == ["sign-up: ann@reader.example at post (Buttondown)"]
    (line,) = desk.kept
    assert (line["provider"], line["email"], line["place"]) == ("buttondown", "ann@reader.example", "post")
    assert dict(line["fields"]) == GOOD
    desk.post({**GOOD, "email": "bea@reader.example"})
    assert [each["email"] for each in desk.kept] == ["ann@reader.example", "bea@reader.example"]


def test_a_script_gets_data(desk: Desk) -> None:
    answer = desk.post(GOOD, headers={"Accept": "application/json"})
    assert answer.json == {"status": "success", "message": "Look in your inbox."}
    answer = desk.post({**GOOD, "email": "ann"}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["status"]) == (400, "failed")


@pytest.mark.parametrize(
    "email", ["", "ann", "ann@", "@reader.example", "a b@reader.example", "a@b@c.example"]
)
def test_a_bad_address_is_refused(desk: Desk, email: str) -> None:
    answer = desk.post({**GOOD, "email": email})
    assert answer.status_code == 400
    assert "That is not an e-mail address." in answer.text
    assert desk.kept == []
    assert desk.said[0].startswith("sign-up refused")


def test_a_filled_trap_is_thanked_and_not_kept(desk: Desk) -> None:
    answer = desk.post({**GOOD, "metadata__website": "https://buy.example"})
    assert answer.status_code == 200
    assert "You are on the list" in answer.text
    assert desk.kept == []
    assert desk.said == ["sign-up not kept: the trap for robots was filled"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"embed": "2"}, "Buttondown wants the field embed to be “1”."),
        ({"mail": "x"}, "Buttondown knows no field mail."),
        ({"tag": "moon"}, "The field tag says no place of the theme."),
    ],
)
def test_a_form_that_breaks_the_contract_is_said(desk: Desk, change: dict[str, str], why: str) -> None:
    answer = desk.post(GOOD | change, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["message"]) == (400, why)
    assert desk.said == [f"sign-up refused: {why}"]


def test_another_site_cannot_fill_the_file(desk: Desk) -> None:
    assert desk.post(GOOD, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert desk.kept == []


def test_what_is_no_form_is_refused(desk: Desk) -> None:
    assert desk.get(PATH).status_code == 405
    assert desk.post(json.dumps(GOOD), content_type="application/json").status_code == 415
    assert desk.post({**GOOD, "email": "a" * LARGEST}).status_code == 413
    assert desk.kept == []


def test_the_terminal_is_not_steered_by_a_sign_up(desk: Desk) -> None:
    desk.post({**GOOD, "email": "ann\x1b[2J@reader.example"})
    assert "\x1b" not in desk.said[0]


def test_the_page_shows_no_markup_of_a_stranger(desk: Desk) -> None:
    answer = desk.post({**GOOD, "<script>": "1"})
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


@pytest.mark.parametrize("provider", SETTINGS)
def test_every_provider_can_be_tried(provider: Any) -> None:
    settings = {"NEWSLETTER": Newsletter(provider=provider, **SETTINGS[provider])}
    assert CAPABILITY.preview is not None
    assert list(CAPABILITY.preview(settings)) == [PATH]


def test_without_a_provider_there_is_nothing_to_try() -> None:
    assert CAPABILITY.preview is not None
    assert CAPABILITY.preview({"NEWSLETTER": Newsletter()}) == {}


def test_other_paths_are_still_pages(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>home</p></body>")
    assert "<p>home</p>" in desk.get("/").text
