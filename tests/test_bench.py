"""The verb `bench`: the same posts every time, and a table that says what was measured."""

from __future__ import annotations

import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from plugins.bench.measure import Measured, held_by, measure
from plugins.bench.peers import our_cases
from plugins.bench.posts import make_posts, write_posts
from plugins.bench.saves import time_saves
from plugins.bench.table import lay_out, run_cases
from plugins.kit.problems import SiteError
from tests.sites import ROOT


def test_posts_are_the_same_and_more_are_added_behind() -> None:
    assert list(make_posts(4)) == list(make_posts(9))[:4]


def test_however_many_there_are_none_is_yet_to_come() -> None:
    names = [name for name, _ in islice(make_posts(13_005), 12_995, None)]
    assert max(names) < "2026"
    assert names[-1].startswith("2008-01-03")


def test_posts_have_some_six_hundred_words(tmp_path: Path) -> None:
    write_posts(tmp_path, 5)
    texts = [path.read_text() for path in sorted((tmp_path / "posts").iterdir())]
    assert len(texts) == 5
    assert all(400 < len(text.split()) < 800 for text in texts)


def test_posts_build_and_an_edit_is_seen(tmp_path: Path) -> None:
    write_posts(tmp_path / "content", 12)
    said: list[str] = []
    found = run_cases(our_cases(tmp_path / "content", tmp_path / "work", "1"), 1, said.append)
    assert len(said) == 3
    assert all(runs[0].seconds > 0 for runs in found.values())
    assert "Porchlight, one post edited" in lay_out(found, "Porchlight, cold")


def test_saved_post_is_as_it_was_afterwards(tmp_path: Path) -> None:
    write_posts(tmp_path / "content", 12)
    before = {path.name: path.read_text() for path in (tmp_path / "content/posts").iterdir()}
    saves = time_saves(tmp_path / "content", tmp_path / "cache", 1)
    assert list(saves) == ["text", "title"]
    assert all(seconds > 0 for seconds in saves.values())
    assert {path.name: path.read_text() for path in (tmp_path / "content/posts").iterdir()} == before


def test_table_has_medians_and_ratios() -> None:
    found = {
        "a": [Measured(2.0, 10**8), Measured(4.0, 2 * 10**8), Measured(100.0, 1)],
        "b": [Measured(2.0, 0)],
    }
    assert lay_out(found, "a").splitlines()[2:] == [
        "| a | 4.00 | 1.00 | 200 | 1.00 |",
        "| b | 2.00 | 0.50 | 0 | 0.00 |",
    ]


def test_memory_of_a_child_counts() -> None:
    """Eighty megabytes in a process of a process, held until we have looked."""
    hold = "x = bytearray(80_000_000); print('held', flush=True); input()"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}])"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], **pipes) as process:
        assert process.stdout
        assert process.stdout.readline() == b"held\n"
        found = held_by(process.pid)
        process.communicate(b"\n")
    if not found:
        pytest.skip("this system does not say how much memory a process holds")
    assert found > 80_000_000


def test_command_that_fails_says_why() -> None:
    with pytest.raises(SiteError, match="no such luck"):
        measure([sys.executable, "-c", "raise SystemExit('no such luck')"], cwd=ROOT)
