"""What templates print of a conversation: the comments of a post as a tree, and what opens it."""

from __future__ import annotations

from typing import Literal

from markupsafe import Markup
from msgspec import Struct

from plugins.engine.views import Link, Time


class CommentView(Struct, frozen=True):
    """A comment with the replies to it. `notes` are such as “edited” and “3 readers agree”. `answers` leads
    to the comment that it answers; a deleted one has its place and no words.
    """

    anchor: str
    author: str
    website: str
    initials: str
    time: Time
    notes: tuple[str, ...]
    html: Markup
    answers: Link | None
    is_deleted: bool
    replies: tuple[CommentView, ...]


class Conversation(Struct, frozen=True):
    """The thread of a post as it was when the page was built, and what brings it to life.

    `thread` is what the provider knows it by; `load` when it is opened; `host` whom a click leads to, empty
    when it is this site; `outside` where to talk without our script; `feed` the URL of the feed of these
    comments.
    """

    comments: tuple[CommentView, ...]
    thread: str
    title: str
    load: Literal["click", "visible", "eager"]
    host: str
    outside: Link | None
    feed: str
