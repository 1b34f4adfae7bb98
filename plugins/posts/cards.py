"""The small views that posts and people appear in: cards, links, bylines, credit shelves, heads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from markupsafe import Markup
from msgspec.structs import replace

from plugins.engine.bodies import resolve
from plugins.engine.covers import Cover
from plugins.engine.model import Credit, Label, Person, Post, Site
from plugins.engine.outputs import Output
from plugins.engine.pictures import picture_of
from plugins.engine.views import (
    Badge,
    Card,
    CreditShelf,
    CreditView,
    Head,
    Link,
    Pagination,
    PersonView,
    Picture,
    Time,
)
from plugins.kit.problems import Problem
from plugins.kit.text import educate, shorten

Item = TypeVar("Item")
SHELVES = ("featured_in", "co_author_of", "contributor_to")
DESCRIPTION = 160
"""Characters; search engines cut about here, and a card says no more."""


def picture(site: Site, path: str, alt: str, caption: str = "") -> Picture | None:
    """A picture of the content folder, or None when the path is empty."""
    return picture_of(site, path, alt, educate(caption)) if path else None


def time_of(site: Site, moment: dt.datetime, form: str = "long") -> Time:
    return Time.of(moment, site.words.date(moment, form))


def badge_of(site: Site, post: Post) -> Badge | None:
    """Drafts and scheduled posts say what they are; only the preview has them."""
    if post.state in {"published", "hidden"}:
        return None
    return Badge(post.state, site.words(f"state.{post.state}", date=site.words.date(post.date)))


def post_link(site: Site, post: Post, detail: str = "") -> Link:
    return Link(educate(post.title), site.place.url(post.path), detail=detail or site.words.date(post.date))


def label_link(site: Site, label: Label, detail: str = "") -> Link:
    return Link(label.name, site.place.url(label.path), detail=detail)


def person_link(site: Site, person: Person, detail: str = "") -> Link:
    return Link(person.name, site.place.url(person.path), detail=detail)


def comments_of(site: Site, post: Post) -> str:
    """Say how many replies there are; empty where nobody counts or nobody may speak."""
    if post.comments == "off" or post.source not in site.comment_counts:
        return ""
    count = site.comment_counts[post.source]
    return site.words("comments.count", n=count) if count or post.comments == "on" else ""


def card_of(site: Site, post: Post) -> Card:
    """A post as lists show it."""
    if post.source not in site.cards:
        site.cards[post.source] = _card(site, post)
    return site.cards[post.source]


def _card(site: Site, post: Post) -> Card:
    people = post.authors if post.kind == "article" else (*post.guests, *post.authors)
    shown = picture(site, post.image, post.image_alt or "")
    return Card(
        url=site.place.url(post.path),
        title=educate(post.title),
        summary=educate(shorten(post.summary, DESCRIPTION)),
        time=Time(post.date.date().isoformat(), site.words.date(post.date, "medium")),  # lists show the day
        day=site.words.date(post.date, "short"),
        topic=label_link(site, post.topic) if post.topic else None,
        authors=tuple(person_link(site, person) for person in people),
        kind=post.kind,
        picture=shown,
        cover=None if shown else Cover.of(_tint(post), post.id),
        badge=badge_of(site, post),
        # The post itself invites the first reply; in a list it would be said under every other title.
        comments=comments_of(site, post) if site.comment_counts.get(post.source) else "",
    )


def _tint(post: Post) -> str:
    """What the colour of a cover is drawn from: the topic, else the first tag, else the year."""
    label = next((label for label in (post.topic, *post.tags) if label), None)
    return label.slug if label else str(post.date.year)


def cards_of(site: Site, posts: Iterable[Post]) -> tuple[Card, ...]:
    return tuple(card_of(site, post) for post in posts)


def person_view(site: Site, person: Person, posts: int) -> PersonView:
    """A person with bio, picture, links and credits; without a file only the name."""
    bio = resolve(site, person.document).html if person.document else Markup()
    return PersonView(
        name=person.name,
        url=site.place.url(person.path),
        title=person.title,
        picture=picture(site, person.picture, person.picture_alt),
        initials="".join(part[0] for part in person.name.split()[:2] if part).upper(),
        bio=bio,
        links=tuple(Link(text, url, rel="me") for text, url in person.links),
        shelves=shelves_of(site, person),
        count=count_of(site, person, posts),
    )


def count_of(site: Site, person: Person, posts: int) -> str:
    """Say how many posts somebody wrote, or appears in."""
    return site.words("people.posts" if person.role == "author" else "people.appearances", n=posts)


def shelves_of(site: Site, person: Person) -> tuple[CreditShelf, ...]:
    """Featured in, co-author of, contributor to: those that hold something."""
    shelves = (
        CreditShelf(key, tuple(_credit(site, credit) for credit in getattr(person, key))) for key in SHELVES
    )
    return tuple(shelf for shelf in shelves if shelf.credits)


def _credit(site: Site, credit: Credit) -> CreditView:
    return CreditView(credit.title, credit.detail, credit.url, picture(site, credit.image, ""))


def head_of(site: Site, path: str, title: str, description: str = "", *, post: Post | None = None) -> Head:
    """The head of a page, which may be that of a post. The home page has the site's name alone."""
    whole = (
        f"{educate(title)} · {site.name}"
        if title
        else site.name + (f" · {site.about.tagline}" if site.about.tagline else "")
    )
    text = shorten(
        educate(description or site.about.description or site.about.tagline or site.name), DESCRIPTION
    )
    head = Head(whole, text, site.place.absolute(site.place.url(path)), heading=educate(title) or site.name)
    head = _with_image(site, head, post)
    return replace(
        head,
        data=site.describe(path, head.image),
        alternates=site.alternates.get(path, ()),
        here="" if post else site.door(path),
    )


