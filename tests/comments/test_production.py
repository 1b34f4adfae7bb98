"""The kit of `deploy/` as it goes out: a real nginx with https, a real Isso behind it, a built blog."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from plugins.comments import copies, desk
from plugins.comments.server import PASSWORD
from tests.comments.deployed import ENV, HOST, deployed
from tests.comments.running import Isso, change, free_port, rows
from tests.sites import ROOT, Build, headers_in, post

PRIVATE = {"author": "Zoë Quill", "email": "zoe@private.example"}


@pytest.fixture
def web(build_site: Build, tmp_path: Path) -> Iterator[Isso]:
    """The blog on the web."""
    built = build_site({"posts/hello.md": post("Hello")}, production=True, SITEURL=f"https://{HOST}")
    with deployed(built, tmp_path, free_port()) as running:
        yield running


@pytest.fixture
def talk(web: Isso) -> Isso:
    """Isso below the path of the blog."""
    return replace(web, address=f"{web.address}/isso")


def aged(database: Path, seconds: int = 61) -> None:
    """Let time pass for the guard."""
    change(database, f"UPDATE comments SET created = created - {seconds}")


def test_comment_is_written_read_let_through_edited_and_deleted(talk: Isso) -> None:
    assert talk.ask("/info").json == {
        "version": "0.14.0",
        "host": f"https://{HOST}/isso",
        "origin": f"https://{HOST}",
        "moderation": True,
    }
    made = talk.write("First words.", **PRIVATE)
    assert made.status == 202
    assert talk.told() == []
    listed, _ = desk.run_moderate(talk.database)
    assert "First words." in listed
    assert desk.run_moderate(talk.database, approve="1") == (
        "1 comment approved: 1.\nPages show it after the next build.",
        0,
    )
    assert [one["text"] for one in talk.told()] == ["<p>First words.</p>"]
    assert [one["id"] for one in talk.ask("/latest?limit=1000000000").json] == [1]
    cookie = made.headers["Set-Cookie"]
    assert re.search(r"; Secure; Path=/isso/; SameSite=Lax$", cookie), cookie
    assert made.headers["X-Set-Cookie"].startswith("isso-1=")
    changed = talk.ask("/id/1", "PUT", {"text": "Better words.", "author": "Ann"}, Cookie=made.cookie)
    assert changed.status == 200
    assert [one["text"] for one in talk.told()] == ["<p>Better words.</p>"]
    assert talk.ask("/id/1", "DELETE", Cookie=made.cookie).status == 403
    assert talk.ask("/id/1", "DELETE", Cookie=changed.cookie).status == 200
    assert talk.told() == []


def test_a_network_is_limited_whatever_it_says_and_never_for_ever(talk: Isso) -> None:
    def write(number: int, **more: Any) -> int:
        lies = {
            "X_Forwarded_For": f"198.51.{number}.7",
            "X_Script_Name": "/else",
            "X_Forwarded_Prefix": "/else",
        }
        return talk.write(f"Words {number}.", headers=lies, **more).status

    assert [write(number) for number in range(4)] == [202, 202, 403, 403]
    assert {row["remote_addr"] for row in rows(talk.database)} == {"127.0.0.0"}
    elsewhere = replace(talk, source="127.0.9.1")
    assert elsewhere.write().status == 202
    for number in (4, 5):
        aged(talk.database)
        assert write(number) == 202
        assert write(number, parent=1) == 202
    assert rows(talk.database)[-1]["remote_addr"] == "127.0.0.0"


def test_pages_have_the_policy_of_the_blog_and_the_moderator_another(web: Isso, tmp_path: Path) -> None:
    page = web.ask("/posts/hello/")
    every = headers_in(tmp_path / "output", "/posts/hello/")
    assert page.status == 200
    assert "unsafe-inline" not in every["Content-Security-Policy"]
    assert {name: page.headers[name] for name in every} == every
    assert web.ask("/gone/").headers["Content-Security-Policy"] == every["Content-Security-Policy"]
    inside = {}
    for path in ("/isso/admin/", "/isso/", "/isso/id/1/activate/key", "/isso/gone", "/isso/js/admin.js"):
        answer = web.ask(path)
        (inside[path],) = answer.headers.get_all("Content-Security-Policy")
        assert "frame-ancestors 'none'" in inside[path]
        assert answer.headers.get_all("Cache-Control") == ["no-store"]
        assert answer.headers.get_all("X-Frame-Options") == ["DENY"]
        assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"]
        assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=63072000"]
    assert "script-src 'self' 'unsafe-inline'" in inside["/isso/admin/"]
    assert "script-src 'unsafe-inline'" in inside["/isso/id/1/activate/key"]
    assert "script-src" not in inside["/isso/"] + inside["/isso/gone"] + inside["/isso/js/admin.js"]


def test_visitor_without_https_is_led_to_it(web: Isso) -> None:
    plain = replace(web, address=f"http://127.0.0.1:{web.sent['X-Plain']}", trust=None)
    answer = plain.ask("/posts/hello/?a=1")
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/posts/hello/?a=1")
    searched = web.ask("/admin/?comment_search_url=x")
    assert searched.status == 302
    assert searched.headers["Location"].endswith("/isso/admin/?comment_search_url=x")


def sign_in(talk: Isso, password: str) -> Any:
    kind = {"Content_Type": "application/x-www-form-urlencoded"}
    return talk.ask("/login/", "POST", f"password={password.replace(' ', '+')}", **kind)


def test_moderator_signs_in_and_nobody_tries_passwords(talk: Isso) -> None:
    talk.write("First words.")
    entered = sign_in(talk, ENV[PASSWORD])
    assert entered.status == 302
    assert entered.headers["Location"] == f"https://{HOST}/isso/admin/"
    cookie = entered.headers["Set-Cookie"]
    for part in ("admin-session=", "; Path=/;", "secure", "samesite=strict"):
        assert part.lower() in cookie.lower()
    page = talk.ask("/admin/", Cookie=entered.cookie).text
    assert "First words." in page
    assert f'src="https://{HOST}/isso/js/admin.js"' in page
    for guess in ("$ISSO_ADMIN_PASSWORD", "please_choose_a_strong_password", ""):
        assert sign_in(talk, guess).status == 200
    assert [sign_in(talk, "guess").status for _ in range(6)][-2:] == [429, 429]
    assert talk.ask("/admin/", Cookie=entered.cookie).status == 200
    assert sign_in(replace(talk, source="127.0.9.1"), ENV[PASSWORD]).status == 302


def test_flood_is_stopped_and_forgotten(talk: Isso) -> None:
    assert [talk.ask("/preview", "POST", {"text": "x"}).status for _ in range(20)][-1] == 429
    assert talk.ask("/?uri=/posts/hello/").status == 200
    time.sleep(2.2)
    assert talk.ask("/preview", "POST", {"text": "x"}).status == 200
    assert replace(talk, source="127.0.9.1").ask("/new", "POST", "x" * 300_000).status == 413


def test_nothing_private_is_left_in_any_file(talk: Isso) -> None:
    away = replace(talk, source="127.0.9.1")
    cookies = [away.write("A secret sentence.", **PRIVATE).cookie for _ in range(2)]
    talk.write("[@Zoë Quill](#isso-1) A reply.", parent=1)
    assert b"zoe@private.example" in talk.database.read_bytes()
    assert b"127.0.9.0" in talk.database.read_bytes()
    for number, cookie in enumerate(cookies, 1):
        assert away.ask(f"/id/{number}", "DELETE", Cookie=cookie).status == 200
    assert desk.run_backup(talk.database)[1] == 0
    assert talk.write("More.").status == 202
    folder = talk.database.parent
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert [path.parent.name for path in files] == ["backups", "state"]
    for file in files:
        assert file.stat().st_mode & 0o077 == 0
        for word in (b"private.example", b"127.0.9.0", "Zoë".encode(), b"secret"):
            assert word not in file.read_bytes()


def test_copies_are_made_and_put_back_while_all_runs(talk: Isso) -> None:
    talk.write("First words.")
    desk.run_moderate(talk.database, approve="1")
    desk.run_backup(talk.database)
    (copy,) = copies.copies_of(talk.database)
    desk.run_moderate(talk.database, delete="1")
    assert talk.told() == []
    assert desk.run_restore(talk.database, str(copy), yes=True)[1] == 0
    assert [one["id"] for one in talk.told()] == [1]
    assert talk.write("More.", parent=1).status == 202


def test_units_are_sound(tmp_path: Path) -> None:
    """The programs that they name lie in a checkout at /srv/blog; here they are true."""
    found = shutil.which("systemd-analyze")
    if not found:
        pytest.skip("systemd-analyze is not there")
    units = sorted((ROOT / "deploy").glob("comments*.*"))
    assert [unit.name for unit in units] == [
        "comments-backup.service",
        "comments-backup.timer",
        "comments.service",
    ]
    for unit in units:
        text = unit.read_text("utf-8").replace("/srv/blog/.venv/bin/invoke", "/bin/true")
        (tmp_path / unit.name).write_text(text, "utf-8")
    words = [found, "verify", "--man=no", *(str(tmp_path / unit.name) for unit in units)]
    judged = subprocess.run(words, capture_output=True, text=True, check=False)
    own = [line for line in judged.stderr.splitlines() if "comments" in line]
    assert (judged.returncode, own) == (0, [])
