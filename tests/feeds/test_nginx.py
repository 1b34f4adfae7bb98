"""A reader that asks again is told “nothing new” by a real web server, after any number of rebuilds."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.feeds.feeds import ALL
from tests.feeds.machine import free_port, program, running
from tests.sites import Build, post

CONFIG = """
daemon off; master_process off; pid {here}/nginx.pid; error_log {here}/nginx.log;
events {{ worker_connections 64; }}
http {{
  types {{ text/html html; text/xml xml; application/json json; }}
  access_log off; client_body_temp_path {here}/t1; proxy_temp_path {here}/t2; fastcgi_temp_path {here}/t3;
  uwsgi_temp_path {here}/t4; scgi_temp_path {here}/t5;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Run nginx over the output folder of the test, until the test ends."""
    nginx = program("nginx", "nginx-light")
    (tmp_path / "output").mkdir()
    tmp_path.chmod(0o755)
    number, config = free_port(), tmp_path / "nginx.conf"
    config.write_text(CONFIG.format(here=tmp_path, root=tmp_path / "output", port=number), "utf-8")
    log = tmp_path / "nginx.log"
    with running([nginx, "-p", str(tmp_path), "-c", str(config), "-e", str(log)], number, log):
        yield number


def ask(port: int, path: str, **headers: str) -> tuple[int, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(
        "GET", f"/{path}", headers={name.replace("_", "-"): said for name, said in headers.items()}
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders())


def test_nginx_answers_304_until_a_feed_says_something_new(build_site: Build, port: int) -> None:
    files = {"posts/a.md": post("A", topic="One"), "posts/b.md": post("B", topic="Two")}
    build_site(files)
    paths = (*ALL, "feeds/topic/one.atom.xml", "feeds/topic/two.rss.xml")
    seen = {}
    for path in paths:
        status, headers = ask(port, path)
        assert status == 200
        seen[path] = {"If_None_Match": headers["ETag"], "If_Modified_Since": headers["Last-Modified"]}
    assert ask(port, paths[0])[1]["Content-Type"] == "text/xml"
    for settings in ({}, {"LOAD_CONTENT_CACHE": False}):
        build_site(files, **settings)
        for path in paths:
            assert ask(port, path, **seen[path])[0] == 304
    build_site({"posts/a.md": post("A", topic="One", body="A longer text than before.")})
    assert [path for path in paths if ask(port, path, **seen[path])[0] == 304] == ["feeds/topic/two.rss.xml"]
