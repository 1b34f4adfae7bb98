"""A server behind ssh: who is let in, whose files are left alone, and what is left when the server dies."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from plugins.kit.problems import SiteError
from plugins.release.target import Target
from plugins.release.targets import open_target
from plugins.release.targets.ssh import Server
from tests.feeds.machine import free_port
from tests.release.targets.places import files_below, sshd
from tests.release.targets.trees import manifest_of, pages, publish, replace, whole_of


@pytest.fixture(scope="module")
def config() -> Iterator[Path]:
    """What a client needs to enter; what else lies in its folder is the home of the user there."""
    with sshd() as made:
        yield made


@pytest.fixture
def enter(config: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PORCHLIGHT_SSH", f"ssh -F {config}")
    return config


@pytest.fixture
def alone(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configuration of a client who uses nobody else's connection."""
    lines = [line for line in config.read_text().splitlines() if not line.startswith("Control")]
    own = tmp_path / "client"
    own.write_text("\n".join(lines) + "\n")
    monkeypatch.setenv("PORCHLIGHT_SSH", f"ssh -F {own}")
    return own


@pytest.fixture
def blog(enter: Path, tmp_path: Path) -> Path:
    """A path on the server."""
    del enter
    return tmp_path / "www" / "blog"


def url_of(path: Path, scheme: str = "ssh") -> str:
    return f"{scheme}://blog.test{quote(str(path))}"


def test_rsync_is_another_name_of_ssh() -> None:
    for scheme in ("ssh", "rsync"):
        target = open_target(f"{scheme}://me@example.com:2222/~/www/my%20blog/")
        assert isinstance(target, Server)
        assert (target.path, target.address.login, target.address.port) == (
            "www/my blog",
            "me@example.com",
            2222,
        )


def test_only_new_bytes_travel_and_what_has_arrived_does_not_travel_again(
    enter: Path, tmp_path: Path
) -> None:
    served, tree = tmp_path / "www/blog", tmp_path / "tree"
    target = open_target(url_of(served))
    publish(target, tree, "r1", {"a.html": "a", "b.html": "b"})
    shelf = tmp_path / "www/blog.releases"
    replace(tree, {"a.html": "a", "b.html": "new"})
    _publish_killed(enter, target, tree, "tar")
    arrived = [path for path in (shelf / ".incoming").iterdir() if path.read_bytes() == b"new"]
    assert len(list((shelf / ".incoming").iterdir())) == 1
    inode = arrived[0].stat().st_ino
    publish(target, tree, "r3")
    assert (served / "b.html").stat().st_ino == inode
    assert (shelf / "r1/a.html").stat().st_ino == (shelf / "r3/a.html").stat().st_ino
    assert list((shelf / ".incoming").iterdir()) == []


SHIM = """#!/bin/sh
home=$(dirname "$0")/..
if [ -e "$home/left" ]; then
    read -r left <"$home/left"
    left=$((left - 1))
    echo "$left" >"$home/left"
    if [ "$left" = 0 ]; then kill -9 "$PPID"; exit 1; fi
fi
exec "/bin/$(basename "$0")" "$@"
"""
"""A program of the server that kills who calls it, when it is called for the so-many-th time."""
CALLED = ("tar", "cp", "find", "ln", "mv", "mkdir", "rm", "touch")


def _publish_killed(config: Path, target: Target, tree: Path, *programs: str, at: int = 1) -> bool:
    """Publish while the server's side is killed where it is about to call one of these programs; say whether
    it came to that.
    """
    home = config.parent
    (home / "bin").mkdir(exist_ok=True)
    for name in programs:
        (home / "bin" / name).write_text(SHIM)
        (home / "bin" / name).chmod(0o755)
    (home / "left").write_text(str(at))
    live = target.live()
    assert live
    release = manifest_of(tree, f"k{at:03}", live.name)
    (home / ".bashrc").write_text(f"PATH={home}/bin:$PATH")
    try:
        target.deploy(tree, release, lambda _: None)
    except SiteError as error:
        assert "The live site is as it was" in str(error)
        return True
    finally:
        shutil.rmtree(home / "bin")
        (home / "left").unlink()
        (home / ".bashrc").unlink()
    return False


def test_server_killed_at_any_step_serves_a_whole_release(enter: Path, tmp_path: Path) -> None:
    served, tree = tmp_path / "www/blog", tmp_path / "tree"
    target = open_target(url_of(served))
    publish(target, tree, "a", pages("old"))
    before, at = "old", 1
    while True:
        word = f"w{at}"
        replace(tree, pages(word))
        was_killed = _publish_killed(enter, target, tree, *CALLED, at=at)
        now = whole_of(files_below(served.resolve()))
        assert now in {before, word}
        live = target.live()
        assert live
        assert whole_of(files_below(served.resolve())) == now
        assert now == (word if live.name == f"k{at:03}" else before)
        before = now
        if not was_killed:
            break
        at += 3
    assert now == word
    assert at > 10


