"""Atom 1.0 and RSS 2.0, by feedgen 1.0. The only module that knows feedgen, and the place of its bugs.

In: a channel, and its entries with their contents composed. Out: bytes, the same for the same values. An
entry is printed by itself, once for all feeds that it is in; a feed is a head, and the bytes of its entries.
What feedgen does wrong is numbered B1 to B19 in our notes; every workaround names the bug and stays harmless
when feedgen mends it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from typing import Any

from feedgen.feed import FeedGenerator  # first: feedgen.ext and feedgen.util fail without it (B17)

from feedgen.entry import FeedEntry  # isort: skip
from feedgen.ext.base import BaseExtension  # isort: skip
from lxml import etree

from plugins.feeds.entries import TYPES, Channel, Contact, Entry, Format
from plugins.kit.text import CONTROL

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
THREAD = "http://purl.org/syndication/thread/1.0"
SLASH = "http://purl.org/rss/1.0/modules/slash/"
WFW = "http://wellformedweb.org/CommentAPI/"
XHTML = "http://www.w3.org/1999/xhtml"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
GENERATOR = "Porchlight"
SPACES: dict[Format, dict[str, str]] = {
    "atom": {"media": MEDIA, "thr": THREAD},
    "rss": {"atom": ATOM, "content": CONTENT, "media": MEDIA, "dc": DC, "slash": SLASH, "wfw": WFW},
}
"""The prefixes in entries: the root of the feed declares those that it uses."""
ENDS: dict[Format, bytes] = {"atom": b"</feed>", "rss": b"</channel></rss>"}
LINK_KEYS = ("rel", "type", "hreflang", "title", "length")
UNFIT = re.compile(rf"{CONTROL.pattern[:-1]}\ud800-\udfff]")
TITLE = re.compile(rb"<title>[^<]*[&][^<]*</title>")

Page = Any
"""An element of lxml, whose stubs do not fit its present version."""


class Item(FeedEntry):  # type: ignore[misc]  # feedgen is not typed
    """An entry as feedgen knows it, with what feedgen leaves out."""

    def __init__(self, entry: Entry, content: str) -> None:
        super().__init__()
        self.entry = entry
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
        """Make the element `entry`."""
        element = super().atom_entry(extensions)
        # Of a link only href is printed (B1).
        for link, said in zip(element.findall("link"), self.link() or [], strict=False):
            for key in LINK_KEYS:
                if said.get(key):
                    link.set(key, said[key])
        self._extend_atom(element)
        return element

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
        ref, href = entry.answers
        if ref:
            said = {"ref": ref, "href": href, "type": "text/html"}  # RFC 4685, 3
            etree.SubElement(element, f"{{{THREAD}}}in-reply-to", said)
        _thumbnail(element, entry)

    def rss_entry(self, extensions: bool = True) -> Page:
        """Make the element `item`."""
        element = super().rss_entry(extensions)
        for person in self.entry.authors:  # feedgen prints authors with an address only (B11)
            etree.SubElement(element, f"{{{DC}}}creator").text = clean(person.name)
        # RSS has no word for "updated": without it readers never learn of a new version.
        etree.SubElement(element, f"{{{ATOM}}}updated").text = self.entry.updated.isoformat()
        if self.entry.comment_feed:
            etree.SubElement(element, f"{{{SLASH}}}comments").text = str(self.entry.comments)
            etree.SubElement(element, f"{{{WFW}}}commentRss").text = self.entry.comment_feed
        _thumbnail(element, self.entry)
        return element


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


def print_entry(entry: Entry, content: str) -> dict[Format, bytes]:
    """Print an entry as `atom` and as `rss`, for all feeds that it is in."""
    item = Item(entry, content)
    return {
        "atom": _bare(item.atom_entry(), SPACES["atom"]),
        "rss": _plain_titles(_bare(item.rss_entry(), SPACES["rss"])),
    }


def _bare(element: Page, spaces: dict[str, str]) -> bytes:
    """Print an element without the declarations of its prefixes, which stand at the root of the feed."""
    root = etree.Element("root", nsmap=spaces)
    root.append(element)
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
    return data[data.index(b">") + 1 : -len("</root>")] + b"\n"


def print_feed(channel: Channel, entries: Sequence[Entry], printed: Iterable[bytes], form: Format) -> bytes:
    """Print a feed as `atom` or `rss`; `printed` are its entries in this format."""
    head = _styled(_head(channel, entries, form), channel.style)
    end = ENDS[form]
    return b"".join((head.removesuffix(end), *printed, end, b"\n"))


def _head(channel: Channel, entries: Sequence[Entry], form: Format) -> bytes:
    """Print a feed without its entries."""
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
    extension = functools.partial(_Extension, channel, _spaces(entries, form))
    feed.register_extension("porchlight", extension, None)
    return feed.atom_str() if form == "atom" else _plain_titles(feed.rss_str())


def _spaces(entries: Sequence[Entry], form: Format) -> dict[str, str]:
    """The prefixes that are used: an unknown one that is not makes a validator wonder."""
    has_comments = any(entry.comment_feed or entry.answers[0] for entry in entries)
    used = {
        "media": any(entry.picture for entry in entries),
        "dc": any(entry.authors for entry in entries),
        **dict.fromkeys(("thr", "slash", "wfw"), has_comments),
    }
    return {prefix: name for prefix, name in SPACES[form].items() if used.get(prefix)}


def _plain_titles(rss: bytes) -> bytes:
    """Readers disagree whether a title in RSS is HTML; numbers read the same for all of them (B19)."""
    return TITLE.sub(lambda t: t[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;"), rss)


def _styled(data: bytes, style: str) -> bytes:
    """Point at the styles, for browsers; feedgen cannot (B15)."""
    declaration, _, rest = data.partition(b"?>\n")
    path = style.replace("&", "&amp;").encode()
    return declaration + b'?>\n<?xml-stylesheet type="text/css" href="' + path + b'"?>\n' + rest


def clean(text: str) -> str:
    """Take out what XML cannot hold: feedgen raises on it (B12)."""
    return text if text.isprintable() else UNFIT.sub("", text)
