"""Files: walked in one order whatever made them; written whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from plugins.kit.files import walk, write_whole
from tests.sites import lay


def test_walk_is_sorted_and_passes_over_what_editors_leave(tmp_path: Path) -> None:
    names = ["b.md", "a/z.md", "a/b.png", ".hidden", "x.md~", "#x#", "y.swp", ".git/config", "c.tmp"]
    lay(tmp_path, dict.fromkeys(names, "x"))
    assert list(walk(tmp_path, "content")) == ["a/b.png", "a/z.md", "b.md"]


def test_walk_follows_links_to_folders_elsewhere(tmp_path: Path) -> None:
    lay(tmp_path, {"content/a.md": "x", "other/b.md": "x"})
    (tmp_path / "content/linked").symlink_to("../other")
    (tmp_path / "content/again").symlink_to("../other")
    assert list(walk(tmp_path / "content", "content")) == ["a.md", "again/b.md", "linked/b.md"]


def test_two_folders_that_link_to_each_other_end(tmp_path: Path) -> None:
    lay(tmp_path, {"content/a/x.md": "x", "content/b/y.md": "y"})
    (tmp_path / "content/a/b").symlink_to("../b")
    (tmp_path / "content/b/a").symlink_to("../a")
    found = [str(entry) for entry in walk(tmp_path / "content", "content")]
    assert found == [
        "content/a/b/a: this link leads back to a folder above it, a loop without end. Remove the link.",
        "a/b/y.md",
        "a/x.md",
        "content/b/a/b: this link leads back to a folder above it, a loop without end. Remove the link.",
        "b/a/x.md",
        "b/y.md",
    ]


def test_missing_folder_is_a_problem(tmp_path: Path) -> None:
    (problem,) = walk(tmp_path / "gone", "content")
    line = "content: this folder cannot be read (No such file or directory). Check its permissions."
    assert str(problem) == line


def test_write_whole_replaces_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "new/folder/x.txt"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert [each.name for each in path.parent.iterdir()] == ["x.txt"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_write_whole_that_fails_leaves_the_old_bytes(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    write_whole(path, b"old")
    with pytest.raises(TypeError):
        write_whole(path, "text")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["x.txt"]
