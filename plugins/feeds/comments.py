"""Feeds of comments: one of the whole site, newest first, and one for each post that has a conversation.

In: `Site.comments`, `Site.comment_feeds`. Out: a channel with its entries for each feed. The id of an entry
comes from the permanent id of the post and from the comment's own, never from an address.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from msgspec.structs import replace

from plugins.engine.model import Comment, Post, Site
from plugins.engine.views import FeedLink
from plugins.feeds.entries import (
    ENDINGS,
    SUMMARY,
    TYPES,
    Channel,
    Contact,
    Entry,
    address,
    is_out,
    newest,
    tag_of,
)
from plugins.feeds.settings import Feeds
from plugins.kit.text import clean, educate, is_visible, plain, shorten

NAME = 80
"""Characters of a name: who writes more wants to be seen, not known."""


def comment_link(site: Site, post: Post | None) -> tuple[FeedLink, ...]:
    """The feed of the comments of a post, or of all, as pages name it; nothing where there is none."""
    path = site.comment_feeds.get(post.source if post else "")
    if not path:
        return ()
    title = site.words("feeds.format", title=_title(site, post), format=site.words("feeds.atom"))
    return (FeedLink(title, site.place.url(path), TYPES["atom"]),)


def comment_feeds(site: Site, whole: Channel) -> Iterator[tuple[Channel, tuple[Entry, ...]]]:
    """Yield the feeds of comments, that of all first. `whole` is the channel of all posts, of which they have
    what is the same for every feed.
    """
    feeds: Feeds = site.settings["FEEDS"]
    talks = {
        post.source: _entries(site, post)
        for post in site.posts
        if post.source in site.comment_feeds and post.comments != "off"
    }
    if "" in site.comment_feeds:
        shown = [each for post in site.posts if is_out(post) for each in talks.get(post.source, ())]
        shown.sort(key=lambda entry: (entry.published, entry.id), reverse=True)
        entries = tuple(shown[: feeds.items])
        assert feeds.since is not None  # an unsound authority has stopped the build
        yield (
            replace(
                whole,
                path=_path(site, ""),
                id=feeds.tag("feeds/comments"),
                title=_title(site, None),
                subtitle=site.words("feeds.comments_text", site=site.name),
                updated=newest((entry.updated for entry in entries), feeds.since),
                note=site.words("feeds.comments_note"),
            ),
            entries,
        )
    for post in site.posts:
        if post.source in talks:
            entries = talks[post.source][: feeds.items]
            yield (
                replace(
                    whole,
                    path=_path(site, post.source),
                    id=f"{tag_of(site, post)}/comments",
                    title=_title(site, post),
                    subtitle=site.words("feeds.thread_text", title=educate(post.title)),
                    home=address(site, post.path),
                    updated=newest((entry.updated for entry in entries), post.date),
                    note=site.words("feeds.comments_note"),
                ),
                entries,
            )


def _path(site: Site, source: str) -> str:
    return site.comment_feeds[source].removesuffix(ENDINGS["atom"])


def _title(site: Site, post: Post | None) -> str:
    if post is None:
        return educate(site.words("feeds.title_comments", site=site.name))
    return educate(site.words("feeds.title_thread", title=post.title, site=site.name))


def _entries(site: Site, post: Post) -> tuple[Entry, ...]:
    """The comments of a post, newest first. Those that were deleted are none."""
    comments = site.comments.get(post.source, ())
    talk = {comment.id: comment for comment in comments}
    return tuple(
        _entry(site, post, comment, talk.get(comment.parent))
        for comment in reversed(comments)
        if not comment.is_deleted
    )


def _entry(site: Site, post: Post, comment: Comment, parent: Comment | None) -> Entry:
    page, thread = address(site, post.path), tag_of(site, post)
    name = shorten(clean(comment.author), NAME)
    is_named = is_visible(name)
    title = site.words(
        "feeds.comment" if is_named else "feeds.comment_anonymous", name=name, title=educate(post.title)
    )
    return Entry(
        id=_id(thread, comment),
        url=f"{page}#{comment.anchor}",
        title=title,
        summary=shorten(plain(comment.html), SUMMARY) or title,
        body=comment.html,
        language="",
        published=comment.created,
        updated=max(comment.edited or comment.created, comment.created),
        authors=(Contact(name if is_named else site.words("feeds.anonymous"), ""),),
        guests=(),
        categories=(),
        picture=None,
        reply=("", ""),
        discuss=("", ""),
        comments=None,
        comment_feed="",
        answers=(_id(thread, parent), f"{page}#{parent.anchor}") if parent else (thread, page),
    )


def _id(thread: str, comment: Comment) -> str:
    return f"{thread}/comments/{quote(comment.id, safe='~')}"
