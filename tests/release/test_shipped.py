"""What is shipped for publishing by itself: the workflow and the timer do what their words say."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.sites import ROOT, command


def steps() -> dict[str, dict[str, Any]]:
    """The steps of the workflow, by their names."""
    flow = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text("utf-8"))
    return {each["name"]: each for each in flow["jobs"]["publish"]["steps"] if "name" in each}


def run_with(shell: str, script: str, folder: Path, code: int) -> tuple[int, str, str]:
    """Run a script in a folder whose `./run due` ends with a code; its own code, its outputs, its calls."""
    run, calls, output = folder / "run", folder / "calls", folder / "output"
    for path in (calls, output):
        path.write_text("")
    run.write_text(f'#!/bin/sh\necho "$@" >> {calls}\n[ "$1" != due ] || exit {code}\n')
    run.chmod(0o755)
    env = {"GITHUB_OUTPUT": str(output), "PATH": "/usr/bin:/bin"}
    words = [*shell.split(), "-c", script]
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, check=False)
    return done.returncode, output.read_text(), calls.read_text()


@pytest.mark.parametrize(("code", "wanted"), [(0, (0, "due=yes\n")), (1, (0, "due=no\n")), (2, (2, ""))])
def test_workflow_goes_on_when_something_is_due_and_fails_when_it_cannot_tell(
    tmp_path: Path, code: int, wanted: tuple[int, str]
) -> None:
    assert run_with("bash -e", steps()["Is something due?"]["run"], tmp_path, code)[:2] == wanted


@pytest.mark.parametrize(
    ("code", "wanted"), [(0, (0, "due\npublish --commit\n")), (1, (0, "due\n")), (2, (1, "due\n"))]
)
def test_timer_publishes_when_something_is_due(tmp_path: Path, code: int, wanted: tuple[int, str]) -> None:
    unit = (ROOT / "deploy/publish.service").read_text("utf-8")
    line = next(line for line in unit.splitlines() if line.startswith("ExecStart="))
    script = line.removeprefix("ExecStart=/bin/sh -c '").removesuffix("'").replace("$$", "$")
    ended, _, calls = run_with("sh", script, tmp_path, code)
    assert (ended, calls) == wanted


def test_workflow_pushes_the_ledger_on_top_of_what_others_pushed(tmp_path: Path) -> None:
    def git(*words: str, cwd: Path) -> str:
        who = ["-c", "user.email=ann@a.example", "-c", "user.name=Ann"]
        done = subprocess.run(["git", *who, *words], cwd=cwd, check=True, capture_output=True, text=True)
        return done.stdout

    bare, ours, theirs = (tmp_path / name for name in ("bare", "ours", "theirs"))
    git("init", "-q", "--bare", "-b", "main", str(bare), cwd=tmp_path)
    git("clone", "-q", str(bare), str(ours), cwd=tmp_path)
    (ours / "post.md").write_text("One")
    git("add", ".", cwd=ours)
    git("commit", "-qm", "One", cwd=ours)
    git("push", "-q", "origin", "HEAD:main", cwd=ours)
    git("clone", "-q", str(bare), str(theirs), cwd=tmp_path)
    (theirs / "other.md").write_text("Two")
    git("add", ".", cwd=theirs)
    git("commit", "-qm", "Two", cwd=theirs)
    git("push", "-q", "origin", "HEAD:main", cwd=theirs)
    git("config", "user.email", "bot@a.example", cwd=ours)
    git("config", "user.name", "Bot", cwd=ours)
    (ours / "ledger.json").write_text("{}")
    git("add", ".", cwd=ours)
    git("commit", "-qm", "Record release r1", cwd=ours)
    subprocess.run(["bash", "-e", "-c", steps()["Push the ledger back"]["run"]], cwd=ours, check=True)
    assert git("log", "--format=%s", "main", cwd=bare).split("\n")[:3] == ["Record release r1", "Two", "One"]


@pytest.mark.parametrize(
    ("words", "code"), [(["publish"], 1), (["due"], 2), (["rollback"], 1), (["release.list"], 1)]
)
def test_verbs_without_a_target_say_how_to_set_one(words: list[str], code: int) -> None:
    done = command("-m", "invoke", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert 'RELEASE = Release(target="file:///var/www/blog")' in done.stderr


def test_secrets_of_the_workflow_go_into_the_environment_only() -> None:
    for step in steps().values():
        assert "secrets." not in step.get("run", "")


def test_units_of_systemd_are_sound() -> None:
    found = shutil.which("systemd-analyze")
    if not found:
        pytest.skip("systemd-analyze is not there")
    units = [str(ROOT / "deploy" / f"publish.{kind}") for kind in ("service", "timer")]
    done = subprocess.run([found, "verify", *units], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if "publish." in line]
    assert not [line for line in said if "not executable" not in line and "User" not in line], done.stderr
