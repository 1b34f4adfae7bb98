"""The verb `new`: a real folder in, a file in it, and a message for every way in which it can go wrong."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest

from plugins.desk.start import Wish, run_new
from plugins.desk.tasks import holds_title
from plugins.engine import run
from plugins.kit import clock
from tests.sites import Build, command, post

AUTHOR = "---\nname: Ines Okafor\n---\nShe reads.\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of posts, at a moment that stands still: in Tokyo it is already the 22nd."""
    read_settings = run.overrides
    fixed = {"TIMEZONE": "Asia/Tokyo", "CACHE_PATH": str(tmp_path / "cache")}
    monkeypatch.setattr(run, "overrides", lambda **options: {**read_settings(**options), **fixed})
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 11, 21, 15, 10, tzinfo=dt.UTC))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content" / "posts").mkdir(parents=True)
    return tmp_path / "content"


def start(title: str = "A title", **wish: object) -> int:
    return run_new(Wish(title, **wish), content="content")  # type: ignore[arg-type]


def test_writes_the_file_and_prints_its_path(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert start("The reply is the metric") == 0
    assert capsys.readouterr().out == "content/posts/2026-11-22-the-reply-is-the-metric.md\n"
    text = (desk / "posts/2026-11-22-the-reply-is-the-metric.md").read_text("utf-8")
    assert "\ndate: 2026-11-22 00:10\n" in text


def test_the_only_author_is_the_author(desk: Path) -> None:
    (desk / "authors").mkdir()
    (desk / "authors/ines.md").write_text(AUTHOR)
    start()
    assert 'authors: ["Ines Okafor"]' in (desk / "posts/2026-11-22-a-title.md").read_text()


def test_of_two_authors_none_is_chosen(desk: Path) -> None:
    (desk / "authors").mkdir()
    (desk / "authors/ines.md").write_text(AUTHOR)
    (desk / "authors/ruth.md").write_text("---\nname: Ruth\n---\n")
    start()
    assert "\nauthors:" not in (desk / "posts/2026-11-22-a-title.md").read_text()


def test_names_are_written_as_the_blog_writes_them(desk: Path) -> None:
    (desk / "authors").mkdir()
    (desk / "authors/ines.md").write_text(AUTHOR)
    (desk / "posts/x.md").write_text(post("X", topic="Craft", series="First Hundred"))
    start(author="ines okafor, Jo", topic="craft", series="first hundred")
    text = (desk / "posts/2026-11-22-a-title.md").read_text()
    assert 'authors: ["Ines Okafor", "Jo"]\ntopic: "Craft"\nseries: "First Hundred"\n' in text


def test_a_topic_that_may_be_a_slip_is_remarked_on(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "posts/x.md").write_text(post("X", topic="Craft"))
    assert start(topic="Crafts") == 0
    assert capsys.readouterr().err == "new: “Crafts” is a new topic. Did you mean “Craft”?\n"


def test_a_taken_file_is_left_as_it_is(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start()
    path = desk / "posts/2026-11-22-a-title.md"
    path.write_text("mine")
    assert start() == 1
    assert path.read_text() == "mine"
    assert (
        "content/posts/2026-11-22-a-title.md has the address /posts/a-title/ already."
        in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("file", "keys"),
    [
        ("posts/other.md", {"slug": "a-title"}),
        ("posts/other.md", {"slug": "a-title", "status": "draft"}),
        ("posts/2020-01-01-a-title.md", {}),
        ("older/a-title.md", {}),
        ("posts/other.md", {"aliases": "/posts/a-title/"}),
        ("posts/2020-01-01-a-title.md", {"colour": "a mistake, so that it cannot be read"}),
    ],
)
def test_a_taken_address_is_refused_and_its_owner_named(
    desk: Path, capsys: pytest.CaptureFixture[str], file: str, keys: dict[str, str]
) -> None:
    (desk / file).parent.mkdir(exist_ok=True)
    (desk / file).write_text(post("Other", **keys))
    assert start() == 1
    expected = f"new: content/{file} has the address /posts/a-title/ already. Choose another title.\n"
    assert capsys.readouterr().err == expected
    assert len(list(desk.rglob("*.md"))) == 1


def test_no_title_and_nobody_to_ask(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("never read"))
    assert start("") == 1
    assert (
        capsys.readouterr().err
        == 'new: a post needs a title. Type it behind the verb: ./run new "A title".\n'
    )
    assert not list(desk.rglob("*.md"))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_it_asks(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("Said aloud\nJo Bell\n"))
    assert start("", kind="interview") == 0
    assert capsys.readouterr().err == "Title: Who answers: "
    assert 'guests: ["Jo Bell"]' in (desk / "posts/2026-11-22-said-aloud.md").read_text()


def test_who_names_a_guest_means_an_interview(desk: Path) -> None:
    start(guest="Jo Bell")
    assert "\nkind: interview\n" in (desk / "posts/2026-11-22-a-title.md").read_text()


def test_interview_without_a_guest_is_refused(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert start(kind="interview") == 1
    assert "an interview needs somebody who answers" in capsys.readouterr().err
    assert not list(desk.rglob("*.md"))


@pytest.mark.usefixtures("desk")
def test_unknown_kind_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert start(kind="intervew") == 1
    assert "Did you mean “interview”?" in capsys.readouterr().err


@pytest.mark.usefixtures("desk")
def test_missing_content_folder_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_new(Wish("A"), content="nowhere") == 1
    assert "nowhere: there is no such content folder" in capsys.readouterr().err


def test_a_file_where_the_folder_should_be(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "posts").rmdir()
    (desk / "posts").write_text("")
    assert start() == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("wish", [{}, {"guest": "Jo Bell"}])
def test_what_it_writes_builds_and_a_draft_stays_at_home(build_site: Build, wish: dict[str, str]) -> None:
    start('A draft: "quoted" # 1', **wish)
    start("Out at once", is_draft=False, **wish)
    built = build_site(production=True)
    assert built.code == 0, built.errors
    assert built.errors == ""
    pages = [path for path in built.files() if path.startswith("posts/") and path.count("/") == 2]
    assert pages == ["posts/out-at-once/index.html"]
    assert "This line is not shown" not in built.post("out-at-once")
    preview = build_site(preview=True)
    assert "posts/a-draft-quoted-1/index.html" in preview.files()


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("new", False),
        ("new Title", True),
        ("new --topic Craft", False),
        ("new --topic Craft Title", True),
        ("new --topic=Craft Title", True),
        ("new --no-draft Title", True),
        ("new --draft --kind interview", False),
        ("--search-root /x new Title", True),
        ("build --content x", False),
    ],
)
def test_title_is_told_from_options(line: str, answer: bool) -> None:
    assert holds_title(line.split()) is answer


def test_the_command_line_takes_a_title_or_none(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    new = ("-m", "invoke", "new", "--content", str(tmp_path / "notes"))
    done = command(*new, "It's new", "--topic", "Craft")
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).read_text("utf-8").startswith('---\ntitle: "It\'s new"\n')
    none = command(*new)
    assert (none.returncode, none.stdout) == (1, "")
