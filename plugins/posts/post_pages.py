"""The page of a post, and the plain pages beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from urllib.parse import quote

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from plugins.engine.bodies import html_of, parted, resolve
from plugins.engine.conversation import CommentView, Conversation
from plugins.engine.model import Label, Page, Person, Post, Site
from plugins.engine.outputs import Composed, Output, Rendered
from plugins.engine.views import Badge, Card, Head, Link, PersonView, Picture, Time
from plugins.kit.problems import Problem
from plugins.kit.text import educate, minutes, shorten
from plugins.kit.urls import file_of
from plugins.posts.cards import (
    DESCRIPTION,
    badge_of,
    cards_of,
    comments_of,
    head_of,
    label_link,
    person_view,
    picture,
    post_link,
    time_of,
)

OUTLINE_FROM = 3
"""Fewer headings than this need no table of contents."""


class SeriesBox(Struct, frozen=True):
    """A series as its posts show it: all parts, this one current, and the neighbours within it."""

    title: Link
    part: str
    parts: tuple[Link, ...]
    previous: Link | None
    next: Link | None


class ThreadView(Struct, frozen=True):
    """The end of a post. `title` is the question that it ends with, or the theme's; `widget` opens the
    conversation, where somebody keeps one and it is not closed; `ways` are those to answer elsewhere.
    """

    title: str
    count: str
    comments: tuple[CommentView, ...]
    note: str
    widget: Conversation | None
    ways: tuple[Link, ...]


class PostPage(Struct, frozen=True):
    """`outline` is empty for short posts; an interview has `questions` instead. `opening` is the text before
    its first element that is more than words, `body` the rest.
    """

    head: Head
    kind: str
    title: str
    summary: str
    topic: Link | None
    time: Time
    modified: Time | None
    minutes: str
    comments: str
    byline: tuple[PersonView, ...]
    hero: Picture | None
    badge: Badge | None
    opening: Markup
    body: Markup
    outline: tuple[Link, ...]
    questions: tuple[Link, ...]
    series: SeriesBox | None
    follows: Link | None
    followed_by: tuple[Link, ...]
    mentioned_in: tuple[Link, ...]
    tags: tuple[Link, ...]
    authors: tuple[PersonView, ...]
    guests: tuple[PersonView, ...]
    thread: ThreadView | None
    neighbours: tuple[Link, ...]
    related: tuple[Card, ...]
    language: str


class PlainPage(Struct, frozen=True):
    head: Head
    title: str
    summary: str
    opening: Markup
    body: Markup
    badge: Badge | None
    outline: tuple[Link, ...]


class _Desk:
    """What the pages of all posts share, counted once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._people: dict[Person, PersonView] = {}

    @cached_property
    def series(self) -> dict[Label, list[Post]]:
        shelves: dict[Label, list[Post]] = {}
        for post in sorted(self.site.listed(), key=lambda post: (post.date.timestamp(), post.slug)):
            if post.series:
                shelves.setdefault(post.series, []).append(post)
        return shelves

    @cached_property
    def _counts(self) -> Counter[Person]:
        return Counter(person for post in self.site.listed() for person in (*post.authors, *post.guests))

    def person(self, person: Person) -> PersonView:
        if person not in self._people:
            self._people[person] = person_view(self.site, person, self._counts[person])
        return self._people[person]


