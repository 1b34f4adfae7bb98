"""Telling the web what has changed: WebSub hubs of feeds, IndexNow of pages. It never fails a release.

In: what changed. Out: receipts, one line of JSON each, in `var/announced.jsonl`. W3C WebSub leaves open how a
publisher tells its hub (section 6); all public hubs take `hub.mode=publish`. IndexNow:
https://www.indexnow.org/documentation
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from msgspec import Struct
from msgspec.structs import asdict

from plugins.engine.remembered import Told
from plugins.kit import clock
from plugins.kit.ask import NoAnswer, ask
from plugins.release.plan import PAGE, Plan
from plugins.release.show import many

FEED = re.compile(r"(?:feeds/.+\.(?:atom\.xml|rss\.xml|json)|posts/[^/]+/comments\.atom\.xml)\Z")
KEY = re.compile(r"[A-Za-z0-9-]{8,128}\Z")
MOST = 10_000
"""Addresses in one request of IndexNow."""
SECONDS, WHOLE = 10.0, 60.0
"""How long one answer may take, and all of them together."""
PAUSES = (1.0, 4.0)
"""Before the second try, and before the third."""
PASSING = {0, 408, 425, 429, 500, 502, 503, 504}
"""Answers after which another try may help; 0 is none at all."""


class Call(Struct, frozen=True):
    """One request: what is told to whom, and what is posted. `to` is the host, which receipts name."""

    about: str
    to: str
    url: str
    data: bytes
    type: str


class Receipt(Struct, frozen=True):
    """What came of a call. `status` is 0 where nobody answered."""

    release: str
    at: str
    about: str
    to: str
    tries: int
    said: str


def changed_feeds(plan: Plan) -> list[str]:
    """The addresses of the feeds whose bytes changed."""
    return [_address(plan, path) for path in plan.steps.pages if FEED.match(path)]


def changed_pages(plan: Plan) -> list[str]:
    """The addresses of the posts and pages that are new, say something else, moved or are gone. Pages that
    search engines are asked to leave alone are not named; a post that only looks different is no news.
    """
    site, before, now = plan.site, plan.before.posts, plan.told.posts
    told = {
        post.path
        for post in site.listed()
        if f"{post.path}{PAGE}" in plan.added or before.get(post.id, Told()).words != now[post.id].words
    }
    told |= {page.path for page in site.pages if page.is_listed} | {*site.redirects, *site.gone}
    touched = {*plan.steps.pages, *plan.steps.remove}
    return [_address(plan, path) for path in sorted(told) if f"{path}{PAGE}" in touched]


def _address(plan: Plan, path: str) -> str:
    return plan.site.place.absolute(f"{plan.site.place.base}/{quote(path)}")


def calls_of(hubs: Sequence[str], feeds: Sequence[str], endpoint: str, body: Mapping[str, Any]) -> list[Call]:
    """Say who is to be told: each hub of each feed, and IndexNow, whose `body` has all pages."""
    calls = []
    for hub, feed in product(hubs, feeds):
        data = urlencode({"hub.mode": "publish", "hub.url": feed}).encode()
        calls.append(Call(feed, urlsplit(hub).netloc, hub, data, "application/x-www-form-urlencoded"))
    if endpoint and body.get("urlList"):
        about, data = many(len(body["urlList"]), "page"), json.dumps(body).encode()
        to, form = urlsplit(endpoint).netloc, "application/json; charset=utf-8"
        calls.append(Call(about, to, endpoint, data, form))
    return calls


def body_of(root: str, key: str, urls: Sequence[str]) -> dict[str, Any]:
    """What IndexNow takes: the key is shown by the site itself, which proves that the site asks."""
    location = f"{root.rstrip('/')}/{key}.txt"
    return {"host": urlsplit(root).netloc, "key": key, "keyLocation": location, "urlList": list(urls[:MOST])}


def announce(
    calls: Sequence[Call], release: str, *, pauses: Sequence[float] = (), whole: float = WHOLE
) -> Iterator[Receipt]:
    """Make the calls, and yield what came of each. When all the time is up, the rest is not called."""
    end = clock.stopwatch() + whole
    for call in calls:
        tries, said = 0, "not called: the time was up"
        for pause in (0.0, *pauses):
            if clock.stopwatch() + pause >= end:
                break
            time.sleep(pause)
            tries += 1
            said, again = _try(call)
            if not again:
                break
        yield Receipt(release, clock.now().isoformat(timespec="seconds"), call.about, call.to, tries, said)


def _try(call: Call) -> tuple[str, bool]:
    try:
        ask(call.url, {"Content-Type": call.type}, seconds=SECONDS, largest=100_000, data=call.data)
    except NoAnswer as error:
        return SAID.get(error.status, str(error)), error.status in PASSING
    return "accepted", False


SAID: Mapping[int, str] = {
    403: "refuses the key (403): is it at the address that INDEXNOW_KEY makes?",
    422: "says that these addresses are not of this host (422)",
}


def keep(path: Path, receipts: Sequence[Receipt]) -> None:
    """Add receipts to the file of all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in receipts)


Say = Callable[[str], None]


def tell(calls: Sequence[Call], release: str, path: Path, say: Say) -> None:
    """Make the calls, keep the receipts, and say what did not work. Whatever happens, the release stands."""
    receipts = list(announce(calls, release, pauses=PAUSES))
    try:
        keep(path, receipts)
    except OSError as error:
        say(f"{path.name}: the receipts cannot be written ({error.strerror}).")
    refused = [each for each in receipts if each.said != "accepted"]
    if receipts:
        say(f"Told {len(receipts) - len(refused)} of {len(receipts)}.")
    for each in refused[:5]:
        say(f"  {each.about} was not told to {each.to}: {each.said}. The release is live all the same.")
