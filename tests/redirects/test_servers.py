"""The lines that `./run redirects` prints, in the configuration of real web servers."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import boto3
import pytest
from moto.server import ThreadedMotoServer

from plugins.redirects.formats import FORMATS, Table, table_of
from tests.feeds.machine import free_port, program, running
from tests.redirects.test_redirects import recorded, write_ledger
from tests.sites import Build, Built, post

NGINX = """
daemon off; master_process off; pid {here}/nginx.pid; error_log {here}/nginx.log;
events {{ worker_connections 64; }}
http {{
  types {{ text/html html; }}
  access_log off; client_body_temp_path {here}/t1; proxy_temp_path {here}/t2; fastcgi_temp_path {here}/t3;
  uwsgi_temp_path {here}/t4; scgi_temp_path {here}/t5;
  include {here}/redirects.conf;
  server {{
    listen 127.0.0.1:{port}; root {root};
    {lines}
  }}
}}
"""
APACHE = """
ServerName localhost
PidFile {here}/apache.pid
ErrorLog {here}/apache.log
Listen 127.0.0.1:{port}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule alias_module {modules}/mod_alias.so
DocumentRoot {root}
<Directory {root}>
  AllowOverride All
  Require all granted
</Directory>
"""


@contextmanager
def nginx(table: Table, root: Path, here: Path) -> Iterator[int]:
    found, port, config = program("nginx", "nginx-light"), free_port(), here / "nginx.conf"
    printed = FORMATS["nginx"].print(table)
    (here / "redirects.conf").write_text(printed, "utf-8")
    lines = "\n".join(line.removeprefix("#   ") for line in printed.splitlines() if line.startswith("#   "))
    config.write_text(NGINX.format(here=here, root=root, port=port, lines=lines), "utf-8")
    words = [found, "-p", str(here), "-c", str(config), "-e", str(here / "nginx.log")]
    judged = subprocess.run([*words, "-t"], capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stderr
    assert "warn" not in judged.stderr
    with running(words, port, here / "nginx.log"):
        yield port


@contextmanager
def apache(table: Table, root: Path, here: Path) -> Iterator[int]:
    found, modules = program("apache2", "apache2-bin"), Path("/usr/lib/apache2/modules")
    port, config = free_port(), here / "apache.conf"
    (root / ".htaccess").write_text(FORMATS["apache"].print(table), "utf-8")
    config.write_text(APACHE.format(here=here, root=root, port=port, modules=modules), "utf-8")
    with running([found, "-f", str(config), "-DFOREGROUND"], port, here / "apache.log"):
        yield port


def ask(port: int, path: str) -> tuple[int, str]:
    """The status, and where it leads, without the host."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", quote(path))
    answer = connection.getresponse()
    answer.read()
    connection.close()
    leads = answer.getheader("Location") or ""
    return answer.status, re.sub(r"^http://(?:127\.0\.0\.1|localhost)(?::\d+)?", "", leads)


LONG = "/posts/" + "a-very-long-name-" * 7 + "x/"


def moved_site(build_site: Build, site: str) -> Built:
    write_ledger(
        posts={"a": recorded(["/posts/a/", "/posts/a.b/", LONG])},
        forgotten={"gone": recorded(["/posts/gone/"], "posts/gone.md")},
    )
    talk = {"provider": "isso", "server": "https://talk.example", "source": str(Path("talk.json").absolute())}
    said = {"id": 1, "answers": 0, "author": "Ann", "website": "", "created": "2026-01-01T00:00:00+00:00"}
    thread = {"thread": "/posts/a/", "comments": [{**said, "votes": 0, "text": "Yes."}]}
    Path("talk.json").write_text(json.dumps([thread]), "utf-8")
    files = {
        "posts/a.md": post(slug="new", aliases="[/old.html, /caf\u00e9/two words/]"),
        "posts/ab.md": post("B"),
    }
    return build_site(files, SITEURL=site, COMMENTS=talk)


@pytest.mark.parametrize("server", [nginx, apache])
@pytest.mark.parametrize("base", ["", "/my.blog"])
def test_server_leads_on_at_once(
    server: Callable[[Table, Path, Path], Iterator[int]], base: str, build_site: Build, tmp_path: Path
) -> None:
    built = moved_site(build_site, f"https://a.example{base}")
    assert built.code == 0, built.errors
    tmp_path.chmod(0o755)
    if base:  # the blog lies in a folder of the host
        (built.out / base[1:]).symlink_to(built.out)
    table = table_of(built.pelican.result.site)
    with server(table, built.out, tmp_path) as port:  # type: ignore[attr-defined]
        for old in ("/posts/a/", "/posts/a", "/posts/a.b/", LONG, "/old.html", "/café/two words/"):
            assert ask(port, f"{base}{old}") == (301, f"{base}/posts/new/"), old
        comments = "comments.atom.xml"
        assert ask(port, f"{base}/posts/a/{comments}") == (301, f"{base}/posts/new/{comments}")
        for path, status in (
            ("/posts/new/", 200),
            ("/posts/ab/", 200),  # begins with an address that has moved
            ("/posts/gone/", 410),
            ("/posts/gone", 410),
            ("/posts/aXb/", 404),
            ("/posts/a/more/", 404),
        ):
            assert ask(port, f"{base}{path}") == (status, ""), path


def test_s3_takes_the_rules(build_site: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    rules = json.loads(
        FORMATS["s3"].print(table_of(moved_site(build_site, "https://a.example").pelican.result.site))
    )
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1")
        client.create_bucket(Bucket="blog")
        client.put_bucket_website(Bucket="blog", WebsiteConfiguration=rules)
        client.close()
    finally:
        server.stop()
    # boto3 holds them against the API, and the server takes them; moto gives none back.
    assert {"KeyPrefixEquals": "posts/a/"} in [rule["Condition"] for rule in rules["RoutingRules"]]


def test_s3_has_fifty_rules_at_most() -> None:
    many = Table(tuple((f"/old-{n}/", "/new/") for n in range(60)), ())
    assert len(json.loads(FORMATS["s3"].print(many))["RoutingRules"]) == 50


def test_nginx_takes_very_many(tmp_path: Path) -> None:
    table = Table(tuple((f"/posts/{n}-{'x' * 100}/", "/posts/new/") for n in range(2000)), ("/g/",))
    tmp_path.chmod(0o755)
    with nginx(table, tmp_path, tmp_path) as port:
        assert ask(port, f"/posts/1999-{'x' * 100}/") == (301, "/posts/new/")
