"""Who may read the preview, and what it answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.test import Client

from plugins.preview.live import State
from plugins.preview.server import PreviewApp
from tests.sites import lay


@pytest.fixture
def client(tmp_path: Path) -> Client:
    lay(
        tmp_path / "site",
        {"index.html": "<body>home</body>", "404.html": "<body>lost</body>", ".secret": "x"},
    )
    lay(tmp_path, {"outside.txt": "x"})
    return Client(PreviewApp(tmp_path / "site", State("1")))


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
