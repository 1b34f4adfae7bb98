"""Talking in a real browser to a real Isso, under the policy that the site goes out with."""

from __future__ import annotations

import mimetypes
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from plugins.comments.keep import begin
from plugins.comments.server import LateIsso
from plugins.comments.settings import Comments
from plugins.preview.server import QuietHandler
from tests.browser.conftest import Enter
from tests.sites import Build, Built, headers_in, post, talk_in

THREAD = "posts/a/"


class Blog:
    """A built site with Isso under the same origin, as nginx would have them; `is_up`: Isso answers."""

    def __init__(self, folder: Path, settings: Comments, port: Callable[[], int]) -> None:
        self.folder, self.settings, self._port = folder, settings, port
        self.is_up = True
        self.asked: list[str] = []
        self._isso: LateIsso | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port()}"

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        self.asked.append(request.path)
        if not request.path.startswith("/isso/"):
            return self._page(request.path)(environ, start_response)
        if not self.is_up:
            return Response("Bad gateway", 502)(environ, start_response)
        self._isso = self._isso or LateIsso(self.settings, self.address, "/isso", lambda _: None)
        return self._isso(environ, start_response)

    def _page(self, path: str) -> Response:
        file = self.folder / path.lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            return Response("", 404)
        kind = {".js": "text/javascript"}.get(file.suffix) or mimetypes.guess_type(file.name)[0]
        return Response(file.read_bytes(), content_type=kind, headers=headers_in(self.folder, path))


Talk = Callable[..., Blog]


