"""A post that was saved, before the site is put together anew: title, date, tags as the writer typed them."""

from __future__ import annotations

from plugins.engine.documents import Document
from plugins.engine.model import Site
from plugins.engine.outputs import Output
from plugins.posts.collect import post_of, summarised
from plugins.posts.post_pages import output_of
from plugins.posts.shelf import Shelf

NAMED = ("author", "guest", "topic")
"""The kinds of documents that a post calls by name."""


def glimpse(site: Site, document: Document) -> Output | None:
    """Make the page of a post; None for one that is new, or has another address now."""
    before = next((post for post in site.posts if post.source == document.path), None)
    if before is None:
        return None
    others = {kind: [each for each in site.documents if each.kind == kind] for kind in NAMED}
    post = post_of(site, document, Shelf(site, others, []), [])
    if post is None or post.path != before.path:
        return None
    return output_of(site, summarised(site, post, []))
