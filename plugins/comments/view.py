"""Comments → what the page prints: a tree that is not deeper than a narrow screen can show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.engine.conversation import CommentView
from plugins.engine.model import Comment, Post, Site
from plugins.engine.views import Link, Reply, Time
from plugins.kit import clock
from plugins.kit.text import educate, is_visible, plain, shorten

DEPTH = 4
"""Levels that are set in. What is deeper stands below one another, and says what it answers."""
WORDS = 100


def tree_of(site: Site, talk: Sequence[Comment]) -> tuple[CommentView, ...]:
    """Put the replies below what they answer; oldest first on every level."""
    known = {comment.id: comment for comment in talk}
    level: dict[str, int] = {}
    above: dict[str, str] = {}
    for comment in talk:  # a parent stands before its replies
        parent = comment.parent
        while parent and level[parent] >= DEPTH:
            parent = above[parent]
        above[comment.id] = parent
        level[comment.id] = level[parent] + 1 if parent else 1
    below: dict[str, list[CommentView]] = {}
    for comment in reversed(talk):  # replies first: they are part of the value of their parent
        replies = tuple(reversed(below.pop(comment.id, [])))
        if comment.is_deleted and not replies:
            continue
        view = _view(site, comment, known.get(comment.parent), replies)
        below.setdefault(above[comment.id], []).append(view)
    return tuple(reversed(below.get("", [])))


def _view(
    site: Site, comment: Comment, parent: Comment | None, replies: tuple[CommentView, ...]
) -> CommentView:
    author = name_of(site, comment)
    return CommentView(
        anchor=comment.anchor,
        author=author,
        website=comment.website,
        initials="".join(part[0] for part in comment.author.split()[:2]).upper(),
        time=_time(site, comment),
        notes=tuple(_notes(site, comment)),
        html=comment.html,
        answers=Link(name_of(site, parent), f"#{parent.anchor}") if parent else None,
        is_deleted=comment.is_deleted,
        replies=replies,
    )


def _notes(site: Site, comment: Comment) -> Iterator[str]:
    if comment.votes > 0:
        yield site.words("comments.votes", n=comment.votes)
    if comment.edited:
        yield site.words("comments.edited")


def name_of(site: Site, comment: Comment) -> str:
    """Who says it, as far as we were told."""
    if is_visible(comment.author):
        return comment.author
    return site.words("comments.deleted_author" if comment.is_deleted else "comments.anonymous")


def _time(site: Site, comment: Comment, form: str = "long") -> Time:
    return Time.of(comment.created, site.words.date(clock.at(comment.created, site.zone), form))


def latest_of(site: Site, posts: Sequence[Post], number: int) -> tuple[Reply, ...]:
    """The latest comments of all posts, newest first."""
    said = [
        (comment.created, int(comment.id), comment, post)
        for post in posts
        for comment in site.comments.get(post.source, ())
        if not comment.is_deleted
    ]
    return tuple(
        Reply(
            author=name_of(site, comment),
            text=shorten(plain(comment.html), WORDS),
            url=f"{site.place.url(post.path)}#{comment.anchor}",
            time=_time(site, comment, "medium"),
            post=Link(educate(post.title), site.place.url(post.path)),
        )
        for _, _, comment, post in sorted(said, key=lambda each: each[:2], reverse=True)[:number]
    )
