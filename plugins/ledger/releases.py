"""What a release told readers, out of the ledger and into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plugins.engine.model import Site
from plugins.engine.remembered import Remembered, Told
from plugins.ledger.addresses import addresses_of
from plugins.ledger.book import Book, open_book, path_of, refuse_foreign


def remembered_by(book: Book) -> Remembered:
    """Read what the last release told."""
    release = {name: str(value) for name, value in book.data.get("release", {}).items()}
    posts = {
        name: Told(
            tuple(url.lstrip("/") for url in said.get("urls", ())),
            tuple(said.get("feeds", ())),
            tuple(said.get("was_in", ())),
            str(said.get("words", "")),
        )
        for shelf in ("forgotten", "posts")
        for name, said in sorted(book.data.get(shelf, {}).items())
    }
    return Remembered(release.get("name", ""), release.get("moment", ""), release.get("ids", ""), posts)


def remember(site: Site, told: Remembered) -> Mapping[Path, bytes]:
    """Write a release down: the file, and what is to stand in it when the release is live. Raise `SiteError`
    where the file is kept for another folder: a release that nobody remembers would cost ids and addresses.
    """
    refuse_foreign(site)
    book = open_book(site)
    posts = {post.id: post for post in site.posts}
    day = dt.datetime.fromisoformat(told.moment).astimezone(site.zone).date().isoformat()
    for name, said in sorted(told.posts.items()):
        book.record(name, posts[name].source, day, f"/{posts[name].path}")
        _tell(book.data["posts"][name], said)
    for name in sorted(book.data.get("posts", {}).keys() - told.posts.keys()):
        _leave(book, name, site)
    addresses = book.data.setdefault("addresses", {})
    for path, owner in addresses_of(site):
        addresses[f"/{path}"] = owner
        book.data.get("given_up", {}).pop(f"/{path}", None)
    book.data["release"] = {"name": told.release, "moment": told.moment, "ids": told.ids}
    return {path_of(site): book.print().encode()}


def _tell(said: dict[str, Any], told: Told) -> None:
    """Write down what is told of a post; the feeds that it was in are kept."""
    left = {*said.get("was_in", ()), *said.get("feeds", ())} - set(told.feeds)
    said |= {"feeds": sorted(told.feeds), "words": told.words}
    said.pop("was_in", None)
    if left:
        said["was_in"] = sorted(left)


def _leave(book: Book, name: str, site: Site) -> None:
    """Write down that a post is out no more. One whose file is gone, as others have taken over its addresses,
    is off the record.
    """
    said = book.data["posts"][name]
    if feeds := said.pop("feeds", None):
        said["was_in"] = sorted({*feeds, *said.get("was_in", ())})
    if not (site.content / said["source"]).is_file():
        book.forget(name)
