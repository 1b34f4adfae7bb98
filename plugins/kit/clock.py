"""The only place that asks what time it is. A build gets its moment from here and passes it on."""

from __future__ import annotations

import datetime as dt
import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugins.kit.problems import SiteError


def now() -> dt.datetime:
    """The present moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def stopwatch() -> float:
    """Seconds since some fixed moment, for telling how long a thing took."""
    return time.perf_counter()


def zone(name: str) -> ZoneInfo:
    """Find a time zone by its IANA name, such as `Europe/Lisbon`; raise `SiteError` when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise SiteError(f"TIMEZONE: “{name}” is not a time zone. Write one such as Europe/Lisbon.") from None


def at(moment: dt.datetime, tz: ZoneInfo) -> dt.datetime:
    """Read a moment without a zone as one of the site's; turn another into the site's zone."""
    return moment.replace(tzinfo=tz) if moment.tzinfo is None else moment.astimezone(tz)
