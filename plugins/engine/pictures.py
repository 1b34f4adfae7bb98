"""How a picture is printed, wherever it stands: in a text, over a post, in a list, beside a name.

`sizes` says how wide the layout shows it, so that a browser can choose a file before it knows the styles: the
numbers here follow `theme/styles`.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape
from msgspec import Struct

from plugins.engine.model import Media, Site
from plugins.engine.views import Picture, PictureSource


class Place(Struct, frozen=True):
    """Where pictures stand: how wide in em, on screens from so many em on; on smaller ones across, or
    `narrow` em wide. `name` is the class of the element; one that is first `in_sight` is what a reader waits
    for; one that is `cropped` shows the middle of a wide picture (`SHAPE`).
    """

    width: float
    screen: int = 0
    narrow: float = 0
    name: str = ""
    in_sight: bool = False
    cropped: bool = False


PLACES: Mapping[str, Place] = {
    "text": Place(39, 64),
    "hero": Place(33, 64, in_sight=True),
    "lead": Place(40, 56, in_sight=True, cropped=True),
    "card": Place(24, 44, narrow=10, cropped=True),
    "small": Place(8, cropped=True),
    "face": Place(6, name="portrait"),
    "credit": Place(8),
}
SHAPE, ACROSS = 1.6, 92
"""Width to height of the pictures of lists; how much of a small screen is theirs, in per cent."""


def picture_of(site: Site, path: str, alt: str, caption: str = "") -> Picture | None:
    """A picture of the content folder; None without one, or when it cannot be shown."""
    media = site.media.get(path, Media(path, path))
    if not media.path:
        return None
    url = site.place.url(media.path)
    return Picture(url, alt, media.width, media.height, caption, media.sources, media.tone)


def print_picture(
    picture: Picture,
    place: str = "text",
    lazy: bool = True,
    alt: str | None = None,
    *,
    square: int = 0,
    title: str = "",
) -> Markup:
    """Print the element: in its formats where it has several. `lazy` is for what lies below the first screen;
    `alt` stands for the picture's own; `square` is the side in pixels of one that is cut to a square.
    """
    row = PLACES[place]
    width, height = (square, square) if square else (picture.width, picture.height)
    parts = (
        f' class="{row.name}"' if row.name else "",
        f' width="{width}" height="{height}"' if width else "",
        f' data-tone="{picture.tone}"' if picture.tone else "",
        f' title="{escape(title)}"' if title else "",
        ' loading="lazy"' if lazy else ' fetchpriority="high"' if row.in_sight else "",
    )
    words = escape(picture.alt if alt is None else alt)
    image = f'<img src="{escape(picture.url)}" alt="{words}"{"".join(parts)}>'
    return Markup(_in_formats(image, picture, row) if picture.sources else image)


def _in_formats(image: str, picture: Picture, row: Place) -> str:
    sizes = _sizes(row, picture)
    return f"<picture>{''.join(_source(each, sizes) for each in picture.sources)}{image}</picture>"


def _sizes(place: Place, picture: Picture) -> str:
    """How wide the layout shows the whole picture (HTML, 4.8.4.2.2), what is cropped included."""
    times = max(1.0, picture.width / picture.height / SHAPE) if place.cropped and picture.height else 1.0
    width = f"{place.width * times:.0f}em"
    small = f"{place.narrow * times:.0f}em" if place.narrow else f"{ACROSS * times:.0f}vw"
    return f"(min-width: {place.screen}em) {width}, {small}" if place.screen else width


def _source(source: PictureSource, sizes: str) -> str:
    condition = f' media="{escape(source.media)}"' if source.media else ""
    widths = f' sizes="{sizes}"' if " " in source.srcset else ""
    return f'<source{condition} type="{source.type}" srcset="{escape(source.srcset)}"{widths}>'
