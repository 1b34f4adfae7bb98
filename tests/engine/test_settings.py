"""Settings: mistakes of all of them at once, with line and advice; a dict is as good as the dataclass."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.engine.run import overrides, run_build
from plugins.engine.settings import MenuItem, SiteSettings
from tests.sites import ROOT, Build, command, lay, post

FILES = {"posts/a.md": post()}


def line_of(name: str) -> int:
    lines = (ROOT / "pelicanconf.py").read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(f"{name} "))


def test_all_mistakes_come_together_with_line_and_advice(
    build_site: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    built = build_site(
        FILES, SITE={"taglin": "x", "menu": [{"text": "A"}]}, POSTS={"per_page": "many"}, MARKUP="plain"
    )
    assert built.code == 1
    assert sorted(built.problems) == sorted(
        [
            f"pelicanconf.py:{line_of('MARKUP')}: MARKUP wants MarkupSettings(…) or a dict, not “plain”.",
            f"pelicanconf.py:{line_of('POSTS')}: POSTS: per_page: wants a whole number, not “many”.",
            f"pelicanconf.py:{line_of('SITE')}: SITE: menu, url is missing.",
            f"pelicanconf.py:{line_of('SITE')}: SITE: “taglin” is not a known key. Did you mean “tagline”?",
        ]
    )


def test_dict_is_as_good_as_the_dataclass(build_site: Build) -> None:
    as_dict = {"tagline": "T", "menu": [{"text": "Out", "url": "https://a.example/"}]}
    one = build_site(FILES, SITE=as_dict).everything()
    same = SiteSettings(tagline="T", menu=(MenuItem("Out", "https://a.example/"),))
    assert build_site({}, SITE=same).everything() == one


def test_empty_options_change_nothing() -> None:
    assert overrides() == {}


def test_options_become_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert overrides(content="a", output="b", cache="/c", jobs=2, fresh=True, as_of="2025-01-01") == {
        "PATH": str(tmp_path / "a"),
        "OUTPUT_PATH": str(tmp_path / "b"),
        "CACHE_PATH": "/c",
        "JOBS": 2,
        "AS_OF": "2025-01-01",
        "LOAD_CONTENT_CACHE": False,
    }


def test_verb_builds_any_folder_and_says_what_it_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(tmp_path / "notes", FILES)
    options = {
        "content": str(tmp_path / "notes"),
        "output": str(tmp_path / "x"),
        "cache": str(tmp_path / "c"),
    }
    assert run_build(**options) == 0
    assert capsys.readouterr().out.startswith("1 post, ")
    assert (tmp_path / "x/posts/a/index.html").exists()
    lay(tmp_path / "notes", {"posts/b.md": "x"})
    assert run_build(**options) == 1
    assert run_build(content=str(tmp_path / "gone")) == 1
    assert capsys.readouterr().err.endswith(f"{tmp_path}/gone: there is no such content folder.\n")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "SITE = SiteSettings(tagln='x')",
            "SiteSettings has no setting “tagln”. Did you mean “tagline”?",
        ),
        ("SITENAME = Porchligth", "name 'Porchligth' is not defined"),
        ("SITENAME = 'x", "unterminated string literal"),
        ("import no_such_module", "No module named 'no_such_module'"),
    ],
)
def test_mistake_in_the_settings_file_is_said_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    """In a copy of the project, since the settings file is found beside the code."""
    for name in ("plugins", "theme", "content"):
        (tmp_path / name).symlink_to(ROOT / name)
    text = (ROOT / "pelicanconf.py").read_text()
    (tmp_path / "pelicanconf.py").write_text(f"{text}\n{line}\n")
    number = text.count("\n") + 2
    code = (
        "import sys; from pathlib import Path; import plugins.engine.run as run; "
        f"run.ROOT = Path({str(tmp_path)!r}); sys.exit(run.run_build(output={str(tmp_path / 'out')!r}))"
    )
    done = command("-c", code)
    assert done.returncode == 1
    assert done.stderr.startswith(f"pelicanconf.py:{number}: {said}")
    assert done.stderr.endswith(("Mend this line of the settings.\n", "Did you mean “tagline”?\n"))
    assert "Traceback" not in done.stderr
