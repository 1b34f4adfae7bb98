"""What stands on the card of a post, and the file that it becomes.

A title that no font of `CARDS.fonts` has letters for gets no card: nobody is shown boxes, and the card of
the site stands in.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

from plugins.cards import drawing
from plugins.cards.drawing import Card
from plugins.cards.settings import Cards
from plugins.engine.brand import brand_file, brand_of
from plugins.engine.documents import MARK
from plugins.engine.model import Post, Site, SocialCard
from plugins.engine.outputs import Made, Output
from plugins.kit.palette import Hues
from plugins.kit.problems import Problem
from plugins.kit.text import educate, plain, slugify

PULLED = re.compile(r'<aside\b[^>]*\bclass="pull"[^>]*>(.*?)</aside>', re.S)
MARKED = re.compile(f"{MARK}[^{MARK}]*{MARK}")
LONGEST = 160
"""Characters of a quote; a longer one would be cut, and mean something else."""


def name_cards(site: Site) -> Iterable[Problem]:
    """Say where the card of each post will be; a title that cannot be written is a problem."""
    fonts = _fonts(site)
    yield from _missing_fonts(site, fonts)
    if not fonts or site.place.is_local:
        return
    hues = brand_of(site).hues
    for post in site.posts:
        if drawing.can_write(_card(site, post).title, fonts):
            site.social_cards[post.source] = _social(site, post, hues, fonts)
        else:
            what = "the title has letters that no font of the social cards has"
            hint = "Name a font file that has them in CARDS.fonts; until then the card of the site is shown"
            yield post.document.problem(site.shown, what, hint, key="title", level="warning")
    if drawing.can_write(_card(site, None).title, fonts):
        site.social_cards[""] = _social(site, None, hues, fonts)


def card_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the cards; equal cards are one file."""
    fonts, hues = _fonts(site), brand_of(site).hues
    for path, card in sorted(_files(site)):
        identity = functools.partial(_identity, card, hues, fonts)
        yield Made(path, identity, functools.partial(drawing.draw, card, hues, fonts))


def _files(site: Site) -> Iterator[tuple[str, Card]]:
    found = {}
    for post in (None, *site.posts):
        if social := site.social_cards.get(post.source if post else ""):
            found[social.path] = _card(site, post)
    yield from found.items()


def _social(site: Site, post: Post | None, hues: Hues, fonts: tuple[Path, ...]) -> SocialCard:
    card = _card(site, post)
    name = blake2b(_identity(card, hues, fonts), digest_size=5).hexdigest()
    stem = slugify(post.slug)[:60] if post else "card"
    words = f"{card.title} – {card.name}" if card.name else card.title
    return SocialCard(f"assets/{stem}.{name}.png", words, drawing.WIDTH, drawing.HEIGHT)


def _card(site: Site, post: Post | None) -> Card:
    """What is written on it."""
    if post is None:
        return Card(drawing.writable(site.about.tagline or site.name), site=site.name)
    title = drawing.writable(educate(post.title)) or site.name
    if post.kind == "interview":
        names = ", ".join(person.name for person in post.guests)
        quote = quote_of(site, post)
        kicker = title if quote else site.words("post.kicker_interview")
        return Card(
            drawing.writable(quote) or title, drawing.writable(kicker), names, site.name, is_night=True
        )
    names = ", ".join(person.name for person in post.authors)
    return Card(title, drawing.writable(post.topic.name) if post.topic else "", names, site.name)


def quote_of(site: Site, post: Post) -> str:
    """The first quote that the writer pulled out of an interview, in quotation marks; empty without one."""
    found = PULLED.search(site.texts.of(post.document).html)
    words = educate(plain(MARKED.sub("", found[1]))).strip(" “”\"'") if found else ""
    return f"“{words}”" if 0 < len(words) <= LONGEST else ""


def _fonts(site: Site) -> tuple[Path, ...]:
    chosen: Cards = site.settings.get("CARDS") or Cards()
    own = brand_of(site).card_font
    paths = [*([brand_file(site, own)] if own else []), *(site.theme / name for name in chosen.fonts)]
    return tuple(path for path in paths if drawing.is_font(path))


def _missing_fonts(site: Site, fonts: tuple[Path, ...]) -> Iterator[Problem]:
    """A theme may have no font for cards; a font that somebody names is one."""
    chosen: Cards = site.settings.get("CARDS") or Cards()
    for name in chosen.fonts:
        if site.theme / name not in fonts:
            what = f"CARDS: “{name}” is no font in {site.theme.name}/"
            yield Problem(
                "pelicanconf.py", 0, what, "Lay the TTF or OTF file there, or mend its path", "warning"
            )


def _identity(card: Card, hues: Hues, fonts: tuple[Path, ...]) -> bytes:
    return blake2b(repr((card, hues)).encode() + _ground(fonts), digest_size=16).digest()


@functools.cache
def _ground(fonts: tuple[Path, ...]) -> bytes:
    """Digest what all cards depend on: fonts, our code, the library."""
    kit = [Path(__file__).parents[1] / "kit" / name for name in ("colours.py", "palette.py")]
    code = [*sorted(Path(__file__).parent.glob("*.py")), *kit]
    return blake2b(
        b"".join(file.read_bytes() for file in (*fonts, *code)) + drawing.version().encode()
    ).digest()
