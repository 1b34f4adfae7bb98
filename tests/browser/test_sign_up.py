"""Signing up in a real browser: in place with scripts, on the provider's page without, by keyboard alone."""

from __future__ import annotations

import functools
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from werkzeug.serving import make_server

from plugins.newsletter.settings import Newsletter
from plugins.newsletter.try_out import SignUps
from plugins.preview.live import State
from plugins.preview.pages import FolderPages
from plugins.preview.server import PreviewApp, QuietHandler
from tests.browser.conftest import Enter, host
from tests.newsletter.contract import SETTINGS, Providers, host_of, providers
from tests.sites import Build, post

Visit = Callable[..., Page]
ANN = "ann@reader.example"


@pytest.fixture
def stand_in() -> Iterator[Providers]:
    with providers() as running:
        yield running


@pytest.fixture
def visit(enter: Enter, build_site: Build, stand_in: Providers) -> Iterator[Visit]:
    """Call it as `visit("kit", "posts/a/", scripts=False)`: a page of a blog with this provider.

    What the browser sends to other hosts goes to the stand-in. A listmonk is asked directly, since an answer
    that Playwright hands in may always be read, whatever its headers say.
    """
    with ExitStack() as closing:

        def visit_it(provider: str, path: str = "", *, scripts: bool = True, width: int = 1280) -> Page:
            newsletter = {"provider": provider, **SETTINGS[provider]}
            if provider == "listmonk":
                newsletter["server"] = stand_in.url
            built = build_site({"posts/a.md": post(topic="Talk")}, production=True, NEWSLETTER=newsletter)
            assert built.code == 0, built.errors
            blog = closing.enter_context(host(built.out))
            context = enter(java_script_enabled=scripts, viewport={"width": width, "height": 800})
            here = (blog, stand_in.url)
            context.route(lambda url: not url.startswith(here), functools.partial(_forward, stand_in))
            page = context.new_page()
            page.goto(f"{blog}/{path}")
            return page

        yield visit_it


def _forward(stand_in: Providers, route: Route) -> None:
    """Hand a request on to the stand-in, which learns which host was meant."""
    asked = route.request
    meant = host_of(asked.url)
    url = stand_in.url + asked.url.split(meant, 1)[1]
    headers = {key: asked.headers[key] for key in ("content-type", "accept") if key in asked.headers}
    request = urllib.request.Request(
        url, asked.post_data_buffer, {**headers, "X-Meant": meant}, method=asked.method
    )
    try:
        reply = urllib.request.urlopen(request, timeout=10)
    except urllib.error.HTTPError as error:
        reply = error
    with reply:
        route.fulfill(status=reply.status, headers=dict(reply.headers.items()), body=reply.read())


def fill(page: Page, text: str = ANN) -> None:
    page.get_by_label("Your e-mail address").fill(text)


def status(page: Page) -> Locator:
    return page.locator("form[data-answer]").get_by_role("status")


