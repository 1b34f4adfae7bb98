"""What capabilities answer themselves in the preview is mounted with the first build that succeeds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from plugins.preview import live
from plugins.preview.server import PreviewApp
from tests.sites import lay, post


def preview_of(folder: Path, monkeypatch: pytest.MonkeyPatch, newsletter: dict[str, Any]) -> live.Preview:
    lay(folder / "content", {"posts/a.md": post()})
    load = live.load_site
    settings = {"NEWSLETTER": {"sign_ups_file": str(folder / "sign-ups.jsonl"), **newsletter}}
    monkeypatch.setattr(live, "load_site", lambda **options: load(**options, also=settings))
    return live.Preview(
        host="127.0.0.1", port=8000, content=str(folder / "content"), cache=str(folder / "cache")
    )


def test_the_sign_up_of_the_preview_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    preview = preview_of(tmp_path, monkeypatch, {"provider": "kit", "form_id": "1"})
    app = PreviewApp(preview.pages, preview.state, preview.apps)
    assert Client(app).post("/_preview/subscribe").status_code == 405
    preview.build()
    form = {"email_address": "ann@reader.example", "fields[website]": "", "fields[place]": "post"}
    assert Client(app).post("/_preview/subscribe", data=form).status_code == 200
    assert "sign-up: ann@reader.example at post (Kit)" in capsys.readouterr().out
    assert (tmp_path / "sign-ups.jsonl").exists()


def test_without_a_provider_the_preview_only_shows_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = preview_of(tmp_path, monkeypatch, {})
    preview.build()
    app = PreviewApp(preview.pages, preview.state, preview.apps)
    assert Client(app).post("/_preview/subscribe").status_code == 405
    assert "/_preview/subscribe" not in preview.apps


def test_a_wrong_setting_is_told_to_the_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    preview = preview_of(tmp_path, monkeypatch, {"provider": "kit"})
    preview.build()
    assert "Kit needs form_id" in preview.state.problems[0]
