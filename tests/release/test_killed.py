"""Real processes that are killed, and real targets other than a folder."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.release.desk import run_rollback
from plugins.release.targets import open_target
from tests.release.blog import Blog, heard
from tests.sites import ROOT, post

A, C = "posts/a.md", "posts/c.md"
PUBLISH = """
import os, signal, sys
from pathlib import Path
from tests.release.blog import Blog
# Whatever it does next after that file is there is never done.
sys.addaudithook(lambda *_: os.path.lexists(sys.argv[3]) and signal.raise_signal(signal.SIGKILL))
said = Blog(Path(sys.argv[1]), sys.argv[2]).publish()
print(said.errors)
raise SystemExit(said.code)
"""


def killed_when(blog: Blog, sign: Path) -> None:
    """Publish in a process of its own, which dies as soon as a file is there."""
    words = [sys.executable, "-c", PUBLISH, str(blog.home), blog.shown, str(sign)]
    env = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    assert subprocess.run(words, cwd=blog.home, env=env, check=False).returncode == -signal.SIGKILL


@pytest.mark.parametrize("sign", ["var/release.json", "live.releases/.part", "live.releases/.next"])
def test_killed_at_any_moment_the_site_is_whole_and_the_next_release_goes_on(blog: Blog, sign: str) -> None:
    blog.write({A: post("First"), "posts/b.md": post("B", "2025-06-06")})
    assert blog.publish(first=True).code == 0
    before = blog.manifest()
    blog.write({A: post("First", slug="moved"), C: post("Third", "2025-07-07")})
    killed_when(blog, blog.home / sign)
    live = blog.manifest()
    files = {path.relative_to(blog.live).as_posix() for path in blog.live.rglob("*") if path.is_file()}
    assert set(live.files) <= files
    assert live.name == before.name or "posts/moved/index.html" in live.files
    said = blog.publish()
    assert said.code == 0, said.errors
    assert {"posts/moved/index.html", "posts/c/index.html"} <= set(blog.manifest().files)
    assert blog.ledger()["posts"]["a"]["urls"] == ["/posts/a/", "/posts/moved/"]
    assert blog.ledger()["release"]["name"] == blog.manifest().name
    assert not (blog.home / "var/release.json").exists()


def test_to_a_branch_and_back(blog: Blog) -> None:
    bare = blog.home / "pages.git"
    subprocess.run(["git", "init", "-q", "--bare", str(bare)], check=True)
    target = f"git+file://{bare}#gh-pages"
    blog.release = {"target": target, "url": "none"}
    blog.write({A: post("First")})
    said = blog.publish(first=True)
    assert said.code == 0, said.errors
    blog.write({C: post("Third", "2025-07-07")})
    said = blog.publish()
    assert said.code == 0, said.errors
    assert "feeds/all  1 new: “Third”" in said.out
    shown = ["git", "--git-dir", str(bare), "show", "gh-pages:posts/c/index.html"]
    assert b"Third" in subprocess.run(shown, check=True, capture_output=True).stdout
    live = open_target(target).live()
    assert live
    assert json.loads((blog.home / "ledger.json").read_text())["release"]["name"] == live.name
    assert heard(run_rollback, **blog.options).code == 0
    assert subprocess.run(shown, check=False, capture_output=True).returncode != 0
    assert blog.publish().code == 0