def test_server_that_takes_no_more_is_told(enter: Path, tmp_path: Path) -> None:
    served, tree = tmp_path / "www/blog", tmp_path / "tree"
    target = open_target(url_of(served))
    publish(target, tree, "r1", pages("one"))
    home = enter.parent
    (home / ".bashrc").write_text("ulimit -f 4\n")
    try:
        with pytest.raises(SiteError, match="File too large"):
            publish(target, tree, "r2", {**pages("two"), "film.mp4": os.urandom(9000)})
    finally:
        (home / ".bashrc").unlink()
    assert whole_of(files_below(served.resolve())) == "one"


def test_page_edited_on_the_server_is_laid_out_anew(blog: Path, tmp_path: Path) -> None:
    served, tree = blog, tmp_path / "tree"
    target = open_target(url_of(served))
    first = publish(target, tree, "r1", pages("one"))
    page = served / "posts/0/index.html"
    page.chmod(0o644)
    while page.stat().st_mtime_ns <= (tmp_path / "www/blog.releases/r1.json").stat().st_mtime_ns:
        page.write_text("edited")
    live = target.live()
    assert live is not None  # so that there is something to publish
    assert live.files["posts/0/index.html"] != first.files["posts/0/index.html"]
    publish(target, tree, "r2")
    assert files_below(served.resolve()) == {path: (tree / path).read_bytes() for path in first.files}


def test_shell_that_greets_is_no_trouble_where_it_can_be_none(enter: Path, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    target = open_target(url_of(tmp_path / "www/blog"))
    first = publish(target, tree, "r1", pages("one"))
    home = enter.parent
    (home / ".bashrc").write_text("echo Welcome; echo to our server")
    try:
        assert target.live() == first
        with pytest.raises(SiteError) as caught:
            publish(target, tree, "r2", pages("two"))
    finally:
        (home / ".bashrc").unlink()
    assert str(caught.value) == (
        f"{target.where}: the shell there prints something at login. Let it be quiet where nobody is at a "
        "terminal (in ~/.bashrc: [ -t 0 ] || return). The live site is as it was."
    )


def test_files_of_somebody_else_are_left_alone(blog: Path, tmp_path: Path) -> None:
    www = blog.parent
    (www / "blog").mkdir(parents=True)
    (www / "blog/index.html").write_text("theirs")
    (www / "link").symlink_to("blog")
    (www / "new.releases").mkdir()
    (www / "new.releases/x").write_text("theirs")
    before = files_below(www)
    for name, said in {
        "blog": "exists, and was not made by publishing",
        "link": "is a link that was not made by publishing",
        "new": "has a folder of that name with .releases at its end, which holds files of somebody else",
    }.items():
        with pytest.raises(SiteError, match=said):
            publish(open_target(url_of(www / name)), tmp_path / "tree", "r1", pages("one"))
    assert files_below(www) == before


def _said(path: Path) -> str:
    with pytest.raises(SiteError) as caught:
        open_target(url_of(path)).live()
    return str(caught.value)


def test_unknown_server_is_told(alone: Path, tmp_path: Path) -> None:
    alone.write_text(alone.read_text().replace("UserKnownHostsFile", "UserKnownHostsFile /dev/null #"))
    assert _said(tmp_path / "blog") == (
        f"{url_of(tmp_path / 'blog')}: this server is not known yet. Connect once by hand (ssh and the "
        "host), compare the key that it shows, and answer yes. The live site is as it was."
    )


def test_server_with_another_key_is_told(alone: Path, config: Path, tmp_path: Path) -> None:
    port = next(line.split()[1] for line in alone.read_text().splitlines() if line.startswith("Port"))
    key = (config.parent / "user.pub").read_text().rsplit(" ", 1)[0]
    (tmp_path / "known").write_text(f"[127.0.0.1]:{port} {key}\n")
    lines = alone.read_text().replace(str(config.parent / "known"), str(tmp_path / "known"))
    alone.write_text(lines)
    assert "the server has another key than it had" in _said(tmp_path / "blog")


def test_wrong_key_is_told_and_nothing_asks(alone: Path, config: Path, tmp_path: Path) -> None:
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "mine")]
    subprocess.run(words, check=True)
    alone.write_text(alone.read_text().replace(str(config.parent / "user"), str(tmp_path / "mine")))
    assert "the server does not know your key. Add it there (ssh-copy-id)" in _said(tmp_path / "blog")


def test_server_that_does_not_answer_is_told(alone: Path, tmp_path: Path) -> None:
    lines = [line for line in alone.read_text().splitlines() if not line.startswith("Port")]
    alone.write_text("\n".join([*lines, f"Port {free_port()}", ""]))
    assert "nobody answers at that port" in _said(tmp_path / "blog")


def test_missing_ssh_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PORCHLIGHT_SSH", "no-such-ssh")
    assert (
        _said(tmp_path / "blog")
        == "no-such-ssh: is not installed here, and is needed to publish. Install it."
    )
