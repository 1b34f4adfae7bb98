"""What templates print: small frozen values that several capabilities make. Every one holds exactly what is
shown.

Text is `str` and escaped by the template; what is HTML already is `Markup`. URLs are ready to print.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from markupsafe import Markup
from msgspec import Struct, field

from plugins.engine.covers import Cover

NOTHING = Markup()


class Link(Struct, frozen=True):
    """`detail` is a count or a note beside the text."""

    text: str
    url: str
    rel: str = ""
    detail: str = ""
    is_current: bool = False


class Time(Struct, frozen=True):
    iso: str
    text: str

    @classmethod
    def of(cls, moment: dt.datetime, text: str) -> Time:
        return cls(moment.isoformat(timespec="seconds"), text)


class PictureSource(Struct, frozen=True):
    """One `source` of a picture: `srcset` is ready to print; `media` is a condition, or empty."""

    type: str
    srcset: str
    media: str = ""


class Picture(Struct, frozen=True):
    """Width and height are 0 where they are not known; `url` is what every browser shows, `sources` are the
    better formats. `tone` is printed as `data-tone`: the colour until the picture is there.
    """

    url: str
    alt: str
    width: int = 0
    height: int = 0
    caption: str = ""
    sources: tuple[PictureSource, ...] = ()
    tone: str = ""


class Badge(Struct, frozen=True):
    """A mark that only the preview shows: draft, scheduled, hidden."""

    kind: str
    text: str


class FeedLink(Struct, frozen=True):
    title: str
    url: str
    type: str


class FeedRow(Struct, frozen=True):
    """One feed in a list of feeds: what it is of, in all its formats."""

    page: Link
    formats: tuple[FeedLink, ...]


class FeedShelf(Struct, frozen=True):
    """Feeds of one kind. A long shelf has no rows: `index` leads to the pages that the feeds belong to."""

    title: str
    rows: tuple[FeedRow, ...] = ()
    index: Link | None = None


class Alternate(Struct, frozen=True):
    """The same page in another form (`type`) or language (`hreflang`)."""

    attribute: Literal["type", "hreflang"]
    value: str
    url: str


class Head(Struct, frozen=True):
    """The head of a page. `title` is the whole title element; `image` is a whole address, its width and
    height are in pixels; `robots` is empty when robots are welcome; `data` is the page as JSON-LD.
    """

    title: str
    description: str
    canonical: str
    kind: Literal["website", "article", "profile"] = "website"
    heading: str = ""
    image: str = ""
    image_alt: str = ""
    image_width: int = 0
    image_height: int = 0
    published: str = ""
    modified: str = ""
    authors: tuple[str, ...] = ()
    robots: str = ""
    neighbours: tuple[Link, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    language: str = ""
    data: Markup = NOTHING
    here: str = ""
    """The address of the page where the header leads to it, else empty."""


class CreditView(Struct, frozen=True):
    title: str
    detail: str
    url: str
    picture: Picture | None


class CreditShelf(Struct, frozen=True):
    """`key` is `featured_in`, `co_author_of` or `contributor_to`."""

    key: str
    credits: tuple[CreditView, ...]


class PersonView(Struct, frozen=True):
    name: str
    url: str
    title: str
    picture: Picture | None
    initials: str
    bio: Markup
    links: tuple[Link, ...]
    shelves: tuple[CreditShelf, ...]
    count: str


class Card(Struct, frozen=True):
    """A post in a list. `picture` or, without one, `cover`: a drawing made for it."""

    url: str
    title: str
    summary: str
    time: Time
    day: str
    topic: Link | None
    authors: tuple[Link, ...]
    kind: str
    picture: Picture | None
    cover: Cover | None
    badge: Badge | None
    comments: str


class Reply(Struct, frozen=True):
    """A comment in a list of the latest: who, when, the beginning of the words, and where it stands."""

    author: str
    text: str
    url: str
    time: Time
    post: Link


class MonthCount(Struct, frozen=True):
    """`share` is the month's part of the busiest month, 1 to 5: how much happened, as height."""

    name: str
    short: str
    url: str
    count: int
    share: int
    label: str


class YearCount(Struct, frozen=True):
    year: int
    url: str
    count: int
    label: str
    months: tuple[MonthCount, ...]


class Pagination(Struct, frozen=True):
    """`pages` holds the numbers as links, with None where some are left out."""

    number: int
    total: int
    previous: str
    next: str
    pages: tuple[Link | None, ...]


class SubscribeForm(Struct, frozen=True):
    """The sign-up by e-mail: exactly what the provider's public form takes.

    `field`, `honeypot` and `place_field` are names of fields; `places` has the value of the last for every
    place of the theme that shows the box. `answer` is the mode in which a script asks `answer_url`: `cors`
    where it may read what comes, `no-cors` where not. `origins` belong into a CSP (form-action, connect-src).
    """

    provider: str
    action: str
    method: str
    field: str
    hidden: tuple[tuple[str, str], ...]
    honeypot: str
    place_field: str
    places: dict[str, str]
    answer: Literal["cors", "no-cors"]
    answer_url: str
    consent: str
    privacy: str
    sent: str
    failed: str
    origins: tuple[str, ...]


class SubscribeBox(Struct, frozen=True):
    """`form` is None where there is no provider: the box then offers feeds and a mail link. `others` is such
    as “Join 1,250 others”, or empty.
    """

    promise: str
    url: str
    mail: str = ""
    frequency: str = ""
    others: str = ""
    last_issue: Link | None = None
    form: SubscribeForm | None = None


class Shell(Struct, frozen=True):
    """What every page prints around its own: known to templates as `site`. Capabilities fill the parts named
    for them.
    """

    name: str
    tagline: str
    description: str
    language: str
    direction: str
    home: str
    menu: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()
    follow: tuple[Link, ...] = ()
    is_preview: bool = False
    style: Markup = NOTHING
    """By `assets`: for one inline element, the styles of what a reader sees first."""
    late_style: Markup = NOTHING
    """By `assets`: the link to all other styles. A page prints it before what needs them."""
    font: str = ""
    icon: str = ""
    mark: Markup = NOTHING
    script: Markup = NOTHING
    """By `assets`: the script that stands in the head of every page."""
    scripts: Mapping[str, str] = field(default_factory=dict)
    """By `assets`: name of a script that pages load when it is wanted → its URL."""
    openers: Mapping[str, Markup] = field(default_factory=dict)
    """By `assets`: name of such a script → what stands in a page that may want it at once."""
    search: str = ""
    """By `search`: where the search form leads."""
    subscribe: SubscribeBox | None = None
    """By `newsletter`."""
    recent: tuple[Link, ...] = ()
    """By `posts`."""
    years: tuple[Link, ...] = ()
    archive: str = ""
    feeds: tuple[FeedLink, ...] = ()
    """By `feeds`."""
