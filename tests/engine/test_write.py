"""The output folder: whole or as it was, ours to change and nobody else's files to lose."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from plugins.engine.outputs import Written
from plugins.engine.render import collisions
from plugins.engine.stage import staged
from plugins.engine.write import LIST, commit, make_moves, staging
from plugins.kit.problems import SiteError
from tests.sites import ROOT, Build, lay, post, run_site


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


def write(
    output: Path, files: dict[str, bytes], keep: tuple[str, ...] = ()
) -> tuple[list[str], list[str], int]:
    """Stage and commit some files."""
    with staging(output, output.parent / "content") as stage:
        for path, data in files.items():
            stage.add(path, data)
        change = commit(stage, keep, files)
    assert not stage.folder.exists()
    return change.written, change.removed, change.unchanged


def lay_out(stage: Path, files: dict[str, str]) -> None:
    """Put files where the stage has them."""
    for path, text in files.items():
        lay(stage, {f"files/{Path(staged(stage, path)).name}": text})


def held(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != LIST
    }


def test_files_are_written_changed_and_removed(output: Path) -> None:
    assert write(output, {"a/index.html": b"a", "b/index.html": b"b", "c": b"c"}) == (
        ["a/index.html", "b/index.html", "c"],
        [],
        0,
    )
    assert write(output, {"a/index.html": b"a", "c": b"C"}) == (["c"], ["b/index.html"], 1)
    assert held(output) == {"a/index.html": b"a", "c": b"C"}
    assert not (output / "b").exists()


def test_unchanged_files_keep_their_time(output: Path) -> None:
    write(output, {"a": b"a", "b": b"b"})
    os.utime(output / "a", ns=(1, 1))
    write(output, {"a": b"a", "b": b"B"})
    assert (output / "a").stat().st_mtime_ns == 1


def test_kept_files_need_not_be_staged(output: Path) -> None:
    write(output, {"a": b"a", "b": b"b"})
    assert write(output, {"b": b"B"}, keep=("a",)) == (["b"], [], 1)
    assert held(output) == {"a": b"a", "b": b"B"}


def test_files_of_others_are_never_removed(output: Path) -> None:
    lay(output, {"mine.txt": "mine", "a/mine.txt": "mine", ".git/config": "mine"})
    write(output, {"a/index.html": b"a"})
    write(output, {})
    assert set(held(output)) == {"mine.txt", "a/mine.txt", ".git/config"}


def test_list_that_names_files_outside_does_no_harm(output: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim.txt"
    lay(tmp_path, {"victim.txt": "x"})
    lay(output, {LIST: f"../victim.txt\n{victim}\n\na/../../victim.txt\n"})
    write(output, {"a": b"a"})
    assert victim.read_text() == "x"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": b"file"}, {"a/index.html": b"page"}),
        ({"a/index.html": b"page"}, {"a": b"file"}),
        ({"a/b/c": b"deep"}, {"a": b"file"}),
        ({"a": b"file"}, {"a/b/c": b"deep"}),
    ],
)
def test_file_and_folder_change_places(
    output: Path, before: dict[str, bytes], after: dict[str, bytes]
) -> None:
    write(output, before)
    write(output, after)
    assert held(output) == after


def test_failure_leaves_the_output_and_no_stage(output: Path) -> None:
    write(output, {"a": b"a"})
    with pytest.raises(ZeroDivisionError), staging(output, output.parent / "content") as stage:
        stage.add("a", b"new")
        raise ZeroDivisionError
    assert held(output) == {"a": b"a"}
    assert not stage.folder.exists()


def test_stage_that_was_left_without_a_journal_is_thrown_away(output: Path, tmp_path: Path) -> None:
    write(output, {"a": b"a"})
    lay(tmp_path / ".output.next", {"files/a": "half", "journal.json.part": "{"})
    write(output, {"b": b"b"})
    assert held(output) == {"b": b"b"}


@pytest.mark.parametrize("done", [0, 1, 2])
def test_journal_that_was_left_is_finished(output: Path, tmp_path: Path, done: int) -> None:
    write(output, {"a": b"a", "b": b"b", "gone": b"x"})
    stage = tmp_path / ".output.next"
    moves = ["a", "b", LIST]
    lay_out(stage, {"a": "A", "b": "B", LIST: "a\nb\n"})
    (stage / "journal.json").write_text(json.dumps({"move": moves, "remove": ["gone"]}))
    for path in moves[:done]:
        Path(staged(stage, path)).replace(output / path)
    make_moves(output, stage)
    assert held(output) == {"a": b"A", "b": b"B"}
    assert not stage.exists()


def test_journal_cannot_lead_out_of_the_output(output: Path, tmp_path: Path) -> None:
    lay(tmp_path, {"victim.txt": "x", "output/a": "a"})
    stage = tmp_path / ".output.next"
    lay_out(stage, {"a": "A", "../victim.txt": "y"})
    (stage / "journal.json").write_text(json.dumps({"move": ["../victim.txt"], "remove": ["../victim.txt"]}))
    make_moves(output, stage)
    assert (tmp_path / "victim.txt").read_text() == "x"


@pytest.mark.parametrize("name", ["content/output", ".", "content"])
def test_output_that_would_swallow_the_content_is_refused(
    tmp_path: Path, build_site: Build, name: str
) -> None:
    build_site({"posts/a.md": post()})
    built = build_site({}, OUTPUT_PATH=(tmp_path / name).resolve())
    assert built.code == 1
    assert "the output folder and the content folder lie in one another" in built.errors
    assert (tmp_path / "content/posts/a.md").exists()


def test_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    lay(tmp_path, {"output": "x"})
    with (
        pytest.raises(SiteError, match="is a file, and a folder is wanted"),
        staging(tmp_path / "output", tmp_path / "content"),
    ):
        pass


@pytest.mark.parametrize("theirs", ["posts", "a/mine.txt"])
def test_file_of_others_in_the_way_stops_the_build_until_it_is_gone(output: Path, theirs: str) -> None:
    write(output, {"old": b"old"})
    lay(output, {theirs: "theirs"})
    for _ in range(2):
        with pytest.raises(SiteError, match=r"is not ours, and .* Move it away"):
            write(output, {"posts/index.html": b"ours", "a": b"ours"})
    assert held(output) == {"old": b"old", theirs: b"theirs"}
    (output / theirs).unlink()
    write(output, {"posts/index.html": b"ours", "a": b"ours"})
    assert held(output) == {"posts/index.html": b"ours", "a": b"ours"}


def test_link_in_the_place_of_a_folder_is_not_followed_out(output: Path, tmp_path: Path) -> None:
    lay(tmp_path, {"elsewhere/index.html": "theirs", "output/x": "x"})
    (output / "posts").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SiteError, match="posts: is not ours, and a folder"):
        write(output, {"posts/index.html": b"ours"})
    assert (tmp_path / "elsewhere/index.html").read_text() == "theirs"


def test_pipe_in_the_place_of_a_folder_stops_the_build_before_a_move(output: Path) -> None:
    write(output, {"old": b"old"})
    os.mkfifo(output / "posts")
    with pytest.raises(SiteError, match="posts: is not ours, and a folder"):
        write(output, {"a": b"ours", "posts/index.html": b"ours"})
    assert sorted(path.name for path in output.parent.iterdir()) == ["output"]
    assert sorted(path.name for path in output.iterdir()) == [LIST, "old", "posts"]


def test_what_others_laid_out_is_taken_into_the_stage(output: Path) -> None:
    with staging(output, output.parent / "content") as stage:
        lay(stage.theirs, {"a/theirs.txt": "theirs", "a/ours.txt": "theirs"})
        paths = stage.take_theirs()
        stage.add("a/ours.txt", b"ours")
        commit(stage, (), paths)
    assert paths == {"a/theirs.txt", "a/ours.txt"}
    assert held(output) == {"a/theirs.txt": b"theirs", "a/ours.txt": b"ours"}


def test_names_in_the_stage_are_short_and_differ(tmp_path: Path) -> None:
    paths = ["a", "A", "a/b", "a%2Fb", "é" * 120, "é" * 121, f"{'deep/' * 200}index.html"]
    names = {Path(staged(tmp_path, path)).name for path in paths}
    assert len(names) == len(paths)
    assert all(len(name) < 100 and name.isascii() for name in names)


def test_page_that_somebody_changed_by_hand_is_made_again(build_site: Build) -> None:
    built = build_site({"posts/a.md": post()})
    page = built.out / "posts/a/index.html"
    before = page.read_bytes()
    page.write_bytes(b"x" + before[1:])
    (built.out / "archive/index.html").unlink()
    again = build_site({})
    assert page.read_bytes() == before
    assert "archive/index.html" in again.files()


def test_build_without_changes_writes_nothing(build_site: Build) -> None:
    build_site({"posts/a.md": post()})
    assert ": 0 written, 0 removed" in build_site({}).printed


BUILD = """
import sys
import tempfile
from plugins.engine.run import run_build
print("begun", flush=True)
sys.exit(run_build(content={content!r}, output={place!r} + "/output", cache={place!r} + "/cache", jobs=1))
"""


def posts(numbers: range, word: str) -> dict[str, str]:
    return {
        f"posts/{n}.md": post(f"Post {n}", f"2025-{n % 9 + 1:02}-03", f"Text {n}, {word}.") for n in numbers
    }


def killed_after(command: list[str], seconds: float) -> None:
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        running.stdout.readline()
        try:
            running.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)


def test_build_that_is_killed_leaves_a_whole_site_or_one_that_the_next_build_ends(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    lay(folders[0] / "content", posts(range(14), "first"))
    lay(folders[1] / "content", posts(range(3, 17), "second"))
    fresh = [run_site(folder).everything() for folder in folders]
    place = tmp_path / "work"
    commands = [
        [sys.executable, "-c", BUILD.format(content=str(folder / "content"), place=str(place))]
        for folder in folders
    ]
    subprocess.run(commands[0], cwd=ROOT, capture_output=True, check=True)
    dice = random.Random(6)
    for turn in range(1, 4):
        side = turn % 2
        killed_after(commands[side], dice.uniform(0.2, 1.2))
        if not (place / ".output.next/journal.json").exists():
            now = held(place / "output")
            differs = [[path for path in now if now[path] != site.get(path)] for site in fresh]
            assert [] in differs, differs
        subprocess.run(commands[side], cwd=ROOT, capture_output=True, check=True)
        assert held(place / "output") == fresh[side]
        assert not (place / ".output.next").exists()


@pytest.mark.parametrize("moves", range(0, 25, 6))
def test_build_that_dies_between_two_moves_is_ended_by_the_next(
    moves: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path / "content", posts(range(6), "first"))
    run_site(tmp_path)
    lay(tmp_path / "content", posts(range(2, 9), "second"))
    left = iter(range(moves))
    replace = os.replace

    def die(source: str, target: str) -> None:
        if ".output.next" in source and next(left, None) is None:
            raise KeyboardInterrupt
        replace(source, target)

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", die)
        with pytest.raises(KeyboardInterrupt):
            run_site(tmp_path)
    done = run_site(tmp_path)
    assert done.code == 0, done.errors
    assert done.everything() == run_site(tmp_path, OUTPUT_PATH=tmp_path / "fresh").everything()


def test_file_of_somebody_else_is_not_written_over(build_site: Build) -> None:
    lay(Path("output"), {"index.html": "MINE"})
    built = build_site({"posts/a.md": post()})
    assert built.code == 1
    assert "index.html: is not ours, and would be written over" in built.errors
    assert Path("output/index.html").read_text() == "MINE"


def test_file_behind_a_link_in_the_place_of_our_folder_stays(build_site: Build, tmp_path: Path) -> None:
    built = build_site({"posts/a.md": post(), "posts/b.md": post("B")})
    lay(tmp_path / "theirs", {"index.html": "MINE"})
    shutil.rmtree(built.out / "posts/b")
    (built.out / "posts/b").symlink_to(tmp_path / "theirs")
    assert build_site({"posts/b.md": None}).code == 0
    assert (tmp_path / "theirs/index.html").read_text() == "MINE"


def test_damaged_list_and_journal_are_said(build_site: Build, tmp_path: Path) -> None:
    built = build_site({"posts/a.md": post()})
    lay(tmp_path, {".output.next/journal.json": "{"})
    broken = build_site()
    assert broken.code == 1
    assert "journal.json: is damaged. Delete" in broken.errors
    shutil.rmtree(tmp_path / ".output.next")
    (built.out / ".porchlight").write_bytes(b"\xff\xfe")
    assert "Traceback" not in build_site().errors


@pytest.mark.skipif(
    not Path("/dev/shm").is_dir()
    or Path("/dev/shm").stat().st_dev == Path(tempfile.gettempdir()).stat().st_dev,
    reason="there is no second disk",
)
def test_output_on_another_disk_is_built_and_built_again(build_site: Build) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        Path("output").symlink_to(other)
        assert build_site({"posts/a.md": post(), "posts/b.md": post("B")}).code == 0
        built = build_site({"posts/b.md": None})
        assert (built.code, built.errors) == (0, "")
        assert "posts/b/index.html" not in built.files()
        assert "posts/a/index.html" in built.files()


def test_first_build_is_moved_folder_by_folder_and_file_by_file_when_somebody_was_faster(
    output: Path,
) -> None:
    for early in ({}, {"a/mine.txt": "mine"}):
        with staging(output, output.parent / "content") as stage:
            assert stage.is_first
            stage.add("a/b/index.html", b"b")
            stage.add("a/c", b"c")
            lay(output, early)
            assert commit(stage, (), {"a/b/index.html", "a/c"}).written == ["a/b/index.html", "a/c"]
        assert held(output) == {
            "a/b/index.html": b"b",
            "a/c": b"c",
            **{n: t.encode() for n, t in early.items()},
        }
        shutil.rmtree(output)


def die_after(moves: int, output: Path, files: dict[str, bytes], patch: pytest.MonkeyPatch) -> None:
    """Let a build end between two of its moves."""
    left, replace = iter(range(moves)), os.replace

    def die(source: str, target: str) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        replace(source, target)

    with patch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(os, "replace", die)
        write(output, files)


SITE = {"a/b/index.html": b"b", "a/c": b"c", "d": b"d", "e/f": b"f"}


@pytest.mark.parametrize("moves", range(4))
def test_first_build_that_dies_between_two_moves_is_ended_by_the_next(
    moves: int, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    die_after(moves, output, SITE, monkeypatch)
    write(output, {"a/c": b"C", "d/index.html": b"D", "e": b"E"})
    assert held(output) == {"a/c": b"C", "d/index.html": b"D", "e": b"E"}


def test_first_build_that_died_is_ended_around_what_somebody_laid_there_since(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    die_after(0, output, SITE, monkeypatch)
    lay(output, {"a/b/mine.txt": "mine", "e": "mine"})
    for _ in range(2):
        with pytest.raises(SiteError, match="e: is not ours, and a folder is wanted here"):
            write(output, SITE)
    (output / "e").unlink()
    write(output, SITE)
    assert held(output) == {**SITE, "a/b/mine.txt": b"mine"}


def test_file_in_the_place_of_a_folder_is_a_problem() -> None:
    good, problems = collisions([Written("a/b", b""), Written("a/b/c/index.html", b""), Written("a/bc", b"")])
    assert [each.path for each in good] == ["a/b/c/index.html", "a/bc"]
    assert [str(each) for each in problems] == [
        "a/b: is a file of the site, and the folder of others too. Give it another name."
    ]


def test_file_of_others_in_the_place_of_a_folder_is_a_problem() -> None:
    good, problems = collisions([Written("a/index.html", b""), Written("b", b"")], {"a", "b/c", "d"})
    assert [each.path for each in good] == ["a/index.html"]
    assert [each.path for each in problems] == ["a", "b"]
