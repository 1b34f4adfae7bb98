"""The step between documents and views: every post gets its thread, its count, its feed."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any
from urllib.parse import quote

from plugins.comments.place import where
from plugins.comments.providers import client_of, host_of, origins_of
from plugins.comments.rows import Row, Snapshot, threads_of
from plugins.comments.settings import Comments
from plugins.comments.sources import NoComments, keep, read_kept, read_source
from plugins.comments.talk import talk_of
from plugins.comments.view import latest_of, tree_of
from plugins.engine.conversation import Conversation
from plugins.engine.model import Post, Script, Site
from plugins.engine.views import Link
from plugins.kit.problems import Problem
from plugins.kit.typed import shown

FEED = "feeds/comments.atom.xml"
A_FEW = 3


def attach(site: Site) -> Iterator[Problem]:
    """Fill what `__init__` says. Without a provider nothing is filled, and pages offer a mail link."""
    settings: Comments = site.settings["COMMENTS"]
    if not settings.row.adapter:
        return
    yield from _let_in(site, settings)
    posts: dict[str, Post] = {}
    for post in site.posts:
        if post.comments == "off":
            continue
        first = posts.setdefault(post.thread, post)
        if first.id != post.id:  # one id for two is said by the ledger
            what = f"has the thread “{shown(post.thread)}”, and so has {site.file(first.source)}"
            yield Problem(site.file(post.source), 0, what, "Give one of them another, or take thread: out")
    source = where(settings)
    if source:
        snapshot = yield from _fetch(site, settings, source)
        yield from _sort(site, settings, snapshot.rows, posts)
    elif settings.provider == "isso" and not site.is_preview:
        what = f"COMMENTS: {settings.database} is not there, so pages are built without their comments"
        hint = 'On another machine than Isso\'s, say where it is: source="https://example.com/isso"'
        yield Problem(str(site.settings.get("SETTINGS_FILE", "pelicanconf.py")), 0, what, hint, "warning")
    host = host_of(settings)
    for post in posts.values():
        site.conversations[post.source] = _conversation(site, settings, host, post)


def _let_in(site: Site, settings: Comments) -> Iterator[Problem]:
    """What browsers must be allowed, and our script told."""
    for directive, found in origins_of(settings).items():
        site.origins.setdefault(directive, set()).update(found)
    if settings.row.inline:
        what = f"COMMENTS: {settings.row.label} needs style-src 'unsafe-inline', since {settings.row.inline}"
        hint = "The policy of the whole site is weaker by that. Isso and giscus need none"
        yield Problem(str(site.settings.get("SETTINGS_FILE", "pelicanconf.py")), 0, what, hint, "warning")
    told = {**client_of(settings), "words": _words(site)}
    row = settings.row
    if row.adapter == "isso":
        site.scripts["comments"] = Script(("page", "isso", "open"), {**told, "zone": site.zone.key})
    else:
        more = {"adapter": row.adapter, "themes": list(row.themes), "home": site.place.root}
        site.scripts["comments"] = Script(("page", "widget", "open"), told | more)


def _words(site: Site) -> dict[str, Any]:
    """The words that our script needs: those of the page, and its own."""
    words = site.words.table("comments")
    own: dict[str, Any] = words.pop("script")
    return words | own


def _fetch(site: Site, settings: Comments, source: str) -> Generator[Problem, None, Snapshot]:
    """Read the comments; when they cannot be read, the last good ones, and a problem."""
    kept = read_kept(settings, source)
    # While somebody writes, no server is asked with every save.
    if kept and site.is_preview and "://" in source:
        return kept
    try:
        snapshot = read_source(settings, source, kept)
    except NoComments as error:
        last = "The last ones that could be read are used" if kept else "The site is built without them"
        yield Problem("comments", 0, str(error), f"{last}; ./run comments.pull tries again", "warning")
        return kept or Snapshot("", [])
    if "://" in source or source.endswith(".db"):
        keep(settings, snapshot, kept)
    return snapshot


def _sort(site: Site, settings: Comments, rows: list[Row], posts: dict[str, Post]) -> Iterator[Problem]:
    """Give the threads to their posts. A thread is never an address: anybody may open one by any name."""
    threads = threads_of(rows)
    for thread, post in posts.items():
        talk = talk_of(threads.pop(thread, ()), settings.row.anchor)
        site.comments[post.source] = talk
        site.comment_counts[post.source] = sum(not comment.is_deleted for comment in talk)
        if post.state == "published" and site.comment_counts[post.source]:
            site.comment_feeds[post.source] = f"{post.path}comments.atom.xml"
    site.comment_feeds[""] = FEED
    out = [post for post in posts.values() if post.state == "published"]
    site.replies = latest_of(site, out, settings.recent)
    silent = {post.thread for post in site.posts if post.comments == "off"}
    lost = sorted(threads.keys() - silent)
    if lost and any(site.comments.values()):
        names = ", ".join(f"“{shown(name)}”" for name in lost[:A_FEW])
        more = f" and {len(lost) - A_FEW} more" if len(lost) > A_FEW else ""
        what = f"no post has the threads {names}{more}" if lost[1:] else f"no post has the thread {names}"
        hint = "When a post lost its id, give it back with thread: in its front matter; else leave them"
        yield Problem("comments", 0, what, hint, "warning")


def _conversation(site: Site, settings: Comments, host: str, post: Post) -> Conversation:
    outside = settings.row.outside
    values = {"repo": settings.repo, "thread": quote(post.thread, safe="")}
    return Conversation(
        comments=tree_of(site, site.comments.get(post.source, ())),
        thread=post.thread,
        title=post.title,
        load=settings.load,
        host=host,
        outside=Link(settings.row.label, outside.format_map(values)) if outside else None,
        feed=site.place.url(feed) if (feed := site.comment_feeds.get(post.source)) else "",
    )
