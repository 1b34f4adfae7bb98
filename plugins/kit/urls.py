"""Where things live: the URLs of the design, under a base path, and the files that hold them.

A `Place` is made once from `SITEURL`; with `https://example.com/blog` the base is `/blog`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from msgspec import Struct


class Place(Struct, frozen=True):
    """The site's address: `root` such as `https://example.com/blog` (no slash at the end), `base` such as
    `/blog`.
    """

    root: str
    base: str

    @classmethod
    def at(cls, siteurl: str) -> Place:
        root = siteurl.rstrip("/")
        return cls(root, urlsplit(root).path.rstrip("/"))

    @property
    def is_local(self) -> bool:
        """Whether this machine alone can open it: what is for others need not be made."""
        host = urlsplit(self.root).hostname or ""
        return host in {"", "localhost", "::1"} or host.startswith("127.")

    def url(self, path: str) -> str:
        """Give the URL, absolute in path, of a site path: `posts/x/` gives `/blog/posts/x/`."""
        return f"{self.base}/{_quoted(path)}"

    def absolute(self, url: str) -> str:
        """Give the whole address of a URL of ours, or the URL itself when it names a host."""
        if urlsplit(url).scheme or url.startswith("//"):
            return url
        return self.root.removesuffix(self.base) + url


@lru_cache(maxsize=1 << 14)
def _quoted(path: str) -> str:
    # Of one path there are as many links as pages that lead to it.
    return quote(path.lstrip("/"), safe="/-_.~#?=&%+:@!$,;")


def file_of(path: str) -> str:
    """Name the output file of a site path: `posts/x/` is held by `posts/x/index.html`."""
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def within(folder: str, target: str) -> str | None:
    """Resolve `target` against `folder`, both relative to one root; None when it leads out of the root."""
    parts: list[str] = [] if target.startswith("/") else [p for p in PurePosixPath(folder).parts if p != "."]
    for part in PurePosixPath(target.lstrip("/")).parts:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
