"""The verbs `test` and `looks`: what they run, with which Chromium, and what they say when there is none."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import pytest

from plugins.checks.chromium import ensure_chromium, find_chromium
from plugins.checks.suite import run_looks, run_tests
from plugins.kit.problems import SiteError


class Machine:
    """A machine with some programs; commands are noted, and `installs` is there after the last."""

    def __init__(self, *programs: str, installs: str = "", status: int = 0) -> None:
        self.programs, self.installs, self.status = set(programs), installs, status
        self.commands: list[str] = []

    def which(self, name: str) -> str | None:
        return f"/usr/bin/{name.rpartition('/')[2]}" if name.rpartition("/")[2] in self.programs else None

    def run(self, command: Sequence[str]) -> int:
        self.commands.append(" ".join(command))
        if "install" in command and not self.status:
            self.programs.add(self.installs)
        return self.status


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])
def test_chromium_is_found_by_its_names(name: str) -> None:
    assert find_chromium({}, Machine(name).which, apps=()) == f"/usr/bin/{name}"


def test_the_variable_comes_first() -> None:
    machine = Machine("chromium", "mine")
    assert find_chromium({"CHROMIUM": "/opt/mine"}, machine.which, apps=()) == "/usr/bin/mine"


def test_a_variable_that_leads_nowhere_is_said() -> None:
    with pytest.raises(SiteError, match=r"CHROMIUM names /opt/gone, and no such program is there\."):
        find_chromium({"CHROMIUM": "/opt/gone"}, Machine("chromium").which)


def test_an_app_of_macos_is_found(tmp_path: object) -> None:
    app = f"{tmp_path}/Google Chrome"
    with open(app, "w"):  # noqa: PTH123  the path is a text here
        pass
    assert find_chromium({}, Machine().which, apps=("/nowhere", app)) == app


def test_the_superuser_gets_it_installed(capsys: pytest.CaptureFixture[str]) -> None:
    machine = Machine("apt-get", installs="chromium")
    assert ensure_chromium({}, machine.which, is_root=True, run=machine.run) == "/usr/bin/chromium"
    assert machine.commands == ["apt-get update", "apt-get install -y chromium"]
    assert "installing it with apt-get" in capsys.readouterr().err


def test_nothing_is_installed_for_others() -> None:
    machine = Machine("apt-get", installs="chromium")
    with pytest.raises(SiteError, match="sudo apt-get update && sudo apt-get install -y chromium"):
        ensure_chromium({}, machine.which, is_root=False, run=machine.run)
    assert machine.commands == []


def test_an_installation_that_fails_ends_in_advice() -> None:
    machine = Machine("apt-get", status=100)
    with pytest.raises(SiteError, match="CHROMIUM=/path/to/chromium"):
        ensure_chromium({}, machine.which, is_root=True, run=machine.run)
    assert machine.commands == ["apt-get update"]


@pytest.mark.parametrize(
    ("program", "line"), [("brew", "brew install --cask chromium"), ("dnf", "sudo dnf install chromium")]
)
def test_the_advice_fits_the_machine(program: str, line: str) -> None:
    with pytest.raises(SiteError, match=line):
        ensure_chromium({}, Machine(program).which, is_root=False)


def test_another_verb_names_itself() -> None:
    with pytest.raises(SiteError, match=r"^\./run quality needs Chromium") as said:
        ensure_chromium({}, Machine().which, is_root=False, verb="quality")
    assert "--quick" not in str(said.value)


class Runs:
    """Notes what would be run; the program `fails` ends with the status 3."""

    def __init__(self, fails: str = "") -> None:
        self.fails, self.lines, self.chromium = fails, list[str](), set[str | None]()

    def __call__(self, command: Sequence[str], environ: Mapping[str, str]) -> int:
        assert command[:2] == [sys.executable, "-m"]
        self.lines.append(" ".join(command[2:]))
        self.chromium.add(environ.get("CHROMIUM"))
        return 3 if command[2] == self.fails else 0


def test_everything_runs_in_order_with_chromium() -> None:
    runs = Runs()
    assert run_tests(["-k", "a and b"], environ={"CHROMIUM": sys.executable}, run=runs) == 0
    assert runs.lines == ["ruff check .", "ruff format --check .", "mypy", "pytest -k a and b"]
    assert runs.chromium == {sys.executable}


@pytest.mark.parametrize(("fails", "count"), [("ruff", 1), ("mypy", 3), ("pytest", 4)])
def test_it_stops_at_what_fails_and_passes_the_exit_code_on(
    fails: str, count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = Runs(fails)
    assert run_tests(environ={"CHROMIUM": sys.executable}, run=runs) == 3
    assert len(runs.lines) == count
    assert f"test: {fails} failed (exit code 3)" in capsys.readouterr().err


def test_quick_leaves_the_browser_out_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    runs = Runs()
    assert run_tests(quick=True, environ={}, run=runs) == 0
    assert runs.lines[-1] == "pytest -m not browser"
    assert runs.chromium == {None}
    assert "the browser tests are left out" in capsys.readouterr().err


def test_quick_is_refused_in_ci(capsys: pytest.CaptureFixture[str]) -> None:
    runs = Runs()
    assert run_tests(quick=True, environ={"CI": "true"}, run=runs) == 1
    assert runs.lines == []
    assert "in CI (CI=true) they always run" in capsys.readouterr().err


def test_no_chromium_is_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    runs = Runs()
    assert run_tests(environ={"CHROMIUM": "/nowhere/chromium"}, run=runs) == 1
    assert runs.lines == []
    assert "test: CHROMIUM names /nowhere/chromium" in capsys.readouterr().err


@pytest.mark.parametrize(("accept", "said"), [(False, None), (True, "accept")])
def test_looks_runs_one_test_and_tells_it_to_take_pictures(accept: bool, said: str | None) -> None:
    seen: list[tuple[str, str | None]] = []

    def run(command: Sequence[str], environ: Mapping[str, str]) -> int:
        seen.append((" ".join(command[2:]), environ.get("LOOKS")))
        return 3

    assert run_looks(accept=accept, environ={"CHROMIUM": sys.executable}, run=run) == 3
    assert seen == [("pytest -q -n 0 tests/browser/test_looks.py", said)]
