"""documents → posts, pages, people and labels: who wrote what, under which address, and may it be shown."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import PurePosixPath
from typing import Any

from msgspec.structs import replace

from plugins.engine.documents import Document
from plugins.engine.model import CommentState, Page, Post, Site, State
from plugins.kit import clock
from plugins.kit.problems import Problem, errors
from plugins.kit.text import prose
from plugins.posts.addresses import DATED, file_of_key, slug_of
from plugins.posts.shelf import Shelf

GIVE_ANOTHER = "Give one of them another: slug: …"
NOT_OUT = {"draft", "scheduled"}
TAKEN = {
    "posts",
    "topics",
    "tags",
    "authors",
    "guests",
    "series",
    "archive",
    "search",
    "subscribe",
    "feeds",
    "assets",
    "404",
    "404.html",
    "index.html",
}


def collect(site: Site) -> Iterable[Problem]:
    """Fill `posts pages people labels paths` of the site."""
    problems: list[Problem] = []
    by_kind: dict[str, list[Document]] = defaultdict(list)
    for document in site.documents:
        by_kind[document.kind].append(document)
    if not by_kind["post"] and not errors(site.problems):
        problems.append(Problem(site.shown, 0, "has no posts", 'Write the first: ./run new "A title"'))
    shelf = Shelf(site, by_kind, problems)
    # What is not out yet comes last: a draft gives no tag its name, and takes no address from a post.
    in_order = sorted(by_kind["post"], key=lambda document: (not _is_out(site, document), document.path))
    posts = [post for document in in_order if (post := post_of(site, document, shelf, problems))]
    pages = [page for document in by_kind["page"] if (page := _page(site, document, problems))]
    site.until = min(_turns(site, posts), default=None)
    posts = _told_apart(site, posts, problems)
    visible = [post for post in posts if site.is_preview or post.state in {"published", "hidden"}]
    site.posts = sorted(visible, key=lambda post: (-post.date.timestamp(), post.slug))
    pages = _without_twins(site, pages, problems)
    site.pages = [page for page in pages if site.is_preview or page.state != "draft"]
    site.people, site.labels = shelf.people(site.posts), shelf.labels(site.posts)
    site.paths = _paths(site)
    site.posts = [summarised(site, post, problems) for post in site.posts]
    return problems


def _is_out(site: Site, document: Document) -> bool:
    return document.meta.status != "draft" and clock.at(document.meta.date, site.zone) <= site.moment


def post_of(site: Site, document: Document, shelf: Shelf, problems: list[Problem]) -> Post | None:
    """A post as its document tells it; None, with a problem, when it can have no address."""
    meta = document.meta
    slug = slug_of(site, document, problems)
    if not slug:
        return None
    date = clock.at(meta.date, site.zone)
    state: State = "scheduled" if meta.status != "draft" and date > site.moment else meta.status
    _check_meta(site, document, problems)
    return Post(
        source=document.path,
        id=_id_of(site, document, slug),
        path=f"posts/{slug}/",
        slug=slug,
        title=meta.title,
        date=date,
        modified=clock.at(meta.modified, site.zone) if meta.modified else None,
        state=state,
        kind=meta.kind,
        authors=_once(shelf.person("author", name) for name in meta.authors),
        guests=_once(shelf.person("guest", name) for name in meta.guests),
        topic=shelf.label("topic", meta.topic) if meta.topic else None,
        tags=_once(shelf.label("tag", name) for name in meta.tags),
        series=shelf.label("series", meta.series) if meta.series else None,
        summary=meta.summary,
        image=file_of_key(site, document, meta.image, "image", problems),
        image_alt=meta.image_alt,
        image_caption=meta.image_caption,
        comments=_comments_of(site, meta.comments, date),
        aliases=meta.aliases,
        language=meta.lang,
        document=document,
    )


def _comments_of(site: Site, wanted: CommentState, date: dt.datetime) -> CommentState:
    """Whether readers may write: older posts are closed, where the site says so."""
    days = site.settings["POSTS"].close_comments_after
    is_old = days and date + dt.timedelta(days=days) < site.moment
    return "closed" if wanted == "on" and is_old else wanted


def _turns(site: Site, posts: list[Post]) -> Iterator[dt.datetime]:
    """The moments to come at which a post is out, or is closed."""
    days = site.settings["POSTS"].close_comments_after
    for post in posts:
        closes = [post.date + dt.timedelta(days=days)] if days else []
        yield from (turn for turn in (post.date, *closes) if turn >= site.moment)


def _id_of(site: Site, document: Document, slug: str) -> str:
    """The permanent id: the writer's own, else the recorded one, else the slug, if no post ever had it."""
    if known := document.meta.id or site.ids.get(document.path):
        return str(known)
    # A slug holds no tilde, so what is made here is never another post's slug.
    others = (f"{slug}~{number}" for number in count(2))
    return slug if slug not in site.used_ids else next(name for name in others if name not in site.used_ids)


