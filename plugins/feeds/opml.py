"""All feeds in one OPML 2.0 file (http://opml.org/spec2.opml), for readers that take a whole blog at once."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from plugins.feeds.entries import Channel
from plugins.kit.text import CONTROL


def print_opml(title: str, home: str, shelves: Iterable[tuple[str, list[Channel]]]) -> bytes:
    """Print the shelves of feeds; each feed once, as Atom, so that nobody follows it twice."""
    root = etree.Element("opml", {"version": "2.0"})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = CONTROL.sub("", title)
    etree.SubElement(head, "ownerId").text = home
    body = etree.SubElement(root, "body")
    for name, channels in shelves:
        if not channels:
            continue
        shelf = etree.SubElement(body, "outline", {"text": name, "title": name})
        for channel in channels:
            words = CONTROL.sub("", channel.title)
            etree.SubElement(
                shelf,
                "outline",
                {
                    "type": "rss",
                    "text": words,
                    "title": words,
                    "xmlUrl": channel.url("atom"),
                    "htmlUrl": channel.home,
                },
            )
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
