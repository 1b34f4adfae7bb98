"""Which feeds there are: one of everything, and one for each topic, series, tag and author with a page.

In: the site. Out: `Roll`s: a channel, its formats, and the posts that are in it, newest first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from plugins.engine.model import Label, Person, Post, Site
from plugins.engine.views import FeedLink, FeedRow, FeedShelf, Link
from plugins.feeds.comments import comment_link
from plugins.feeds.entries import TYPES, Channel, Format, address, is_out, newest, updated_of
from plugins.feeds.settings import Feeds
from plugins.kit.text import educate

KINDS = ("topic", "series", "tag", "author")
ALL = "feeds/all"
OPML = "feeds/opml.xml"
SUBSCRIBE = "subscribe/"
LONG = 12
"""With more feeds than this, the subscribe page leads to where they are."""
INDEXES = {"topic": "topics/", "series": "series/", "tag": "tags/", "author": "authors/"}
STYLE = Path(__file__).with_name("feed.css")


class Roll(Struct, frozen=True):
    """What one feed is of. `page` is the site path of the page that it belongs to; `""` is the home page."""

    kind: str
    name: str
    slug: str
    page: str
    summary: str
    posts: tuple[Post, ...]
    formats: tuple[Format, ...] = ("atom", "rss")

    @property
    def path(self) -> str:
        """Where it is, without the ending that names the format."""
        return f"feeds/{self.kind}/{self.slug}" if self.slug else ALL


def rolls_of(site: Site) -> Iterator[Roll]:
    """Yield all feeds of the site, that of everything first."""
    feeds: Feeds = site.settings["FEEDS"]
    posts = [post for post in site.posts if is_out(post)]
    summary = site.about.description or site.about.tagline or site.name
    yield Roll("all", site.name, "", "", summary, tuple(posts[: feeds.items]), ("atom", "rss", "json"))
    shelves: dict[Label | Person, list[Post]] = defaultdict(list)
    for post in posts:
        for owner in (post.topic, post.series, *post.tags, *post.authors):
            if owner:
                shelves[owner].append(post)
    listed = {label for post in site.listed() for label in (post.topic, post.series, *post.tags) if label}
    writing = {person for post in site.listed() for person in post.authors}
    for kind in KINDS[:3]:
        for label in site.labels:
            # As many as there are pages: an empty topic has both, a tag that only a hidden post has has none.
            if label.kind == kind and (label in listed or label.document):
                shown = tuple(shelves[label][: feeds.label_items])
                yield Roll(kind, label.name, label.slug, label.path, label.summary, shown)
    for person in site.people:
        if person.role == "author" and (person in writing or person.document):
            shown = tuple(shelves[person][: feeds.label_items])
            yield Roll("author", person.name, person.slug, person.path, person.title, shown)


def channel_of(site: Site, roll: Roll, style: str) -> Channel:
    """Say of a feed what all its formats say."""
    feeds: Feeds = site.settings["FEEDS"]
    since = feeds.since
    assert since is not None  # an unsound authority has stopped the build
    return Channel(
        path=roll.path,
        id=feeds.tag(roll.path),
        title=title_of(site, roll),
        subtitle=educate(
            roll.summary or site.words(f"{roll.kind}.description", name=roll.name, site=site.name)
        ),
        site=site.name,
        site_url=address(site, ""),
        home=address(site, roll.page),
        base=site.place.root,
        language=site.about.language,
        updated=newest((updated_of(post) for post in roll.posts), since),
        hub=feeds.hub,
        note=site.words("feeds.note"),
        note_link=site.words("feeds.note_link", site=site.name),
        subscribe=address(site, SUBSCRIBE),
        style=site.place.url(style),
    )


def title_of(site: Site, roll: Roll) -> str:
    """The title of a feed, which says whose it is and what is in it."""
    return educate(site.words(f"feeds.title_{roll.kind}", name=roll.name, site=site.name))


def style_name() -> str:
    """The file of the styles of feeds, which changes its name with its bytes."""
    return f"assets/feed.{blake2b(STYLE.read_bytes(), digest_size=5).hexdigest()}.css"


def links_of(site: Site, roll: Roll) -> tuple[FeedLink, ...]:
    """The feed in all its formats, Atom first, as the head of a page names them."""
    title = title_of(site, roll)
    return tuple(
        FeedLink(
            site.words("feeds.format", title=title, format=site.words(f"feeds.{form}")),
            site.place.url(file_name(roll, form)),
            TYPES[form],
        )
        for form in roll.formats
    )


def file_name(roll: Roll, form: Format) -> str:
    """The output file of a feed in a format."""
    from plugins.feeds.entries import ENDINGS

    return f"{roll.path}{ENDINGS[form]}"


def shelves_of(site: Site, rolls: list[Roll]) -> tuple[FeedShelf, ...]:
    """The feeds by kind, as the subscribe page lists them."""
    shelves: list[FeedShelf] = []
    for kind in ("all", *KINDS):
        title, found = site.words(f"feeds.shelf_{kind}"), [roll for roll in rolls if roll.kind == kind]
        if len(found) > LONG:
            index = Link(site.words("feeds.shelf_long", n=len(found)), site.place.url(INDEXES[kind]))
            shelves.append(FeedShelf(title, index=index))
        elif found:
            shelves.append(FeedShelf(title, tuple(_row(site, roll) for roll in found)))
    if links := comment_link(site, None):
        page = Link(site.words("feeds.comments"), site.place.url(""))
        named = replace(links[0], title=site.words("feeds.atom"))
        shelves.append(FeedShelf(site.words("feeds.shelf_comments"), (FeedRow(page, (named,)),)))
    return tuple(shelves)


def _row(site: Site, roll: Roll) -> FeedRow:
    formats = (
        FeedLink(site.words(f"feeds.{form}"), site.place.url(file_name(roll, form)), TYPES[form])
        for form in roll.formats
    )
    return FeedRow(Link(educate(roll.name), site.place.url(roll.page)), tuple(formats))
