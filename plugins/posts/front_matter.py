"""What may stand at the head of each kind of file. The fields are the documentation; lists may be written `a,
b`.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from msgspec import Struct

from plugins.engine.model import Credit


class PostMeta(Struct, frozen=True):
    """A post. Only `title` and `date` must be there."""

    title: str
    date: dt.datetime
    """`2026-11-21` or `2026-11-21 09:30`, in the site's time zone. In the future: scheduled."""
    modified: dt.datetime | None = None
    slug: str = ""
    """The end of the URL. Default: the file name without its date."""
    status: Literal["draft", "published", "hidden"] = "published"
    authors: tuple[str, ...] = ()
    topic: str = ""
    tags: tuple[str, ...] = ()
    summary: str = ""
    image: str = ""
    """A file, relative to this one or to the content folder."""
    image_alt: str | None = None
    """What the picture shows; empty when it only decorates."""
    image_caption: str = ""
    series: str = ""
    follows: str = ""
    """The post that this one follows up: its file name or its slug."""
    kind: Literal["article", "interview"] = "article"
    guests: tuple[str, ...] = ()
    comments: Literal["on", "closed", "off"] = "on"
    thread: str = ""
    """What its comments are kept under, when they were there before the post was: `/2019/old-address/`."""
    aliases: tuple[str, ...] = ()
    """Older addresses of this post, such as `/2019/old-name/`."""
    id: str = ""
    """The permanent id in feeds, comments and e-mail. Once published it must not change."""
    lang: str = ""
    translates: str = ""
    """The post that this one says in another language: its file name or its slug."""
    search: bool = True
    """Whether the search of the blog finds it."""


class PageMeta(Struct, frozen=True):
    """A page, such as About. Its address is its slug."""

    title: str
    slug: str = ""
    summary: str = ""
    status: Literal["draft", "published", "hidden"] = "published"
    modified: dt.datetime | None = None
    aliases: tuple[str, ...] = ()
    """Older addresses of this page, such as `/about-us/`."""


class LinkMeta(Struct, frozen=True):
    label: str
    url: str


class PersonMeta(Struct, frozen=True):
    """An author or a guest. The text of the file is the bio."""

    name: str
    slug: str = ""
    role: str = ""
    """What the person does, in a few words."""
    picture: str = ""
    picture_alt: str = ""
    email: str = ""
    links: tuple[LinkMeta, ...] = ()
    """Where else the person can be found (`rel=me`)."""
    featured_in: tuple[Credit, ...] = ()
    co_author_of: tuple[Credit, ...] = ()
    contributor_to: tuple[Credit, ...] = ()


class TopicMeta(Struct, frozen=True):
    """A topic. The text of the file introduces it; `order` puts it before others (small numbers first)."""

    title: str
    slug: str = ""
    summary: str = ""
    order: int = 0
