"""A blog that is published to a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.release.blog import Blog, blog_in


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Blog]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INDEXNOW_KEY", raising=False)
    with blog_in(tmp_path) as found:
        yield found
