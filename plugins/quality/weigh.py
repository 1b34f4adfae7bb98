"""The bytes of what goes out, as they travel (brotli 11), against the budgets. The only module that imports
brotli.

A first flight over HTTP/2 carries about 10 KB: a page that fits is there after one round trip.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import brotli

from plugins.quality.findings import Found, Measure
from plugins.quality.subjects import SHORT, STYLE, THREAD, pages_of, words_of

if TYPE_CHECKING:
    from plugins.quality.job import Job

SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
LATE = re.compile(r'<link rel="stylesheet" href="[^"]*/(assets/late\.[0-9a-f]+\.css)">')
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
SHARED: Mapping[str, tuple[re.Pattern[str], int]] = {
    "styles in the page": (STYLE, 4_500),
    "script in the page": (SCRIPT, 1_000),
}
COMMENT_LIMIT = 260
"""Of each comment that a page prints: what people wrote is text, and a thread may be long."""
LATE_LIMIT, FONT_LIMIT = 4_000, 13_000


@functools.lru_cache(maxsize=256)
def travels(text: str) -> int:
    """Count the bytes of a text as it travels."""
    return len(brotli.compress(text.encode(), quality=11))


@dataclass(frozen=True, slots=True)
class Weighed:
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


def weigh_page(folder: Path, file: str) -> Weighed:
    """Weigh one page."""
    text = (folder / file).read_text("utf-8")
    bare = THREAD.sub("", text)
    size = travels(bare)
    style, script = STYLE.search(text), SCRIPT.search(text)
    return Weighed(
        file,
        size,
        words_of(text) if file.startswith("posts/") else 0,
        travels(text) - size if bare != text else 0,
        len(COMMENT.findall(text)),
        style[1] if style else "",
        script[1] if script else "",
    )


def check_bytes(job: Job) -> Found:
    """Weigh all pages, and what they share."""
    pages = [weigh_page(job.folder, file) for file in pages_of(job.folder)]
    return Found((*page_measures(pages), *comment_measures(pages), *shared_measures(job.folder, pages)))


def page_measures(pages: list[Weighed]) -> Iterator[Measure]:
    """Yield the heaviest page of each group."""
    groups: dict[str, list[Weighed]] = {}
    for page in pages:
        groups.setdefault(page.group, []).append(page)
    for group in [*GROUPS.values(), "other pages"]:
        if not (each := groups.get(group)):
            continue
        limit = POST if group == "posts" else PAGE
        worst = max(each, key=lambda page: (page.size, page.file))
        over = sum(page.size > limit for page in each)
        hint = "Take words or pictures of a list out, or make styles and page smaller"
        more = f" ({over} of {len(each)} pages are over)" if over > 1 else ""
        yield Measure(f"{group}, the heaviest page{more}", worst.size, limit, "bytes", worst.file, hint)


def comment_measures(pages: list[Weighed]) -> Iterator[Measure]:
    """Yield what a comment costs, on the page where it costs most."""
    talked = [page for page in pages if page.comments]
    if talked:
        worst = max(talked, key=lambda page: (page.thread / page.comments, page.file))
        cost = round(worst.thread / worst.comments)
        yield Measure(
            "each comment", cost, COMMENT_LIMIT, "bytes", worst.file, "Print less around a comment's words"
        )


def shared_measures(folder: Path, pages: list[Weighed]) -> Iterator[Measure]:
    """Yield the blocks that stand in every page, and the files that every page asks for."""
    for what, name in (("styles in the page", "style"), ("script in the page", "script")):
        blocks = {getattr(page, name) for page in pages}
        worst = max(pages, key=lambda page: (travels(getattr(page, name)), page.file))
        yield Measure(
            what,
            travels(getattr(worst, name)),
            SHARED[what][1],
            "bytes",
            worst.file,
            "Take something out of theme/",
        )
        yield Measure(
            f"different {what}",
            len(blocks),
            1,
            "",
            worst.file,
            "Make it the same on all pages: it has one hash",
        )
    for what, pattern, limit in (
        ("late styles", "assets/late.*.css", LATE_LIMIT),
        ("font", "assets/*.woff2", FONT_LIMIT),
    ):
        sizes = {
            path: travels(path.read_text("utf-8")) if path.suffix == ".css" else path.stat().st_size
            for path in sorted(folder.glob(pattern))
        }
        for path, size in sizes.items():
            yield Measure(
                f"{what} ({path.name.split('.')[0]})",
                size,
                limit,
                "bytes",
                path.relative_to(folder).as_posix(),
                "Make it smaller",
            )
