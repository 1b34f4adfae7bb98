"""What tests share: tiny real sites, the real site built once, no leaks between tests, no network."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from pelican.log import LimitFilter
from pelican.plugins import signals

from plugins.engine.settings import SiteSettings
from tests.sites import ROOT, Build, Built, lay, run_site

# The same examples in every run, however slow the machine is.
settings.register_profile(
    "suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")

TINY = SiteSettings(description="A small site.", email="hello@a.example")
"""No doors in the menu: a small site has not the pages that they lead to."""


@pytest.fixture
def build_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Call it as `build({"posts/a.md": "…"}, **settings)`: a tiny real site. Called again, it adds.

    A file given as None is removed. `production=True` and `preview=True` are as in `run_site`.
    """
    # Messages then say `content/…`, as they do for a writer.
    monkeypatch.chdir(tmp_path)

    def build(files: Mapping[str, str | bytes | None] | None = None, **chosen: Any) -> Built:
        given = files or {}
        lay(tmp_path / "content", {path: data for path, data in given.items() if data is not None})
        for path in (path for path, data in given.items() if data is None):
            (tmp_path / "content" / path).unlink()
        chosen.setdefault("SITE", TINY)
        chosen.setdefault("SEARCH", {"index": False})
        return run_site(tmp_path, **chosen)

    return build


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The real content, built once as it goes out (once for each process of xdist)."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "content").symlink_to(ROOT / "content")
    before = list(sys.path)
    built = run_site(folder, production=True)
    sys.path[:] = before
    assert built.code == 0, built.errors
    return built


SIGNALS = [value for value in vars(signals).values() if hasattr(value, "receivers")]


@pytest.fixture(autouse=True)
def _no_leaks() -> Iterator[None]:
    """Put back what Pelican keeps for the process: receivers of signals, the module path, its log filter."""
    receivers = [
        (each, dict(each.receivers), {key: type(of)(of) for key, of in each._by_sender.items()})
        for each in SIGNALS
    ]
    path, seen = list(sys.path), set(LimitFilter._raised_messages)
    yield
    sys.path[:] = path
    LimitFilter._raised_messages.clear()
    LimitFilter._raised_messages.update(seen)
    for each, before, by_sender in receivers:
        each.receivers.clear()
        each.receivers.update(before)
        each._by_sender.clear()
        each._by_sender.update(by_sender)


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this machine may be called; the browser tests serve their site on it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in {
            "127.0.0.1",
            "::1",
            "localhost",
        }:
            raise AssertionError(f"{request.node.name} calls {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
