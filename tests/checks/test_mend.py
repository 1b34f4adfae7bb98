"""What `check --fix` changes in a file, and what it leaves alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plugins.checks.mend import mend, mend_folder
from plugins.engine.front_matter import parse
from plugins.kit.problems import Problem
from tests.sites import lay


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\xef\xbb\xbf---\ntitle: A\n---\n", b"---\ntitle: A\n---\n"),
        (b"---\r\ntitle: A\r\n---\r\nB\r\n", b"---\ntitle: A\n---\nB\n"),
        (b"a\rb\r", b"a\nb\n"),
        (b"---\ntitle:\tA\ntags:\n\t- b\n---\n\tcode\n", b"---\ntitle:  A\ntags:\n  - b\n---\n\tcode\n"),
        (b"---\ntitle:\tA\n...\n\tcode\n", b"---\ntitle:  A\n...\n\tcode\n"),
        (b"---\ntitle:\tA\n---", b"---\ntitle:  A\n---"),
        (b"Title: A\n\tB\n\nText", b"Title: A\n\tB\n\nText"),
        (b"---\nnot closed\t\n", b"---\nnot closed\t\n"),
        (b"\xff\xfeA\x00\r\x00", b"\xff\xfeA\x00\r\x00"),
        ("---\ntitle: Ünïcode\n---\n".encode(), "---\ntitle: Ünïcode\n---\n".encode()),
    ],
)
def test_bytes_are_mended_and_stay_mended(before: bytes, after: bytes) -> None:
    assert mend(before) == after
    assert mend(after) == after


def test_what_was_mended_can_be_read() -> None:
    bad = b"\xef\xbb\xbf---\r\ntitle: A\r\ntags:\r\n\t- b\r\n---\r\nText\r\n"
    assert parse("a.md", bad).problems
    good = parse("a.md", mend(bad))
    assert not good.problems
    assert good.values == {"title": "A", "tags": ["b"]}


def test_only_what_needs_it_is_written(tmp_path: Path) -> None:
    lay(tmp_path, {"a.md": b"x\r\n", "b.md": b"x\n", "c.txt": b"x\r\n", ".d.md": b"x\r\n"})
    (tmp_path / "a.md").chmod(0o600)
    os.utime(tmp_path / "b.md", (1, 1))
    assert list(mend_folder(tmp_path, "content")) == ["content/a.md"]
    assert (tmp_path / "a.md").read_bytes() == b"x\n"
    assert (tmp_path / "a.md").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "b.md").stat().st_mtime == 1
    assert (tmp_path / "c.txt").read_bytes() == b"x\r\n"
    assert list(mend_folder(tmp_path, "content")) == []


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    lay(tmp_path, {"real/a.txt": b"x\r\n", "content/b.md": b"x\n"})
    (tmp_path / "content/a.md").symlink_to(tmp_path / "real/a.txt")
    assert list(mend_folder(tmp_path / "content", "content")) == ["content/a.md"]
    assert (tmp_path / "content/a.md").is_symlink()
    assert (tmp_path / "real/a.txt").read_bytes() == b"x\n"


def test_a_file_that_may_not_be_written_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"a.md": b"x\r\n"})
    # The superuser may write everything: ask as somebody else would.
    monkeypatch.setattr(os, "access", lambda *_: False)
    (found,) = mend_folder(tmp_path, "content")
    assert isinstance(found, Problem)
    assert (
        str(found) == "content/a.md: cannot be mended (Permission denied). Check the permissions of the file."
    )
    assert (tmp_path / "a.md").read_bytes() == b"x\r\n"
