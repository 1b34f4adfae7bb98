"""The built site as the linters see it: files, pages, address, and the way back to what a writer wrote.

In: a folder and the site's address. Out: `Built`; its `problem` names the content file and line if it can.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct, field

from plugins.checks.pages import Page, read_pages
from plugins.kit.problems import Problem
from plugins.kit.urls import Place, file_of

Trace = Callable[[str, Sequence[str]], tuple[str, int] | None]
"""From a page and what stands there (the likeliest words first) to file and line."""

HOME = "https://site.invalid"
"""Stands for the host of the site while addresses are resolved (RFC 2606)."""


def untraced(_page: str, _words: Sequence[str]) -> None:
    """The way back where there is none."""


class Target(Struct, frozen=True):
    """Where an address of the site leads: a file and an anchor on it. `path` is None outside of the site."""

    path: str | None
    anchor: str = ""


class Built(Struct):
    pages: list[Page]
    files: frozenset[str]
    place: Place
    trace: Trace = untraced
    _anchors: dict[str, frozenset[str]] = field(default_factory=dict)
    _targets: dict[tuple[str, str], Target | None] = field(default_factory=dict)

    def problem(self, page: Page, line: int, what: str, hint: str, words: Sequence[str] = ()) -> Problem:
        """Make a problem that points at the content file in which one of `words` stands, else at the page."""
        found = self.trace(page.path, words) if words else None
        return Problem(*(found or (page.path, line)), what, hint)

    def target(self, page: Page, url: str) -> Target | None:
        """Find where an address leads; None when that is none of our business: another host, a mail address.

        Raise `ValueError` when it is not an address at all.
        """
        # Most links of a page are those of its menu: what does not depend on the page is looked up once.
        key = ("" if url.startswith("/") else page.path, url)
        if key not in self._targets:
            self._targets[key] = self._target(*key)
        return self._targets[key]

    def _target(self, path: str, url: str) -> Target | None:
        root, base = self.place.root, self.place.base
        if urlsplit(root).netloc and (url == root or url.startswith((f"{root}/", f"{root}#", f"{root}?"))):
            url = url.removeprefix(root.removesuffix(base)) or "/"
        parts = urlsplit(urljoin(f"{HOME}{base}/{path}", url))
        if f"{parts.scheme}://{parts.netloc}" != HOME:
            return None
        inner = unquote(parts.path)
        if inner != base and not inner.startswith(f"{base}/"):
            return Target(None)
        return Target(self.file(inner.removeprefix(base).removeprefix("/")), unquote(parts.fragment))

    def file(self, path: str) -> str:
        """Name the file that a server gives for a path; for a folder, with or without slash, its index."""
        index = f"{path}/index.html"
        return index if path and path not in self.files and index in self.files else file_of(path)

    def is_other_host(self, page: Page, url: str) -> bool:
        """Whether fetching this address calls somebody else."""
        return (
            urlsplit(urljoin(f"{HOME}/", url)).scheme in {"http", "https"} and self.target(page, url) is None
        )

    def anchors(self, path: str) -> frozenset[str]:
        """What a link may point at on a page; read once."""
        if not self._anchors:
            for page in self.pages:
                self._anchors[page.path] = frozenset([*(spot.text for spot in page.ids), *page.names])
        return self._anchors.get(path, frozenset())


def open_built(folder: Path, base: str, *, trace: Trace = untraced, jobs: int = 1) -> Built:
    """Read a built site. `base` is its address (`https://example.com/blog`) or the path alone (`/blog`)."""
    files = sorted(_files(folder))
    pages = read_pages(folder, [path for path in files if path.endswith((".html", ".htm"))], jobs=jobs)
    return Built(pages, frozenset(files), Place.at(base), trace)


def _files(folder: Path) -> list[str]:
    found = []
    for parent, _, names in os.walk(folder, followlinks=False):
        inner = Path(parent).relative_to(folder)
        found += [(inner / name).as_posix() for name in names]
    return found


class Sources(Struct):
    """The texts that pages are made from. `by_page` maps the path of a page to the text that it shows."""

    by_page: dict[str, Path]
    others: Sequence[Path]
    """What many pages show: the settings with the menu, biographies, introductions of topics."""
    shown: Callable[[Path], str]
    _texts: dict[Path, str] = field(default_factory=dict)
    _found: dict[tuple[str, ...], tuple[str, int] | None] = field(default_factory=dict)

    def trace(self, page: str, words: Sequence[str]) -> tuple[str, int] | None:
        """Look for the words in the page's own text, then in the others; short words say too little there."""
        own = self.by_page.get(page)
        if own and (line := self._line(own, words)):
            return self.shown(own), line
        telling = tuple(word for word in words if len(word) > 4 and "/" in word)
        if telling not in self._found:
            self._found[telling] = next(self._elsewhere(telling), None)
        return self._found[telling]

    def _elsewhere(self, words: Sequence[str]) -> Iterator[tuple[str, int]]:
        for path in self.others:
            if line := self._line(path, words):
                yield self.shown(path), line

    def _line(self, path: Path, words: Sequence[str]) -> int:
        text = self._text(path)
        for word in words:
            if word in text and (found := _whole(word).search(text)):
                return text.count("\n", 0, found.start()) + 1
        return 0

    def _text(self, path: Path) -> str:
        if path not in self._texts:
            try:
                self._texts[path] = path.read_text("utf-8", errors="replace")
            except OSError:
                self._texts[path] = ""
        return self._texts[path]


def _whole(word: str) -> re.Pattern[str]:
    """Find an address as a whole and where a link has one: not `/about/` within `https://example.com/about/us`."""
    if word.startswith("/"):
        return re.compile(rf"(?<![^\s(<\"'=]){re.escape(word)}(?![^\s)>\"'#?])")
    return re.compile(("" if word.startswith("#") else r"(?<![\w-])") + re.escape(word) + r"(?![\w/-])")
