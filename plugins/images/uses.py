"""Which files of the content folder pages use, how, and where that is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from plugins.engine.bodies import find_source, line_of
from plugins.engine.documents import Document
from plugins.engine.model import Person, Site

Kind = Literal["cover", "text", "face", "whole"]
PICTURES = (
    *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"),
    *(".tif", ".tiff", ".bmp", ".heic", ".heif"),
)


class Use(Struct, frozen=True):
    """`written` is the address as it stands in the text; empty for front matter, where `key` has it."""

    path: str
    kind: Kind
    document: Document
    written: str = ""
    key: str = ""

    def line(self, site: Site) -> int:
        """Find the line on which it stands."""
        return (
            line_of(site, self.document, self.written)
            if self.written
            else self.document.lines.get(self.key, 1)
        )


def uses_of(site: Site) -> dict[str, list[Use]]:
    """Path → uses, of all that this build shows; a draft's files are not among them."""
    found: dict[str, list[Use]] = {}
    for use in _uses(site):
        found.setdefault(use.path, []).append(use)
    return dict(sorted(found.items()))


def is_picture(path: str) -> bool:
    """Whether a name is that of a picture."""
    return path.lower().endswith(PICTURES)


def _uses(site: Site) -> Iterator[Use]:
    for post in site.posts:
        if post.image:
            yield Use(post.image, "cover", post.document, key="image")
    for person in site.people:
        if person.document:
            yield from _of_person(person, person.document)
    for document in site.documents:
        if document.path in site.paths:
            yield from _in_text(site, document)


def _of_person(person: Person, document: Document) -> Iterator[Use]:
    if person.picture:
        yield Use(person.picture, "face", document, key="picture")
    for key in ("featured_in", "co_author_of", "contributor_to"):
        for credit in getattr(person, key):
            if credit.image:
                yield Use(credit.image, "face", document, key=key)


def _in_text(site: Site, document: Document) -> Iterator[Use]:
    for ref in document.body.refs:
        path = find_source(site, document.path, ref.target.partition("#")[0])
        if path is not None and path in site.files:
            yield Use(path, "text" if ref.kind == "image" else "whole", document, ref.target)
