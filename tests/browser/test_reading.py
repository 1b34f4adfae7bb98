"""What a reader sees and does on the served site, with and without scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter, Open
from tests.sites import Built

KINDS = (
    "",
    "posts/the-reply-is-the-metric/",
    "posts/numbers-that-a-reader-can-check/",
    "posts/marguerite-sable-answers-every-letter/",
    "posts/a-ten-minute-film-watched-properly/",
    "about/",
    "topics/",
    "topics/conversation/",
    "tags/",
    "tags/numbers/",
    "authors/",
    "authors/ines-okafor/",
    "guests/",
    "guests/marguerite-sable/",
    "series/",
    "series/the-first-hundred-readers/",
    "archive/",
    "2026/",
    "2026/06/",
    "search/",
    "subscribe/",
    "404.html",
)


WIDTHS = (320, 360, 768, 1440, 2000)


def test_no_page_scrolls_sideways(open_page: Open, address: str) -> None:
    page = open_page()
    wide = []
    for path in KINDS:
        page.goto(f"{address}/{path}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((path, width))
    assert wide == []


def test_no_page_asks_another_host_or_fails_to_load(enter: Enter, address: str, demo: Built) -> None:
    page = enter().new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda answer: wrong.append(answer.url) if answer.status >= 400 else None)
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    pages = [path for path in demo.files() if path.endswith(".html")]
    assert len(pages) > 60
    for path in pages:
        page.goto(f"{address}/{path.removesuffix('index.html')}")
    assert [url for url in asked if not url.startswith(f"{address}/")] == []
    assert wrong == []


def test_every_picture_of_a_post_is_shown(open_page: Open) -> None:
    page = open_page("posts/the-reply-is-the-metric/")
    for picture in page.locator("img").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("image => image.naturalWidth") > 0


class TestWithoutScripts:
    def test_a_post_is_read_whole(self, open_page: Open) -> None:
        page = open_page("posts/marguerite-sable-answers-every-letter/", scripts=False)
        with_scripts = open_page("posts/marguerite-sable-answers-every-letter/")
        only_here = page.locator("main noscript").inner_text()
        only_there = with_scripts.locator(".join").inner_text()
        text = page.locator("main").inner_text().replace(only_here, "")
        assert text.split() == with_scripts.locator("main").inner_text().replace(only_there, "").split()
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(".theme-button")).to_be_hidden()

    def test_the_menu_opens_on_a_phone(self, open_page: Open) -> None:
        page = open_page(width=360, scripts=False)
        link = page.locator("#menu a", has_text="Archive")
        expect(link).to_be_hidden()
        page.locator(".menu-button").click()
        expect(link).to_be_visible()
        link.click()
        expect(page.locator("h1")).to_have_text("Archive")

    def test_search_is_the_list_of_everything(self, open_page: Open) -> None:
        page = open_page("search/", scripts=False)
        assert page.locator(".hits li").count() == 25

    def test_a_video_is_a_link(self, open_page: Open) -> None:
        page = open_page("posts/a-ten-minute-film-watched-properly/", scripts=False)
        assert (page.locator(".embed a").get_attribute("href") or "").startswith("https://www.youtube.com/")


def test_every_layer_of_the_styles_is_read(open_page: Open) -> None:
    page = open_page()
    layers = page.evaluate(
        """() => [...document.styleSheets[0].cssRules].flatMap(
          (rule) => rule instanceof CSSLayerStatementRule ? [...rule.nameList] : [])"""
    )
    blocks = page.evaluate(
        """() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter(
          (rule) => rule instanceof CSSLayerBlockRule).map((rule) => rule.name)"""
    )
    assert layers == ["reset", "tokens", "base", "layout", "components", "utilities", "print"]
    assert set(blocks) == set(layers)
    colour = "element => getComputedStyle(element).color"
    assert page.locator(".menu a").first.evaluate(colour) == page.locator("body").evaluate(colour)


class TestLightAndDark:
    @staticmethod
    def paper(page: Page) -> str:
        return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    def test_the_system_decides_first(self, open_page: Open) -> None:
        assert self.paper(open_page(scheme="light")) != self.paper(open_page(scheme="dark"))

    def test_the_button_turns_it_and_the_browser_remembers(self, open_page: Open) -> None:
        page = open_page(scheme="light")
        light, button = self.paper(page), page.locator(".theme-button")
        button.click()
        expect(page.locator(":root")).to_have_attribute("data-theme", "dark")
        dark = self.paper(page)
        assert dark != light
        page.goto(page.url + "archive/")
        assert self.paper(page) == dark
        page.locator(".theme-button").click()
        expect(page.locator(":root")).to_have_attribute("data-theme", "light")
        assert self.paper(page) == light


class TestKeyboard:
    def test_the_first_stop_leads_to_the_text(self, open_page: Open) -> None:
        page = open_page("posts/the-reply-is-the-metric/")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        expect(page.locator(".skip")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")

    def test_every_stop_is_seen(self, open_page: Open) -> None:
        page = open_page("posts/the-reply-is-the-metric/")
        seen = set()
        for _ in range(200):
            page.keyboard.press("Tab")
            stop = page.evaluate(
                """() => {
                  const at = document.activeElement;
                  if (at === document.body) return null;
                  const style = getComputedStyle(at);
                  const box = at.getBoundingClientRect();
                  const shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
                  return [at.outerHTML.slice(0, 80), shown && box.width > 0];
                }"""
            )
            if stop is None:
                break
            assert stop[1], f"focus is not seen on {stop[0]}"
            seen.add(stop[0])
        assert len(seen) > 25


def test_a_video_asks_nobody_before_a_click(open_page: Open) -> None:
    page = open_page("posts/a-ten-minute-film-watched-properly/")
    asked: list[str] = []
    page.route(re.compile("^https:"), lambda route: (asked.append(route.request.url), route.abort()))
    expect(page.locator(".embed iframe")).to_have_count(0)
    assert asked == []
    with page.expect_request(re.compile("^https:")):
        page.locator(".embed a").click()
    frame = page.locator(".embed iframe")
    expect(frame).to_have_count(1)
    assert (frame.get_attribute("src") or "").startswith("https://www.youtube-nocookie.com/embed/")
    assert frame.get_attribute("title")
    assert asked == [frame.get_attribute("src")]
