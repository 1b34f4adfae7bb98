"""Each kind of place, real, for the tests of what all targets promise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.release.targets.places import PLACES
from tests.release.targets.trees import Place


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Somewhere to publish to; the test runs once for each kind."""
    with PLACES[request.param](tmp_path, monkeypatch) as made:
        yield made
