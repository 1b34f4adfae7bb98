"""The page that is built and the page that is opened show one thread: the same places, whatever was said."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, expect

from plugins.comments.keep import begin
from tests.browser.conftest import Enter
from tests.browser.test_conversation import THREAD, Talk, publish, talk
from tests.sites import Build

__all__ = ["talk"]
PLACES = """() => [...document.querySelectorAll('.comments li')].map((one) => [
  one.id, one.parentNode.parentNode.id, one.querySelector(':scope > article .answers a')?.hash ?? ''])"""


def fill(path: Path, chance: random.Random) -> None:
    """A thread as Isso stores it: one level of parents, mentions beyond, some deleted, some never there."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM comments")
        db.execute("INSERT OR IGNORE INTO threads (id, uri, title) VALUES (1, '/posts/a/', 'A')")
        parents: dict[int, int] = {}
        for number in sorted(chance.sample(range(1, 40), 14)):
            answered = chance.choice([0, 0, *parents])
            root = parents.get(answered, 0) or answered
            text = f"Comment {number}."
            if answered != root or chance.random() < 0.2:
                meant = chance.choice([answered or number + 1, chance.randint(1, 40)])
                text = f"[@Bo](#isso-{meant}) {text}"
            if chance.random() < 0.15:
                text = chance.choice(["# [@Bo](#isso-1) x", "> [@Bo](#isso-1) x", "*a* [@Bo](#isso-1) x"])
            parents[number] = root
            mode = 4 if chance.random() < 0.2 else 1
            moment = 1.75e9 + number // 3
            db.execute(
                "INSERT INTO comments (tid, id, parent, created, mode, remote_addr, text, author, voters) "
                "VALUES (1, ?, ?, ?, ?, '10.0.0.0', ?, 'Bo', zeroblob(256))",
                (number, root or None, moment, mode, "" if mode == 4 else text),
            )


def places(page: Page) -> list[list[str]]:
    found: list[list[str]] = page.evaluate(PLACES)
    return found


def test_page_and_widget_show_one_thread(
    talk: Talk,
    enter: Enter,
    build_site: Build,
    tmp_path: Path,
) -> None:
    begin(tmp_path / "comments.db")
    blog, page = talk(), enter().new_page()
    for seed in range(12):
        fill(tmp_path / "comments.db", random.Random(seed))
        publish(build_site)
        page.goto(f"{blog.address}/{THREAD}")
        built, count = places(page), page.locator("[data-count]").inner_text()
        page.get_by_role("button", name="Join the conversation").click()
        expect(page.locator("#write-text")).to_be_focused()
        assert places(page) == built, seed
        assert page.locator("[data-count]").inner_text() == count, seed
