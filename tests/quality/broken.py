"""A small site of which every tool has something to say, and what a check is given to look at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from plugins.quality.host import served
from plugins.quality.job import Job
from plugins.quality.subjects import Subject
from tests.sites import lay

HEAVY = "".join(sha256(bytes([number])).hexdigest() for number in range(256)) * 6
"""A hundred thousand letters: 8 KB as they travel, a while on a slow line."""
HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{}</title>'
DATA = '{"@context":"https://schema.org","@graph":[{"@type":"BlogPosting","nonsense":1},{"@type":"Person"}]}'
SITE = {
    "_headers": "/*\n  X-Told: all of it\n/assets/*\n  Cache-Control: immutable\n",
    "index.html": HEAD.format("Broken")
    + f'<script type="application/ld+json">{DATA}</script></head><body><h1>One</h1><h1>Two</h1>'
    '<p><b>Open<img src="/dot.png"></p></i><button>x</button>'
    '<a href="/gone/">away</a> <a href="/other/#nowhere">there</a> <a href="/other/#:~:text=Other">words</a>'
    '<p style="color:#999;background:#aaa">Hardly to be read</p></body></html>',
    "other/index.html": HEAD.format("Other")
    + '</head><body><h1>Other</h1><a href="/">Home</a></body></html>',
    "lost/index.html": HEAD.format("Lost") + "</head><body><h1>Lost</h1></body></html>",
    "dot.png": bytes(8),
}


@contextmanager
def job_of(
    folder: Path, files: Mapping[str, str | bytes], *, base: str = "", tools: Mapping[str, Any] | None = None
) -> Iterator[Job]:
    """Serve files as a built site; yield what a check is given, with the home page as all subjects."""
    lay(folder / "site", files)
    with ExitStack() as closing:
        address, _ = closing.enter_context(served(folder / "site", folder, base))
        subjects = (Subject("home", "index.html"),)
        root = f"https://blog.example{base}"
        yield Job(folder / "site", folder, root, address, subjects, tools or {}, 1, lambda _: None, closing)
