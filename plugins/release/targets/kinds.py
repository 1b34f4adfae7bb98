"""What a store of files has to be told of each, since no web server does it: type, and time to keep."""

from __future__ import annotations

from collections.abc import Mapping
from mimetypes import MimeTypes

from plugins.release.target import is_fingerprinted

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, must-revalidate"
ENDINGS: Mapping[str, str] = {
    ".atom.xml": "application/atom+xml",
    ".rss.xml": "application/rss+xml",
    ".xml": "application/xml",
    ".webmanifest": "application/manifest+json",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".md": "text/markdown",
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
}
"""Ours first: those of Python differ by its version."""
# Without the tables of the machine, which differ too.
TYPES = MimeTypes()


def headers_of(path: str) -> dict[str, str]:
    """Make what goes with a file: `ContentType`, `CacheControl`, as S3 names them."""
    kind = _kind(path)
    if kind.startswith("text/") or kind.endswith(("xml", "json")):
        kind += "; charset=utf-8"
    return {"ContentType": kind, "CacheControl": FOR_EVER if is_fingerprinted(path) else ASK_AGAIN}


def _kind(path: str) -> str:
    name = path.rpartition("/")[2].lower()
    if path.startswith("feeds/") and name.endswith(".json"):
        return "application/feed+json"
    for ending, kind in ENDINGS.items():
        if name.endswith(ending):
            return kind
    return TYPES.guess_type(name)[0] or ("application/octet-stream" if "." in name[1:] else "text/plain")
