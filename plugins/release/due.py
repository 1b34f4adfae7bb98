"""Whether a scheduled post has come of age since the last release."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

from msgspec import Struct

from plugins.engine.model import Site
from plugins.kit import clock
from plugins.kit.problems import SiteError

NOT_YET, BROKEN = 1, 2


class Due(Struct, frozen=True):
    """Files by the moment at which they go out: what is due `now`, and what is still to come."""

    now: tuple[tuple[dt.datetime, str], ...]
    later: tuple[tuple[dt.datetime, str], ...]


def due_since(site: Site, last: dt.datetime) -> Due:
    """Find the posts whose date lies after the last release. Moments are compared in UTC: on the days when
    clocks change, those of one zone do not say which is earlier.
    """
    waiting = sorted(
        (clock.at(each.meta.date, site.zone).astimezone(dt.UTC), site.file(each.path))
        for each in site.documents
        if each.kind == "post" and each.meta.status != "draft"
    )
    now = site.moment.astimezone(dt.UTC)
    return Due(
        tuple(each for each in waiting if last < each[0] <= now),
        tuple(each for each in waiting if each[0] > now),
    )


def run_due(**options: Any) -> int:
    """Say what is due, and return 0 when something is, 1 when nothing is, 2 when it cannot be told."""
    from plugins.engine.say import say_problems

    try:
        site, last = read_waiting(**options)
    except SiteError as error:
        say_problems(error)
        return BROKEN
    if last is None:
        print("Nothing is due: nothing was released yet. ./run publish --first begins.")
        return NOT_YET
    due = due_since(site, last)
    for moment, name in due.now:
        print(f"{name} is due since {_said(site, moment)}")
    if not due.now:
        then = (f"; the next is {name}, on {_said(site, moment)}" for moment, name in due.later)
        print(f"Nothing is due{next(then, '')}.")
    return 0 if due.now else NOT_YET


def _said(site: Site, moment: dt.datetime) -> str:
    return f"{moment.astimezone(site.zone):%Y-%m-%d %H:%M}"


def read_waiting(**options: Any) -> tuple[Site, dt.datetime | None]:
    """Read the posts, without a build, and the moment of the last release: the later one of what the ledger
    and the target know, so that what was rolled back is not released again by itself.
    """
    from plugins.engine.build import read_site
    from plugins.engine.opening import stop_on
    from plugins.release.press import open_press

    press = open_press(**options)
    capabilities = press.blog.capabilities
    site = read_site(press.blog.settings, capabilities, [each for each in capabilities if each.remember])
    stop_on(site.problems)
    live, known = None, site.remembered.moment
    try:
        live = press.target.live()
    except SiteError as error:
        if not known:
            raise
        print(f"{error} The ledger says when the last release was.", file=sys.stderr)
    moments = [known, live.made if live else ""]
    found = [dt.datetime.fromisoformat(text).astimezone(dt.UTC) for text in moments if text]
    return site, max(found, default=None)
