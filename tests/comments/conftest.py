"""A real Isso on this machine, with a database of the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.comments.desk import Blog
from plugins.comments.settings import Comments
from tests.comments.running import Isso, isso


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "var/comments.db"


@pytest.fixture
def talk(database: Path) -> Iterator[Isso]:
    """An Isso that publishes at once."""
    with isso(database) as running:
        yield running


@pytest.fixture
def moderated(database: Path) -> Iterator[Isso]:
    """An Isso whose comments wait to be read."""
    with isso(database, moderated=True) as running:
        yield running


@pytest.fixture
def blog(database: Path, tmp_path: Path) -> Blog:
    """What the verbs know of a blog."""
    settings = Comments(
        "isso",
        server="/isso",
        database=str(database),
        source=str(database),
        snapshot=str(tmp_path / "comments.json"),
    )
    return Blog(settings, "http://127.0.0.1:9", database)
