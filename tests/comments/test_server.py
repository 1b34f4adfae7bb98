"""Isso as the preview mounts it, alone, and as its own configuration says."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from isso import config
from werkzeug.test import Client

from plugins.comments import keep
from plugins.comments.server import PASSWORD, isso_from, make_isso, options_of, preview_apps
from plugins.comments.settings import Comments
from plugins.kit.problems import SiteError
from plugins.preview.live import State
from plugins.preview.pages import FolderPages
from plugins.preview.server import PreviewApp
from tests.comments.running import NOWHERE, THREAD, Isso, free_port, rows, wait_for
from tests.sites import ROOT

DEPLOYED = ROOT / "deploy/isso.cfg"
SECRETS = {PASSWORD: "long enough", "ISSO_HASH_SALT": "salt of a test"}
QUESTION = f"/isso/?uri={THREAD}"


@contextmanager
def verb(*words: str, port: int, **env: str) -> Iterator[subprocess.Popen[str]]:
    """Run `comments.serve` as a process until it listens, and end it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "invoke", "comments.serve", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert wait_for(port, lambda: process.poll() is None), process.communicate(timeout=60)[0]
        yield process
    finally:
        process.kill()
        process.communicate(timeout=10)


def own_config(folder: Path, **changes: str) -> Path:
    """The configuration of `deploy/`, with a database of the test and other changes: old → new text."""
    text = DEPLOYED.read_text("utf-8").replace(
        "/var/lib/porchlight/comments.db", str(folder / "var/comments.db")
    )
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "isso.cfg").write_text(text, "utf-8")
    return folder / "isso.cfg"


def mounted(folder: Path, said: list[str], **settings: object) -> Client:
    comments = Comments("isso", server="/isso", database=str(folder / "var/comments.db"), **settings)  # type: ignore[arg-type]
    apps = preview_apps({"COMMENTS": comments, "SITEURL": NOWHERE}, said.append)
    return Client(PreviewApp(FolderPages(folder), State(), apps))


def test_preview_has_isso_at_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD, raising=False)
    said: list[str] = []
    client = mounted(tmp_path, said, seed="data/comments.json")
    assert said == [] and not (tmp_path / "var").exists()
    assert client.get("/isso/info").json["host"] == "http://localhost/isso"
    for _ in range(4):  # no limit on this machine
        made = client.post(
            f"/isso/new?uri={THREAD}", json={"text": "Hello.", "title": "Hello", "author": "Ann"}
        )
        assert made.status_code == 201
    assert made.headers["Set-Cookie"].endswith("Path=/; SameSite=Lax")
    assert client.get(QUESTION).json["total_replies"] == 4
    page = client.get("/isso/admin/").text
    assert f'action="{NOWHERE}/isso/login/"' in page
    (line,) = said
    assert f"to moderate: {NOWHERE}/isso/admin/ (password: " in line
    password = line.rpartition(": ")[2].rstrip(")")
    assert client.post("/isso/login/", data={"password": password}).status_code == 302
    assert client.post("/isso/login/", data={"password": "wrong"}).status_code == 200


def test_preview_moderates_when_asked(tmp_path: Path) -> None:
    client = mounted(tmp_path, [], moderated_preview=True)
    said = {"text": "Hello.", "title": "Hello", "author": "Ann"}
    assert client.post(f"/isso/new?uri={THREAD}", json=said).status_code == 202
    assert client.get(QUESTION).json["total_replies"] == 0


@pytest.mark.parametrize(
    "settings", [{"provider": "none"}, {"provider": "isso", "server": "https://a.example"}]
)
def test_preview_has_no_isso_of_somebody_else(settings: dict[str, str]) -> None:
    assert preview_apps({"COMMENTS": Comments(**settings), "SITEURL": NOWHERE}) == {}  # type: ignore[arg-type]


