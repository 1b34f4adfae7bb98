"""The machine's Chromium, and sites served as a host would serve them, with the headers of their `_headers`.

A page that breaks the Content-Security-Policy of its site fails the test.
"""

from __future__ import annotations

import functools
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from plugins.quality.browser import flags
from tests.sites import Built, headers_in

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process of xdist has the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert found, "No Chromium. ./run test finds or installs it; on Debian: sudo apt install chromium"
    with sync_playwright() as playwright:
        # Letters are then as wide as they are drawn: pages break their lines alike on every machine.
        browser = playwright.chromium.launch(
            executable_path=found, args=[*flags(), "--font-render-hinting=none"]
        )
        yield browser
        browser.close()


class _Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        for name, value in headers_in(Path(self.directory), self.path.partition("?")[0]).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def host(folder: Path) -> Iterator[str]:
    """Serve a built site on this machine; the address has no slash at its end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def address(demo: Built) -> Iterator[str]:
    """The demo site's address on this machine."""
    with host(demo.out) as url:
        yield url


TELL = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`Content Security Policy: ${event.effectiveDirective} forbids ${event.blockedURI}`))"""
Enter = Callable[..., BrowserContext]


@pytest.fixture
def breaches() -> list[str]:
    """What the browser refused because of a policy; a test that means it to happen clears the list."""
    return []


@pytest.fixture
def enter(browser: Browser, breaches: list[str]) -> Iterator[Enter]:
    """Call it as `enter(java_script_enabled=False)`: a context of its own, closed with the test."""
    contexts = []

    def heard(text: str) -> None:
        if "Content Security Policy" in text:
            breaches.append(text)

    def enter_it(**options: Any) -> BrowserContext:
        context = browser.new_context(**options)
        contexts.append(context)
        context.add_init_script(TELL)
        context.on("console", lambda said: heard(said.text))
        return context

    yield enter_it
    for context in contexts:
        context.close()
    assert breaches == []


@pytest.fixture
def open_page(enter: Enter, address: str) -> Open:
    """Call it as `open_page("posts/x/", width=360, scheme="dark", scripts=False)`."""

    def open_it(path: str = "", *, width: int = 1280, scheme: Any = "light", scripts: bool = True) -> Page:
        viewport: Any = {"width": width, "height": 800}
        page = enter(viewport=viewport, color_scheme=scheme, java_script_enabled=scripts).new_page()
        page.goto(f"{address}/{path}")
        return page

    return open_it
