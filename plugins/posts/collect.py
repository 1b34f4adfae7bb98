"""documents → posts, pages, people and labels: who wrote what, under which address, and may it be shown."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any, Literal

from plugins.engine.bodies import find_source
from plugins.engine.documents import Document
from plugins.engine.model import Label, Page, Person, Post, Site, State
from plugins.kit import clock
from plugins.kit.problems import Problem, nearest
from plugins.kit.text import SLUG, prose, slugify

DATED = re.compile(r"\d{4}-\d{2}-\d{2}[-_]")
TAKEN = {"posts", "topics", "tags", "authors", "guests", "series", "archive", "search", "subscribe", "feeds", "assets", "404"}


def collect(site: Site) -> Iterable[Problem]:
    """Fill `posts pages people labels paths` of the site."""
    problems: list[Problem] = []
    by_kind: dict[str, list[Document]] = defaultdict(list)
    for document in site.documents:
        by_kind[document.kind].append(document)
    if not by_kind["post"]:
        problems.append(Problem(site.shown, 0, "has no posts", "Write the first: ./run new \"A title\""))
    shelf = _Shelf(site, by_kind, problems)
    posts = [post for document in by_kind["post"] if (post := _post(site, document, shelf, problems))]
    site.pages = [page for document in by_kind["page"] if (page := _page(site, document, problems))]
    posts = _told_apart(site, posts, problems)
    visible = [post for post in posts if site.is_preview or post.state in {"published", "hidden"}]
    site.posts = sorted(visible, key=lambda post: (-post.date.timestamp(), post.slug))
    site.pages = [page for page in site.pages if site.is_preview or page.state != "draft"]
    site.people, site.labels = shelf.people(), shelf.labels(site.posts)
    site.paths = _paths(site)
    site.posts = [_summarised(site, post, problems) for post in site.posts]
    return problems


class _Shelf:
    """People and labels by name; those without a file are made when a post names them."""

    def __init__(self, site: Site, by_kind: dict[str, list[Document]], problems: list[Problem]) -> None:
        self._people: dict[tuple[str, str], Person] = {}
        self._labels: dict[tuple[str, str], Label] = {}
        self._site, self._problems = site, problems
        for role in ("author", "guest"):
            for document in by_kind[role]:
                self._add_person(role, document)
        for document in by_kind["topic"]:
            meta = document.meta
            slug = slug_of(site, document, self._problems) or slugify(meta.title)
            label = Label("topic", meta.title, slug, f"topics/{slug}/", meta.summary, document, meta.order)
            self._claim(self._labels, ("topic", slug), label, document)

    def _add_person(self, role: Any, document: Document) -> None:
        meta = document.meta
        slug = meta.slug or slugify(meta.name)
        person = Person(
            role=role,
            name=meta.name,
            slug=slug,
            path=f"{role}s/{slug}/",
            title=meta.role,
            picture=_file(self._site, document, meta.picture, "picture", self._problems),
            picture_alt=meta.picture_alt,
            email=meta.email,
            links=tuple((link.label, link.url) for link in meta.links if _web(self._site, document, link.url, self._problems)),
            document=document,
            **{key: tuple(self._credits(document, key)) for key in ("featured_in", "co_author_of", "contributor_to")},
        )
        self._claim(self._people, (role, slug), person, document)

    def _credits(self, document: Document, key: str) -> Iterator[Any]:
        for credit in getattr(document.meta, key):
            _web(self._site, document, credit.url, self._problems, key)
            yield dataclasses.replace(credit, image=_file(self._site, document, credit.image, key, self._problems))

    def _claim(self, table: dict[tuple[str, str], Any], key: tuple[str, str], value: Any, document: Document) -> None:
        if key in table:
            other = table[key].document.path
            self._problems.append(document.problem(self._site.shown, f"is the same {key[0]} as {self._site.file(other)} ({key[1]})", "Keep one, or give one another slug"))
        table.setdefault(key, value)

    def person(self, role: Literal["author", "guest"], name: str) -> Person:
        slug = slugify(name)
        return self._people.setdefault((role, slug), Person(role, name, slug, f"{role}s/{slug}/"))

    def label(self, kind: Literal["topic", "tag", "series"], name: str) -> Label:
        slug = slugify(name)
        folder = kind if kind == "series" else f"{kind}s"
        return self._labels.setdefault((kind, slug), Label(kind, name, slug, f"{folder}/{slug}/"))

    def people(self) -> list[Person]:
        return sorted(self._people.values(), key=lambda person: (person.role, person.name.casefold(), person.slug))

    def labels(self, posts: list[Post]) -> list[Label]:
        """Those that a visible post has, and topics with a file."""
        used = {label for post in posts for label in (post.topic, post.series, *post.tags) if label}
        shown = [label for label in self._labels.values() if label in used or label.document]
        return sorted(shown, key=lambda label: (label.kind, label.order or 999, label.name.casefold(), label.slug))


def _post(site: Site, document: Document, shelf: _Shelf, problems: list[Problem]) -> Post | None:
    meta = document.meta
    slug = slug_of(site, document, problems)
    if not slug:
        return None
    date = clock.at(meta.date, site.zone)
    state: State = "scheduled" if meta.status == "published" and date > site.moment else meta.status
    _check_meta(site, document, problems)
    return Post(
        source=document.path,
        id=meta.id or slug,
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
        image=_file(site, document, meta.image, "image", problems),
        image_alt=meta.image_alt,
        image_caption=meta.image_caption,
        comments=meta.comments,
        aliases=meta.aliases,
        language=meta.lang,
        document=document,
    )


def _once(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))


def _page(site: Site, document: Document, problems: list[Problem]) -> Page | None:
    slug = slug_of(site, document, problems)
    if not slug:
        return None
    if slug in TAKEN or re.fullmatch(r"\d{4}", slug):
        problems.append(document.problem(site.shown, f"the address /{slug}/ belongs to the blog itself", "Give the page another slug", key="slug"))
        return None
    state = document.meta.status
    return Page(document.path, f"{slug}/", slug, document.meta.title, document.meta.summary, state, document, state == "published")


def slug_of(site: Site, document: Document, problems: list[Problem]) -> str:
    """The slug of the front matter, or the file name without its date; empty, with a problem, when it cannot be one."""
    given = document.meta.slug
    if given:
        if SLUG.match(given):
            return str(given)
        better = slugify(given)
        problems.append(document.problem(site.shown, f"the slug “{given[:60]}” cannot be an address", f"Use small letters, digits and hyphens, such as {better}", key="slug"))
        return ""
    path = PurePosixPath(document.path)
    stem = path.parent.name if path.stem == "index" else path.stem
    return slugify(DATED.sub("", stem) or stem)


def _told_apart(site: Site, posts: list[Post], problems: list[Problem]) -> list[Post]:
    """Give each post an address of its own.

    Two posts with one slug are an error. But files that differ in their date alone (`2023-05-08-award.md`,
    `2024-01-12-award.md`), as other tools allow, are told apart by it: the oldest has the plain address.
    """
    owners: dict[str, Post] = {}
    kept = []
    for post in sorted(posts, key=lambda post: (post.date.timestamp(), post.source)):
        owner = owners.setdefault(post.slug.casefold(), post)
        if owner is not post:
            said = f"has the slug “{post.slug}”, and so has {site.file(owner.source)}"
            name = PurePosixPath(post.source).stem
            if name.casefold() in owners or not (_is_dated(post) and _is_dated(owner)):
                problems.append(post.document.problem(site.shown, said, "Give one of them another: slug: …", key="slug"))
                continue
            problems.append(post.document.problem(site.shown, f"{said}; this one is at /posts/{name}/", "Give it a slug of its own: slug: …", key="slug", level="warning"))
            post = dataclasses.replace(post, slug=name, path=f"posts/{name}/", id=post.document.meta.id or name)
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
        problems.append(document.problem(site.shown, "the image has no alt text", "Say what it shows: image_alt: …", key="image", level="warning"))
    if meta.kind == "interview" and not meta.guests:
        problems.append(document.problem(site.shown, "an interview without a guest", "Name who answers: guests: [First Last]", key="kind"))
    if meta.modified and clock.at(meta.modified, site.zone) < clock.at(meta.date, site.zone):
        problems.append(document.problem(site.shown, "modified before it was published", "Correct one of the two dates", key="modified", level="warning"))


def _summarised(site: Site, post: Post, problems: list[Problem]) -> Post:
    limit = site.settings["POSTS"].summary
    if len(prose(post.summary)) > limit:
        problems.append(post.document.problem(site.shown, f"the summary has {len(prose(post.summary))} characters; search engines cut it at about 160", "Shorten it", key="summary", level="warning"))
    return dataclasses.replace(post, summary=prose(post.summary) or post.document.body.lead)


def _file(site: Site, document: Document, target: str, key: str, problems: list[Problem]) -> str:
    if not target:
        return ""
    path = find_source(site, document.path, target)
    if path in site.files:
        return path or ""
    close = nearest(target.rpartition("/")[2], (each.rpartition("/")[2] for each in site.files)) if site.files else ""
    hint = close if close.startswith("Did") else "The path is relative to this file or to the content folder"
    problems.append(document.problem(site.shown, f"{key}: there is no file “{target}”", hint, key=key, level="warning"))
    return ""


def _web(site: Site, document: Document, url: str, problems: list[Problem], key: str = "links") -> bool:
    if not url or re.match(r"(https?://|mailto:|/)", url):
        return bool(url)
    problems.append(document.problem(site.shown, f"{key}: “{url[:60]}” is not a web address", "Begin it with https://", key=key))
    return False


def _paths(site: Site) -> dict[str, str]:
    paths = {post.source: post.path for post in site.posts} | {page.source: page.path for page in site.pages}
    paths |= {person.document.path: person.path for person in site.people if person.document}
    return paths | {label.document.path: label.path for label in site.labels if label.document}