def _once(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))


def _page(site: Site, document: Document, problems: list[Problem]) -> Page | None:
    slug = slug_of(site, document, problems)
    if not slug:
        return None
    if slug.casefold() in TAKEN or re.fullmatch(r"\d{4}", slug):
        problems.append(
            document.problem(
                site.shown,
                f"the address /{slug}/ belongs to the blog itself",
                "Give the page another slug",
                key="slug",
            )
        )
        return None
    state = document.meta.status
    return Page(
        document.path,
        f"{slug}/",
        slug,
        document.meta.title,
        document.meta.summary,
        state,
        document,
        state == "published",
    )


def _without_twins(site: Site, pages: list[Page], problems: list[Problem]) -> list[Page]:
    owners: dict[str, Page] = {}
    for page in pages:
        owner = owners.setdefault(page.slug.casefold(), page)
        if owner is not page:
            what = f"has the slug “{page.slug}”, and so has {site.file(owner.source)}"
            problems.append(page.document.problem(site.shown, what, GIVE_ANOTHER, key="slug"))
    return list(owners.values())


def _told_apart(site: Site, posts: list[Post], problems: list[Problem]) -> list[Post]:
    """Give each post an address of its own.

    Two posts with one slug are an error. But files that differ in their date alone (`2023-05-08-award.md`,
    `2024-01-12-award.md`), as other tools allow, are told apart by it: the oldest has the plain address.
    """
    owners: dict[str, Post] = {}
    kept = []
    for post in sorted(posts, key=lambda post: (post.state in NOT_OUT, post.date.timestamp(), post.source)):
        owner = owners.setdefault(post.slug.casefold(), post)
        if owner is not post:
            said = f"has the slug “{post.slug}”, and so has {site.file(owner.source)}"
            name = PurePosixPath(post.source).stem
            if name.casefold() in owners or not (_is_dated(post) and _is_dated(owner)):
                problems.append(post.document.problem(site.shown, said, GIVE_ANOTHER, key="slug"))
                continue
            problems.append(
                post.document.problem(
                    site.shown,
                    f"{said}; this one is at /posts/{name}/",
                    "Give it a slug of its own: slug: …",
                    key="slug",
                    level="warning",
                )
            )
            post = replace(post, slug=name, path=f"posts/{name}/", id=_id_of(site, post.document, name))
            owners[name.casefold()] = post
        kept.append(post)
    return kept


def _is_dated(post: Post) -> bool:
    """Whether the file is named by its date and its slug."""
    stem = PurePosixPath(post.source).stem
    return DATED.match(stem) is not None and DATED.sub("", stem) == post.slug


def _check_meta(site: Site, document: Document, problems: list[Problem]) -> None:
    meta = document.meta
    if meta.image and meta.image_alt is None:
        problems.append(
            document.problem(
                site.shown,
                "the image has no alt text",
                "Say what it shows: image_alt: …",
                key="image",
                level="warning",
            )
        )
    if meta.kind == "interview" and not meta.guests:
        problems.append(
            document.problem(
                site.shown,
                "an interview without a guest",
                "Name who answers: guests: [First Last]",
                key="kind",
            )
        )
    if meta.modified and clock.at(meta.modified, site.zone) < clock.at(meta.date, site.zone):
        problems.append(
            document.problem(
                site.shown,
                "modified before it was published",
                "Correct one of the two dates",
                key="modified",
                level="warning",
            )
        )


def summarised(site: Site, post: Post, problems: list[Problem]) -> Post:
    """A post with the summary that is shown: its own, else the beginning of its text."""
    limit = site.settings["POSTS"].summary
    if len(prose(post.summary)) > limit:
        problems.append(
            post.document.problem(
                site.shown,
                f"the summary has {len(prose(post.summary))} characters; search engines cut it at about 160",
                "Shorten it",
                key="summary",
                level="warning",
            )
        )
    return replace(post, summary=prose(post.summary) or post.document.body.lead)


def _paths(site: Site) -> dict[str, str]:
    paths = {post.source: post.path for post in site.posts} | {page.source: page.path for page in site.pages}
    paths |= {person.document.path: person.path for person in site.people if person.document}
    return paths | {label.document.path: label.path for label in site.labels if label.document}
