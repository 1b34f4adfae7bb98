"""Chromium, and the ways in which people look at a page. The only module that imports Playwright.

A new way is a new row of `MODES`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from msgspec import Struct, field
from playwright.sync_api import Browser, Error, Page, Request, sync_playwright

from plugins.kit.problems import SiteError

__all__ = ["Browser", "Page", "Request"]
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important }
* { word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""
"""WCAG 2.2, 1.4.12: nothing may be lost when a reader sets this."""
STYLED = """text => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
"""Adds styles as a reader's own would come: a `<style>` is forbidden by the policy of the site."""
SETTLED = """() => Promise.all([document.fonts.ready, ...document.getAnimations().map((one) => one.finished)])
  .then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))))"""


def box(width: int, height: int = 800) -> dict[str, int]:
    return {"width": width, "height": height}


class Mode(Struct, frozen=True):
    """`options` are of a browser context; `text` the size of letters that a reader has set, in pixels;
    `styles` what a reader adds; `is_rtl` turns the page round.
    """

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)
    text: int = 16
    styles: str = ""
    is_rtl: bool = False


DESK, PHONE = {"viewport": box(1280)}, {"viewport": box(360, 740)}
MODES = (
    Mode("light", DESK),
    Mode("dark", {**DESK, "color_scheme": "dark"}),
    Mode("dark phone", {**PHONE, "color_scheme": "dark"}),
    Mode("forced colours", {**DESK, "forced_colors": "active"}),
    Mode("zoom 200 %", {"viewport": box(640, 400), "device_scale_factor": 2}),
    Mode("text 200 %", DESK, text=32),
    Mode("320 pixels", {"viewport": box(320, 640)}),
    Mode("right to left", DESK, is_rtl=True),
    Mode("text spacing", DESK, styles=SPACING),
    Mode("text spacing on a phone", PHONE, styles=SPACING),
    Mode("less motion", {**DESK, "reduced_motion": "reduce"}),
)


def flags() -> list[str]:
    """What Chromium is started with; without its sandbox for root, who cannot have one."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*FLAGS, *(["--no-sandbox"] if is_root else [])]


@contextmanager
def open_browser(chromium: str) -> Iterator[Browser]:
    """Run a Chromium."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=chromium, args=flags())
        except Error as error:
            why = error.message.splitlines()[0]
            raise SiteError(
                f"{chromium} does not start ({why}). Open it by hand to see why, or name another one: "
                "CHROMIUM=/path/to/chromium"
            ) from None
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def looking(browser: Browser, mode: Mode) -> Iterator[Page]:
    """Open a window in a mode of looking."""
    try:
        with browser.new_context(**mode.options) as context:
            page = context.new_page()
            if mode.text != 16:
                # The reader's own setting, which styles in rem follow, and media queries in em too.
                sizes = {"standard": mode.text, "fixed": mode.text - 3}
                context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": sizes})
            yield page
    except Error as error:
        raise SiteError(f"Chromium gave up: {error.message.splitlines()[0]}. Run it again") from None


def go(page: Page, url: str) -> None:
    """Open an address; raise `SiteError` when the page is not there: what stands in for it says nothing."""
    answer = page.goto(url, timeout=60_000)
    if not answer or not answer.ok:
        status = answer.status if answer else "no answer"
        raise SiteError(f"{url} cannot be looked at ({status}). Mend nginx, or remove it: then Python serves")


def visit(page: Page, mode: Mode, url: str) -> None:
    """Open an address, and wait until it stands as the mode has it."""
    go(page, url)
    if mode.is_rtl:
        page.evaluate("document.documentElement.dir = 'rtl'")
    if mode.styles:
        page.evaluate(STYLED, mode.styles)
    page.evaluate(SETTLED)