def post_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the page of every post that this build shows."""
    desk = _Desk(site)
    yield from (_output(desk, post) for post in site.posts)


def output_of(site: Site, post: Post) -> Output:
    """The page of one post."""
    return _output(_Desk(site), post)


def _output(desk: _Desk, post: Post) -> Output:
    template = "interview.html" if post.kind == "interview" else "post.html"
    return Composed(file_of(post.path), template, partial(_post_page, desk, post))


def _post_page(desk: _Desk, post: Post) -> PostPage:
    site, words = desk.site, desk.site.words
    text = site.texts.of(post.document)
    headings = [heading for heading in text.headings if heading.level == 2]
    outline = tuple(
        Link(Markup(heading.html), f"#{heading.id}") for heading in headings if not heading.is_question
    )
    questions = tuple(
        Link(Markup(heading.html), f"#{heading.id}") for heading in headings if heading.is_question
    )
    opening, body = parted(html_of(site, post))
    return PostPage(
        head=_post_head(site, post),
        kind=post.kind,
        title=educate(post.title),
        summary=educate(post.summary) if not _repeats_lead(post, text.lead) else "",
        topic=label_link(site, post.topic) if post.topic else None,
        time=time_of(site, post.date),
        modified=time_of(site, post.modified)
        if post.modified and post.modified.date() > post.date.date()
        else None,
        minutes=words("post.minutes", n=minutes(text.words)),
        comments=comments_of(site, post),
        byline=tuple(_byline(desk.person(person)) for person in post.authors),
        hero=picture(site, post.image, post.image_alt or "", post.image_caption),
        badge=badge_of(site, post),
        opening=opening,
        body=body,
        outline=outline if len(outline) >= OUTLINE_FROM and not questions else (),
        questions=questions,
        series=_series(desk, post),
        follows=post_link(site, site.follows[post.source]) if post.source in site.follows else None,
        followed_by=tuple(post_link(site, each) for each in site.followed_by.get(post.source, ())),
        mentioned_in=tuple(post_link(site, each) for each in site.mentioned_in.get(post.source, ())),
        tags=tuple(label_link(site, tag) for tag in post.tags),
        authors=tuple(desk.person(person) for person in post.authors),
        guests=tuple(desk.person(person) for person in post.guests),
        thread=_thread(site, post),
        neighbours=tuple(_neighbours(site, post)),
        related=cards_of(site, site.related(post)),
        language=post.language,
    )


def _repeats_lead(post: Post, lead: str) -> bool:
    """Whether the summary is only the beginning of the text, which the reader sees right below."""
    return lead[:60].startswith(post.summary[:60])


def _post_head(site: Site, post: Post) -> Head:
    head = head_of(site, post.path, post.title, post.summary, post=post)
    return replace(
        head,
        kind="article",
        description=shorten(educate(post.summary), DESCRIPTION) or head.description,
        feeds=site.feeds.get(post.path, ()),
        published=post.date.isoformat(timespec="seconds"),
        modified=(post.modified or post.date).isoformat(timespec="seconds"),
        authors=tuple(person.name for person in post.authors),
        robots="" if post.state == "published" else "noindex",
        language=post.language,
    )


def _byline(person: PersonView) -> PersonView:
    return replace(person, bio=Markup(), links=(), shelves=())


def _series(desk: _Desk, post: Post) -> SeriesBox | None:
    if not post.series or post not in (parts := desk.series.get(post.series, [])):
        return None
    site, index = desk.site, parts.index(post)
    links = tuple(replace(post_link(site, part), is_current=part == post) for part in parts)
    return SeriesBox(
        title=label_link(site, post.series),
        part=site.words("series.part", n=index + 1, total=len(parts)),
        parts=links,
        previous=links[index - 1] if index else None,
        next=links[index + 1] if index + 1 < len(parts) else None,
    )


def _neighbours(site: Site, post: Post) -> Iterator[Link]:
    near = (("prev", "post.older", site.older), ("next", "post.newer", site.newer))
    for rel, words, table in near:
        if found := table.get(post.source):
            yield replace(post_link(site, found), rel=rel, detail=site.words(words))


def _thread(site: Site, post: Post) -> ThreadView | None:
    if post.comments == "off":
        return None
    words, talk = site.words, site.conversations.get(post.source)
    is_open = talk is not None and post.comments == "on"
    asked = words("thread.host", host=talk.host) if talk and talk.host else ""
    return ThreadView(
        title=educate(post.document.body.question) or words("thread.title"),
        count=comments_of(site, post),
        comments=talk.comments if talk else (),
        note=asked if is_open else words(f"thread.{post.comments}"),
        widget=replace(talk, comments=()) if talk and is_open else None,
        ways=tuple(_ways(site, post, talk)),
    )


def _ways(site: Site, post: Post, talk: Conversation | None) -> Iterator[Link]:
    author = next((person for person in post.authors if person.email), None)
    if mail := author.email if author else site.about.email:
        subject = site.words("thread.mail_subject", title=post.title)
        yield Link(site.words("thread.reply"), f"mailto:{mail}?subject={quote(subject, safe='')}")
    if talk and talk.outside:
        yield Link(site.words("thread.outside", name=talk.outside.text), talk.outside.url)
    if talk and talk.feed:
        yield Link(site.words("thread.feed"), talk.feed)


def plain_outputs(site: Site) -> Iterator[Output | Problem]:
    """Yield the pages that are not posts, and the page for addresses that lead nowhere."""
    for page in site.pages:
        yield Composed(file_of(page.path), "page.html", partial(_plain, site, page))
    yield Rendered("404.html", "404.html", _not_found(site))


def _plain(site: Site, page: Page) -> PlainPage:
    html = resolve(site, page.document, eager=1).html
    headings = site.texts.of(page.document).headings
    outline = tuple(Link(Markup(h.html), f"#{h.id}") for h in headings if h.level == 2)
    opening, body = parted(site.bodies.get(page.source, html))
    head = head_of(site, page.path, page.title, page.summary or page.document.body.lead)
    return PlainPage(
        head=replace(head, robots="" if page.is_listed else "noindex"),
        title=educate(page.title),
        summary=educate(page.summary),
        opening=opening,
        body=body,
        badge=Badge("draft", site.words("state.draft")) if page.state == "draft" else None,
        outline=outline if len(outline) >= OUTLINE_FROM else (),
    )


class NotFoundPage(Struct, frozen=True):
    head: Head
    recent: tuple[Card, ...]


def _not_found(site: Site) -> NotFoundPage:
    head = replace(head_of(site, "404.html", site.words("not_found.title")), robots="noindex")
    return NotFoundPage(head, cards_of(site, site.listed()[:3]))
