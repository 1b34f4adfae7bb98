"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from plugins.feeds.entries import Channel, Contact, Entry

VERSION = "https://jsonfeed.org/version/1.1"


def item_of(entry: Entry, content: str) -> dict[str, Any]:
    """One item. What is empty is left out."""
    picture = entry.picture
    attachment = (
        {"url": picture.url, "mime_type": picture.type, "size_in_bytes": picture.length} if picture else None
    )
    return _filled(
        id=entry.id,
        url=entry.url,
        title=entry.title,
        content_html=content,
        summary=entry.summary,
        image=picture.url if picture else "",
        date_published=entry.published.isoformat(),
        date_modified=entry.updated.isoformat(),
        authors=[_author(person) for person in entry.authors],
        tags=list(dict.fromkeys(each.label for each in entry.categories)),
        language=entry.language,
        attachments=[attachment] if attachment and picture and picture.length else [],
    )


def print_json(channel: Channel, items: Sequence[dict[str, Any]]) -> bytes:
    """Print a feed."""
    feed = _filled(
        version=VERSION,
        title=channel.title,
        home_page_url=channel.home,
        feed_url=channel.url("json"),
        description=channel.subtitle,
        user_comment=f"{channel.note} {channel.subscribe}",
        language=channel.language,
        authors=[_author(Contact(channel.site, channel.site_url))],
        hubs=[{"type": "WebSub", "url": channel.hub}] if channel.hub else [],
    )
    return (
        json.dumps({**feed, "items": list(items)}, ensure_ascii=False, indent=1).encode(
            "utf-8", errors="replace"
        )
        + b"\n"
    )


def _author(person: Contact) -> dict[str, str]:
    return {"name": person.name, "url": person.url}


def _filled(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
