"""Atom 1.0 and RSS 2.0, by feedgen 1.0. The only module that knows feedgen, and the place of its bugs.

In: a channel and its entries, each with its content composed. Out: bytes, the same for the same values. What
feedgen does wrong is numbered B1 to B19 in our notes; every workaround names the bug and stays harmless when
feedgen mends it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from typing import Any

from feedgen.feed import FeedGenerator  # first: feedgen.ext and feedgen.util fail without it (B17)

from feedgen.entry import FeedEntry  # isort: skip
from feedgen.ext.base import BaseExtension  # isort: skip
from lxml import etree

from plugins.feeds.entries import TYPES, Channel, Contact, Entry, Format
from plugins.kit.text import CONTROL

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
THREAD = "http://purl.org/syndication/thread/1.0"
SLASH = "http://purl.org/rss/1.0/modules/slash/"
WFW = "http://wellformedweb.org/CommentAPI/"
XHTML = "http://www.w3.org/1999/xhtml"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
GENERATOR = "Porchlight"
LINK_KEYS = ("rel", "type", "hreflang", "title", "length")
UNFIT = re.compile(rf"{CONTROL.pattern[:-1]}\ud800-\udfff]")
TITLE = re.compile(rb"<title>[^<]*[&][^<]*</title>")

Page = Any
"""An element of lxml, whose stubs do not fit its present version."""


class Item(FeedEntry):  # type: ignore[misc]  # feedgen is not typed
    """An entry whose elements are made once for all feeds.

    An element is in one tree at a time, and each feed is printed before the next takes its entries: they
    move, and are not copied.
    """

    def __init__(self, entry: Entry, content: str) -> None:
        super().__init__()
        self.entry, self.language = entry, ""
        self._made: dict[str, Page] = {}
        title = clean(entry.title) or entry.url
        self.id(entry.id)  # and so the guid, which is no address (isPermaLink="false")
        self.title(title)  # an empty one is refused (B12)
        self.updated(entry.updated)  # else the moment of the build (B7)
        self.published(entry.published)
        self.content(clean(content), type="html")  # "CDATA" makes Atom invalid (B4), "xhtml" wants XML (B13)
        self.summary(clean(entry.summary) or title)  # else RSS puts the content there (B10)
        for person in entry.authors:
            self.author(_person(person))
        for person in entry.guests:
            self.contributor(_person(person))
        for each in entry.categories:
            self.category(
                {"term": each.term, "scheme": each.scheme, "label": clean(each.label)}
            )  # fresh: B18
        self.link(href=entry.url, rel="alternate", type="text/html")
        if picture := entry.picture:
            self.enclosure(picture.url, picture.length, picture.type)
        if entry.comment_feed:
            self.comments(f"{entry.url}#comments")

    def atom_entry(self, extensions: bool = True) -> Page:
        """The element `entry`."""
        if "atom" not in self._made:
            element = super().atom_entry(extensions)
            # Of a link only href is printed (B1).
            for link, said in zip(element.findall("link"), self.link() or [], strict=False):
                for key in LINK_KEYS:
                    if said.get(key):
                        link.set(key, said[key])
            self._extend_atom(element)
            element.tail = "\n"
            self._made["atom"] = element
        return self._made["atom"]

    def _extend_atom(self, element: Page) -> None:
        entry = self.entry
        if entry.language:
            element.set(LANG, entry.language)  # feedgen has no language of an entry (B15)
        if entry.comment_feed:
            # feedgen refuses rel=replies (B5). Elements of Atom have no namespace here (B14).
            said = {"rel": "replies", "type": TYPES["atom"], "href": entry.comment_feed}
            replies = etree.SubElement(element, "link", said)
            replies.set(f"{{{THREAD}}}count", str(entry.comments))
            etree.SubElement(element, f"{{{THREAD}}}total").text = str(entry.comments)
        _thumbnail(element, entry)

    def rss_entry(self, extensions: bool = True) -> Page:
        """The element `item`."""
        if "rss" not in self._made:
            element = super().rss_entry(extensions)
            for person in self.entry.authors:  # feedgen prints authors with an address only (B11)
                etree.SubElement(element, f"{{{DC}}}creator").text = clean(person.name)
            # RSS has no word for "updated": without it readers never learn of a new version.
            etree.SubElement(element, f"{{{ATOM}}}updated").text = self.entry.updated.isoformat()
            if self.entry.comment_feed:
                etree.SubElement(element, f"{{{SLASH}}}comments").text = str(self.entry.comments)
                etree.SubElement(element, f"{{{WFW}}}commentRss").text = self.entry.comment_feed
            _thumbnail(element, self.entry)
            element.tail = "\n"
            self._made["rss"] = element
        return self._made["rss"]


def _person(person: Contact) -> dict[str, str]:
    return {"name": clean(person.name), "uri": person.url}


def _thumbnail(element: Page, entry: Entry) -> None:
    # By ourselves: feedgen's media extension wraps it in a group (B16).
    if picture := entry.picture:
        size = {"width": str(picture.width), "height": str(picture.height)} if picture.width else {}
        etree.SubElement(element, f"{{{MEDIA}}}thumbnail", {"url": picture.url, **size})


class _Extension(BaseExtension):  # type: ignore[misc]
    """What feedgen has no word for, at the head of a feed."""

    def __init__(self, channel: Channel, spaces: dict[str, str]) -> None:
        self._channel, self._spaces = channel, spaces

    def extend_ns(self) -> dict[str, str]:
        return self._spaces

    def extend_atom(self, feed: Page) -> Page:
        feed.insert(0, _note(self._channel))
        return feed

    def extend_rss(self, rss: Page) -> Page:
        channel = rss[0]
        channel.insert(0, _note(self._channel))
        if self._channel.hub:  # feedgen prints the first rel=self only (B3)
            etree.SubElement(channel, f"{{{ATOM}}}link", {"rel": "hub", "href": self._channel.hub})
        return rss


def _note(channel: Channel) -> Page:
    """Words for whoever opens the feed in a browser, with a link: no other HTML in a feed is one there."""
    note = etree.Element(f"{{{XHTML}}}div", nsmap={"html": XHTML})
    note.text = channel.note + " "
    link = etree.SubElement(note, f"{{{XHTML}}}a", {"href": channel.subscribe})
    link.text = channel.note_link
    note.tail = "\n"
    return note


def _spaces(items: Sequence[Item], form: Format) -> dict[str, str]:
    """The prefixes that are used: an unknown one that is not makes a validator wonder."""
    wanted = {"media": (MEDIA, any(item.entry.picture for item in items))}
    has_comments = any(item.entry.comment_feed for item in items)
    if form == "atom":
        wanted["thr"] = (THREAD, has_comments)
    else:
        wanted["dc"] = (DC, any(item.entry.authors for item in items))
        wanted["slash"], wanted["wfw"] = (SLASH, has_comments), (WFW, has_comments)
    return {prefix: name for prefix, (name, is_used) in wanted.items() if is_used}


def print_feed(channel: Channel, items: Sequence[Item], form: Format) -> bytes:
    """Print a feed as `atom` or `rss`."""
    feed = FeedGenerator()
    feed.id(channel.id)
    feed.title(clean(channel.title))
    feed.description(clean(channel.subtitle) or clean(channel.title))  # RSS must have one
    feed.language(channel.language)
    feed.updated(channel.updated)  # in RSS lastBuildDate; else the moment of the build (B7)
    feed.author({"name": clean(channel.site), "uri": channel.site_url})
    feed.generator(GENERATOR)
    feed.link(href=channel.url(form), rel="self", type=TYPES[form])
    if channel.hub:
        feed.link(href=channel.hub, rel="hub")
    feed.link(href=channel.home, rel="alternate", type="text/html")  # last: RSS takes the last one (B2)
    for item in items:
        feed.add_entry(item, order="append")  # "prepend", which turns them round, is the default (B8)
    # After the entries, which would be given the extension too.
    extension = functools.partial(_Extension, channel, _spaces(items, form))
    feed.register_extension("porchlight", extension, None)
    printed: Callable[[], bytes] = feed.atom_str if form == "atom" else feed.rss_str
    data = printed()
    if form == "rss":
        # Readers disagree whether a title is HTML; numbers read the same for all of them (B19).
        data = TITLE.sub(lambda t: t[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;"), data)
    return _styled(data, channel.style)


def _styled(data: bytes, style: str) -> bytes:
    """Point at the styles, for browsers; feedgen cannot (B15)."""
    declaration, _, rest = data.partition(b"?>\n")
    path = style.replace("&", "&amp;").encode()
    return declaration + b'?>\n<?xml-stylesheet type="text/css" href="' + path + b'"?>\n' + rest + b"\n"


def clean(text: str) -> str:
    """Take out what XML cannot hold: feedgen raises on it (B12)."""
    return text if text.isprintable() else UNFIT.sub("", text)
