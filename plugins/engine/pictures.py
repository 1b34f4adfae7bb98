"""How a picture is printed, wherever it stands: in a text, over a post, in a list, beside a name.

`sizes` says how wide the layout shows it, so that a browser can choose a file before it knows the styles: the
numbers here follow `theme/styles`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from plugins.engine.model import Media, Site
from plugins.engine.views import Picture, PictureSource


@dataclass(frozen=True, slots=True)
class Place:
    """Where pictures stand. `sizes` is theirs in the layout; `name` the class of the element; one that is
    first `in_sight` is what a reader waits for.
    """

    sizes: str
    name: str = ""
    in_sight: bool = False


PLACES: Mapping[str, Place] = {
    "text": Place("(min-width: 44em) 39em, 92vw"),
    "hero": Place("(min-width: 64em) 33em, 92vw", in_sight=True),
    "lead": Place("(min-width: 56em) 40em, 92vw", in_sight=True),
    "card": Place("(min-width: 44em) 24em, 92vw", in_sight=True),
    "small": Place("8em"),
    "face": Place("6em", "portrait"),
    "credit": Place("8em"),
}


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
        ' loading="lazy" decoding="async"' if lazy else ' fetchpriority="high"' if row.in_sight else "",
    )
    words = escape(picture.alt if alt is None else alt)
    image = f'<img src="{escape(picture.url)}" alt="{words}"{"".join(parts)}>'
    if not picture.sources:
        return Markup(image)
    return Markup(f"<picture>{''.join(_source(each, row) for each in picture.sources)}{image}</picture>")


def _source(source: PictureSource, place: Place) -> str:
    condition = f' media="{escape(source.media)}"' if source.media else ""
    sizes = f' sizes="{place.sizes}"' if " " in source.srcset else ""
    return f'<source{condition} type="{source.type}" srcset="{escape(source.srcset)}"{sizes}>'
