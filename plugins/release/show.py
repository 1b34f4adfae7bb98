"""The plan as a marketer reads it: subscribers first, then pages, then addresses, then bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from plugins.kit.text import shorten
from plugins.kit.typed import shown
from plugins.release.news import News
from plugins.release.plan import PAGE, Plan
from plugins.release.refusals import SHOWN

WIDTH = 60
LISTS = {"topics", "tags", "series", "authors", "guests", "archive"}


def lines_of(plan: Plan, where: str) -> Iterator[str]:
    """Print a plan."""
    live = f"in the place of {plan.live.name}" if plan.live else "the first one"
    yield f"Release {plan.release.name} to {where}, {live}"
    yield from ("", "What your subscribers will see")
    yield from _news(plan)
    yield from ("", "What changes on the site")
    yield from _pages(plan)
    if moved := [*(f"/{path} leads to /{to}" for path, to in plan.moved), *_gone(plan)]:
        yield from ("", "Older addresses")
        yield from (f"  {line}" for line in few(moved))
    steps = plan.steps
    number = len(steps.assets) + len(steps.pages)
    yield from (
        "",
        f"To send: {many(number, 'file')}, {size(steps.bytes)}; {len(steps.kept)} stay as they are.",
    )


def _news(plan: Plan) -> Iterator[str]:
    told = [news for news in plan.news if not news.is_begun and (news.new or news.again or news.changed)]
    quiet = sum(not (news.new or news.again or news.changed) for news in plan.news)
    begun = [news.feed for news in plan.news if news.is_begun and news.new]
    width = max((len(news.feed) for news in told), default=0)
    for news in told:
        for line in _items(news):
            yield f"  {news.feed:{width}}  {line}"
    if begun:
        yield f"  new feeds, which nobody follows yet: {', '.join(few(begun))}"
    if quiet:
        yield f"  nothing in {many(quiet, 'other feed' if told or begun else 'feed')}"
    if not plan.news:
        yield "  the site has no feeds"


def _items(news: News) -> Iterator[str]:
    for titles, what in ((news.new, "new"), (news.again, "AGAIN"), (news.changed, "changed")):
        if titles:
            named = ", ".join(f"“{shorten(shown(title, 200), WIDTH)}”" for title in titles[:SHOWN])
            more = f" and {len(titles) - SHOWN} more" if len(titles) > SHOWN else ""
            yield f"{len(titles)} {what}: {named}{more}"


def _pages(plan: Plan) -> Iterator[str]:
    old = {f"{path}{PAGE}" if path.endswith("/") else path for path in plan.site.redirects}
    found = False
    for what, paths in (("added", plan.added), ("changed", plan.changed), ("removed", plan.steps.remove)):
        pages = [f"/{path.removesuffix(PAGE)}" for path in sorted(paths, key=_rank) if is_page(path, old)]
        others = len([path for path in paths if not path.endswith(".html")])
        if pages or others:
            found = True
            words = [f"{many(len(pages), 'page')}: {', '.join(few(pages))}"] * bool(pages)
            yield f"  {what:<8} {' · '.join([*words, *([many(others, 'other file')] if others else [])])}"
    if plan.steps.assets:
        found = True
        yield f"  pictures, styles, scripts: {many(len(plan.steps.assets), 'file')}"
    if not found:
        yield "  nothing"


def is_page(path: str, old: Collection[str]) -> bool:
    """Whether a file is a page that somebody reads, and not one that leads on."""
    return path.endswith(".html") and path not in old


def _rank(path: str) -> tuple[bool, bool, str]:
    """Posts first, then pages, then the lists that follow from them."""
    return (not path.startswith("posts/"), path[:1].isdigit() or path.split("/")[0] in LISTS, path)


def _gone(plan: Plan) -> Iterator[str]:
    removed = set(plan.steps.remove)
    for path in plan.site.gone:
        if (f"{path}{PAGE}" if path.endswith("/") else path) in removed:
            yield f"/{path} is gone for good"


def few(names: Iterable[str], most: int = 8) -> list[str]:
    """The first of many names, and how many more."""
    all_names = list(names)
    return [*all_names[:most], *([f"{len(all_names) - most} more"] if len(all_names) > most else [])]


def many(number: int, what: str) -> str:
    """Say a number of things."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def size(number: int) -> str:
    """Say a number of bytes."""
    for unit, least in (("MB", 1_000_000), ("kB", 1_000)):
        if number >= least:
            return f"{number / least:.1f} {unit}"
    return f"{number} bytes"
