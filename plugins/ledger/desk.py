"""The work of the verbs: read the blog as it goes out, write the record."""

from __future__ import annotations

import json

from plugins.engine.model import Site
from plugins.kit.files import write_whole
from plugins.kit.problems import SiteError, nearest
from plugins.kit.typed import shown
from plugins.ledger.book import (
    MERGE,
    URL,
    Book,
    Entry,
    open_book,
    path_of,
    refuse_foreign,
    shown_path,
)
from plugins.ledger.keep import hold_ids, out_now, unrecorded
from plugins.ledger.merge import joined, sides


def run_record(*, content: str = "", as_of: str = "") -> str:
    """Record every post that is out, with its address; return what was done, in words."""
    from plugins.engine.opening import stop_on

    site = read_blog(content=content, as_of=as_of)
    refuse_foreign(site)
    stop_on([*site.problems, *hold_ids(site)])
    book, day = open_book(site), site.moment.astimezone(site.zone).date().isoformat()
    known = {(entry.id, url) for entry in book.entries for url in entry.urls}
    moved = [post for post in out_now(site) if (post.id, f"/{post.path}") not in known]
    new = list(dict.fromkeys([*unrecorded(site), *moved]))
    for post in new:
        book.record(post.id, post.source, day, f"/{post.path}")
    if new:
        save(site, book)
    total = len(book.entries)
    done = f"{len(new)} recorded" if new else "nothing new"
    return f"{shown_path(site)}: {done}, {total} post{'' if total == 1 else 's'} in it" + (
        ". Commit it." if new else ""
    )


def run_forget(name: str, *, content: str = "", to: str = "") -> str:
    """Take one post off the record, or give up one address; return what was done, in words."""
    if not name:
        raise SiteError("ledger.forget: which post? Type its id behind the verb: ./run ledger.forget ID")
    site = read_blog(content=content)
    refuse_foreign(site)
    book = open_book(site)
    known = {entry.id: entry for entry in book.entries}
    successor = f"/{to.strip('/')}/" if to.strip("/") and not to.endswith((".html", ".xml")) else to
    if successor and not URL.match(successor):
        raise SiteError(f"ledger.forget: “{shown(to)}” is no address of this site. Write --to /posts/other/")
    if name in book.data.get("addresses", {}):
        book.give_up(name, successor)
    elif name in known:
        _refuse_shown(site, known[name])
        book.forget(name, successor)
        for url, owner in book.data.get("addresses", {}).items():
            if owner == known[name].source:  # an alias of it
                book.give_up(url, successor)
    else:
        close = nearest(name, known)
        hint = close if close.startswith("Did") else f"Look it up: all {len(known)} ids stand there"
        raise SiteError(f"{shown_path(site)}: has no “{name}”. {hint}")
    save(site, book)
    then = f"; its address leads to {successor}" if successor else ""
    return f"{shown_path(site)}: forgot “{name}”{then}. Commit it."


def _refuse_shown(site: Site, entry: Entry) -> None:
    """Stop when the post is out: whoever forgets it would lose its addresses."""
    shown = {post.source for post in site.posts}
    if (found := entry.source) in shown or any(post.id == entry.id for post in site.posts):
        raise SiteError(
            f"{site.file(found)}: is still there, and “{entry.id}” is its id. Delete the file first, "
            "or write status: hidden in it."
        )


def run_merge(*, content: str = "") -> str:
    """Join both sides of a ledger that Git could not merge; return what was done, in words."""
    from plugins.engine.opening import open_site
    from plugins.engine.run import load_site

    blog = load_site(content=content)
    site: Site = open_site(blog.settings, blog.capabilities)
    path, name = path_of(site), shown_path(site)
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise SiteError(f"{name}: cannot be read ({error.strerror})") from None
    if not MERGE.search(text):
        return f"{name}: is whole, there is nothing to merge"
    try:
        one, two = (json.loads(side) for side in sides(text))
    except ValueError:
        hint = "Take both files from Git (git show :2:ledger.json, :3:ledger.json), and join them by hand"
        raise SiteError(f"{name}: a side of it is not JSON. {hint}") from None
    whole = joined(one, two)
    save(site, Book(str(whole.get("content", "")), whole))
    return f"{name}: joined, {len(whole.get('posts', {}))} posts in it. Look at the site, then commit it."


def read_blog(*, content: str, as_of: str = "") -> Site:
    """Read and enrich, without a build: the posts that are out now, with their ids."""
    from plugins.engine.build import read_site
    from plugins.engine.run import load_site

    blog = load_site(content=content, as_of=as_of)
    return read_site(blog.settings, blog.capabilities)


def save(site: Site, book: Book) -> None:
    """Write the file whole or not at all."""
    try:
        write_whole(path_of(site), book.print().encode())
    except OSError as error:
        raise SiteError(f"{shown_path(site)}: cannot be written ({error.strerror})") from None
