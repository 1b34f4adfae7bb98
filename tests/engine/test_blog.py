"""A blog of our own theme and capabilities is built without Pelican, and its settings mean what Pelican would
make of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pelican import signals
from pelican.settings import read_settings

from plugins.engine.blog import DEFAULTS, FOLDERS, Blog, open_blog, settings_in
from plugins.engine.run import load_site
from tests.sites import ROOT, command, lay, post

SETTINGS = ROOT / "pelicanconf.py"
BUILD = (
    "import sys; from plugins.engine.run import run_build; "
    "code = run_build(content={!r}, output={!r}, cache={!r}); "
)


@pytest.mark.parametrize("file", ["pelicanconf.py", "publishconf.py"])
def test_settings_are_those_that_pelican_reads(file: str) -> None:
    blog = open_blog(ROOT / file, {"JOBS": 3})
    theirs = read_settings(str(ROOT / file), override={"JOBS": 3})
    assert isinstance(blog, Blog)
    assert {name: theirs[name] for name in blog.settings} == blog.settings


def test_defaults_and_relative_folders_are_pelicans(tmp_path: Path) -> None:
    lay(tmp_path, {"conf.py": SAID.format("https://a.example/"), "posts/a.md": post()})
    (tmp_path / "theme").symlink_to(ROOT / "theme")
    blog = open_blog(tmp_path / "conf.py", {})
    theirs = read_settings(str(tmp_path / "conf.py"))
    assert blog
    assert {name: blog.settings[name] for name in (*FOLDERS, *DEFAULTS)} == {
        name: theirs[name] for name in (*FOLDERS, *DEFAULTS)
    }


SAID = """
PATH, OUTPUT_PATH, CACHE_PATH, THEME = "posts", "../out", "kept", "theme"
SITEURL = {!r}
PELICAN_CLASS = "plugins.Porchlight"
PLUGINS = ["plugins.markup", "plugins.posts"]
"""


def test_build_of_our_own_imports_no_pelican_and_its_next_no_template(tmp_path: Path) -> None:
    lay(tmp_path / "content", {"posts/a.md": post()})
    build = BUILD.format(*(str(tmp_path / name) for name in ("content", "output", "cache")))
    first = command("-c", f"{build} sys.exit(code or 'pelican' in sys.modules)")
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("1 post, ")
    rest = ("pelican", "jinja2", "markdown", "PIL", "plugins.posts.lists")
    again = command("-c", f"{build} print([name for name in {rest} if name in sys.modules]); sys.exit(code)")
    assert again.returncode == 0, again.stderr
    assert again.stdout.endswith("\n[]\n")


@pytest.mark.parametrize(
    "settings",
    [{"THEME": "simple"}, {"PLUGINS": ["plugins.markup", "plugins.gone"]}, {"PELICAN_CLASS": Blog}],
    ids=lambda settings: next(iter(settings)),
)
def test_what_wants_pelican_is_left_to_it(settings: dict[str, object]) -> None:
    assert open_blog(SETTINGS, settings) is None


@pytest.mark.parametrize("said", ["", "PLUGINS = None"])
def test_plugins_that_pelican_looks_for_itself_want_it(said: str, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    lines = (line for line in SAID.splitlines() if not line.startswith("PLUGINS"))
    lay(tmp_path, {"conf.py": "\n".join([*lines, said]).format("")})
    given = {"PATH": str(tmp_path / "content"), "THEME": str(ROOT / "theme")}
    assert open_blog(tmp_path / "conf.py", {**given, "PLUGINS": []})
    assert open_blog(tmp_path / "conf.py", given) is None


def test_plugin_that_waits_for_a_signal_wants_pelican() -> None:
    def receiver(_sender: object) -> None: ...

    with signals.article_generator_finalized.connected_to(receiver):
        assert open_blog(SETTINGS, {}) is None
        assert not load_site().is_ours
    assert load_site().is_ours


def test_settings_file_is_run_anew_each_time(tmp_path: Path) -> None:
    file = tmp_path / "conf.py"
    for number in (1, 22):
        file.write_text(f"NUMBER = {number}\nsmall = 0\n")
        assert settings_in(file) == {"NUMBER": number}


def test_verb_says_all_and_leaves_with_its_status(tmp_path: Path) -> None:
    """It ends without Python's own end, which would write out what waits in a pipe."""
    lay(tmp_path / "content", {"posts/a.md": post()})
    words = ["-m", "invoke", "build", "--content", str(tmp_path / "content")]
    words += ["--output", str(tmp_path / "output"), "--cache", str(tmp_path / "cache")]
    good = command(*words)
    assert good.returncode == 0, good.stderr
    assert good.stdout.startswith("1 post, ")
    lay(tmp_path / "content", {"posts/b.md": "x"})
    bad = command(*words)
    assert bad.returncode == 1
    assert bad.stderr.endswith(": nothing was built, the output is as it was.\n")
