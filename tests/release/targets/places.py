"""The real places that tests publish to: each is an address, and what is served from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.release.targets.trees import Place


def files_below(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@contextmanager
def folder(tmp: Path, _: pytest.MonkeyPatch) -> Iterator[Place]:
    served = tmp / "www" / "blog"
    yield Place(f"file://{served}", lambda: files_below(served.resolve()))


PLACES: Mapping[str, Callable[[Path, pytest.MonkeyPatch], AbstractContextManager[Place]]] = {"file": folder}
