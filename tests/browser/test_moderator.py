"""The blog and its comments as `deploy/` puts them on the web: a reader and a moderator in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from plugins.comments.server import PASSWORD
from tests.browser.conftest import Enter
from tests.comments.deployed import ENV, deployed
from tests.comments.running import Isso, free_port
from tests.sites import Build, post


@pytest.fixture
def web(build_site: Build, tmp_path: Path) -> Iterator[Isso]:
    port = free_port()
    site = f"https://127.0.0.1:{port}"
    built = build_site({"posts/hello.md": post("Hello")}, production=True, SITEURL=site)
    with deployed(built, tmp_path, port, site) as running:
        yield running


def test_reader_writes_and_the_moderator_lets_it_through(web: Isso, enter: Enter) -> None:
    reader = enter(ignore_https_errors=True).new_page()
    reader.goto(f"{web.address}/posts/hello/")
    reader.get_by_role("button", name="Join the conversation").click()
    reader.locator("#write-text").fill("Is *this* thing on?")
    reader.get_by_label("Name", exact=True).fill("Ann")
    reader.get_by_role("button", name="Send").click()
    said = reader.locator(".comments article")
    expect(said).to_contain_text("Is this thing on?")
    said.get_by_role("button", name="Edit").click()
    expect(reader.locator("#write-text")).to_have_value("Is *this* thing on?")
    reader.locator("#write-text").fill("Is *this* thing on, then?")
    reader.get_by_role("button", name="Save").click()
    expect(said).to_contain_text("then?")
    talk = replace(web, address=f"{web.address}/isso")
    assert talk.told() == []

    page = enter(ignore_https_errors=True).new_page()
    page.goto(f"{web.address}/isso/admin/")
    page.locator("input[name=password]").fill(ENV[PASSWORD])
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{web.address}/isso/admin/")
    expect(page.locator("#isso-1")).to_contain_text("then?")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_text("Validate", exact=True).click()
    expect(page.locator("#isso-1")).to_be_hidden()
    assert [one["text"] for one in talk.told()] == ["<p>Is <em>this</em> thing on, then?</p>"]
    page.get_by_text("Log Out").click()
    expect(page.locator("input[name=password]")).to_be_visible()
