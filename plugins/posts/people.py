"""Authors and guests: an index of each, and for every person a page with bio, credits and posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from plugins.engine.model import Person, Post, Site
from plugins.engine.outputs import Composed, Output, Rendered
from plugins.engine.views import Card, Head, Link, Pagination, PersonView
from plugins.kit.problems import Problem
from plugins.kit.text import shorten
from plugins.kit.urls import file_of
from plugins.posts.cards import (
    DESCRIPTION,
    cards_of,
    count_of,
    paged_head,
    paginate,
    person_link,
    person_view,
)

NAMES = 120
"""People of whom no more than the name is known, on one page: a phone has them at once."""


class PersonPage(Struct, frozen=True):
    head: Head
    role: str
    person: PersonView
    up: Link
    cards: tuple[Card, ...]
    pages: Pagination


class PeoplePage(Struct, frozen=True):
    """`others` are those without a file: a name and a count. With many of them there are more pages; `people`
    stand on the first.
    """

    head: Head
    role: str
    title: str
    intro: str
    people: tuple[PersonView, ...]
    others: tuple[Link, ...]
    pages: Pagination


def people_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the pages of all people who wrote or spoke here."""
    posts: dict[Person, list[Post]] = defaultdict(list)
    for post in site.listed():
        for person in (*post.authors, *post.guests):
            posts[person].append(post)
    for role in ("author", "guest"):
        people = [person for person in site.people if person.role == role]
        views = tuple(person_view(site, person, len(posts[person])) for person in people)
        told = tuple(view for person, view in zip(people, views, strict=True) if person.document)
        yield from _index(site, role, told, _others(site, people, posts))
        for person, view in zip(people, views, strict=True):
            yield from _person_pages(site, person, view, posts[person])


def _others(site: Site, people: Iterable[Person], posts: Mapping[Person, list[Post]]) -> list[Link]:
    """Those without a file, whoever has most posts first."""
    # A hidden post leads to its people too: their pages are there, and in no index.
    found = [person for person in people if posts[person] and not person.document]
    found.sort(key=lambda person: -len(posts[person]))
    return [person_link(site, person, count_of(site, person, len(posts[person]))) for person in found]


def _index(site: Site, role: str, told: tuple[PersonView, ...], others: list[Link]) -> Iterator[Output]:
    title, intro = site.words(f"{role}.index"), site.words(f"{role}.intro", site=site.name)
    for path, part, pages in paginate(site, f"{role}s/", others, NAMES):
        head, shown = paged_head(site, path, title, intro, pages), told if pages.number == 1 else ()
        # Names are neither older nor newer: the numbers of the pages will do.
        numbers = replace(pages, previous="", next="")
        page = PeoplePage(head, role, title, intro, shown, tuple(part), numbers)
        yield Rendered(file_of(path), "people.html", page)


def _person_pages(
    site: Site, person: Person, view: PersonView, posts: list[Post]
) -> Iterator[Output | Problem]:
    for path, part, pages in paginate(site, person.path, posts):
        yield Composed(
            file_of(path), "person.html", partial(_person_page, site, person, view, path, part, pages)
        )


def _person_page(
    site: Site, person: Person, view: PersonView, path: str, posts: Sequence[Post], pages: Pagination
) -> PersonPage:
    lead = person.document.body.lead if person.document else ""
    description = shorten(lead, DESCRIPTION) or site.words(
        f"{person.role}.description", name=person.name, site=site.name
    )
    return PersonPage(
        head=replace(paged_head(site, path, person.name, description, pages), kind="profile"),
        role=person.role,
        person=view,
        up=Link(site.words(f"{person.role}.index"), site.place.url(f"{person.role}s/")),
        cards=cards_of(site, posts),
        pages=pages,
    )
