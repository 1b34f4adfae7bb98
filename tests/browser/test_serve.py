"""`./run serve` as a writer uses it: save, look, make a mistake, mend it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.sites import ROOT, lay, post


class Served:
    """A running preview of a folder of posts."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "content"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        words = [
            "serve",
            "--port",
            str(self.port),
            "--content",
            str(self.content),
            "--cache",
            str(folder / "cache"),
        ]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "invoke", "--search-root", str(ROOT), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert self._process.stdout
        said = ""
        for line in self._process.stdout:
            said += line
            if "The blog is at" in line:
                break
        else:
            pytest.fail(f"serve ended: {said}")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def save(self, path: str, text: str) -> None:
        lay(self.content, {path: text})

    def stop(self) -> int:
        self._process.send_signal(signal.SIGINT)
        self._process.communicate(timeout=30)
        return self._process.returncode


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    long = "\n\n".join(f"Paragraph {n}." for n in range(120))
    lay(
        tmp_path / "content",
        {
            "posts/first.md": post("First", body=long),
            "posts/draft.md": post("Half a thought", status="draft"),
            "posts/soon.md": post("Some day", date="2199-01-01"),
        },
    )
    preview = Served(tmp_path)
    yield preview
    preview.stop()


@pytest.fixture
def page(enter: Enter) -> Page:
    return enter().new_page()


def test_a_save_is_shown_at_the_same_place(served: Served, page: Page) -> None:
    answer = page.goto(f"{served.address}posts/first/")
    assert answer and "script-src 'self' 'sha256-" in answer.headers["content-security-policy"]
    page.evaluate("scrollTo({top: 2000, behavior: 'instant'})")
    place = page.evaluate("scrollY")
    served.save("posts/first.md", (served.content / "posts/first.md").read_text() + "\n\nJust saved.\n")
    expect(page.get_by_text("Just saved.")).to_have_count(1)
    page.wait_for_function(f"Math.abs(scrollY - {place}) < 5")


def test_a_mistake_stands_over_the_page_until_it_is_gone(served: Served, page: Page) -> None:
    page.goto(f"{served.address}posts/first/")
    served.save("posts/first.md", post("First").replace("title:", "titel:"))
    board = page.locator("#preview-problems")
    expect(board).to_contain_text("posts/first.md:2: “titel” is not a known key. Did you mean “title”?")
    expect(board).to_contain_text("titel: First")
    expect(page.locator("h1")).to_have_text("First")
    served.save("posts/first.md", post("First, mended"))
    expect(page.locator("h1")).to_have_text("First, mended")
    expect(board).to_have_count(0)


def test_drafts_and_scheduled_posts_are_shown_and_marked(served: Served, page: Page) -> None:
    page.goto(f"{served.address}posts/draft/")
    expect(page.locator(".badge").first).to_have_text("Draft: only you see this")
    page.goto(f"{served.address}posts/soon/")
    expect(page.locator(".badge").first).to_have_text("Scheduled for 1 January 2199")


def test_an_address_that_leads_nowhere_has_a_page(served: Served, page: Page) -> None:
    answer = page.goto(f"{served.address}nobody/")
    assert answer and answer.status == 404
    expect(page.locator("h1")).to_contain_text("Nobody is home")


def test_a_port_that_is_taken_is_said(served: Served) -> None:
    words = ["serve", "--port", str(served.port), "--content", str(served.content)]
    second = subprocess.run(
        [
            sys.executable,
            "-m",
            "invoke",
            "--search-root",
            str(ROOT),
            *words,
            "--cache",
            str(served.content.parent / "b"),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert second.returncode == 1
    assert f"Port {served.port} at 127.0.0.1 is taken" in second.stderr
    assert "Traceback" not in second.stderr
