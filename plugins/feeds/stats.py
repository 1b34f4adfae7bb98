"""How many follow: subscribers per feed, counted from the access logs of a web server.

In: lines in the combined log format. Out: a `Count`. Readers on the web say in their name how many people
they read for, and the highest number of the week counts, once for each reader and feed. Everybody else counts
once for each address and week. Addresses are hashed with a key of this run before they are kept, in memory,
and never printed.
"""

from __future__ import annotations

import datetime as dt
import gzip
import re
import secrets
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field

from plugins.kit.problems import SiteError

DAYS = 7
LINE = re.compile(
    r"(?:[A-Za-z0-9.-]+:\d+ )?(?P<address>\S+) \S+ .*?"
    r"\[(?P<day>\d\d)/(?P<month>[A-Z][a-z]{2})/(?P<year>\d{4})"
    r"(?P<time>:\d\d:\d\d:\d\d) (?P<zone>[+-]\d{4})\] "
    r'"(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3}) \S+'
    r'(?: "(?:[^"\\]|\\.)*" "(?P<agent>(?:[^"\\]|\\.)*)")'
)
MONTHS = {name: n for n, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}  # noqa: SIM905
FEED = re.compile(r"(?:^|/)(?:feeds/.+\.(?:atom\.xml|rss\.xml|json)|posts/[^/]+/comments\.atom\.xml)\Z")
SAID = re.compile(r"(?P<n>\d{1,3}(?:[,.]\d{3})+|\d+)\s+(?:subscriber|reader|follower)s?\b", re.I)
SAID_OTHERWISE = re.compile(r"\bsubscribers?[=:]\s*(?P<n>\d+)", re.I)
NAME = re.compile(
    r"(?:Mozilla/[\d.]+ \((?:compatible; )?)?\W*(?:https?://)?(?:www\.)?(?P<name>[A-Za-z][\w.-]*)"
)
ROBOT = re.compile(r"\b\w*bot\b|crawl|spider|slurp|facebookexternalhit|scan|\bGoogle-", re.I)
READ = {"200", "206", "304"}


class Count(Struct):
    """What was found so far, by day, since the last day is known at the end only."""

    hosted: dict[tuple[str, str], dict[dt.date, int]] = field(default_factory=lambda: defaultdict(dict))
    """Feed and reader → day → the highest number that the reader said."""
    seen: dict[tuple[str, bytes], dt.date] = field(default_factory=dict)
    """Feed and hash of the address → the last day."""
    lines: int = 0
    malformed: list[str] = field(default_factory=list)
    """Where lines stand that could not be read: the first few."""
    unread: int = 0
    robots: int = 0

    @property
    def last(self) -> dt.date | None:
        """The last day on which somebody asked for a feed."""
        days = [max(said) for said in self.hosted.values()]
        return max([*days, *self.seen.values()], default=None)


class Row(Struct, frozen=True):
    """Subscribers of one feed. `readers` are those on the web, with their numbers, the largest first."""

    feed: str
    readers: tuple[tuple[str, int], ...]
    addresses: int

    @property
    def hosted(self) -> int:
        return sum(number for _, number in self.readers)

    @property
    def together(self) -> int:
        return self.hosted + self.addresses


def count_lines(lines: Iterable[tuple[str, str]], count: Count, key: bytes) -> None:
    """Count lines, each with the place where it stands. `key` is for hashing addresses."""
    for place, line in lines:
        if not line.strip():
            continue
        count.lines += 1
        found = LINE.match(line)
        day = _day(found) if found else None
        if found is None or day is None:
            count.unread += 1
            count.malformed += [place] if len(count.malformed) < 3 else []
        elif (feed := _feed(found["request"])) and found["status"] in READ:
            _note(count, feed, day, found["agent"], found["address"], key)


def _note(count: Count, feed: str, day: dt.date, agent: str, address: str, key: bytes) -> None:
    said = SAID.search(agent) or SAID_OTHERWISE.search(agent)
    if said:
        number, days = int(re.sub(r"\D", "", said["n"])), count.hosted[feed, reader_of(agent)]
        days[day] = max(number, days.get(day, 0))
    elif ROBOT.search(agent):
        count.robots += 1
    else:
        who = (feed, blake2b(_household(address).encode(), digest_size=8, key=key).digest())
        count.seen[who] = max(day, count.seen.get(who, day))


