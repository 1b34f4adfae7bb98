"""What a site may choose about its feeds."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

AUTHORITY = re.compile(
    r"(?P<name>[A-Za-z0-9._@-]+),(?P<year>\d{4})(?:-(?P<month>\d{2}))?(?:-(?P<day>\d{2}))?\Z"
)


@dataclass(frozen=True, slots=True)
class Feeds:
    """`authority`: the name in the ids of posts and feeds, and a year in which it was yours
    (`example.com,2025`, RFC 4151). Choose it once: with another one every reader sees every post again. It is
    not the address of the site, and stays when that moves. `items`: posts in the feed of everything, and
    comments in one of comments; `label_items`: posts in those of topics, tags, authors and series. `hub`: the
    address of a WebSub hub, if there is one.
    """

    authority: str = "porchlight.example,2025"
    items: int = 50
    label_items: int = 10
    hub: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether ids can be made of the authority."""
        return self.since is not None

    @property
    def since(self) -> dt.datetime | None:
        """The first moment at which the authority was ours: an empty feed was last changed then."""
        if not (found := AUTHORITY.match(self.authority)):
            return None
        try:
            return dt.datetime(
                int(found["year"]), int(found["month"] or 1), int(found["day"] or 1), tzinfo=dt.UTC
            )
        except ValueError:
            return None

    def tag(self, specific: str) -> str:
        """Make the tag URI of a thing (RFC 4151)."""
        return f"tag:{self.authority}:{specific}"
