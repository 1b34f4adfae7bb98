"""The verb `check` on real folders of posts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plugins.checks.output import check_output
from plugins.checks.verify import run_check
from plugins.engine import run
from plugins.kit.problems import errors
from tests.sites import ROOT, Built, Files, command, lay, post

SOUND: Files = {
    "posts/a.md": post("A", summary="About a.", body="## Part\n\nSee [b](b.md#other-part) and [home](/)."),
    "posts/b.md": post("B", summary="About b.", body="## Other part\n\nWords."),
    **{f"pages/{name}.md": f"---\ntitle: {name}\n---\nWords.\n" for name in ("about", "contact", "privacy")},
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with a cache of its own."""
    monkeypatch.chdir(tmp_path)
    overrides = run.overrides
    cache = {"CACHE_PATH": str(tmp_path / "cache")}
    monkeypatch.setattr(run, "overrides", lambda **options: {**overrides(**options), **cache})
    return tmp_path


def check(files: Files, **options: bool | str) -> int:
    lay(Path("content"), {**SOUND, **files})
    return run_check(content="content", **options)  # type: ignore[arg-type]


@pytest.mark.usefixtures("here")
def test_sound_posts_are_passed_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    assert check({}) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("x\n\n[gone](/posts/gone/)", "8: “/posts/gone/” leads nowhere"),
        ("x\n\n[gone](b.md#nope)", "8: links to “#nope”, a place that /posts/b/ does not have"),
        ("x\n\n[gone](#nope)", "8: links to “#nope”, a place that this page does not have"),
        ("x\n\n[gone](gone.md)", "8: links to “gone.md”, and no such file is in content"),
        ("x\n\n![gone](gone.png)", "8: shows the picture “gone.png”, and no such file is in content"),
    ],
)
def test_what_a_reader_would_stumble_over_is_an_error_with_its_line(
    capsys: pytest.CaptureFixture[str], body: str, line: str
) -> None:
    assert check({"posts/c.md": post("C", summary="About c.", body=body)}) == 1
    assert capsys.readouterr().out.startswith(f"content/posts/c.md:{line}")


@pytest.mark.usefixtures("here")
def test_pictures_without_alt_text_are_errors(capsys: pytest.CaptureFixture[str]) -> None:
    picture = (ROOT / "content/images/know-like-trust-in-that-order.svg").read_bytes()
    text = post("C", summary="About c.", image="p.svg", body='<img src="q.svg">')
    assert check({"posts/c.md": text, "posts/p.svg": picture, "posts/q.svg": picture}) == 1
    said = capsys.readouterr().out
    assert "content/posts/c.md:5: the image has no alt text" in said
    assert "content/posts/c.md:7: the picture “q.svg” has no alt text" in said


@pytest.mark.usefixtures("here")
def test_warnings_are_said_and_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert check({"posts/c.md": post("C", summary="long " * 100, body="x")}) == 0
    assert ": warning: the summary has " in capsys.readouterr().out


@pytest.mark.usefixtures("here")
def test_a_door_of_the_menu_is_traced_to_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    lay(Path("content"), {"posts/a.md": post("A", summary="About a.", body="See /about/.")})
    assert run_check(content="content") == 0  # the build leaves such a door out
    line = next(
        number
        for number, text in enumerate((ROOT / "pelicanconf.py").read_text("utf-8").splitlines(), 1)
        if '"/about/"' in text
    )
    said = f"pelicanconf.py:{line}: warning: the menu item “About” leads to /about/"
    assert said in capsys.readouterr().out


@pytest.mark.usefixtures("here")
def test_posts_that_cannot_be_built_are_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert check({"posts/c.md": "---\ntitel: C\n---\n"}) == 1
    assert "content/posts/c.md:2: “titel” is not a known key" in capsys.readouterr().out


def test_the_output_of_the_blog_is_not_touched(here: Path) -> None:
    before = sorted((ROOT / "output").iterdir()) if (ROOT / "output").exists() else []
    check({})
    assert (here / "cache/check/index.html").is_file()
    assert (sorted((ROOT / "output").iterdir()) if (ROOT / "output").exists() else []) == before


def test_another_output_can_be_named(here: Path) -> None:
    assert check({}, output="site") == 0
    assert (here / "site/index.html").is_file()
    assert not (here / "cache/check").exists()


def test_fix_mends_and_says_so(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = post("C", summary="About c.").replace("\n", "\r\n").encode()
    assert check({"posts/c.md": text}) == 1
    assert "check --fix" in capsys.readouterr().out
    assert check({"posts/c.md": text}, fix=True) == 0
    assert capsys.readouterr().out == "mended content/posts/c.md\n"
    assert b"\r" not in (here / "content/posts/c.md").read_bytes()


@pytest.mark.usefixtures("here")
def test_a_missing_folder_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check(content="nowhere") == 1
    assert capsys.readouterr().err == "nowhere: there is no such content folder.\n"


@pytest.mark.usefixtures("here")
def test_on_a_terminal_every_rule_has_its_count(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert check({"posts/c.md": post("C", summary="About c.", body="[gone](/posts/gone/)")}) == 1
    said = capsys.readouterr().out.splitlines()
    assert "  links           1 error                  links and files of the site that are not there" in said
    assert "  anchors         –                        links to a place that the page does not have" in said
    assert said[-1].endswith(": 1 error.")


def test_the_blog_itself_has_no_errors(demo: Built) -> None:
    assert errors(check_output(demo.out, "https://porchlight.example")) == []


def test_the_verbs_show_their_examples() -> None:
    for verb in ("check", "test", "new"):
        shown = command("-m", "invoke", verb, "--help", env={**os.environ})
        assert shown.returncode == 0
        assert f"./run {verb}" in shown.stdout


def test_listing_the_verbs_loads_nothing_heavy() -> None:
    code = (
        "import sys, tasks; print([m for m in ('pelican', 'lxml', 'markdown', 'jinja2') if m in sys.modules])"
    )
    assert command("-c", code).stdout == "[]\n"
