"""Each kind of place, real, for the tests of what all targets promise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.release.targets.places import PLACES, store_server
from tests.release.targets.trees import Place


@pytest.fixture(scope="session")
def store_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the store was asked for, a line each."""
    return tmp_path_factory.mktemp("s3") / "log"


@pytest.fixture(scope="session")
def store(store_log: Path) -> Iterator[str]:
    """The address of a store that speaks S3."""
    with store_server(store_log) as endpoint:
        yield endpoint


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Somewhere to publish to; the test runs once for each kind."""
    with PLACES[request.param](request) as made:
        yield made
