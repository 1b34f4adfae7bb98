"""The home page: one lead, the questions that are still open, the latest, then the rest by topic."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from msgspec import Struct

from plugins.engine.model import Post, Site
from plugins.engine.outputs import Composed, Output
from plugins.engine.views import Card, CreditShelf, CreditView, Head, Link, PersonView, Reply, YearCount
from plugins.kit.problems import Problem
from plugins.kit.text import educate
from plugins.posts.archives import history
from plugins.posts.cards import (
    SHELVES,
    card_of,
    cards_of,
    comments_of,
    head_of,
    label_link,
    person_view,
    post_link,
    shelves_of,
)

LATEST, QUESTIONS, YEARS = 4, 2, 1
OPEN = 12
"""Only the questions of so many of the newest posts are still open."""


class Question(Struct, frozen=True):
    """What a post asks its readers, with the way to the answers."""

    text: str
    url: str
    post: Link
    author: str
    comments: str


class TopicShelf(Struct, frozen=True):
    """A topic with the newest of its posts that is not shown above."""

    topic: Link
    summary: str
    count: str
    latest: Link


class HomePage(Struct, frozen=True):
    """`credits` are the shelves of all authors, each place once: the pages of the authors have the rest."""

    head: Head
    lead: Card | None
    latest: tuple[Card, ...]
    replies: tuple[Reply, ...]
    questions: tuple[Question, ...]
    shelves: tuple[TopicShelf, ...]
    authors: tuple[PersonView, ...]
    credits: tuple[CreditShelf, ...]
    history: tuple[YearCount, ...]


def home_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the home page."""
    yield Composed("index.html", "home.html", partial(_home, site))


def _home(site: Site) -> HomePage:
    posts = site.listed()
    authors = [person for person in site.people if person.role == "author" and person.document]
    written = {person: sum(person in post.authors for post in posts) for person in authors}
    return HomePage(
        head=head_of(site, "", ""),
        lead=card_of(site, posts[0]) if posts else None,
        latest=cards_of(site, posts[1 : 1 + LATEST]),
        replies=site.replies,
        questions=_questions(site, posts),
        shelves=tuple(_shelves(site, posts)),
        authors=tuple(person_view(site, person, written[person]) for person in authors),
        credits=tuple(_credits(site)),
        history=history(site, YEARS),
    )


def _questions(site: Site, posts: list[Post]) -> tuple[Question, ...]:
    asking = [post for post in posts[:OPEN] if post.document.body.question and post.comments == "on"][
        :QUESTIONS
    ]
    return tuple(
        Question(
            text=educate(post.document.body.question),
            url=f"{site.place.url(post.path)}#comments",
            post=post_link(site, post),
            author=post.authors[0].name if post.authors else site.name,
            comments=comments_of(site, post),
        )
        for post in asking
    )


def _shelves(site: Site, posts: list[Post]) -> Iterable[TopicShelf]:
    # What stands above is not shown again, unless a topic has nothing else.
    above = {post.source for post in posts[: 1 + LATEST]}
    for label in site.labels:
        of_topic = [post for post in posts if post.topic == label]
        if label.kind != "topic" or not of_topic:
            continue
        rest = [post for post in of_topic if post.source not in above] or of_topic
        yield TopicShelf(
            topic=label_link(site, label),
            summary=educate(label.summary),
            count=site.words("list.posts", n=len(of_topic)),
            latest=post_link(site, rest[0]),
        )


def _credits(site: Site) -> Iterable[CreditShelf]:
    found = [shelf for person in site.people if person.role == "author" for shelf in shelves_of(site, person)]
    for key in SHELVES:
        credits = [credit for shelf in found if shelf.key == key for credit in shelf.credits]
        places: dict[str, CreditView] = {}
        for credit in credits:
            places.setdefault(credit.title, credit)
        if places:
            yield CreditShelf(key, tuple(places.values()))
