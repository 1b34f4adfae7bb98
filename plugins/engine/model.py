"""The site as capabilities meet in it: documents become posts, people and topics; enriching fills the tables.

Values are frozen, and each thing is one object (compared by identity); what only the whole site knows stands
in tables of `Site`, keyed by the post's path.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from markupsafe import Markup
from msgspec import Struct, field

from plugins.engine.documents import Document
from plugins.engine.remembered import Promise, Remembered
from plugins.engine.settings import SiteSettings
from plugins.engine.texts import Texts
from plugins.engine.views import PictureSource, Reply
from plugins.kit.problems import Problem
from plugins.kit.urls import Place

if TYPE_CHECKING:
    from plugins.engine.conversation import Conversation
    from plugins.engine.views import Alternate, Card, FeedLink, FeedShelf
    from plugins.engine.words import Words

State = Literal["published", "hidden", "draft", "scheduled"]
CommentState = Literal["on", "closed", "off"]


class Credit(Struct, frozen=True):
    """One line of a credit shelf: a magazine that featured somebody, a book, a place written for. `image` is
    in content.
    """

    title: str
    detail: str = ""
    url: str = ""
    image: str = ""


class Label(Struct, frozen=True, eq=False):
    """A topic, a tag or a series: `path` is its site path, `document` the file that introduces it, if there
    is one.
    """

    kind: Literal["topic", "tag", "series"]
    name: str
    slug: str
    path: str
    summary: str = ""
    document: Document | None = None
    order: int = 0


class Person(Struct, frozen=True, eq=False):
    """An author or a guest. `picture` is a path in content. Without a file only name, slug and path are
    there.
    """

    role: Literal["author", "guest"]
    name: str
    slug: str
    path: str
    title: str = ""
    picture: str = ""
    picture_alt: str = ""
    email: str = ""
    links: tuple[tuple[str, str], ...] = ()
    featured_in: tuple[Credit, ...] = ()
    co_author_of: tuple[Credit, ...] = ()
    contributor_to: tuple[Credit, ...] = ()
    document: Document | None = None


class Post(Struct, frozen=True, eq=False):
    """`path` is the site path (`posts/x/`); `source` the file. `id` is permanent, the URL is not."""

    source: str
    id: str
    path: str
    slug: str
    title: str
    date: dt.datetime
    modified: dt.datetime | None
    state: State
    kind: Literal["article", "interview"]
    authors: tuple[Person, ...]
    guests: tuple[Person, ...]
    topic: Label | None
    tags: tuple[Label, ...]
    series: Label | None
    summary: str
    image: str
    image_alt: str | None
    image_caption: str
    comments: CommentState
    aliases: tuple[str, ...]
    language: str
    document: Document

    @property
    def thread(self) -> str:
        """What the comments are kept under: the writer's own word, else one made of the permanent id."""
        return self.document.meta.thread or f"/posts/{self.id}/"

    @property
    def is_listed(self) -> bool:
        """Whether lists show it: hidden posts are reached by their address alone."""
        return self.state != "hidden"


class Page(Struct, frozen=True):
    source: str
    path: str
    slug: str
    title: str
    summary: str
    state: State
    document: Document
    is_listed: bool = False


class Media(Struct, frozen=True):
    """A file of the content folder that pages use. `path` is what every browser and feed reader can show, or
    empty when it cannot be read; width and height in pixels are those of `path`, 0 where they are not known;
    `length` in bytes. `sources` are the same in better formats, best first. `tone` names the colour that
    stands there until the picture comes (`theme/styles`). `link` is the whole file, where a text links to it.
    """

    source: str
    path: str
    width: int = 0
    height: int = 0
    sources: tuple[PictureSource, ...] = ()
    tone: str = ""
    length: int = 0
    link: str = ""


class SocialCard(Struct, frozen=True):
    """A drawing of a page for those who share it: `path` is a site path, width and height are in pixels."""

    path: str
    alt: str
    width: int = 1200
    height: int = 630


class Comment(Struct, frozen=True):
    """One comment of a post, whoever keeps it. `author` is plain text, empty for somebody without a name;
    `website` an address with http(s), or empty; `html` has been cleaned. `parent` is the id of the comment
    that it answers. Of a deleted one only its place is left, for the replies to it. `anchor` is where it
    stands on the page of its post.
    """

    id: str
    anchor: str
    parent: str
    author: str
    website: str
    created: dt.datetime
    edited: dt.datetime | None
    html: Markup
    votes: int = 0
    is_deleted: bool = False


class Script(Struct, frozen=True):
    """A script of its own: the `parts` that are wanted, in order, by the names of their files; and what they
    are told, as JSON.
    """

    parts: tuple[str, ...]
    data: Mapping[str, Any]


def _unrelated(_post: Post) -> tuple[Post, ...]:
    return ()


def _undescribed(_path: str, _image: str) -> Markup:
    return Markup()


