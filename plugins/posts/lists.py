"""Topics, tags and series: an index of each, and for every one a list of its posts, in pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from plugins.engine.bodies import resolve
from plugins.engine.model import Label, Post, Site
from plugins.engine.outputs import Composed, Output, Rendered
from plugins.engine.views import Card, Head, Link, Pagination
from plugins.kit.problems import Problem
from plugins.kit.text import educate, slugify
from plugins.kit.urls import file_of
from plugins.posts.cards import cards_of, head_of, label_link, paged_head, paginate, post_link

FOLDERS = {"topic": "topics/", "tag": "tags/", "series": "series/"}


class ListPage(Struct, frozen=True):
    """`kind` is topic, tag or series; the introduction stands on the first page only."""

    head: Head
    kind: str
    title: str
    up: Link
    count: str
    intro: Markup
    cards: tuple[Card, ...]
    pages: Pagination


class IndexEntry(Struct, frozen=True):
    link: Link
    count: str
    summary: str
    latest: tuple[Link, ...]


class IndexPage(Struct, frozen=True):
    head: Head
    kind: str
    title: str
    intro: str
    entries: tuple[IndexEntry, ...]


def list_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the pages of all labels."""
    shelves: dict[Label, list[Post]] = defaultdict(list)
    for post in site.listed():
        for label in (post.topic, post.series, *post.tags):
            if label:
                shelves[label].append(post)
    yield from _doubtful(site)
    for kind, folder in FOLDERS.items():
        labels = [label for label in site.labels if label.kind == kind]
        # A hidden post leads to its labels too: their pages are there, and in no index.
        known = [label for label in labels if shelves[label] or label.document]
        yield Rendered(file_of(folder), "index.html", _index(site, kind, folder, known, shelves))
        for label in labels:
            posts = shelves[label] if kind != "series" else in_order(shelves[label])
            yield from _label_pages(site, label, posts)


def in_order(posts: list[Post]) -> list[Post]:
    """The parts of a series, the first first; those of one day by their names."""
    return sorted(posts, key=lambda post: (post.date.timestamp(), post.slug))


def _label_pages(site: Site, label: Label, posts: list[Post]) -> Iterator[Output | Problem]:
    for path, part, pages in paginate(site, label.path, posts):
        compose = partial(_label_page, site, label, path, part, pages, len(posts))
        yield Composed(file_of(path), "list.html", compose)


def _label_page(
    site: Site, label: Label, path: str, posts: Sequence[Post], pages: Pagination, total: int
) -> ListPage:
    description = label.summary or site.words(f"{label.kind}.description", name=label.name, site=site.name)
    introduced = label.document if pages.number == 1 else None
    return ListPage(
        head=paged_head(site, path, label.name, description, pages),
        kind=label.kind,
        title=educate(label.name),
        up=Link(site.words(f"{label.kind}.index"), site.place.url(FOLDERS[label.kind])),
        count=site.words("list.posts", n=total),
        intro=resolve(site, introduced, eager=1).html if introduced else Markup(),
        cards=tuple(_within(label, card) for card in cards_of(site, posts)),
        pages=pages,
    )


def _within(label: Label, card: Card) -> Card:
    """A card on the page of its own topic, whose name stands over all of them."""
    return replace(card, topic=None) if label.kind == "topic" else card


def _index(
    site: Site, kind: str, folder: str, labels: list[Label], shelves: dict[Label, list[Post]]
) -> IndexPage:
    title = site.words(f"{kind}.index")
    entries = (
        IndexEntry(
            link=label_link(site, label),
            count=site.words("list.posts", n=len(shelves[label])),
            summary=educate(label.summary),
            latest=tuple(
                post_link(site, post)
                for post in (in_order(shelves[label]) if kind == "series" else shelves[label][:3])
            )
            if kind != "tag"
            else (),
        )
        for label in labels
    )
    intro = site.words(f"{kind}.intro", site=site.name)
    return IndexPage(head_of(site, folder, title, intro), kind, title, intro, tuple(entries))


def _doubtful(site: Site) -> Iterator[Problem]:
    """Warn of tags that fell together although their names differ by more than case."""
    seen: dict[tuple[str, str], str] = {}
    spelled = cache(_spelled)
    for post in site.listed():
        names = [("topic", post.document.meta.topic), *(("tag", name) for name in post.document.meta.tags)]
        for kind, name in names:
            if not name:
                continue
            slug, plain = spelled(name)
            key = (kind, slug)
            first = seen.setdefault(key, name)
            if plain == spelled(first)[1]:
                continue
            if any((label.kind, label.slug) == key for label in (post.topic, *post.tags) if label):
                yield post.document.problem(
                    site.shown,
                    f"the {kind} “{name}” has the same address as “{first}” (/{kind}s/{key[1]}/)",
                    "Use one spelling",
                    key=f"{kind}s" if kind == "tag" else kind,
                    level="warning",
                )
                seen[key] = name


def _spelled(name: str) -> tuple[str, str]:
    """The slug of a name, and the name without what makes no difference."""
    return slugify(name), name.casefold().replace("-", " ").replace("_", " ")
