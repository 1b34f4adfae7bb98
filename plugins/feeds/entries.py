"""What feeds say of a post, and of themselves: plain frozen values, the same for every format.

In: the site. Out: an `Entry` for each post that is out, a `Channel` for each feed. `Entry.id` comes from the
permanent id of the post and from nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal
from urllib.parse import quote

from msgspec import Struct

from plugins.engine.bodies import html_of
from plugins.engine.model import Media, Person, Post, Site
from plugins.feeds.settings import Feeds
from plugins.kit.text import educate, plain, shorten

SUMMARY = 500
"""Characters. Lists in readers show two or three lines of it."""
PICTURES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
}
"""A table of our own: that of Python is completed from files of the machine."""
Format = Literal["atom", "rss", "json"]


class Contact(Struct, frozen=True):
    name: str
    url: str


class Category(Struct, frozen=True):
    """`scheme` is the address of the list that the label is from (RFC 4287, 4.2.2)."""

    term: str
    scheme: str
    label: str


class Enclosure(Struct, frozen=True):
    """A picture with its type and its size in bytes; width and height are 0 where they are not known."""

    url: str
    type: str
    length: int
    width: int
    height: int
    alt: str
    caption: str


class Entry(Struct, frozen=True):
    """`body` is the HTML of the page; `reply` and `discuss` are words and an address, empty where there is
    no such way; `comments` is None where nobody counts; `answers` is the id and the address of what a
    comment answers.
    """

    id: str
    url: str
    title: str
    summary: str
    body: str
    language: str
    published: dt.datetime
    updated: dt.datetime
    authors: tuple[Contact, ...]
    guests: tuple[Contact, ...]
    categories: tuple[Category, ...]
    picture: Enclosure | None
    reply: tuple[str, str]
    discuss: tuple[str, str]
    comments: int | None
    comment_feed: str
    answers: tuple[str, str] = ("", "")


class Channel(Struct, frozen=True):
    """`path` is the site path without the ending that names the format; `home` the page that the feed is
    of.
    """

    path: str
    id: str
    title: str
    subtitle: str
    site: str
    site_url: str
    home: str
    base: str
    """What a path of ours becomes an address with: the root of the site."""
    language: str
    updated: dt.datetime
    hub: str
    note: str
    """For whoever opens the feed in a browser: what it is."""
    note_link: str
    subscribe: str
    style: str

    def file(self, form: Format) -> str:
        """The output file of this feed in a format."""
        return f"{self.path}{ENDINGS[form]}"

    def url(self, form: Format) -> str:
        """The address of this feed in a format."""
        return f"{self.base}/{quote(self.file(form))}"


ENDINGS: dict[Format, str] = {"atom": ".atom.xml", "rss": ".rss.xml", "json": ".json"}
TYPES: dict[Format, str] = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}


def is_out(post: Post) -> bool:
    """Whether feeds show it: published, and in lists. The preview too keeps drafts out of its feeds."""
    return post.state == "published"


def address(site: Site, path: str) -> str:
    """The whole address of a site path."""
    return site.place.root.removesuffix(site.place.base) + site.place.url(path)


def tag_of(site: Site, post: Post) -> str:
    """The id of a post in every feed, whatever its address."""
    feeds: Feeds = site.settings["FEEDS"]
    return feeds.tag(f"posts/{quote(post.id, safe='~')}")


def updated_of(post: Post) -> dt.datetime:
    """When a post last changed, as its writer says."""
    return max(post.modified or post.date, post.date)


def entry_of(site: Site, post: Post) -> Entry:
    """Say of a post what feeds say."""
    url = address(site, post.path)
    body = html_of(site, post)
    title = educate(post.title)
    has_thread = post.comments != "off" and post.source in site.comment_counts
    comment_feed = site.comment_feeds.get(post.source, "") if has_thread else ""
    return Entry(
        id=tag_of(site, post),
        url=url,
        title=title,
        summary=educate(shorten(post.summary, SUMMARY)) or shorten(plain(body), SUMMARY) or title,
        body=body,
        language=post.language,
        published=post.date,
        updated=updated_of(post),
        authors=tuple(_contact(site, person) for person in post.authors),
        guests=tuple(_contact(site, person) for person in post.guests),
        categories=_categories(site, post),
        picture=_picture(site, post),
        reply=_reply(site, post),
        discuss=(site.words("feeds.discuss"), f"{url}#comments") if comment_feed else ("", ""),
        comments=site.comment_counts[post.source] if comment_feed else None,
        comment_feed=address(site, comment_feed) if comment_feed else "",
    )


def _contact(site: Site, person: Person) -> Contact:
    return Contact(person.name, address(site, person.path))


def _categories(site: Site, post: Post) -> tuple[Category, ...]:
    return tuple(
        Category(
            label.slug,
            address(site, label.path.partition("/")[0] + "/"),
            label.name,
        )
        for label in (post.topic, *post.tags, post.series)
        if label
    )


def _picture(site: Site, post: Post) -> Enclosure | None:
    if not post.image:
        return None
    media = site.media.get(post.image, Media(post.image, post.image))
    if not media.path:
        return None
    return Enclosure(
        address(site, media.path),
        PICTURES.get(media.path.rpartition(".")[2].lower(), "application/octet-stream"),
        media.length,
        media.width,
        media.height,
        post.image_alt or "",
        educate(post.image_caption),
    )


def _reply(site: Site, post: Post) -> tuple[str, str]:
    author = next((person for person in post.authors if person.email), None)
    if author is None or post.comments == "closed":
        return ("", "")
    subject = quote(site.words("thread.mail_subject", title=post.title), safe="")
    return (site.words("thread.reply"), f"mailto:{author.email}?subject={subject}")


def newest(moments: Iterable[dt.datetime], since: dt.datetime) -> dt.datetime:
    """When a feed last changed: the moment of its latest entry, never that of the build."""
    return max(moments, default=since)
