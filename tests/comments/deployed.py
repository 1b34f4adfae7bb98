"""The kit of `deploy/` on this machine: nginx with https over a built blog, Isso behind it."""

from __future__ import annotations

import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plugins.assets.headers import FORMATS, headers_of
from plugins.comments.server import PASSWORD
from tests.comments.running import Isso, free_port, wait_for
from tests.feeds.machine import program
from tests.sites import ROOT, Built

HOST = "porchlight.example"
NGINX = """
daemon off; master_process off; pid {here}/nginx.pid; error_log {here}/nginx.log warn;
events {{ worker_connections 64; }}
http {{
  types {{ text/html html; text/xml xml; text/css css; text/javascript js; font/woff2 woff2; }}
  access_log off; client_body_temp_path {here}/t1; proxy_temp_path {here}/t2; fastcgi_temp_path {here}/t3;
  uwsgi_temp_path {here}/t4; scgi_temp_path {here}/t5;
  include {here}/site.conf;
}}
"""
ENV = {PASSWORD: "a long password", "ISSO_HASH_SALT": "salt of a test", "TZ": "UTC"}


def swapped(path: str, **changes: str) -> str:
    """A file of `deploy/` with other addresses: old → new text."""
    text = (ROOT / "deploy" / path).read_text("utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


@contextmanager
def process(words: list[str], port: int, **env: str) -> Iterator[None]:
    """Run a program of this machine until it listens, and end it."""
    running = subprocess.Popen(
        words,
        cwd=ROOT,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert wait_for(port, lambda: running.poll() is None), running.communicate(timeout=10)[0]
        yield
    finally:
        running.kill()
        running.communicate(timeout=10)


@contextmanager
def isso_deployed(here: Path, site: str) -> Iterator[int]:
    """`comments.serve --config deploy/isso.cfg`, as comments.service runs it."""
    port = free_port()
    changes = {
        "/var/lib/porchlight": str(here / "state"),
        "http://127.0.0.1:8080": f"http://127.0.0.1:{port}",
        f"https://{HOST}": site,
    }
    (here / "isso.cfg").write_text(swapped("isso.cfg", **changes), "utf-8")
    (unit,) = re.findall(
        r"^ExecStart=\S+/(invoke) .*(comments\.serve --config) ", swapped("comments.service"), re.M
    )
    words = [sys.executable, "-m", unit[0], *unit[1].split(), str(here / "isso.cfg")]
    with process(words, port, **ENV):
        yield port


@contextmanager
def nginx_deployed(here: Path, isso: int, secure: int) -> Iterator[int]:
    """nginx with `deploy/nginx.conf`; its port without https."""
    found, plain = program("nginx", "nginx-light"), free_port()
    name = f"subjectAltName=DNS:{HOST},IP:127.0.0.1"
    made = [
        program("openssl"),
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
    ]
    made += ["-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", f"/CN={HOST}", "-addext", name]
    subprocess.run(made, cwd=here, check=True, capture_output=True)
    changes = {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{secure} ssl;",
        f"/etc/letsencrypt/live/{HOST}/fullchain.pem": f"{here}/cert.pem",
        f"/etc/letsencrypt/live/{HOST}/privkey.pem": f"{here}/key.pem",
        "/srv/blog/output": f"{here}/output",
        "/etc/nginx/porchlight-headers.conf": f"{here}/headers.conf",
        "http://127.0.0.1:8080": f"http://127.0.0.1:{isso}",
    }
    (here / "site.conf").write_text(swapped("nginx.conf", **changes), "utf-8")
    (here / "nginx.conf").write_text(NGINX.format(here=here), "utf-8")
    words = [found, "-p", str(here), "-c", str(here / "nginx.conf"), "-e", str(here / "nginx.log")]
    judged = subprocess.run([*words, "-t"], capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stderr
    assert "warn" not in judged.stderr
    with process(words, secure):
        yield plain


@contextmanager
def deployed(built: Built, here: Path, secure: int, site: str = f"https://{HOST}") -> Iterator[Isso]:
    """Put a blog on the web of this machine, with its comments; `ask` begins at its root.
    `sent["X-Plain"]` is the port without https.
    """
    assert built.code == 0, built.errors
    printed = FORMATS["nginx"].print(headers_of(built.pelican.result.site))
    (here / "headers.conf").write_text(printed, "utf-8")
    here.chmod(0o755)
    with isso_deployed(here, site) as port, nginx_deployed(here, port, secure) as plain:
        trust = ssl.create_default_context(cafile=str(here / "cert.pem"))
        # The certificate is for the address too; the Host header says which site is meant.
        sent = {"Host": site.removeprefix("https://"), "X-Plain": str(plain)}
        yield Isso(f"https://127.0.0.1:{secure}", here / "state/comments.db", trust, sent)
