"""Posts get their threads: from a file, a database, a server; whatever the source does, the site is built."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from plugins.comments.rows import Row, Snapshot, write_snapshot
from tests.meta.facts import thing_of
from tests.sites import Build, Built, post

A = "/posts/a/"


def row(number: int, thread: str = A, **more: Any) -> Row:
    return Row(
        **{"thread": thread, "id": number, "created": 1_750_000_000.0 + number, "html": "<p>Hm.</p>", **more}
    )


def kept(folder: Path, *rows: Row) -> dict[str, str]:
    """Settings that read these rows from a file."""
    path = folder / "talk.json"
    path.write_bytes(write_snapshot(Snapshot("", list(rows))))
    return {"source": str(path)}


def said(built: Built, slug: str = "a") -> lxml_html.HtmlElement:
    return lxml_html.fromstring(built.post(slug)).get_element_by_id("comments")


def test_thread_is_nested_html_with_names_times_and_links(build_site: Build, tmp_path: Path) -> None:
    rows = (row(1, author="Ann"), row(2, answers=1, author="Bo", html="<p>Yes &amp; no</p>"), row(3))
    built = build_site({"posts/a.md": post()}, COMMENTS=kept(tmp_path, *rows))
    thread = said(built)
    assert [each.get("id") for each in thread.xpath("./ol/li")] == ["isso-1", "isso-3"]
    [reply] = thread.xpath("./ol/li[@id='isso-1']/ol/li")
    assert reply.get("id") == "isso-2"
    assert reply.xpath("string(.//b)") == "Bo"
    assert reply.xpath(".//p[@class='answers']/a/@href") == ["#isso-1"]
    assert reply.xpath(".//a[@class='when']/@href") == ["#isso-2"]
    assert reply.xpath(".//time/@datetime") == ["2025-06-15T15:06:42+00:00"]
    assert "Yes & no" in reply.text_content()


def test_count_is_the_same_wherever_it_is_shown(build_site: Build, tmp_path: Path) -> None:
    rows = (row(1), row(2, answers=1), row(3, is_deleted=True), row(4, answers=3))
    built = build_site(
        {"posts/a.md": post("A", topic="T"), "posts/b.md": post("B", "2025-05-06", topic="T")},
        COMMENTS=kept(tmp_path, *rows),
    )
    assert "3 comments" in said(built).text_content()
    assert "3 comments" in built.read("topics/t/index.html")
    assert "Be the first to reply" in built.post("b")
    assert "Be the first to reply" not in built.post("a"), (
        "in lists a post without replies says nothing of them"
    )
    data = thing_of(built.post("a"), "BlogPosting")
    assert data["commentCount"] == 3
    assert [each["@id"].rpartition("#")[2] for each in data["comment"]] == ["isso-1", "isso-2", "isso-4"]
    assert '<thr:total xmlns:thr="http://purl.org/syndication/thread/1.0">3<' in built.read(
        "feeds/all.atom.xml"
    ) or ("thr:total>3<" in built.read("feeds/all.atom.xml"))


def test_linked_data_cannot_end_its_element(build_site: Build, tmp_path: Path) -> None:
    bad = row(1, author="</script><script>alert(1)</script>", html="<p>&lt;/script&gt;&lt;!--</p>")
    built = build_site({"posts/a.md": post()}, COMMENTS=kept(tmp_path, bad))
    assert "</script><script>alert" not in built.post("a")
    data = thing_of(built.post("a"), "BlogPosting")
    assert data["comment"][0]["author"]["name"] == "</script><script>alert(1)</script>"


def test_latest_replies_are_on_the_home_page(build_site: Build, tmp_path: Path) -> None:
    rows = [row(number, html=f"<p>Nr {number} &lt;b&gt;</p>", answers=number - 1) for number in range(1, 7)]
    built = build_site({"posts/a.md": post()}, COMMENTS=kept(tmp_path, *rows))
    found = re.findall(r"Nr (\d) (\S+)</a>", built.read("index.html"))
    assert found == [(str(number), "&lt;b&gt;") for number in (6, 5, 4)]
    assert 'href="/posts/a/#isso-6"' in built.read("index.html")


@pytest.mark.parametrize(
    ("state", "has_thread", "has_button"), [("on", 1, 1), ("closed", 1, 0), ("off", 0, 0)]
)
def test_state_of_a_post(
    state: str, has_thread: int, has_button: int, build_site: Build, tmp_path: Path
) -> None:
    built = build_site({"posts/a.md": post(comments=state)}, COMMENTS=kept(tmp_path, row(1)))
    page = built.post("a")
    assert page.count('id="isso-1"') == has_thread
    assert page.count("data-thread=") == has_button
    assert (tmp_path / "output/posts/a/comments.atom.xml").exists() == bool(has_thread)


def test_old_post_is_closed(build_site: Build, tmp_path: Path) -> None:
    chosen = {"COMMENTS": kept(tmp_path, row(1)), "POSTS": {"close_comments_after": 30}}
    posts = {"posts/a.md": post(date="2025-05-05"), "posts/b.md": post(date="2025-06-25")}
    built = build_site(posts, AS_OF="2025-07-01", **chosen)
    assert "data-thread=" not in built.post("a")
    assert "data-thread=" in built.post("b")


def test_thread_follows_the_post_whatever_its_address(build_site: Build, tmp_path: Path) -> None:
    talk = kept(tmp_path, row(1), row(2, "/2019/old/"))
    built = build_site(
        {"posts/new.md": post(id="a"), "posts/b.md": post(thread="/2019/old/", slug="elsewhere")},
        COMMENTS=talk,
    )
    assert 'id="isso-1"' in built.post("new")
    assert 'data-thread="/posts/a/"' in built.post("new")
    assert 'id="isso-2"' in built.post("elsewhere")


def test_two_posts_with_one_thread_are_a_problem(build_site: Build) -> None:
    built = build_site({"posts/a.md": post(thread="/x/"), "posts/b.md": post(thread="/x/")})
    assert built.problems == [
        "content/posts/b.md: has the thread “/x/”, and so has content/posts/a.md. "
        "Give one of them another, or take thread: out."
    ]


def test_thread_that_nobody_has_is_told_and_never_linked(build_site: Build, tmp_path: Path) -> None:
    evil = "javascript:alert(1)//"
    rows = (row(1), row(2, evil), row(3, "//evil.example/"), row(4, "https://evil.example/"))
    built = build_site({"posts/a.md": post()}, COMMENTS=kept(tmp_path, *rows))
    assert built.code == 0
    assert built.warnings == [
        "comments: warning: no post has the threads “//evil.example/”, “https://evil.example/”, "
        "“javascript:alert(1)//”. When a post lost its id, give it back with thread: in its front matter; "
        "else leave them."
    ]
    assert not [path for path, data in built.everything().items() if b"evil" in data or b"alert(1)" in data]


def test_deep_and_long_threads_are_pages(build_site: Build, tmp_path: Path) -> None:
    """Fifty deep, and five thousand in all: the page is whole, and not deeper than a phone is wide."""
    deep = [row(number, answers=number - 1) for number in range(1, 51)]
    wide = [row(number, author="x" * 10_000) for number in range(51, 5001)]
    built = build_site({"posts/a.md": post()}, COMMENTS=kept(tmp_path, *deep, *wide))
    thread = said(built)
    assert len(thread.xpath(".//li[starts-with(@id, 'isso-')]")) == 5000
    assert not thread.xpath(".//ol/li/ol/li/ol/li/ol/li/ol")
    last = thread.get_element_by_id("isso-50")
    assert last.xpath(".//p[@class='answers']/a/@href") == ["#isso-49"]
    assert "x" * 81 not in built.post("a")


Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def server() -> Iterator[Callable[[Answer], str]]:
    """Call it as `server(answer)`: the address of a server that answers in this way."""
    running: list[ThreadingHTTPServer] = []
    over = threading.Event()

    def serve(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.over = over
                answer(self)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        running.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=running[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{running[-1].server_port}"

    yield serve
    over.set()
    for each in running:
        each.shutdown()
        each.server_close()


def answering(body: bytes, status: int = 200) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def silent(request: BaseHTTPRequestHandler) -> None:
    request.over.wait(30)  # type: ignore[attr-defined]


def drip(request: BaseHTTPRequestHandler, data: bytes) -> None:
    try:
        while not request.over.wait(0.05):  # type: ignore[attr-defined]
            request.wfile.write(data)
            request.wfile.flush()
    except OSError:
        pass


def dripping(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    drip(request, b"[")


def dripping_head(request: BaseHTTPRequestHandler) -> None:
    drip(request, b"H")


LATEST = json.dumps(
    [
        {
            "uri": A,
            "id": 2,
            "text": "<p>Two</p>",
            "created": 1_750_000_002.0,
            "author": "A &amp; &lt;B&gt;",
            "email": "x",
        },
        {"uri": A, "id": 1, "text": "<p>One</p>", "created": 1_750_000_001.0, "parent": None, "hash": "cafe"},
    ]
).encode()


def test_comments_of_a_server_are_read_sorted_and_kept(
    build_site: Build, tmp_path: Path, server: Callable[[Answer], str]
) -> None:
    built = build_site({"posts/a.md": post()}, COMMENTS={"source": server(answering(LATEST))})
    assert built.warnings == []
    assert [each.get("id") for each in said(built).xpath("./ol/li")] == ["isso-1", "isso-2"]
    assert said(built).xpath("string(.//li[2]//b)") == "A & <B>"
    assert b"email" not in (tmp_path / "comments.json").read_bytes()


FAULTS: dict[str, tuple[Answer, str]] = {
    "HTML": (
        answering(b"<!doctype html><p>Hello"),
        "answers with something else than comments (JSON is malformed",
    ),
    "half": (answering(LATEST[:100]), "answers with something else than comments (Input data was truncated"),
    "nothing": (answering(b""), "answers with something else than comments (Input data was truncated"),
    "other JSON": (answering(b'{"a": 1}'), "answers with something else than comments (Expected `array`"),
    "404": (answering(b"", 404), "refuses (404): latest-enabled = true is missing in its configuration"),
    "500": (answering(b"", 500), "refuses (500)"),
    "silence": (silent, "did not answer in 1 seconds"),
    "drip": (dripping, "did not answer in 1 seconds"),
    "dripping head": (dripping_head, "did not answer in 1 seconds"),
    "no UTF-8": (answering(b'["\xff"]'), "answers with something else than comments"),
    "deep": (answering(b'[{"x":' + b"[" * 100_000), "answers with something else than comments"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_server_with_a_fault_costs_nothing(
    fault: str, build_site: Build, tmp_path: Path, server: Callable[[Answer], str]
) -> None:
    """The last good comments are printed, and the build says so."""
    answer, why = FAULTS[fault]
    address = server(answer)
    (tmp_path / "comments.json").write_bytes(write_snapshot(Snapshot(address, [row(7, author="Ann")])))
    before = (tmp_path / "comments.json").read_bytes()
    built = build_site({"posts/a.md": post()}, COMMENTS={"source": address, "seconds": 1})
    assert built.code == 0
    [warning] = built.warnings
    assert why in warning
    assert warning.endswith("The last ones that could be read are used; ./run comments.pull tries again.")
    assert 'id="isso-7"' in built.post("a")
    assert (tmp_path / "comments.json").read_bytes() == before


def test_comments_of_another_source_do_not_stand_in(build_site: Build, tmp_path: Path) -> None:
    """What was tried on this machine must not go out when the server of the blog is down."""
    (tmp_path / "comments.json").write_bytes(write_snapshot(Snapshot("var/comments.db 1 2 3", [row(7)])))
    built = build_site({"posts/a.md": post()}, COMMENTS={"source": "http://127.0.0.1:9", "seconds": 1})
    assert 'id="isso-7"' not in built.post("a")
    assert "The site is built without them" in built.warnings[0]


def test_server_that_is_down_at_first_leaves_pages_without(build_site: Build) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    built = build_site({"posts/a.md": post()}, COMMENTS={"source": f"http://127.0.0.1:{port}"})
    assert built.code == 0
    assert "cannot be reached" in built.warnings[0]
    assert "The site is built without them" in built.warnings[0]


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\x00" + b"\x00" * 100, b"no database at all" * 10])
def test_database_that_is_none_is_told(data: bytes, build_site: Build, tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(data)
    built = build_site({"posts/a.md": post()}, COMMENTS={"source": str(tmp_path / "broken.db")})
    assert built.code == 0
    assert "broken.db holds no comments that can be read" in built.warnings[0]


@pytest.mark.parametrize(
    "data", ["{", "[]x", '{"identity": 1}', '[{"thread": "/"}]', "", '{"rows": [{"thread": 1}]}']
)
def test_file_that_is_none_is_told(data: str, build_site: Build, tmp_path: Path) -> None:
    (tmp_path / "talk.json").write_text(data)
    built = build_site({"posts/a.md": post()}, COMMENTS={"source": str(tmp_path / "talk.json")})
    assert built.code == 0
    assert "talk.json holds no comments that can be read" in built.warnings[0]


def test_without_a_provider_there_is_a_mail_link_and_no_script(build_site: Build) -> None:
    built = build_site({"posts/a.md": post()}, COMMENTS={"provider": "none", "server": "", "seed": ""})
    assert built.code == 0, built.errors
    assert 'data-thread="' not in built.post("a")
    assert "mailto:hello@a.example" in built.post("a")
    assert not [path for path in built.files() if "comments" in path]


def test_no_page_but_the_script_knows_the_server(build_site: Build, tmp_path: Path) -> None:
    """Before a click nobody is asked: no page names the host of the comments as something to load."""
    talk = {**kept(tmp_path, row(1)), "server": "https://talk.example"}
    built = build_site({"posts/a.md": post()}, COMMENTS=talk)
    page = lxml_html.fromstring(built.post("a"))
    assert not [url for url in page.xpath("//@src | //link/@href | //form/@action") if "talk.example" in url]
    assert "talk.example" in page.get_element_by_id("comments").text_content()
    assert "connect-src 'self' https://talk.example" in built.read("_headers")
