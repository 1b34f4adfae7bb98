"""Where the blog is published: `RELEASE = Release(target="file:///var/www/blog")` in `publishconf.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from typing import Any

from plugins.engine.capability import Capability
from plugins.kit.problems import SiteError
from plugins.kit.typed import Mistake, shown

WEB = re.compile(r"https?://[^\s/@]+(?:/\S*)?\Z")
HOW = """publish: there is no place to publish to yet. Name one in publishconf.py:

    from plugins.release.settings import Release
    RELEASE = Release(target="file:///var/www/blog")

It may also be rsync://user@host/path, s3://bucket or git+ssh://…#branch: docs/publishing.md tells which."""


@dataclass(frozen=True, slots=True)
class Release:
    """Where the blog goes, and who hears of it. None of these values is a secret.

    `target`: the place, by its scheme (docs/publishing-targets.md). `url`: where the live site is looked at
    afterwards; default: `SITEURL`; `none` leaves that out. `seconds`: how long to wait until the new pages
    are there. `keep`: how many releases can be gone back to. `new_items`: so many new posts may reach the
    subscribers of a feed at once. `hubs`: WebSub hubs that are told of changed feeds; default: `FEEDS.hub`.
    `indexnow`: where search engines hear of changed pages, such as `https://api.indexnow.org/indexnow`.
    """

    target: str = ""
    url: str = ""
    seconds: int = 60
    keep: int = 5
    new_items: int = 3
    hubs: tuple[str, ...] = ()
    indexnow: str = ""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what the types cannot tell."""
        for name, least in {"seconds": 0, "keep": 1, "new_items": 1}.items():
            if (value := getattr(self, name)) < least:
                yield Mistake(name, f"{name} is {value}, and wants {least} or more")
        if self.url not in ("", "none") and not WEB.match(self.url):
            yield Mistake(
                "url", f"url wants a web address, not “{_without_key(self.url)}”", "Write https://example.com"
            )
        for address in (*self.hubs, *([self.indexnow] if self.indexnow else [])):
            if not WEB.match(address):
                yield Mistake(
                    "hubs", f"“{_without_key(address)}” is no web address", "Begin it with https://"
                )


def _without_key(address: str) -> str:
    return shown(re.sub(r"//.*@", "//…@", address))


def read_release(settings: MutableMapping[str, Any]) -> Release:
    """Read `RELEASE`; raise `SiteError` with its mistakes, or with the way to set it."""
    from plugins.engine.opening import shown_path, stop_on
    from plugins.engine.settings import read_settings

    wanted = (Capability("release", settings={"RELEASE": Release}),)
    stop_on(read_settings(wanted, settings, shown_path(settings.get("SETTINGS_FILE", "publishconf.py"))))
    release: Release = settings["RELEASE"]
    if not release.target:
        raise SiteError(HOW)
    return release
