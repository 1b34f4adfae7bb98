"""The checks of `./run quality` that look through a browser: each sees its fault on a page that has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from plugins.kit.problems import SiteError
from plugins.quality.axe import check_axe
from plugins.quality.browser import SPACING, STYLED
from plugins.quality.findings import Found
from plugins.quality.job import Job
from plugins.quality.keyboard import check_keyboard, judge, walk
from plugins.quality.load import check_requests
from plugins.quality.reflow import LOOK, check_reflow
from plugins.quality.slow import check_slow
from plugins.quality.tools import Npm
from tests.quality.broken import HEAD, HEAVY, job_of
from tests.sites import command, lay

GOOD = "<h1>A page</h1><p>With words, and <a href='/'>a link</a>.</p><button type=button>Press</button>"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 400, "height": 700})
    yield page
    page.close()


class TestReflow:
    @staticmethod
    def lost(page: Page, body: str, styles: str = "") -> list[list[str]]:
        page.goto("about:blank")  # styles that a reader added last for a document
        page.set_content(f"{HEAD.format('A page')}</head><body>{body}")
        page.evaluate(STYLED, styles)
        found: list[list[str]] = page.evaluate(LOOK)
        return found

    def test_a_good_page(self, page: Page) -> None:
        assert self.lost(page, GOOD) == self.lost(page, GOOD, SPACING) == []

    def test_a_wide_page(self, page: Page) -> None:
        wide = '<style>p { width: 900px }</style><p id="wide">Words that go far to the right.</p>'
        assert self.lost(page, wide) == [
            ["the page scrolls sideways", '<p id="wide">Words that go far to the right.</p>']
        ]

    def test_a_part_that_scrolls_by_itself_is_no_wide_page(self, page: Page) -> None:
        inner = "<style>div { overflow: auto } p { width: 900px }</style><div><p>Words that go far.</p></div>"
        assert self.lost(page, inner) == []

    def test_text_that_is_cut_off_when_it_is_spaced(self, page: Page) -> None:
        cut = "<style>p { height: 2.6em; overflow: hidden; font: 16px/1.2 monospace; width: 20em }</style>"
        text = f"{cut}<p>Two lines of text, and not one too many.</p>"
        assert self.lost(page, text) == []
        assert self.lost(page, text, SPACING)[0][0] == "text is cut off"

    def test_texts_that_lie_on_each_other(self, page: Page) -> None:
        style = "<style>b { position: absolute; top: 8px; left: 8px } p { margin: 0 }</style>"
        said = self.lost(page, f"{style}<b>Above</b><p>Below it</p>")
        assert said == [["two texts lie on each other", "<b>Above</b> and <p>Below it</p>"]]

    def test_a_control_without_an_edge_in_forced_colours(self, page: Page) -> None:
        flat = "<style>button { border: 0; background: #000; color: #fff }</style><button>Go</button>"
        page.emulate_media(forced_colors="active")
        assert self.lost(page, flat) == [["a control has no edge", "<button>Go</button>"]]
        assert self.lost(page, GOOD) == []
        page.emulate_media(forced_colors="none")
        assert self.lost(page, flat) == []

    def test_words_for_screen_readers_lie_on_nothing(self, page: Page) -> None:
        style = "<style>b { position: absolute; width: 1px; height: 1px; overflow: hidden }</style>"
        assert self.lost(page, f"{style}<p><b>Heard, not seen</b>Seen</p>") == []


class TestKeyboard:
    @staticmethod
    def faults(page: Page, body: str) -> list[str]:
        page.set_content(f"{HEAD.format('A page')}</head><body>{body}")
        return [what for what, _ in judge(*walk(page))]

    def test_a_good_page(self, page: Page) -> None:
        folded = "<details><summary>More</summary><a href='/'>inside</a></details>"
        radios = "<input type=radio name=a><input type=radio name=a>"
        assert self.faults(page, f"{GOOD}{folded}{radios}<button disabled>never</button>") == []

    def test_what_it_does_not_reach(self, page: Page) -> None:
        hop = """<button onfocus="document.getElementById('c').focus()">a</button>"""
        said = self.faults(page, f"{hop}<button id=b>b</button><button id=c>c</button>")
        assert 'the keyboard does not reach <button id="b">b</button>' in said

    def test_focus_that_is_not_seen(self, page: Page) -> None:
        said = self.faults(page, f"<style>:focus {{ outline: none }}</style>{GOOD}")
        assert said[0] == 'the focus is not seen on <a href="/">a link</a>'

    def test_focus_that_is_covered(self, page: Page) -> None:
        lid = "<style>i { position: fixed; inset: 0; background: #fff }</style>"
        said = self.faults(page, f"{lid}{GOOD}<i></i>")
        assert 'the focus is out of sight on <a href="/">a link</a>' in said

    def test_the_way_back(self, page: Page) -> None:
        turned = "<style>div { display: flex; flex-direction: column-reverse }</style>"
        said = self.faults(page, f"{turned}<div><button>1</button><button>2</button></div>")
        assert said == ["the keyboard goes back, from <button>1</button> to <button>2</button>"]

    def test_a_trap(self, page: Page) -> None:
        stay = '<button onkeydown="event.preventDefault()">stay</button>'
        said = self.faults(page, f'{stay}<a href="/">out</a>')
        assert said[0] == 'the keyboard does not reach <a href="/">out</a>'
        assert said[1].startswith("the keyboard is caught at <button")


def wrong(
    check: Callable[[Job], Found], browser: Browser, folder: Path, body: str, late: str = ""
) -> list[str]:
    """What a check says of a page with late styles."""
    page = f"{HEAD.format('A page')}</head><body>{body}"
    with job_of(folder, {"index.html": page, "late.css": f"{late} /*{HEAVY}*/"}) as job:
        job.browsers.append(browser)
        return [str(problem) for problem in check(job).problems]


LATE = '<link rel="stylesheet" href="late.css">'


class TestLooking:
    """A check that looks at something else than a page of the site finds no fault, and must not say so."""

    @pytest.mark.parametrize("check", [check_slow, check_keyboard, check_reflow])
    def test_a_page_that_is_not_there(
        self, check: Callable[[Job], Found], browser: Browser, tmp_path: Path
    ) -> None:
        with job_of(tmp_path, {"404.html": GOOD}) as job:
            job.browsers.append(browser)
            with pytest.raises(SiteError, match=r"http://127\.0\.0\.1:\d+/ cannot be looked at \(40[34]\)"):
                check(job)

    def test_an_axe_that_judges_nothing(self, browser: Browser, tmp_path: Path) -> None:
        source = "window.axe = { run: async () => ({ violations: [], incomplete: [], passes: [] }) }"
        lay(tmp_path, {"node_modules/axe-core/axe.min.js": source})
        with job_of(tmp_path, {"index.html": GOOD}, tools={"npm": Npm(tmp_path, "")}) as job:
            job.browsers.append(browser)
            with pytest.raises(SiteError, match="axe found nothing to judge on"):
                check_axe(job)

    def test_a_chromium_that_does_not_start(self) -> None:
        program = "from plugins.quality.browser import open_browser\nwith open_browser('/bin/false'): pass"
        assert "SiteError: /bin/false does not start (" in command("-c", program).stderr


class TestSlow:
    def test_a_good_page(self, browser: Browser, tmp_path: Path) -> None:
        assert wrong(check_slow, browser, tmp_path, f"{GOOD}{LATE}<p>Text</p>", "p { color: red }") == []

    def test_what_moves_when_styles_come(self, browser: Browser, tmp_path: Path) -> None:
        said = wrong(check_slow, browser, tmp_path, f"{GOOD}{LATE}<p>Text</p>", "h1 { margin-top: 300px }")
        assert [line for line in said if line.startswith("/: moves while it loads: ")]

    def test_what_is_shown_without_its_styles(self, browser: Browser, tmp_path: Path) -> None:
        link = "Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'late.css' })"
        said = wrong(
            check_slow, browser, tmp_path, f"<script>document.body.append({link})</script><p>Text</p>"
        )
        assert said == ["/: shows what has no styles yet. Put the link to the styles before it."]


class TestRequests:
    def test_a_good_page(self, browser: Browser, tmp_path: Path) -> None:
        assert wrong(check_requests, browser, tmp_path, GOOD) == []

    def test_a_script_that_does_not_come_and_another_host(self, browser: Browser, tmp_path: Path) -> None:
        said = wrong(
            check_requests,
            browser,
            tmp_path,
            "<script src='/a.js'></script><img src='http://127.0.0.1:9/x.png'>",
        )
        assert "/: asks for /a.js, which does not come. Correct the address." in said
        assert "/: scripts before a click: 1 is over the budget of 0. Load it on a click." in said
        assert (
            "/: asks http://127.0.0.1:9/x.png. Keep the file in the blog, or load it after a click." in said
        )
