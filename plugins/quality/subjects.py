"""Which pages stand for all: one of every kind that the site has, and posts that show everything a post can.

In: the folder of a built site. Out: `Subject`s, the same for the same site. Whatever is measured in a browser
is measured on these; what is cheap is measured on all pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

SHORT = 1500
"""Words. Up to here a post has to fit the budget of a post; longer ones are longer."""
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
THREAD = re.compile(r'<ol class="comments">.*</ol>(?=\s*(?:<p|<div))|,"comment":\[.*?\](?=\})', re.DOTALL)
"""Comments, as readers and as machines read them."""
PROSE = re.compile(r'<div class="prose">(.*?)(?:<div class="story-end">|</main>)', re.DOTALL)
MAIN = re.compile(r"<main\b[^>]*>(.*?)</main>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
SOURCE = re.compile(r"/assets/[^\s\",]+")
KINDS = {
    "home": "index.html",
    "topics": "topics/index.html",
    "topic": "topics/*/index.html",
    "tags": "tags/index.html",
    "tag": "tags/*/index.html",
    "authors": "authors/index.html",
    "author": "authors/*/index.html",
    "guests": "guests/index.html",
    "guest": "guests/*/index.html",
    "all series": "series/index.html",
    "series": "series/*/index.html",
    "archive": "archive/index.html",
    "year": "[0-9][0-9][0-9][0-9]/index.html",
    "month": "[0-9][0-9][0-9][0-9]/[0-9][0-9]/index.html",
    "search": "search/index.html",
    "subscribe": "subscribe/index.html",
    "not found": "404.html",
}
"""Kind → its files; of several the heaviest stands for all."""
FEATURES = {
    "a photo": re.compile(r'<picture[^>]*>(?:(?!</picture>).)*fetchpriority="high"', re.DOTALL),
    "a conversation": re.compile(r'<ol class="comments"'),
    "an interview": re.compile(r'<body class="post interview'),
    "a video": re.compile(r'class="embed'),
    "code": re.compile(r"<pre[ >]"),
    "a table": re.compile(r"<table"),
    "a callout": re.compile(r'<aside class="callout|class="callout'),
    "a quotation": re.compile(r"<blockquote"),
    "footnotes": re.compile(r'role="doc-endnotes"|class="footnote'),
    "a picture": re.compile(r'<div class="prose">.*<figure', re.DOTALL),
}
"""What a post may show, and how that looks in its HTML."""


class Subject(Struct, frozen=True):
    """`path` is a site path, such as `posts/x/`; `file` the page's file in the output folder."""

    kind: str
    file: str

    @property
    def path(self) -> str:
        return self.file.removesuffix("index.html")


def pages_of(folder: Path) -> list[str]:
    """All pages that somebody reads, sorted: not those that only send on."""
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    return [path for path in found if not is_redirect(folder / path)]


def is_redirect(path: Path) -> bool:
    """Whether a page only sends its reader on."""
    with path.open("rb") as file:
        return b'http-equiv="refresh"' in file.read(2000)


def words_of(html: str) -> int:
    """Count the words of a post: its text, without what stands around it."""
    found = PROSE.search(html) or MAIN.search(html)
    return len(TAG.sub(" ", found[1]).split()) if found else 0


def choose(folder: Path) -> list[Subject]:
    """Choose a page of every kind that there is."""
    return list(_kinds(folder, pages_of(folder)))


def _kinds(folder: Path, pages: Sequence[str]) -> Iterator[Subject]:
    taken: set[str] = set()
    for kind, pattern in KINDS.items():
        if files := [
            path for path in pages if Path(path).match(pattern) and path.count("/") == pattern.count("/")
        ]:
            chosen = max(files, key=lambda path: ((folder / path).stat().st_size, path))
            taken.update(files)
            yield Subject(kind, chosen)
    posts = [path for path in pages if path.startswith("posts/")]
    yield from choose_posts({path: (folder / path).read_text("utf-8") for path in posts})
    if rest := [path for path in pages if path not in taken and not path.startswith("posts/")]:
        yield Subject("page", max(rest, key=lambda path: ((folder / path).stat().st_size, path)))


def choose_posts(texts: dict[str, str]) -> Iterator[Subject]:
    """Choose a post of usual length, the longest, and others until everything that posts show is there."""
    shows = {
        path: {name for name, sign in FEATURES.items() if sign.search(text)} for path, text in texts.items()
    }
    words = {path: words_of(text) for path, text in texts.items()}
    left = sorted(texts)

    def take(kind: str, path: str) -> Subject:
        left.remove(path)
        return Subject(kind, path)

    if short := [path for path in left if words[path] <= SHORT]:
        usual = max(short, key=lambda path: (len(shows[path]), words[path], path))
        yield take("post", usual)
    missing = set().union(*shows.values()) - set().union(*(shows[path] for path in texts if path not in left))
    if long := [path for path in left if words[path] > SHORT]:
        longest = max(long, key=lambda path: (words[path], path))
        missing -= shows[longest]
        yield take("long post", longest)
    while missing:
        best = max(left, key=lambda path: (len(shows[path] & missing), -words[path], path))
        new = sorted(shows[best] & missing, key=list(FEATURES).index)
        missing -= set(new)
        yield take(f"post with {new[0]}", best)


def with_photo(folder: Path) -> Subject | None:
    """Find the post that begins with the heaviest photo, where one does."""
    found = []
    for path in sorted(folder.glob("posts/*/index.html")):
        photo = FEATURES["a photo"].search(path.read_text("utf-8"))
        files = [folder / each.lstrip("/") for each in SOURCE.findall(photo[0])] if photo else []
        if heaviest := max((file.stat().st_size for file in files if file.is_file()), default=0):
            found.append((heaviest, path.relative_to(folder).as_posix()))
    return Subject("post with a photo", max(found)[1]) if found else None