class Site(Struct):
    """One build's world. Capabilities read all of it and write what their docstring says."""

    settings: Mapping[str, Any]
    about: SiteSettings
    name: str
    place: Place
    zone: ZoneInfo
    moment: dt.datetime
    content: Path
    shown: str
    """The content folder as the writer named it, for messages."""
    theme: Path
    words: Words
    is_preview: bool
    texts: Texts = field(default_factory=Texts)
    """The texts of the documents, which are not kept in them."""
    until: dt.datetime | None = None
    """By `posts`: when the site is another without a change of a file, since something is scheduled."""
    documents: list[Document] = field(default_factory=list)
    files: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)

    posts: list[Post] = field(default_factory=list)
    """By `posts`: all that this build shows, newest first."""
    pages: list[Page] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)
    """By `posts`: source of a document → its site path."""
    newer: dict[str, Post] = field(default_factory=dict)
    older: dict[str, Post] = field(default_factory=dict)
    related: Callable[[Post], tuple[Post, ...]] = _unrelated
    """By `posts`: the posts that are most like one; asked when its page is made."""
    follows: dict[str, Post] = field(default_factory=dict)
    """The post that this one follows up."""
    followed_by: dict[str, tuple[Post, ...]] = field(default_factory=dict)
    mentioned_in: dict[str, tuple[Post, ...]] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    """By `images`: path in content → what a page uses for it."""
    copies: dict[str, Path] = field(default_factory=dict)
    """By `images`: path in the site → the file that is copied there."""
    social_cards: dict[str, SocialCard] = field(default_factory=dict)
    """By `cards`: source of a post → its card for those who share it; `""` has that of the site."""
    replies: tuple[Reply, ...] = ()
    """By `comments`: the latest replies, newest first."""
    comment_counts: dict[str, int] = field(default_factory=dict)
    """By `comments`: source of a post → number of comments. Empty: nobody counts."""
    comments: dict[str, tuple[Comment, ...]] = field(default_factory=dict)
    """By `comments`: source of a post → its comments, oldest first; each parent is among them."""
    conversations: dict[str, Conversation] = field(default_factory=dict)
    """By `comments`: source of a post → its thread as the page shows it."""
    comment_feeds: dict[str, str] = field(default_factory=dict)
    """By `comments`: source of a post → site path of the feed of its comments; `""` has that of all. `feeds`
    writes them.
    """
    origins: dict[str, set[str]] = field(default_factory=dict)
    """By whoever leads a browser to another host, in `enrich`: directive of the Content-Security-Policy →
    what it must allow (`form-action` → `https://buttondown.com`). `assets` writes the policy.
    """
    ids: dict[str, str] = field(default_factory=dict)
    """By `ledger`: source of a post → its permanent id on record."""
    used_ids: frozenset[str] = frozenset()
    """By `ledger`: every id that a post ever had; no other post may have it."""
    promises: tuple[Promise, ...] = ()
    """By `ledger`: every address that was released."""
    remembered: Remembered = field(default_factory=Remembered)
    """By `ledger`: what readers were told by the last release."""
    redirects: dict[str, str] = field(default_factory=dict)
    """By `redirects`: older address → the one that is there now; both are site paths."""
    gone: tuple[str, ...] = ()
    """By `redirects`: older addresses that lead nowhere, on purpose."""
    feeds: dict[str, tuple[FeedLink, ...]] = field(default_factory=dict)
    """By `feeds`: site path of a page → the feeds of its own; `""` has those of the whole site."""
    feed_shelves: tuple[FeedShelf, ...] = ()
    """By `feeds`: all feeds, as the subscribe page lists them."""
    describe: Callable[[str, str], Markup] = _undescribed
    """By `meta`: site path of a page, and its picture as a whole address or empty → the page as JSON-LD."""
    alternates: dict[str, tuple[Alternate, ...]] = field(default_factory=dict)
    """By `meta`: site path of a page → the same in another form or language."""
    scripts: dict[str, Script] = field(default_factory=dict)
    """By whoever has a script in `theme/scripts/<name>/` that pages load when it is wanted. `assets` makes
    one file of it, whose URL is in the shell's `scripts`.
    """
    cards: dict[str, Card] = field(default_factory=dict)
    """By `posts`: source of a post → its card, made once for all lists that it is in."""
    outputs: set[str] = field(default_factory=set)
    """By `engine.build`: the files that were yielded so far; the last capability sees all others'."""
    bodies: dict[str, str] = field(default_factory=dict)
    """By `engine.foreign`: source → HTML as other Pelican plugins left it, where they changed it."""

    def listed(self) -> list[Post]:
        """The posts of lists and feeds, newest first."""
        return [post for post in self.posts if post.is_listed]

    def door(self, path: str) -> str:
        """Give the address of a page that the menu leads to; nothing for any other."""
        return self.place.url(path) if any(item.url == f"/{path}" for item in self.about.menu) else ""

    def file(self, path: str) -> str:
        """Name a file of the content folder in a message."""
        return f"{self.shown}/{path}"
