"""The archive: everything by year and month, a page for each year and month, and the history in the shell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from msgspec import Struct

from plugins.engine.model import Post, Site
from plugins.engine.outputs import Composed, Output
from plugins.engine.views import Card, Head, Link, MonthCount, YearCount
from plugins.kit.problems import Problem
from plugins.kit.urls import file_of
from plugins.posts.cards import cards_of, head_of, post_link

BUSY, NEWEST = 40, 3
"""A year with more than `BUSY` posts shows the `NEWEST` of each month; the months have them all."""
Period = tuple[int, int]
Months = dict[Period, list[Post]]


class MonthRows(Struct, frozen=True):
    month: MonthCount
    rows: tuple[Card, ...]


class YearRows(Struct, frozen=True):
    """`months` with rows; empty rows where the archive shows counts only."""

    year: YearCount
    months: tuple[MonthRows, ...]


class ArchivePage(Struct, frozen=True):
    head: Head
    title: str
    count: str
    years: tuple[YearRows, ...]


class PeriodPage(Struct, frozen=True):
    """A year or a month: `months` is the shelf of the year, the links lead to the periods with posts before
    and after.
    """

    head: Head
    title: str
    up: Link
    count: str
    year: YearCount
    months: tuple[MonthRows, ...]
    cards: tuple[Card, ...]
    earlier: Link | None
    later: Link | None
    rows: tuple[Card, ...] = ()
    """Instead of cards, where a month has more posts than a page of a list."""
    current: str = ""
    """The address of the month that this page is, to be marked on the shelf."""


def history_parts(site: Site) -> Mapping[str, Any]:
    """The parts of the shell: recent posts, years with counts, the way to the archive."""
    listed = site.listed()
    return {
        "recent": tuple(post_link(site, post) for post in listed[: site.settings["POSTS"].recent]),
        "years": tuple(Link(str(year.year), year.url, detail=str(year.count)) for year in history(site)),
        "archive": site.place.url("archive/"),
    }


def by_month(site: Site) -> Months:
    """The listed posts of each month, newest month first."""
    # Not by groupby: where clocks go back at midnight a month may come, go and come again.
    months: Months = {}
    for post in site.listed():
        months.setdefault((post.date.year, post.date.month), []).append(post)
    return dict(sorted(months.items(), reverse=True))


def history(site: Site, latest: int | None = None) -> tuple[YearCount, ...]:
    """The `latest` years (or all) with their months and counts, newest first; the months in their order.

    The busiest month of those that are shown is the measure of all.
    """
    months = by_month(site)
    shown = sorted({year for year, _ in months}, reverse=True)[:latest]
    busiest = max((len(posts) for (year, _), posts in months.items() if year in shown), default=1)
    years = []
    for year in shown:
        counts = tuple(
            _month(site, year, month, len(months[year, month]), busiest)
            for month in range(1, 13)
            if (year, month) in months
        )
        total = sum(month.count for month in counts)
        years.append(
            YearCount(year, site.place.url(f"{year}/"), total, site.words("list.posts", n=total), counts)
        )
    return tuple(years)


def _month(site: Site, year: int, month: int, count: int, busiest: int) -> MonthCount:
    words = site.words
    return MonthCount(
        words.month(month),
        words.short_month(month),
        site.place.url(f"{year}/{month:02}/"),
        count,
        -(-5 * count // busiest),
        words("list.posts", n=count),
    )


def archive_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the archive, the years and the months."""
    months, years = by_month(site), history(site)
    yield Composed(file_of("archive/"), "archive.html", partial(_archive, site, years, months))
    year_links = [Link(str(year.year), year.url, detail=year.label) for year in reversed(years)]
    for position, year in enumerate(reversed(years)):
        compose = partial(_year_page, site, year, _around(year_links, position), months)
        yield Composed(file_of(f"{year.year}/"), "period.html", compose)
    yield from _months(site, months, {year.year: year for year in years})


def _archive(site: Site, years: tuple[YearCount, ...], months: Months) -> ArchivePage:
    total = len(site.listed())
    show_titles = total <= site.settings["POSTS"].archive_titles
    title, count = site.words("archive.title"), site.words("list.posts", n=total)
    return ArchivePage(
        head_of(site, "archive/", title, site.words("archive.description", site=site.name, posts=count)),
        title,
        count,
        tuple(_year_rows(site, year, months, None if show_titles else 0) for year in years),
    )


def _year_page(
    site: Site, year: YearCount, around: tuple[Link | None, Link | None], months: Months
) -> PeriodPage:
    words = site.words
    title = words("archive.year_title", year=year.year)
    told = words("archive.period_description", period=year.year, site=site.name, posts=year.label)
    return PeriodPage(
        head=head_of(site, f"{year.year}/", title, told),
        title=title,
        up=Link(words("archive.title"), site.place.url("archive/")),
        count=year.label,
        year=year,
        months=_year_rows(site, year, months, NEWEST if year.count > BUSY else None).months,
        cards=(),
        earlier=around[0],
        later=around[1],
    )


def _months(site: Site, months: Months, years: dict[int, YearCount]) -> Iterable[Output | Problem]:
    words = site.words
    periods = sorted(months)
    links = [
        Link(
            f"{words.month(month)} {year}",
            site.place.url(f"{year}/{month:02}/"),
            detail=words("list.posts", n=len(months[year, month])),
        )
        for year, month in periods
    ]
    for position, (year, month) in enumerate(periods):
        compose = partial(
            _month_page, site, years[year], links[position], _around(links, position), months[year, month]
        )
        yield Composed(file_of(f"{year}/{month:02}/"), "period.html", compose)


def _month_page(
    site: Site, year: YearCount, link: Link, around: tuple[Link | None, Link | None], posts: list[Post]
) -> PeriodPage:
    path = f"{year.year}/{posts[0].date.month:02}/"
    is_busy = len(posts) > site.settings["POSTS"].per_page
    told = site.words("archive.period_description", period=link.text, site=site.name, posts=link.detail)
    return PeriodPage(
        head=head_of(site, path, link.text, told),
        title=link.text,
        up=Link(str(year.year), year.url),
        count=link.detail,
        year=year,
        months=(),
        cards=() if is_busy else cards_of(site, posts),
        rows=cards_of(site, posts) if is_busy else (),
        earlier=around[0],
        later=around[1],
        current=link.url,
    )


def _around(links: list[Link], position: int) -> tuple[Link | None, Link | None]:
    return (
        links[position - 1] if position else None,
        links[position + 1] if position + 1 < len(links) else None,
    )


def _year_rows(site: Site, year: YearCount, months: Months, newest: int | None) -> YearRows:
    numbers = sorted((month for y, month in months if y == year.year), reverse=True)
    by_url = {month.url: month for month in year.months}
    rows = tuple(
        MonthRows(
            by_url[site.place.url(f"{year.year}/{number:02}/")],
            cards_of(site, months[year.year, number][:newest]),
        )
        for number in numbers
    )
    return YearRows(year, rows)
