"""The gate for HTML: nh3 keeps what prose needs and makes the rest well-formed or drops it, and says so."""

from __future__ import annotations

import re

from plugins.engine.documents import Source
from plugins.kit.clean import Cleaner
from plugins.kit.problems import Problem

INLINE = (
    "a abbr b bdi bdo br cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup "
    "time u var wbr"
)
BLOCKS = (
    "aside blockquote caption col colgroup dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "hr li ol p pre section summary table tbody td tfoot "
    "th thead tr ul"
)
MEDIA = "audio img picture source track video"
TAGS = {*INLINE.split(), *BLOCKS.split(), *MEDIA.split()}
ATTRIBUTES = {
    "*": {
        "id",
        "class",
        "lang",
        "dir",
        "title",
        "role",
        "tabindex",
        "aria-label",
        "aria-labelledby",
        "aria-hidden",
        "aria-describedby",
    },
    "a": {"href", "hreflang", "data-embed"},
    "audio": {"src", "controls", "loop"},
    "blockquote": {"cite"},
    "col": {"span"},
    "del": {"datetime"},
    "details": {"open", "name"},
    "img": {"src", "alt", "width", "height"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "source": {"src", "type", "media"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "time": {"datetime"},
    "track": {"src", "kind", "srclang", "label", "default"},
    "video": {"src", "poster", "controls", "loop", "muted", "width", "height", "playsinline"},
}
DROPPED = re.compile(r"<(script|iframe|object|embed|form|style|svg|math|link|meta|base|input|button)\b", re.I)
WHY = {
    "iframe": "Put the address of the video in a line of its own: !video [Title](https://…)",
    "script": "A post has no scripts. For a video: !video [Title](https://…)",
    "svg": "Save the drawing as a file and show it as a picture: ![What it shows](drawing.svg)",
    "style": "The theme has the styles",
}
_CLEANER = Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    clean_content_tags={"script", "style", "iframe", "object"},
    link_rel=None,
    url_schemes={"http", "https", "mailto", "tel", "sms", "geo", "xmpp", "matrix"},
)
# Prose about HTML has such words in code, where < is written &lt;: only what is a tag is found.


def clean_html(html: str, source: Source) -> tuple[str, list[Problem]]:
    """Clean, and warn of each kind of thing that was dropped, with its line."""
    problems = []
    for name in sorted({found.lower() for found in DROPPED.findall(html)}):
        problems.append(
            Problem(
                source.path,
                line_of(source, f"<{name}"),
                f"<{name}> was left out of the page",
                WHY.get(name, "Write it in Markdown"),
                "warning",
            )
        )
    return _CLEANER.clean(html), problems


def line_of(source: Source, needle: str) -> int:
    """Find the line in the file on which a text first stands."""
    position = source.text.lower().find(needle.lower())
    return source.line + source.text.count("\n", 0, position) if position >= 0 else source.line
