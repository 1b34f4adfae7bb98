"""Whether the posts still are who they were: ids from the record before posts are made, questions after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from plugins.engine.documents import Document
from plugins.engine.model import Post, Site
from plugins.kit.problems import Problem, SiteError
from plugins.ledger.addresses import promises_of
from plugins.ledger.book import Book, Entry, open_book
from plugins.ledger.releases import remembered_by

A_FEW = 3
"""More posts than these, and more than half, are not lost one by one: it is another blog."""
RELEASED = {"published", "hidden"}


def give_ids(site: Site) -> Iterable[Problem]:
    """Fill `Site.ids` and `Site.used_ids`, before posts are made of documents."""
    try:
        book = open_book(site)
    except SiteError as error:
        return error.problems
    site.ids = {entry.source: entry.id for entry in book.entries}
    given = {document.meta.id for document in posts_of(site) if document.meta.id}
    site.used_ids = book.used | given
    site.promises = tuple(promises_of(book))
    site.remembered = remembered_by(book)
    return ()


def hold_ids(site: Site) -> Iterator[Problem]:
    """Yield a problem for every id that would change, would be lost, or has two posts."""
    try:
        book = open_book(site)
    except SiteError:
        return  # said by `give_ids`; without the record there is nothing to compare with
    documents = posts_of(site)
    yield from _changed(site, documents)
    yield from _lost(site, book, documents)
    yield from _shared(site)
    yield from _unwritten(site, book)


def posts_of(site: Site) -> list[Document]:
    """The documents of posts, whatever their state."""
    return [document for document in site.documents if document.kind == "post"]


def _changed(site: Site, documents: list[Document]) -> Iterator[Problem]:
    for document in documents:
        recorded = site.ids.get(document.path, "")
        if recorded and document.meta.id and document.meta.id != recorded:
            yield document.problem(
                site.shown,
                f"the id “{document.meta.id}” is not the recorded one, “{recorded}”",
                f"Readers would get the post again, and its replies would be gone. Write id: {recorded}, or "
                "take the line out",
                key="id",
            )


def _lost(site: Site, book: Book, documents: list[Document]) -> Iterator[Problem]:
    claimed = {document.meta.id for document in documents if document.meta.id}
    fresh = [document for document in documents if document.path not in site.ids and not document.meta.id]
    taken = taken_over(site)
    lost = [
        entry
        for entry in missing(site, book)
        if entry.id not in claimed and not (entry.urls and {url.strip("/") for url in entry.urls} <= taken)
    ]
    if len(lost) > A_FEW and len(lost) * 2 > len(book.entries):
        hint = "If this is another blog now, delete that file; if they are to be gone: ./run ledger.forget ID"
        yield Problem(
            site.settings["LEDGER"].path,
            0,
            f"{len(lost)} of {len(book.entries)} recorded posts are gone",
            hint,
        )
        return
    for entry in lost:
        near = next(
            (each for each in fresh if _resembles(each, entry)), fresh[0] if len(fresh) == 1 else None
        )
        where = f" to {site.file(near.path)}" if near else ""
        instead = f"if another takes its place, aliases: [{', '.join(entry.urls)}]; " if entry.urls else ""
        yield Problem(
            site.file(entry.source),
            0,
            f"is gone, and the ledger has it as “{entry.id}”",
            f"If it was renamed{where}, write id: {entry.id} in its front matter; {instead}if it was "
            f"deleted: ./run ledger.forget {entry.id}",
        )


def taken_over(site: Site) -> set[str]:
    """The addresses that posts and pages have taken over from others, by their aliases."""
    shown = {post.source for post in site.posts} | {page.source for page in site.pages}
    return {
        alias.strip("/")
        for document in site.documents
        if document.path in shown
        for alias in document.meta.aliases
    }


def _resembles(document: Document, entry: Entry) -> bool:
    """Whether a file may be the missing one under another name: the same name elsewhere, or the id in it."""
    name = document.path.rpartition("/")[2]
    return name == entry.source.rpartition("/")[2] or entry.id in name


def missing(site: Site, book: Book) -> list[Entry]:
    """Entries whose file is not there. One that is there with a mistake in it is not missing."""
    present = {document.path for document in posts_of(site)}
    return [
        entry
        for entry in book.entries
        if entry.source not in present and not (site.content / entry.source).is_file()
    ]


def _shared(site: Site) -> Iterator[Problem]:
    owners: dict[str, list[Post]] = defaultdict(list)
    for post in site.posts:
        owners[post.id].append(post)
    for name, posts in sorted(owners.items()):
        first, *others = sorted(posts, key=lambda post: (post.source not in site.ids, post.source))
        for post in others:
            yield post.document.problem(
                site.shown,
                f"has the id “{name}”, and so has {site.file(first.source)}",
                "Readers would take them for one post. Take the line id: … out, or write another",
                key="id",
            )


def _unwritten(site: Site, book: Book) -> Iterator[Problem]:
    """Ids are made of slugs until they are written down: what goes out should have its own for good."""
    new = unrecorded(site)
    if new and book.entries and site.settings.get("SETTINGS_FILE") == "publishconf.py":
        which = site.file(new[0].source) if len(new) == 1 else f"{len(new)} posts that go out"
        what = f"has no permanent id for {which}"
        hint = (
            "./run publish writes it down, and so does ./run ledger.record: else a new slug is a new post to "
            "all subscribers"
        )
        yield Problem(site.settings["LEDGER"].path, 0, what, hint, "warning")


def unrecorded(site: Site) -> list[Post]:
    """Posts that are out and not on record, or on record with another file; the oldest first."""
    return [post for post in out_now(site) if site.ids.get(post.source) != post.id]


def out_now(site: Site) -> list[Post]:
    """The posts that are out, in lists or not; the oldest first."""
    out = [post for post in site.posts if post.state in RELEASED]
    return sorted(out, key=lambda post: (post.date.timestamp(), post.source))
