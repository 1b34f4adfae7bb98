"""The work of the verbs: read the blog as it goes out, write the record."""

from __future__ import annotations

from typing import Any

from plugins.engine.model import Site
from plugins.kit.problems import SiteError, nearest
from plugins.ledger.book import Book, is_foreign, open_book, path_of, shown_path
from plugins.ledger.keep import hold_ids, missing, unrecorded


def run_record(*, content: str = "", as_of: str = "") -> str:
    """Record every post that is out; return what was done, in words."""
    from plugins.engine.build import stop_on

    site = read_blog(content=content, as_of=as_of)
    refuse_foreign(site)
    stop_on([*site.problems, *hold_ids(site)])
    book, day = open_book(site), site.moment.astimezone(site.zone).date().isoformat()
    new = unrecorded(site)
    for post in new:
        book.record(post.id, post.source, day)
    if new:
        save(site, book)
    total = len(book.entries)
    done = f"{len(new)} recorded" if new else "nothing new"
    return f"{shown_path(site)}: {done}, {total} post{'' if total == 1 else 's'} in it" + (
        ". Commit it." if new else ""
    )


def run_forget(name: str, *, content: str = "") -> str:
    """Take one post off the record; return what was done, in words."""
    if not name:
        raise SiteError("ledger.forget: which post? Type its id behind the verb: ./run ledger.forget ID")
    site = read_blog(content=content)
    refuse_foreign(site)
    book = open_book(site)
    known = {entry.id: entry for entry in book.entries}
    if name not in known:
        close = nearest(name, known)
        hint = close if close.startswith("Did") else f"Look it up: all {len(known)} ids stand there"
        raise SiteError(f"{shown_path(site)}: has no “{name}”. {hint}")
    if known[name] not in missing(site, book):
        source = site.file(known[name].source)
        raise SiteError(
            f"{source}: is still there, and “{name}” is its id. Delete the file first, "
            "or write status: hidden in it."
        )
    book.forget(name)
    save(site, book)
    return f"{shown_path(site)}: forgot “{name}”. Commit it."


def read_blog(*, content: str, as_of: str = "") -> Site:
    """Read and enrich, without a build: the posts that are out now, with their ids."""
    from plugins.engine.build import enrich, jobs_of, open_site, open_store, read
    from plugins.engine.run import load_site

    pelican: Any = load_site(content=content, as_of=as_of)
    site: Site = open_site(pelican.settings, pelican.capabilities)
    with open_store(pelican.settings) as store:
        read(site, pelican.capabilities, store, jobs_of(pelican.settings))
    enrich(site, pelican.capabilities)
    return site


def refuse_foreign(site: Site) -> None:
    """Stop before writing over the ledger of another content folder."""
    if is_foreign(site):
        raise SiteError(
            f"{shown_path(site)}: is the ledger of another folder than {site.shown}. "
            "Keep each content folder in a folder of its own."
        )


def save(site: Site, book: Book) -> None:
    """Write the file whole or not at all."""
    path = path_of(site)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(book.print(), "utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        raise SiteError(f"{shown_path(site)}: cannot be written ({error.strerror})") from None
