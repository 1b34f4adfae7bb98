"""Serving the built site as a host would: by nginx where it is here, with brotli where nginx has it, else by
Python; with the headers of the site's own `_headers`.

In: a folder and the path that the site lives under. Out: the address, while the block runs.
"""

from __future__ import annotations

import gzip
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from plugins.kit import clock
from plugins.kit.problems import SiteError
from plugins.preview.hosting import headers_for

MODULES = ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/share/nginx/modules")
BROTLI = "ngx_http_brotli_filter_module.so"
TEXTS = "text/css text/javascript application/json image/svg+xml application/xml"
TYPES = """text/html html; text/css css; text/javascript js; application/json json; image/svg+xml svg;
  font/woff2 woff2; image/avif avif; image/webp webp; image/png png; image/jpeg jpg jpeg; image/gif gif;
  application/xml xml; application/wasm wasm; text/plain txt md;"""
LEVEL = 5
"""How hard nginx packs. A host packs once and for all; 11 at each request would take longer than the line."""
PATIENCE = 10
"""Seconds until nginx has to answer."""


@contextmanager
def served(
    folder: Path, work: Path, base: str, which: Callable[[str], str | None] = shutil.which
) -> Iterator[tuple[str, str]]:
    """Serve a built site; yield its address, without a slash at the end, and who serves it."""
    root = mounted(folder, work / "root", base)
    if nginx := which("nginx"):
        module = find_brotli()
        with by_nginx(nginx, work / "nginx", configuration(folder, base, root, module)) as port:
            yield f"http://127.0.0.1:{port}{base}", f"nginx with {'brotli' if module else 'gzip'}"
    else:
        with by_python(root, folder) as port:
            yield f"http://127.0.0.1:{port}{base}", "Python with gzip (no nginx here)"


def mounted(folder: Path, root: Path, base: str) -> Path:
    """Give the folder whose path `base` is the site."""
    if not base:
        return folder
    shutil.rmtree(root, ignore_errors=True)
    place = root / base.lstrip("/")
    place.parent.mkdir(parents=True)
    place.symlink_to(folder.absolute())
    return root


def find_brotli() -> str:
    """Find nginx's module for brotli, or say that there is none by nothing."""
    return next((f"{folder}/{BROTLI}" for folder in MODULES if Path(folder, BROTLI).is_file()), "")


def configuration(folder: Path, base: str, root: Path, brotli: str) -> str:
    """Write all of nginx's configuration but the port, which stands as `{port}`."""
    file = folder / "_headers"
    rules = file.read_bytes() if file.is_file() else b""
    places = dict.fromkeys(line for line in rules.decode().splitlines() if line.startswith("/")) or ["/*"]
    locations = "".join(location(place, headers_for(rules, place.removesuffix("*"))) for place in places)
    packed = (
        f"brotli on; brotli_comp_level {LEVEL}; brotli_types {TEXTS};"
        if brotli
        else f"gzip on; gzip_types {TEXTS};"
    )
    return f"""{f"load_module {brotli};" if brotli else ""}
daemon off; master_process off; pid nginx.pid; error_log error.log;
events {{ worker_connections 512; }}
http {{
  types {{ {TYPES} }}
  charset utf-8; access_log off; tcp_nopush on; sendfile on;
  client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t;
  {packed}
  geo $dollar {{ default "$"; }}
  server {{
    listen 127.0.0.1:{{port}}; root {quoted(str(root.absolute()))}; error_page 404 {base}/404.html;
    absolute_redirect off;
{locations}  }}
}}
"""


def location(place: str, headers: dict[str, str]) -> str:
    """Write one rule of `_headers` as nginx has it: an `add_header` takes away those around it."""
    at = f'"{place.removesuffix("*")}"' if place.endswith("*") else f'= "{place}"'
    lines = "".join(f"      add_header {name} {quoted(value)} always;\n" for name, value in headers.items())
    return f"    location {at} {{\n{lines}    }}\n"


def quoted(text: str) -> str:
    """Write a text as nginx takes it, which knows no escape for `$`: it is a variable of its own."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "${dollar}")
    return f'"{escaped}"'


@contextmanager
def by_nginx(nginx: str, work: Path, text: str) -> Iterator[int]:
    """Run nginx in a folder of its own; yield its port."""
    work.mkdir(parents=True, exist_ok=True)
    port = free_port()
    (work / "nginx.conf").write_text(text.replace("{port}", str(port)), "utf-8")
    command = [nginx, "-p", str(work.absolute()), "-c", "nginx.conf", "-e", "error.log"]
    process = subprocess.Popen(command, cwd=work, stderr=subprocess.PIPE, text=True)
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        process.wait()
        if process.stderr:
            process.stderr.close()


def _wait(process: subprocess.Popen[str], port: int) -> None:
    begun = clock.stopwatch()
    while clock.stopwatch() - begun < PATIENCE:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            break
    said = (
        process.stderr.read().strip()
        if process.poll() is not None and process.stderr
        else "it does not answer"
    )
    raise SiteError(f"nginx does not serve the site: {said}. Mend or remove nginx; without it Python serves.")


def free_port() -> int:
    """Find a port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


@contextmanager
def by_python(root: Path, folder: Path) -> Iterator[int]:
    """Serve a folder by Python, in a thread; yield the port."""
    file = folder / "_headers"
    handler = partial(_Handler, rules=file.read_bytes() if file.is_file() else b"", directory=str(root))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *given: Any, rules: bytes, **options: Any) -> None:
        self._rules = rules
        super().__init__(*given, **options)

    def do_GET(self) -> None:
        """Answer, with texts packed: what travels is what is measured."""
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if self.path.partition("?")[0].endswith("/") else file
        kind = self.guess_type(str(file))
        accepts = "gzip" in self.headers.get("Accept-Encoding", "")
        if not accepts or not file.is_file() or kind not in f"text/html {TEXTS}".split():
            super().do_GET()
            return
        data = gzip.compress(file.read_bytes(), mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def end_headers(self) -> None:
        for name, value in headers_for(self._rules, self.path.partition("?")[0]).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