def reader_of(agent: str) -> str:
    """The name of a reader on the web, without version and number: `Feedly`, `inoreader.com`."""
    found = NAME.match(agent)
    return found["name"] if found else "unnamed"


def _household(address: str) -> str:
    """An address; of IPv6 the network only, since one device uses many addresses of it."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return parsed.exploded[:19] if isinstance(parsed, IPv6Address) else str(parsed)


def _day(found: re.Match[str]) -> dt.date | None:
    try:
        text = (
            f"{found['year']}-{MONTHS[found['month']]:02}-{found['day']}T{found['time'][1:]}{found['zone']}"
        )
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC).date()
    except (KeyError, ValueError, OverflowError):
        return None


def _feed(request: str) -> str:
    """The path of the feed that is asked for; empty when it is something else."""
    method, _, rest = request.partition(" ")
    if method not in {"GET", "HEAD"}:
        return ""
    try:
        path = unquote(urlsplit(rest.partition(" ")[0]).path)
    except ValueError:
        return ""
    return path if FEED.search(path) and path.isprintable() else ""


def rows(count: Count) -> list[Row]:
    """The feeds, the most followed first, over the last week of the log."""
    if count.last is None:
        return []
    first = count.last - dt.timedelta(days=DAYS - 1)
    readers: dict[str, dict[str, int]] = defaultdict(dict)
    addresses: dict[str, int] = defaultdict(int)
    for (feed, reader), days in count.hosted.items():
        if week := [number for day, number in days.items() if day >= first]:
            readers[feed][reader] = max(week)
    for (feed, _), day in count.seen.items():
        addresses[feed] += day >= first
    found = [
        Row(feed, tuple(sorted(readers[feed].items(), key=lambda said: (-said[1], said[0]))), addresses[feed])
        for feed in {*readers, *addresses}
        if readers[feed] or addresses[feed]
    ]
    return sorted(found, key=lambda row: (-row.together, row.feed))


def read_log(name: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of a log with their places; `-` is standard input, packed files are unpacked."""
    try:
        with _opened(name) as file:
            for number, line in enumerate(file, 1):
                yield f"{name}:{number}", line.decode("utf-8", errors="replace")
    except (OSError, EOFError) as error:
        said = getattr(error, "strerror", None) or error
        raise SiteError(f"{name}: cannot be read ({said}). Name the access log of the web server") from None


def _opened(name: str) -> BinaryIO:
    if name == "-":
        return sys.stdin.buffer
    with Path(name).open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    return cast(BinaryIO, gzip.open(name)) if is_packed else Path(name).open("rb")


def count_logs(names: Iterable[str]) -> Count:
    """Count the logs of these names."""
    count, key = Count(), secrets.token_bytes(16)
    for name in names:
        count_lines(read_log(name), count, key)
    return count


def table(count: Count) -> str:
    """Print the count for a terminal."""
    found = rows(count)
    lines = []
    if count.last is not None:
        first = count.last - dt.timedelta(days=DAYS - 1)
        width = max(len(row.feed) for row in found)
        lines += [f"Subscribers from {first} to {count.last}", ""]
        lines.append(f"{'feed':{width}}  in web readers  by address  together")
        for row in found:
            lines.append(f"{row.feed:{width}}  {row.hosted:>14,}  {row.addresses:>10,}  {row.together:>8,}")
            if row.readers:
                lines.append("  " + ", ".join(f"{name} {number:,}" for name, number in row.readers))
        lines += ["", "Whoever follows two feeds is counted twice."]
    else:
        lines.append(f"Nobody asked for a feed in {count.lines:,} lines.")
    if count.robots:
        lines.append(f"Left out: {count.robots:,} requests of search engines and other robots.")
    if count.unread:
        where = ", ".join(count.malformed)
        lines.append(
            f"{count.unread:,} of {count.lines:,} lines are not in the combined log format: {where} …"
        )
    return "\n".join(lines)
