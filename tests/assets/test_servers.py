"""The lines that `./run headers` prints, in the configuration of real web servers."""

from __future__ import annotations

import http.client
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from plugins.assets.headers import FORMATS, headers_of
from tests.feeds.machine import free_port, program, running
from tests.sites import Build, Built, headers_in, post

NGINX = """
daemon off; master_process off; pid {here}/nginx.pid; error_log {here}/nginx.log;
events {{ worker_connections 64; }}
http {{
  types {{ text/html html; text/xml xml; text/css css; font/woff2 woff2; }}
  access_log off; client_body_temp_path {here}/t1; proxy_temp_path {here}/t2; fastcgi_temp_path {here}/t3;
  uwsgi_temp_path {here}/t4; scgi_temp_path {here}/t5;
  server {{
    listen 127.0.0.1:{port}; root {root}; error_page 404 /404.html;
    include {here}/headers.conf;
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
LoadModule mime_module {modules}/mod_mime.so
LoadModule headers_module {modules}/mod_headers.so
TypesConfig {here}/mime.types
DocumentRoot {root}
<Directory {root}>
  AllowOverride All
  Require all granted
</Directory>
"""


@contextmanager
def nginx(built: Built, here: Path) -> Iterator[int]:
    found, port, config = program("nginx", "nginx-light"), free_port(), here / "nginx.conf"
    (here / "headers.conf").write_text(printed(built, "nginx"), "utf-8")
    config.write_text(NGINX.format(here=here, root=built.out, port=port), "utf-8")
    words = [found, "-p", str(here), "-c", str(config), "-e", str(here / "nginx.log")]
    judged = subprocess.run([*words, "-t"], capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stderr
    assert "warn" not in judged.stderr
    with running(words, port, here / "nginx.log"):
        yield port


@contextmanager
def apache(built: Built, here: Path) -> Iterator[int]:
    found, modules = program("apache2", "apache2-bin"), Path("/usr/lib/apache2/modules")
    port, config = free_port(), here / "apache.conf"
    (here / "mime.types").write_text("text/html html\ntext/css css\ntext/xml xml\nfont/woff2 woff2\n")
    (built.out / ".htaccess").write_text(printed(built, "apache"), "utf-8")
    config.write_text(APACHE.format(here=here, root=built.out, port=port, modules=modules), "utf-8")
    with running([found, "-f", str(config), "-DFOREGROUND"], port, here / "apache.log"):
        yield port


def printed(built: Built, name: str) -> str:
    return FORMATS[name].print(headers_of(built.pelican.result.site))


def ask(port: int, path: str) -> tuple[int, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    names = [name for name, _ in answer.getheaders()]
    assert len(names) == len(set(names))
    return answer.status, dict(answer.getheaders())


@pytest.mark.parametrize("server", [nginx, apache])
@pytest.mark.parametrize("site", ["https://a.example", "https://a.example/my.blog"])
def test_server_sends_the_headers(
    server: Callable[[Built, Path], Iterator[int]], site: str, build_site: Build, tmp_path: Path
) -> None:
    files = {"posts/a.md": post(body="!video [One](https://youtu.be/dQw4w9WgXcQ)")}
    built = build_site(files, SITEURL=site)
    tmp_path.chmod(0o755)
    base = site.removeprefix("https://a.example")
    every = headers_in(built.out, f"{base}/")
    if base:  # the blog lies in a folder of the host
        (built.out / base[1:]).symlink_to(built.out)
    asset = next(path for path in built.files() if path.startswith("assets/"))
    with server(built, tmp_path) as port:  # type: ignore[attr-defined]
        for path, status, cache in (
            ("/posts/a/", 200, "public, max-age=0, must-revalidate"),
            (f"/{asset}", 200, "public, max-age=31536000, immutable"),
            ("/feeds/all.atom.xml", 200, "public, max-age=300, must-revalidate"),
            ("/assets/gone.css", 404, None),
        ):
            answered, headers = ask(port, f"{base}{path}")
            assert (answered, headers.get("Cache-Control")) == (status, cache), path
            assert {name: headers[name] for name in every} == every, path
