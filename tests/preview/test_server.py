"""Who may read the preview, what it answers, and with which headers."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.test import Client

from plugins.preview.hosting import headers_for
from plugins.preview.live import State
from plugins.preview.pages import FolderPages
from plugins.preview.server import PreviewApp
from tests.sites import lay


@pytest.fixture
def client(tmp_path: Path) -> Client:
    lay(
        tmp_path / "site",
        {"index.html": "<body>home</body>", "404.html": "<body>lost</body>", ".secret": "x"},
    )
    lay(tmp_path, {"outside.txt": "x"})
    return Client(PreviewApp(FolderPages(tmp_path / "site"), State("1")))


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "192.168.1.7:80"]
)
def test_this_machine_is_answered(client: Client, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example:80"]
)
def test_a_name_that_leads_here_is_not(client: Client, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize(
    "path", ["/../outside.txt", "/..%2foutside.txt", "/..%5coutside.txt", "/.secret", "/nobody/"]
)
def test_what_is_not_of_the_site_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


HEADERS = """# a remark
/*
  X-One: a: b
  Cache-Control: public
/assets/*
  X-Two: 2
/posts/a/
  X-Three: 3
"""


def test_answers_have_the_headers_of_the_site_and_are_never_kept(client: Client, tmp_path: Path) -> None:
    lay(tmp_path / "site", {"_headers": HEADERS, "assets/a.css": ""})
    for path in ("/", "/nobody/", "/assets/a.css", "/assets", "/_preview/live.js", "/_preview/events"):
        answer = client.get(path)
        assert answer.headers["X-One"] == "a: b"
        assert answer.headers.getlist("Cache-Control") == ["no-store"]
        assert answer.headers.get("X-Two") == ("2" if path == "/assets/a.css" else None)
        answer.close()


def test_rule_is_for_its_path_and_what_is_below_a_star() -> None:
    found = headers_for(HEADERS.encode(), "/posts/a/")
    assert found == {"X-One": "a: b", "Cache-Control": "public", "X-Three": "3"}
    assert "X-Three" not in headers_for(HEADERS.encode(), "/posts/a/b")
    assert headers_for(b"", "/") == {}