@pytest.fixture
def talk(build_site: Build, tmp_path: Path) -> Iterator[Talk]:
    """Call it as `talk(load="eager")`: a blog of one post goes out, with a conversation of its own."""
    servers = []

    def begin(files: dict[str, str] | None = None, **chosen: Any) -> Blog:
        built = publish(build_site, files, **chosen)
        settings = Comments(**{**talk_in(tmp_path), "seed": "", **chosen})
        blog = Blog(built.out, settings, lambda: servers[-1].server_port)
        servers.append(make_server("127.0.0.1", 0, blog, threaded=True, request_handler=QuietHandler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return blog

    yield begin
    for server in servers:
        server.shutdown()
        server.server_close()


def publish(build_site: Build, files: dict[str, str] | None = None, **chosen: Any) -> Built:
    built = build_site(
        files or {"posts/a.md": post("A & B")}, production=True, COMMENTS={"seed": "", **chosen}
    )
    assert built.code == 0, built.errors
    return built


def opened(page: Page) -> Locator:
    """Press the button, and wait for the form."""
    page.get_by_role("button", name="Join the conversation").click()
    text = page.locator("#write-text")
    expect(text).to_be_focused()
    return text


def write(page: Page, text: str, name: str = "") -> None:
    page.locator("#write-text").fill(text)
    if name:
        page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Send").click()


def comment(page: Page, text: str) -> Locator:
    return page.locator(".comments article").filter(has=page.locator(".said", has_text=text)).last


def told(page: Page, text: str) -> None:
    """A live region says it."""
    expect(page.locator(".thread").get_by_role("status").filter(has_text=text)).to_have_count(1)


def test_before_the_click_nobody_is_asked(talk: Talk, enter: Enter) -> None:
    blog, page = talk(), enter().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{blog.address}/{THREAD}", wait_until="networkidle")
    page.locator("#comments").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert not [
        url for url in asked if not url.startswith(blog.address) or "isso" in url or "comments" in url
    ]
    opened(page)
    assert [url for url in asked if "/isso/" in url] == [f"{blog.address}/isso/?uri=%2Fposts%2Fa%2F"]


def test_readers_talk_and_everybody_can_read_it(talk: Talk, enter: Enter, build_site: Build) -> None:
    blog, page = talk(), enter().new_page()
    page.goto(f"{blog.address}/{THREAD}")
    opened(page)
    told(page, "Nobody has said anything yet. Begin.")
    write(page, "First, *of course*.", "Ann [O'Neil] <b>")
    told(page, "Your comment is up.")
    expect(page.locator("[data-count]")).to_have_text("1 comment")
    comment(page, "First").get_by_role("button", name="Reply").click()
    expect(page.get_by_label("Your reply to Ann [O'Neil] <b>")).to_be_focused()
    write(page, "A reply.")
    comment(page, "A reply.").get_by_role("button", name="Reply").click()
    write(page, "A reply to the reply.")
    expect(comment(page, "to the reply")).to_be_focused()
    expect(page.locator(".comments .comments .comments article")).to_contain_text("A reply to the reply.")

    comment(page, "to the reply").get_by_role("button", name="Edit").click()
    expect(page.get_by_label("Your comment, again")).to_have_value("A reply to the reply.")
    page.locator("#write-text").fill("A reply to the reply, mended.")
    page.get_by_role("button", name="Save").click()
    told(page, "Saved.")
    expect(page.locator(".comments .comments .comments article")).to_contain_text("mended.")

    write(page, "Said in haste.")
    hasty = comment(page, "in haste")
    hasty.get_by_role("button", name="Delete").click()
    hasty.get_by_role("button", name="Delete for good?").click()
    told(page, "Your comment is deleted.")
    expect(page.locator("[data-count]")).to_have_text("3 comments")

    publish(build_site)
    plain = enter(java_script_enabled=False).new_page()
    plain.goto(f"{blog.address}/{THREAD}")
    expect(plain.locator("#comments")).to_contain_text("3 comments")
    third = plain.locator(".comments .comments .comments article")
    expect(third).to_contain_text("A reply to the reply, mended.")
    expect(third.locator(".answers")).to_have_text("In reply to Ann [O'Neil] <b>")
    expect(plain.locator("#isso-1 > article em")).to_have_text("of course")
    expect(plain.get_by_role("button", name="Join the conversation")).to_be_hidden()
    assert not plain.get_by_text("in haste").count()


def test_reader_agrees_once(talk: Talk, enter: Enter, tmp_path: Path) -> None:
    blog, page = talk(), enter().new_page()
    say(tmp_path, "Somebody said this.")
    page.goto(f"{blog.address}/{THREAD}")
    opened(page)
    agree = comment(page, "Somebody said").get_by_role("button", name="Agree")
    agree.click()
    expect(agree).to_have_text("Agree 1")
    told(page, "1 reader agrees")
    expect(agree).to_be_focused()
    assert agree.get_attribute("aria-label") == "Agree 1 (Bo)"
    agree.click()
    told(page, "Somebody in your network has said so already, or it is yours.")
    expect(agree).to_have_text("Agree 1")


def say(folder: Path, *texts: str, mode: int = 1) -> None:
    """Write comments into the database as another reader's."""
    path = folder / "comments.db"
    begin(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT OR IGNORE INTO threads (id, uri, title) VALUES (1, '/posts/a/', 'A')")
        db.executemany(
            "INSERT INTO comments (tid, created, mode, remote_addr, text, author, voters) "
            "VALUES (1, ?, ?, '10.0.0.0', ?, 'Bo', zeroblob(256))",
            [(1_750_000_000 + number, mode, text) for number, text in enumerate(texts)],
        )


NAUGHTY = (
    "<img src=x onerror=alert(1)> <script>alert(1)</script> [x](javascript:alert(1)) <svg onload=alert(1)>",
    "# Big\n\n[y](//evil.example) ![z](https://evil.example/z.png) `<b>`",
)


def test_nothing_that_is_typed_acts(talk: Talk, enter: Enter, tmp_path: Path) -> None:
    say(tmp_path, *NAUGHTY)
    blog, page = talk(), enter().new_page()
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{blog.address}/{THREAD}")
    opened(page)
    write(page, NAUGHTY[0], '"><img src=x onerror=alert(1)>')
    told(page, "Your comment is up.")
    inside = page.locator(".comments")
    assert inside.locator("script, img, svg, h1, h2, [onerror], [onload], [style]").count() == 0
    assert inside.locator("a[href^=javascript]").count() == 0
    assert not [url for url in asked if "evil" in url]


def test_keyboard_alone_is_enough(talk: Talk, enter: Enter) -> None:
    blog, page = talk(), enter().new_page()
    page.goto(f"{blog.address}/{THREAD}")
    page.get_by_role("button", name="Join the conversation").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#write-text")).to_be_focused()
    page.keyboard.type("Typed, not clicked.")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type("Kim")
    page.keyboard.press("Enter")
    expect(comment(page, "Typed, not clicked.")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(comment(page, "Typed").get_by_role("button", name="Reply to Kim")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your reply to Kim")).to_be_focused()


def test_server_that_is_down_leaves_the_page_as_it_was(talk: Talk, enter: Enter, tmp_path: Path) -> None:
    say(tmp_path, "Still here.")
    blog, page = talk(), enter().new_page()
    blog.is_up = False
    page.goto(f"{blog.address}/{THREAD}")
    page.get_by_role("button", name="Join the conversation").click()
    told(page, "could not be opened")
    expect(comment(page, "Still here.")).to_be_visible()
    blog.is_up = True
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#write-text")).to_be_focused()
    blog.is_up = False
    write(page, "Words that matter.", "Ann")
    told(page, "Your words are still here")
    expect(page.locator("#write-text")).to_have_value("Words that matter.")
    blog.is_up = True
    page.get_by_role("button", name="Send").click()
    told(page, "Your comment is up.")


def test_what_is_missing_is_said_before_anything_is_sent(talk: Talk, enter: Enter) -> None:
    blog, page = talk(), enter().new_page()
    page.goto(f"{blog.address}/{THREAD}")
    opened(page)
    write(page, "Hi", "Ann")
    told(page, "Three letters at least, please.")
    expect(page.locator("#write-text")).to_be_focused()
    page.get_by_label("Name", exact=True).fill("")
    write(page, "Hello there.")
    told(page, "A name, please")
    assert not [path for path in blog.asked if path.endswith("/new")]


def test_comment_that_somebody_reads_first_is_shown_as_waiting(talk: Talk, enter: Enter) -> None:
    blog, page = talk(moderated_preview=True), enter().new_page()
    page.goto(f"{blog.address}/{THREAD}")
    opened(page)
    write(page, "May I come in?", "Ann")
    told(page, "once somebody here has read it")
    expect(comment(page, "May I come in?")).to_contain_text("waits to be read")
    expect(page.locator("[data-count]")).to_have_text("Be the first to reply")
    page.reload()
    opened(page)
    mine = comment(page, "May I come in?")
    expect(mine).to_contain_text("waits to be read")
    expect(mine.get_by_role("button", name="Edit")).to_be_visible()
    other = enter().new_page()
    other.goto(f"{blog.address}/{THREAD}")
    opened(other)
    expect(comment(other, "May I come in?")).to_have_count(0)


def test_browser_remembers_only_when_it_is_asked_to(talk: Talk, enter: Enter) -> None:
    blog, page = talk(), enter().new_page()
    page.goto(f"{blog.address}/{THREAD}")
    opened(page)
    assert page.evaluate("Object.keys(localStorage)") == []
    page.reload()
    expect(page.get_by_role("button", name="Join the conversation")).to_be_visible()
    page.get_by_label("Always open it in this browser").check()
    opened(page)
    page.reload()
    expect(page.locator("#write-text")).to_be_visible()
    expect(page.locator("#write-text")).not_to_be_focused()
    page.get_by_label("Always open it in this browser").uncheck()
    page.reload()
    expect(page.get_by_role("button", name="Join the conversation")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []


@pytest.mark.parametrize("load", ["visible", "eager"])
def test_conversation_opens_when_the_blog_says(load: str, talk: Talk, enter: Enter) -> None:
    long = post(body="\n\n".join(["Words."] * 200))
    blog, page = talk({"posts/a.md": long}, load=load), enter().new_page()
    page.goto(f"{blog.address}/{THREAD}", wait_until="networkidle")
    assert bool(page.locator("#write-text").count()) == (load == "eager")
    page.locator("#comments").scroll_into_view_if_needed()
    expect(page.locator("#write-text")).to_be_visible()


def test_link_to_a_comment_younger_than_the_page_finds_it(talk: Talk, enter: Enter, tmp_path: Path) -> None:
    blog, page = talk(), enter().new_page()
    say(tmp_path, "One.", "Two.", "Three.")
    page.goto(f"{blog.address}/{THREAD}#isso-3")
    expect(page.locator("#isso-3")).to_be_in_viewport()


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_conversation_of_forty_has_no_barrier(
    scheme: Any, width: int, talk: Talk, enter: Enter, tmp_path: Path
) -> None:
    say(
        tmp_path,
        *(
            f"Comment {n} has [a link](https://a.example/) and\n\n> a quotation\n\n    code"
            for n in range(40)
        ),
    )
    blog = talk()
    page = enter(color_scheme=scheme, viewport={"width": width, "height": 800}).new_page()
    page.goto(f"{blog.address}/{THREAD}")
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    for step in (
        lambda: None,
        lambda: opened(page),
        lambda: comment(page, "Comment 7 ").get_by_role("button", name="Reply").click(),
    ):
        step()
        found = Axe().run(page, options=options)
        assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_light_and_dark_follow_the_page(talk: Talk, enter: Enter) -> None:
    blog, page = talk(), enter(color_scheme="light").new_page()
    page.goto(f"{blog.address}/{THREAD}")
    text = opened(page)
    before = text.evaluate("node => getComputedStyle(node).backgroundColor")
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(text).not_to_have_css("background-color", before)


def test_what_is_said_is_said_where_the_reader_is(talk: Talk, enter: Enter, tmp_path: Path) -> None:
    say(tmp_path, *(f"Comment {number}.\n\nMore of it." for number in range(30)))
    blog, page = talk(), enter(viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"{blog.address}/{THREAD}")
    page.get_by_role("button", name="Join the conversation").scroll_into_view_if_needed()
    text = opened(page)
    expect(text).to_be_in_viewport()
    reply = comment(page, "Comment 7.").get_by_role("button", name="Reply")
    reply.click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Three letters at least, please.")).to_be_in_viewport()
    expect(text).to_have_attribute("aria-invalid", "true")
    expect(text).to_have_accessible_description(re.compile("Three letters at least"))
    page.keyboard.press("Escape")
    expect(reply).to_be_focused()
    expect(page.get_by_text("Three letters at least, please.")).to_have_count(0)
    reply.click()
    write(page, "An answer to seven.", "Ann")
    expect(comment(page, "An answer to seven.")).to_be_in_viewport()
    expect(page.get_by_text("Your comment is up.")).to_be_in_viewport()


@pytest.mark.parametrize("number", [2, 17, 30])
def test_link_to_a_comment_leads_to_it(number: int, talk: Talk, enter: Enter, tmp_path: Path) -> None:
    say(tmp_path, *("Words.\n\n" * (n % 9 + 1) for n in range(30)))
    blog, page = talk(), enter(viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"{blog.address}/{THREAD}#isso-{number}")
    expect(page.locator(f"#isso-{number} .said-by").first).to_be_in_viewport()


def test_focus_is_not_lost_when_sending_fails(talk: Talk, enter: Enter) -> None:
    blog, page = talk(), enter().new_page()
    page.goto(f"{blog.address}/{THREAD}")
    opened(page)
    blog.is_up = False
    page.locator("#write-text").fill("Words that matter.")
    page.get_by_label("Name", exact=True).fill("Ann")
    send = page.get_by_role("button", name="Send")
    send.focus()
    page.keyboard.press("Space")
    told(page, "Your words are still here")
    expect(send).to_be_focused()


def test_deleted_comment_keeps_its_place_for_its_replies(talk: Talk, enter: Enter, build_site: Build) -> None:
    blog, page = talk(), enter().new_page()
    page.goto(f"{blog.address}/{THREAD}")
    opened(page)
    write(page, "First.", "Ann")
    comment(page, "First.").get_by_role("button", name="Reply").click()
    write(page, "Second.")
    comment(page, "Second.").get_by_role("button", name="Reply").click()
    write(page, "Third.")
    second = comment(page, "Second.")
    second.get_by_role("button", name="Delete").click()
    told(page, "Delete for good?")
    second.get_by_role("button", name="Delete for good?").click()
    told(page, "Your comment is deleted.")
    expect(comment(page, "Third.").locator(".answers")).to_have_text("In reply to a comment that was deleted")
    publish(build_site)
    plain = enter(java_script_enabled=False).new_page()
    plain.goto(f"{blog.address}/{THREAD}")
    third = plain.locator(".comments .comments .comments article")
    expect(third).to_contain_text("In reply to a comment that was deleted")