def _with_image(site: Site, head: Head, post: Post | None) -> Head:
    """Give a head the picture for those who share the page: its card, else the post's own picture, else the
    card of the site. Drawings (SVG) are shown by nobody.
    """
    card, own = site.social_cards.get(post.source if post else ""), None
    if post and not card:
        own = picture(site, post.image, post.image_alt or "")
    if own and own.width and not own.url.endswith(".svg"):
        shown = own
    elif card := card or site.social_cards.get(""):
        shown = Picture(site.place.url(card.path), card.alt, card.width, card.height)
    else:
        return head
    return replace(
        head,
        image=site.place.absolute(shown.url),
        image_alt=shown.alt,
        image_width=shown.width,
        image_height=shown.height,
    )


def paginate(
    site: Site, folder: str, items: Sequence[Item], per_page: int = 0
) -> Iterator[tuple[str, Sequence[Item], Pagination]]:
    """Yield for each page of a list its path, the items that it shows, and the links to the others;
    `per_page` is as many as a list of posts has, unless it is given.
    """
    per_page = per_page or site.settings["POSTS"].per_page
    count = max(1, -(-len(items) // per_page))
    paths = [folder if number == 1 else f"{folder}page/{number}/" for number in range(1, count + 1)]
    for number, path in enumerate(paths, 1):
        near = sorted({1, *range(max(1, number - 1), min(count, number + 1) + 1), count})
        links: list[Link | None] = []
        for position, n in enumerate(near):
            if position and n - near[position - 1] > 1:
                links.append(None)
            links.append(Link(str(n), site.place.url(paths[n - 1]), is_current=n == number))
        yield (
            path,
            items[(number - 1) * per_page : number * per_page],
            Pagination(
                number,
                count,
                site.place.url(paths[number - 2]) if number > 1 else "",
                site.place.url(paths[number]) if number < count else "",
                tuple(links) if count > 1 else (),
            ),
        )


def paged_head(site: Site, path: str, title: str, description: str, pages: Pagination) -> Head:
    """The head of one page of a list: its number in the title from the second on."""
    numbered = title if pages.number == 1 else site.words("list.page_title", title=title, n=pages.number)
    head = head_of(site, path, numbered, description)
    feeds = site.feeds.get(path.removesuffix(f"page/{pages.number}/"), ())
    near = (("prev", pages.previous), ("next", pages.next))
    links = tuple(Link("", url, rel=rel) for rel, url in near if url)
    return replace(head, heading=educate(title), neighbours=links, feeds=feeds)


Outputs = Iterable[Output | Problem]
