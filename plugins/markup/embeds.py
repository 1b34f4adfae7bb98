"""Videos: a page's address gives the player's. Nothing is contacted before a click; without JavaScript the
link leads there.
"""

from __future__ import annotations

import re

from msgspec import Struct


class Embed(Struct, frozen=True):
    provider: str
    player: str


class Provider(Struct, frozen=True):
    """`page` finds the address of a page; its groups fill `player`."""

    name: str
    page: re.Pattern[str]
    player: str


PROVIDERS = (
    Provider(
        "YouTube",
        re.compile(
            r"https://(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:watch\?(?:\S*&)?v=|shorts/|live/|embed/)|youtu\.be/)"
            r"(?P<id>[\w-]{6,20})"
        ),
        "https://www.youtube-nocookie.com/embed/{id}?autoplay=1",
    ),
    Provider(
        "Vimeo",
        re.compile(r"https://(?:www\.|player\.)?vimeo\.com/(?:video/)?(?P<id>\d{4,12})"),
        "https://player.vimeo.com/video/{id}?autoplay=1&dnt=1",
    ),
    Provider(
        "PeerTube",
        re.compile(r"https://(?P<host>[\w.-]+)/(?:w|videos/(?:watch|embed))/(?P<id>[\w-]{8,40})"),
        "https://{host}/videos/embed/{id}?autoplay=1&p2p=0",
    ),
)


def find_embed(url: str) -> Embed | None:
    """Know the player of a video page, or None."""
    for provider in PROVIDERS:
        if found := provider.page.match(url):
            return Embed(provider.name, provider.player.format(**found.groupdict()))
    return None
