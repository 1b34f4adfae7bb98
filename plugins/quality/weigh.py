"""The bytes of what goes out, as they travel (brotli 11), against the budgets. The only module that imports
brotli.

A first flight over HTTP/2 carries about 10 KB: a page that fits is there after one round trip.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import brotli
from msgspec import Struct

from plugins.kit.workers import processors, spread
from plugins.quality.findings import Found, Measure
from plugins.quality.subjects import SHORT, STYLE, THREAD, pages_of, words_of

if TYPE_CHECKING:
    from plugins.quality.job import Job

SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
COMMENT = re.compile(r'<div class="said"')
PAGE, POST = 6_000, 9_000
GROUPS = {
    "index": "home",
    "posts": "posts",
    "archive": "archive",
    "year": "months and years",
    **{name: name for name in ("topics", "tags", "series", "authors", "guests", "search", "subscribe")},
}
"""First part of a page's path → what it is held against together with its like."""
LONG = "long posts"
"""More than `SHORT` words: they are as long as they are, and have no budget."""
SHARED: Mapping[str, int] = {"style": 4_500, "script": 1_000}
"""What stands in every page, all blocks of it together."""
THREAD_LIMIT, COMMENT_LIMIT = 150, 260
"""Of a conversation, and of each comment in it: what people wrote is text, and a thread may be long."""
FILES: Mapping[str, tuple[str, int]] = {
    "late styles": ("assets/late.*.css", 5_500),
    "font": ("assets/*.woff2", 13_000),
}
"""What every page asks for: its files, and the limit of each."""


BEST, QUICK = 11, 5
"""How hard brotli works: a host packs once and for all; `QUICK` takes a twentieth of the time."""
NEAR = 0.85
"""Packed quickly, a page this near to the heaviest of its group may be the heaviest when packed best."""


@functools.lru_cache(maxsize=16)
def travels(text: str, quality: int = BEST) -> int:
    """Count the bytes of a text as it travels."""
    return len(brotli.compress(text.encode(), quality=quality))


class Weighed(Struct, frozen=True):
    """One page: `size` in bytes without its comments, which cost `thread` bytes for `comments` of them."""

    file: str
    size: int
    words: int
    thread: int
    comments: int
    style: str
    script: str

    @property
    def group(self) -> str:
        """What it is held against: pages of one folder have one budget; posts by their words."""
        top = self.file.split("/")[0].removesuffix(".html")
        if top == "posts" and self.words > SHORT:
            return LONG
        return GROUPS.get("year" if top.isdigit() else top, "other pages")

    @property
    def limit(self) -> int:
        return POST if self.group == "posts" else PAGE


def weigh_page(folder: Path, file: str, quality: int = BEST) -> Weighed:
    """Weigh one page."""
    text = (folder / file).read_text("utf-8")
    bare = THREAD.sub("", text)
    size = travels(bare, quality)
    return Weighed(
        file,
        size,
        words_of(text) if file.startswith("posts/") else 0,
        travels(text, quality) - size if bare != text else 0,
        len(COMMENT.findall(text)),
        "".join(STYLE.findall(text)),
        "".join(SCRIPT.findall(text)),
    )


def check_bytes(job: Job) -> Found:
    """Weigh all pages, and what they share."""
    files = pages_of(job.folder)
    job.tell(f"bytes: {len(files)} pages")
    quick = weigh(job.folder, files, QUICK)
    best = {page.file: page for page in weigh(job.folder, heavy(quick), BEST)}
    pages = [best.get(page.file, page) for page in quick]
    return Found((*page_measures(pages), *comment_measures(pages), *shared_measures(job.folder, pages)))


def weigh(folder: Path, files: Sequence[str], quality: int) -> list[Weighed]:
    """Weigh pages, by all processors."""
    return spread(lambda run: [weigh_page(folder, file, quality) for file in run], files, jobs=processors())


def heavy(pages: Sequence[Weighed]) -> list[str]:
    """Name the pages whose bytes have to be known well: what is light when packed quickly is light."""
    most: dict[str, int] = {}
    for page in pages:
        most[page.group] = max(most.get(page.group, 0), page.size)
    return [
        page.file
        for page in pages
        if page.comments or page.size > page.limit or page.size >= NEAR * most[page.group]
    ]


def page_measures(pages: list[Weighed]) -> Iterator[Measure]:
    """Yield the heaviest page of each group."""
    groups: dict[str, list[Weighed]] = {}
    for page in pages:
        groups.setdefault(page.group, []).append(page)
    for group in [*GROUPS.values(), "other pages"]:
        if not (each := groups.get(group)):
            continue
        worst = max(each, key=lambda page: (page.size, page.file))
        over = sum(page.size > page.limit for page in each)
        hint = "Take words or pictures of a list out, or make styles and page smaller"
        more = f" ({over} of {len(each)} pages are over)" if over > 1 else ""
        yield Measure(f"{group}, the heaviest page{more}", worst.size, worst.limit, "bytes", worst.file, hint)


def comment_measures(pages: list[Weighed]) -> Iterator[Measure]:
    """Yield what a comment costs, on the page where it costs most."""
    costs = {page.file: (page.thread - THREAD_LIMIT) / page.comments for page in pages if page.comments}
    if costs:
        worst = max(costs, key=lambda file: (costs[file], file))
        hint = "Print less around a comment's words"
        yield Measure("each comment", max(0, round(costs[worst])), COMMENT_LIMIT, "bytes", worst, hint)


def shared_measures(folder: Path, pages: list[Weighed]) -> Iterator[Measure]:
    """Yield the blocks that stand in every page, and the files that every page asks for."""
    for what, limit in SHARED.items():
        sizes = {page.file: travels(getattr(page, what)) for page in pages}
        worst = max(sizes, key=lambda file: (sizes[file], file))
        yield Measure(
            f"{what} in a page", sizes[worst], limit, "bytes", worst, "Take something out of theme/"
        )
    number = len({page.style for page in pages})
    hint = "Make it the same on all pages: then one hash allows it"
    yield Measure("different styles in pages", number, 1, "", pages[0].file, hint)
    for what, (pattern, limit) in FILES.items():
        for path in sorted(folder.glob(pattern)):
            size = path.stat().st_size if what == "font" else travels(path.read_text("utf-8"))
            name = path.relative_to(folder).as_posix()
            yield Measure(f"{what}, {path.name.split('.')[0]}", size, limit, "bytes", name, "Make it smaller")