def press(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Subscribe").click()


@pytest.mark.parametrize("provider", SETTINGS)
def test_without_scripts_the_provider_answers_on_its_page(
    provider: str, visit: Visit, stand_in: Providers
) -> None:
    page = visit(provider, "posts/a/", scripts=False)
    fill(page)
    press(page)
    page.wait_for_url(lambda url: "/posts/a/" not in url)
    ((name, fields),) = stand_in.taken
    assert name == provider
    assert [ANN] in fields.values()
    assert stand_in.seen[-1].problem == ""


@pytest.mark.parametrize("provider", SETTINGS)
def test_with_scripts_the_page_answers_in_place(provider: str, visit: Visit, stand_in: Providers) -> None:
    page = visit(provider, "posts/a/")
    fill(page)
    press(page)
    expect(status(page)).to_contain_text("Look in your inbox")
    assert "/posts/a/" in page.url
    ((name, fields),) = stand_in.taken
    assert name == provider
    assert [ANN] in fields.values()


def test_nobody_is_asked_before_the_reader_presses(visit: Visit, stand_in: Providers) -> None:
    page = visit("listmonk", "posts/a/")
    fill(page)
    status(page).evaluate("node => node.scrollIntoView()")
    page.wait_for_load_state("networkidle")
    assert stand_in.seen == []
    press(page)
    expect(status(page)).to_contain_text("Thank you")
    assert len(stand_in.seen) == 1


def test_the_keyboard_is_enough_and_keeps_its_place(visit: Visit, stand_in: Providers) -> None:
    page = visit("kit", "posts/a/")
    page.get_by_label("Your e-mail address").focus()
    page.keyboard.type(ANN)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_text("Subscribe")
    page.keyboard.press("Enter")
    expect(status(page)).to_contain_text("Thank you")
    expect(focused).to_have_text("Subscribe")
    expect(page.get_by_label("Your e-mail address")).to_have_value("")
    page.keyboard.press("Shift+Tab")
    expect(focused).to_have_attribute("type", "email")
    assert stand_in.last("fields[website]") == ""


@pytest.mark.parametrize("text", ["", "ann", "ann@"])
def test_what_is_no_address_is_said_and_not_sent(text: str, visit: Visit, stand_in: Providers) -> None:
    page = visit("kit", "posts/a/")
    fill(page, text)
    press(page)
    field = page.get_by_label("Your e-mail address")
    expect(field).to_be_focused()
    assert field.evaluate("node => node.validationMessage")
    assert stand_in.seen == []


@pytest.mark.parametrize("provider", ["kit", "listmonk"])
def test_a_refusal_is_said_and_the_next_press_takes_the_plain_way(
    provider: str, visit: Visit, stand_in: Providers
) -> None:
    page = visit(provider, "posts/a/")
    # The browser lets it pass, the provider does not.
    fill(page, "ann@reader")
    press(page)
    said = status(page)
    expect(said).to_contain_text("That was not taken")
    expect(page.get_by_label("Your e-mail address")).to_have_value("ann@reader")
    fill(page)
    press(page)
    page.wait_for_url(lambda url: "/posts/a/" not in url)
    expect(page.locator("h1")).to_have_text("Check your inbox")
    assert [name for name, _ in stand_in.taken] == [provider]


def test_an_answer_that_may_not_be_read_leads_to_the_plain_way(visit: Visit, stand_in: Providers) -> None:
    stand_in.is_readable = False
    page = visit("listmonk", "posts/a/")
    fill(page)
    press(page)
    expect(status(page)).to_contain_text("listmonk then answers on its own page")
    press(page)
    page.wait_for_url("**/subscription/form")


def test_after_an_answer_that_nobody_reads_the_next_press_shows_it(visit: Visit, stand_in: Providers) -> None:
    page = visit("buttondown", "posts/a/")
    fill(page)
    press(page)
    expect(status(page)).to_contain_text("Sent to Buttondown")
    press(page)
    page.wait_for_url("https://buttondown.com/**")
    assert [fields["tag"] for _, fields in stand_in.taken] == [["post"], ["post"]]


@pytest.mark.parametrize(("provider", "mode"), [("buttondown", "no-cors"), ("kit", "cors")])
def test_only_what_may_be_read_is_read(provider: str, mode: str, visit: Visit) -> None:
    page = visit(provider, "posts/a/")
    page.evaluate(
        """() => {
          const send = fetch;
          window.fetch = (url, how) => { window.mode = how.mode; return send(url, how); };
        }"""
    )
    fill(page)
    press(page)
    expect(status(page)).to_contain_text("Look in your inbox")
    assert page.evaluate("window.mode") == mode


def test_two_presses_are_one_sign_up(visit: Visit, stand_in: Providers) -> None:
    page = visit("kit", "posts/a/")
    fill(page)
    page.evaluate("() => { const f = document.forms[0]; f.requestSubmit(); f.requestSubmit(); }")
    expect(status(page)).to_contain_text("Thank you")
    assert len(stand_in.seen) == 1


def test_several_boxes_on_a_page_answer_each_for_itself(visit: Visit, stand_in: Providers) -> None:
    page = visit("kit", "")
    # No page of the theme has two today.
    page.evaluate(
        """() => {
          const box = document.querySelector("#subscribe-home"), copy = box.cloneNode(true);
          copy.innerHTML = copy.innerHTML.replaceAll("subscribe-home", "subscribe-post");
          copy.querySelector("[value=home]").value = "post";
          copy.id = "subscribe-post";
          box.after(copy);
        }"""
    )
    second = page.locator("#subscribe-post")
    second.get_by_label("Your e-mail address").fill(ANN)
    second.get_by_role("button").click()
    expect(second.get_by_role("status")).to_contain_text("Thank you")
    expect(page.locator("#subscribe-home").get_by_role("status")).to_be_empty()
    assert stand_in.last("fields[place]") == "post"


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_the_field_is_large_enough_for_a_thumb(width: int, visit: Visit) -> None:
    page = visit("kit", "posts/a/", width=width)
    field = page.get_by_label("Your e-mail address").bounding_box()
    button = page.get_by_role("main").get_by_role("button", name="Subscribe").bounding_box()
    assert field and button
    assert min(field["height"], button["height"]) >= 48
    assert field["width"] >= 200
    assert (field["y"] == button["y"]) == (width > 480)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nobody_sees_or_reaches_the_trap(visit: Visit) -> None:
    page = visit("kit", "posts/a/")
    trap = page.locator("[name='fields[website]']")
    box = trap.evaluate("node => node.parentNode.getBoundingClientRect().toJSON()")
    assert (box["width"], box["height"]) == (1, 1)
    assert trap.evaluate("node => getComputedStyle(node.parentNode).display") == "block"
    page.get_by_label("Your e-mail address").focus()
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") != "fields[website]"


@pytest.mark.parametrize("scripts", [True, False])
def test_the_preview_takes_a_sign_up(scripts: bool, enter: Enter, build_site: Build, tmp_path: Path) -> None:
    newsletter = {"provider": "buttondown", **SETTINGS["buttondown"]}
    built = build_site({"posts/a.md": post()}, preview=True, NEWSLETTER=newsletter)
    kept = tmp_path / "var/sign-ups.jsonl"
    said: list[str] = []
    sign_ups = SignUps(Newsletter(**newsletter, sign_ups_file=str(kept)), said.append)
    app = PreviewApp(FolderPages(built.out), State(), {"/_preview/subscribe": sign_ups})
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        page = enter(java_script_enabled=scripts).new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/posts/a/")
        fill(page)
        press(page)
        answer = status(page) if scripts else page.locator("h1")
        expect(answer).to_contain_text("Sent to Buttondown" if scripts else "You are on the list")
    finally:
        server.shutdown()
    (line,) = kept.read_text().splitlines()
    assert (json.loads(line)["email"], json.loads(line)["place"]) == (ANN, "post")
    assert said == [f"sign-up: {ANN} at post (Buttondown)"]