def test_values_are_meant_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Isso reads `$HOME` in a value as a variable of the environment."""
    monkeypatch.setenv("HOME", "elsewhere")
    database = tmp_path / "a$HOME/comments.db"
    keep.begin(database)
    app = make_isso(
        database, host=NOWHERE, endpoint=NOWHERE, moderated=False, is_public=False, password="a$HOME%$$"
    )
    client = Client(app)
    assert client.post("/login/", data={"password": "a$HOME%$$"}).status_code == 302
    assert client.post("/login/", data={"password": "aelsewhere%$$"}).status_code == 200
    assert rows(database, "SELECT count(*) FROM preferences") == [{"count(*)": 1}]


def test_deployed_configuration_is_ours() -> None:
    """What the preview is told is on the web too, with moderation and the guard; the rest is named here."""
    own = {
        ("server", "listen"): "http://127.0.0.1:8080",
        ("server", "trusted-proxies"): "127.0.0.1",
        ("hash", "salt"): "$ISSO_HASH_SALT",
    }
    wanted = options_of(
        Path("/var/lib/porchlight/comments.db"),
        host="https://porchlight.example",
        endpoint="https://porchlight.example/isso",
        moderated=True,
        is_public=True,
        password=f"${PASSWORD}",
    )
    ours = {(section, name): value for section, values in wanted.items() for name, value in values.items()}
    read = config.new()
    read.read(DEPLOYED)
    found = {
        (section, name): value for section in read.sections() for name, value in read.items(section, raw=True)
    }
    assert found == ours | own
    known = config.new()
    known.read(config.default_file())
    assert not [where for where in found if not known.has_option(*where)]


def test_configuration_without_its_secrets_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Isso would take “$ISSO_ADMIN_PASSWORD” for the password."""
    file = own_config(tmp_path)
    monkeypatch.setenv("ISSO_HASH_SALT", "")
    monkeypatch.delenv(PASSWORD, raising=False)
    with pytest.raises(SiteError) as stopped:
        isso_from(file)
    missing = f"the environment has no {PASSWORD}, ISSO_HASH_SALT. Set it before Isso starts."
    assert str(stopped.value) == f"{file}: {missing}"
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"http://127.0.0.1:8080": "unix:///run/isso.sock"}, "listen wants an address such as"),
        ({"[general]": "general"}, "Mend the file"),
        ({"[admin]": "[general]"}, "Mend the file"),
    ],
)
def test_configuration_that_cannot_be_used(
    changes: dict[str, str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SiteError, match=words):
        isso_from(own_config(tmp_path, **changes))
    with pytest.raises(SiteError, match="cannot be read"):
        isso_from(tmp_path / "gone.cfg")


def test_serve_runs_a_configuration(tmp_path: Path) -> None:
    port = free_port()
    file = own_config(tmp_path, **{"http://127.0.0.1:8080": f"http://127.0.0.1:{port}"})
    with verb("--config", str(file), port=port, **SECRETS) as process:
        talk = Isso(f"http://127.0.0.1:{port}", tmp_path / "var/comments.db")
        made = talk.write(email="ann@private.example")
        assert made.status == 202
        assert "Secure" in made.headers["Set-Cookie"]
        assert talk.write(author="").status == 403  # the guard wants a name
        assert talk.told() == []
        process.send_signal(signal.SIGINT)
        printed = process.communicate(timeout=10)[0]
    assert printed == f"Isso answers at http://127.0.0.1:{port}, as {file} says. Ctrl-C ends it.\n\nbye\n"
    assert process.returncode == 0
    assert (tmp_path / "var/comments.db").stat().st_mode & 0o077 == 0
    assert len(rows(talk.database, "SELECT * FROM sqlite_master WHERE name LIKE 'porchlight%'")) == 2


def test_serve_says_that_the_port_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        file = own_config(tmp_path, **{"http://127.0.0.1:8080": f"http://127.0.0.1:{port}"})
        done = subprocess.run(
            [sys.executable, "-m", "invoke", "comments.serve", "--config", str(file)],
            cwd=ROOT,
            env={**os.environ, **SECRETS},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    hint = f"Try --port {port + 1}." if port < 65535 else "Try another."
    assert done.stderr == f"Port {port} at 127.0.0.1 cannot be had; perhaps it is taken. {hint}\n"
    assert (done.returncode, done.stdout) == (1, "")
    assert not (tmp_path / "var").exists()
