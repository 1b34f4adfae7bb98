"""A branch: what others put there stays, nothing is forced, and what a host may refuse."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.kit.problems import SiteError
from plugins.release.target import Outrun
from plugins.release.targets import open_target
from tests.release.targets.places import PLACES, branch_of, sshd
from tests.release.targets.trees import Place, manifest_of, pages, publish, whole_of


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    with PLACES["git"](request) as made:
        yield made


@pytest.fixture
def there(place: Place) -> Path:
    return Path(place.url.removeprefix("git+file://").partition("#")[0])


def git(folder: Path, *words: str, data: bytes = b"") -> str:
    named = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
    done = subprocess.run(
        ["git", "-C", str(folder), *named, *words], input=data, capture_output=True, check=True
    )
    return done.stdout.decode().strip()


def put(there: Path, path: str, text: str, branch: str = "pages") -> None:
    """Push a file, as somebody does at the host."""
    tree = git(there, "ls-tree", branch).splitlines() if git(there, "branch", "--list", branch) else []
    blob = git(there, "hash-object", "-w", "--stdin", data=text.encode())
    lines = [line for line in tree if not line.endswith(f"\t{path}")] + [f"100644 blob {blob}\t{path}"]
    made = git(there, "mktree", data="\n".join(lines).encode() + b"\n")
    parent = ["-p", branch] if tree else []
    git(there, "update-ref", f"refs/heads/{branch}", git(there, "commit-tree", made, *parent, "-m", "Mine"))


def test_what_others_put_into_the_branch_stays(place: Place, there: Path, tmp_path: Path) -> None:
    put(there, "CNAME", "blog.example")
    target, tree = open_target(place.url), tmp_path / "tree"
    publish(target, tree, "r1", pages("one"))
    put(there, "google1234.html", "<p>one")
    put(there, "robots.txt", "edited by hand")
    publish(target, tree, "r2", pages("two"))
    served = branch_of(there, "pages")
    assert served["CNAME"] == b"blog.example"
    assert served.pop("google1234.html") == b"<p>one"
    assert served["robots.txt"] == b"User-agent: *"
    assert whole_of(served) == "two"
    target.roll_back("r1", lambda _: None)
    assert branch_of(there, "pages")["CNAME"] == b"blog.example"


def test_going_back_is_a_new_commit_and_nothing_is_forced(place: Place, there: Path, tmp_path: Path) -> None:
    git(there, "config", "receive.denyNonFastForwards", "true")
    target, tree = open_target(place.url), tmp_path / "tree"
    publish(target, tree, "r1", pages("one"))
    publish(target, tree, "r2", pages("two"))
    target.roll_back("r1", lambda _: None)
    target.prune(1)
    assert git(there, "log", "--format=%s", "pages").splitlines() == [
        "Publish r1",
        "Publish r2",
        "Publish r1",
    ]
    assert ".nojekyll" in git(there, "ls-tree", "--name-only", "pages").splitlines()


def test_branch_of_somebody_else_is_left_alone(place: Place, there: Path, tmp_path: Path) -> None:
    put(there, "robots.txt", "theirs")
    before = git(there, "rev-parse", "pages")
    with pytest.raises(SiteError) as caught:
        publish(open_target(place.url), tmp_path / "tree", "r1", pages("one"))
    assert str(caught.value) == (
        f"{place.url}: the branch has robots.txt already, which was not put there by publishing and would be "
        "written over. Publish to another branch (#name), or delete this one."
    )
    assert git(there, "rev-parse", "pages") == before


def test_only_what_changed_is_read(place: Place, tmp_path: Path) -> None:
    target, tree = open_target(place.url), tmp_path / "tree"
    publish(target, tree, "r1", {f"{n}.html": f"page {n}" for n in range(5)})
    (tree / "4.html").unlink()
    (tree / "4.html").write_text("changed")
    release = manifest_of(tree, "r2", "r1")
    for path in set(tree.iterdir()) - {tree / "4.html"}:
        path.unlink()
    target.deploy(tree, release, lambda _: None)
    assert place.read()["4.html"] == b"changed"
    assert place.read()["1.html"] == b"page 1"


def test_another_machine_knows_the_releases(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(open_target(place.url), tmp_path / "tree", "r1", pages("one"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    target = open_target(place.url)
    assert target.live() == first
    publish(target, tmp_path / "tree", "r2", pages("two"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert [each.name for each in target.releases()] == ["r2", "r1"]
    target.roll_back("r1", lambda _: None)
    assert whole_of(place.read()) == "one"


def test_commits_are_by_the_user_where_there_is_one(
    place: Place, there: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = open_target(place.url)
    publish(target, tmp_path / "tree", "r1", pages("one"))
    (tmp_path / "config").write_text("[user]\n  name = Ines\n  email = ines@example.com\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    publish(target, tmp_path / "tree", "r2", pages("two"))
    assert git(there, "log", "--format=%an %cn", "pages").splitlines() == [
        "Ines Ines",
        "Porchlight Porchlight",
    ]


def test_host_that_refuses_is_told(place: Place, there: Path, tmp_path: Path) -> None:
    target, tree = open_target(place.url), tmp_path / "tree"
    publish(target, tree, "r1", pages("one"))
    hook = there / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(SiteError) as caught:
        publish(target, tree, "r2", pages("two"))
    assert not isinstance(caught.value, Outrun)
    assert str(caught.value) == (
        f"{place.url}: the host refuses the push. Ask whoever keeps it why. The live site is as it was."
    )
    assert whole_of(place.read()) == "one"


def test_repository_that_is_not_there_is_told(place: Place, tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"there is no repository\. Check the path, or make it there"):
        open_target(f"git+file://{tmp_path}/none.git").live()
    assert place.url


def test_publishing_by_ssh_uses_its_settings(
    place: Place, there: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sshd() as config:
        monkeypatch.setenv("PORCHLIGHT_SSH", f"ssh -F {config}")
        target = open_target(f"git+ssh://blog.test{there}#pages")
        publish(target, tmp_path / "tree", "r1", pages("one"))
    assert whole_of(place.read()) == "one"
