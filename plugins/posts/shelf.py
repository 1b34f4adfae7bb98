"""People and labels by name: from their files, or made when a post names them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from msgspec.structs import replace

from plugins.engine.documents import Document
from plugins.engine.model import Label, Person, Post, Site
from plugins.kit.problems import Problem
from plugins.kit.text import slugify
from plugins.posts.addresses import file_of_key, is_web_address, slug_of


class Shelf:
    """People and labels by name; those without a file are made when a post names them."""

    def __init__(self, site: Site, by_kind: dict[str, list[Document]], problems: list[Problem]) -> None:
        self._people: dict[tuple[str, str], Person] = {}
        self._labels: dict[tuple[str, str], Label] = {}
        self._owners: dict[str, Document] = {}
        self._site, self._problems = site, problems
        for role in ("author", "guest"):
            for document in by_kind[role]:
                self._add_person(role, document)
        for document in by_kind["topic"]:
            meta = document.meta
            path = self._path(document, "topics", meta.title)
            if not path:
                continue
            label = Label("topic", meta.title, path.split("/")[1], path, meta.summary, document, meta.order)
            self._labels.setdefault(("topic", slugify(meta.title)), label)

    def _path(self, document: Document, folder: str, name: str) -> str:
        """The address of what has a file; empty, with a problem, when another file has it."""
        slug = slugify(name)
        if document.meta.slug:
            slug = slug_of(self._site, document, self._problems) or slug
        path = f"{folder}/{slug}/"
        for key in dict.fromkeys((f"{folder}/{slugify(name)}/", path)):
            owner = self._owners.setdefault(key, document)
            if owner is not document:
                what = f"has the name or the address of {self._site.file(owner.path)} (/{key})"
                hint = "Keep one, or give one another name and slug"
                self._problems.append(document.problem(self._site.shown, what, hint))
                return ""
        return path

    def _add_person(self, role: Any, document: Document) -> None:
        meta = document.meta
        path = self._path(document, f"{role}s", meta.name)
        if not path:
            return
        person = Person(
            role=role,
            name=meta.name,
            slug=path.split("/")[1],
            path=path,
            title=meta.role,
            picture=file_of_key(self._site, document, meta.picture, "picture", self._problems),
            picture_alt=meta.picture_alt,
            email=meta.email,
            links=tuple(
                (link.label, link.url)
                for link in meta.links
                if is_web_address(self._site, document, link.url, self._problems)
            ),
            document=document,
            **{
                key: tuple(self._credits(document, key))
                for key in ("featured_in", "co_author_of", "contributor_to")
            },
        )
        # Posts name people by their names, whatever their slugs are.
        self._people.setdefault((role, slugify(meta.name)), person)

    def _credits(self, document: Document, key: str) -> Iterator[Any]:
        for credit in getattr(document.meta, key):
            is_web_address(self._site, document, credit.url, self._problems, key)
            yield replace(credit, image=file_of_key(self._site, document, credit.image, key, self._problems))

    def person(self, role: Literal["author", "guest"], name: str) -> Person:
        slug = slugify(name)
        return self._people.setdefault((role, slug), Person(role, name, slug, f"{role}s/{slug}/"))

    def label(self, kind: Literal["topic", "tag", "series"], name: str) -> Label:
        slug = slugify(name)
        folder = kind if kind == "series" else f"{kind}s"
        return self._labels.setdefault((kind, slug), Label(kind, name, slug, f"{folder}/{slug}/"))

    def people(self, posts: list[Post]) -> list[Person]:
        """Those of visible posts, and authors with a file. A guest waits for the interview to be out."""
        seen = {person for post in posts for person in (*post.authors, *post.guests)}
        shown = (
            each
            for each in self._people.values()
            if each in seen or (each.role == "author" and each.document)
        )
        return sorted(shown, key=lambda person: (person.role, person.name.casefold(), person.slug))

    def labels(self, posts: list[Post]) -> list[Label]:
        """Those that a visible post has, and topics with a file."""
        used = {label for post in posts for label in (post.topic, post.series, *post.tags) if label}
        shown = [label for label in self._labels.values() if label in used or label.document]
        return sorted(
            shown, key=lambda label: (label.kind, label.order or 999, label.name.casefold(), label.slug)
        )
