"""The widgets of others in a real browser, under our policy, each before a stand-in with its contract."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from plugins.comments.rows import Row, Snapshot, write_snapshot
from tests.browser.conftest import Enter, host
from tests.comments.contract import EXPECTED, SETTINGS, STAND_INS, TITLE
from tests.sites import Build, post

FRAMED = {"giscus", "utterances"}


@pytest.fixture
def visit(build_site: Build, enter: Enter, tmp_path: Any) -> Any:
    """Call it as `visit("giscus")`: a page of a blog with it, and the addresses that it asks for."""
    leaving = []

    def visit_it(name: str, *, is_up: bool = True, **chosen: Any) -> tuple[Page, list[str]]:
        kept = tmp_path / "talk.json"
        row = Row(thread="/posts/a/", id=1, created=1.75e9, html="<p>As it was.</p>")
        kept.write_bytes(write_snapshot(Snapshot("", [row])))
        talk = {"server": "", "seed": "", "source": str(kept), "provider": name, **SETTINGS[name], **chosen}
        files = {"posts/moved.md": post(f"'{TITLE}'", id="a")}
        built = build_site(files, production=True, COMMENTS=talk)
        assert built.code == 0, built.errors
        server = host(built.out)
        address = server.__enter__()
        leaving.append(server)
        context, asked = enter(color_scheme="light"), []

        def answer(route: Route) -> None:
            asked.append(route.request.url)
            kind, body = STAND_INS[name].get(route.request.url, ("", ""))
            if is_up and kind:
                cors = {"Access-Control-Allow-Origin": "*"}
                route.fulfill(body=body, content_type=kind, headers=cors)
            else:
                route.abort()

        context.route(lambda url: not url.startswith(address), answer)
        page = context.new_page()
        page.goto(f"{address}/posts/moved/", wait_until="networkidle")
        return page, asked

    yield visit_it
    for server in leaving:
        server.__exit__(None, None, None)


def given(page: Page, number: int) -> Any:
    root = page.locator("html")
    expect(root).to_have_attribute("data-times", str(number + 1))
    return json.loads(root.get_attribute("data-given") or "")[number]


@pytest.mark.parametrize("name", sorted(STAND_INS))
def test_provider_is_given_what_it_documents(name: str, visit: Any) -> None:
    page, asked = visit(name)
    first, dark = EXPECTED[name]
    assert asked == []
    expect(page.get_by_text("As it was.")).to_be_visible()
    page.get_by_role("button", name="Join the conversation").click()
    assert given(page, 0) == first
    assert set(asked) == set(STAND_INS[name])
    expect(page.get_by_text("As it was.")).to_have_count(0)
    expect(page.locator(".widget")).to_be_focused()
    if name in FRAMED:
        frame = page.frame_locator(".widget iframe").locator("body")
        expect(frame).to_have_text("nothing")
    page.get_by_role("button", name="Switch between light and dark").click()
    if name in FRAMED:
        expect(frame).not_to_have_text("nothing")
        assert frame.evaluate("body => JSON.parse(body.textContent)") == dark
    else:
        assert given(page, 1) == dark


@pytest.mark.parametrize("name", sorted(STAND_INS))
def test_provider_that_is_down_leaves_the_page_as_it_was(name: str, visit: Any) -> None:
    page, _ = visit(name, is_up=False)
    page.get_by_role("button", name="Join the conversation").click()
    expect(page.locator(".thread").get_by_role("status")).to_contain_text("could not be opened")
    expect(page.get_by_text("As it was.")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.locator(".widget")).to_have_count(0)


def test_dark_system_is_dark_at_once(visit: Any) -> None:
    page, _ = visit("giscus")
    page.emulate_media(color_scheme="dark")
    page.get_by_role("button", name="Join the conversation").click()
    assert given(page, 0)["theme"] == "dark"
