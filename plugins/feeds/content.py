"""A post's HTML as a feed reader wants it: every URL absolute, nothing that needs our styles or scripts.

In: the HTML of the page and the page's address. Out: HTML that reads well in a program that keeps tags and
drops the rest. Tags are rewritten where they stand, not parsed and printed anew: a parser of HTML would take
`<source>`, `<wbr>` and the case of `viewBox` apart.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin

from plugins.feeds.entries import Entry

ATTRIBUTE = r"""\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
TAG = re.compile(rf"<([a-zA-Z][a-zA-Z0-9:-]*)((?:{ATTRIBUTE})+)\s*(/?)>")
PAIR = re.compile(r"""\s+([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
SVG = re.compile(r"(<svg\b.*?</svg\s*>)", re.S | re.I)
WHOLE = "script style form template object applet frameset dialog"
"""Elements that go with all that is in them."""
LONE = "script style form input button select textarea embed link meta base"
ACTIVE = re.compile(
    rf"<(?:({WHOLE.replace(' ', '|')})\b.*?</\1\s*>|/?(?:{LONE.replace(' ', '|')})\b[^>]*>)", re.S | re.I
)
SIGN = re.compile(rf"<(?:{'|'.join([*WHOLE.split(), *LONE.split(), 'iframe'])})", re.I)
"""Looked for first: nearly no post has one of them."""
FRAME = re.compile(r"<iframe\b([^>]*)>.*?</iframe\s*>", re.S | re.I)
EMBED = re.compile(r'<figure class="embed">(.*?)</figure>', re.S)
PICTURE = re.compile(r"<picture\b[^>]*>.*?(<img\b[^>]*>).*?</picture\s*>", re.S)
PULLED = re.compile(r'<aside\b[^>]*\bclass="pull"[^>]*>.*?</aside>\n?', re.S)
BACK = re.compile(r'(?:&nbsp;|&#160;|\u00a0)*<a\b[^>]*\bclass="footnote-backref"[^>]*>.*?</a>', re.S)
CALLOUT = re.compile(r'<div\b[^>]*\bclass="callout [^"]*"[^>]*>')
TITLE = re.compile(r'<p class="callout-title">(.*?)</p>', re.S)
DIV = re.compile(r"<(/?)div\b[^>]*>")
SPAN = re.compile(r"</?span\b[^>]*>")
LINK = re.compile(r"""[a-zA-Z][a-zA-Z0-9+.-]*:""")
ORIGIN = re.compile(r"[^:]*://[^/]*")
CANDIDATE = re.compile(r"\s*([^\s,]\S*[^\s,]|[^\s,])(\s+[^,]+)?\s*(?:,|$)")

URLS = {"href", "src", "poster", "cite", "data", "longdesc", "background", "xlink:href"}
KEPT_NAMES = """alt title width height lang dir datetime colspan rowspan scope start reversed type value
    controls media kind srclang label default open span hreflang sizes loop muted name align"""
KEPT = set(KEPT_NAMES.split())
ALIGNED = {"right", "center"}


def compose(entry: Entry) -> str:
    """The whole content of an entry: the picture, the text, the way to answer."""
    parts = [_hero(entry), portable(entry.body, entry.url) or f"<p>{html.escape(entry.summary)}</p>"]
    ways = [
        f'<a href="{html.escape(url)}">{html.escape(text)}</a>'
        for text, url in (entry.discuss, entry.reply)
        if url
    ]
    parts += [f"<p>{' · '.join(ways)}</p>"] if ways else []
    return "\n".join(part for part in parts if part)


def _hero(entry: Entry) -> str:
    picture = entry.picture
    if picture is None or f'src="{html.escape(picture.url)}"' in entry.body:
        return ""
    size = f' width="{picture.width}" height="{picture.height}"' if picture.width else ""
    caption = f"<figcaption>{html.escape(picture.caption)}</figcaption>" if picture.caption else ""
    image = f'<img src="{html.escape(picture.url)}" alt="{html.escape(picture.alt)}"{size}>'
    return f"<figure>{image}{caption}</figure>"


def portable(body: str, url: str) -> str:
    """Rewrite the HTML of a page at `url`, so that it can be read anywhere."""
    pieces = SVG.split(body)
    for index, piece in enumerate(pieces):
        pieces[index] = _drawing(piece, url) if index % 2 else _prose(piece, url)
    return "".join(pieces).strip()


def _prose(text: str, url: str) -> str:
    # Words first, patterns after: most posts have none of these.
    for sign, rewrite in REWRITERS:
        if sign in text:
            text = rewrite(text)
    if SIGN.search(text):
        text = ACTIVE.sub("", FRAME.sub(_frame, text))
    if "<span" in text and not re.search(r"<span\b[^>]*\s(?:lang|dir|title)=", text):
        text = SPAN.sub("", text)
    return TAG.sub(lambda tag: _tag(tag, url), text)


def _drawing(text: str, url: str) -> str:
    """In a drawing everything stays that draws; what is not a URL of its own is not touched."""

    def mend(tag: re.Match[str]) -> str:
        kept = []
        for name, value, is_bare in _pairs(tag[2]):
            if name.lower().startswith("on"):
                continue
            if name.lower() in {"href", "xlink:href"} and not value.startswith("#"):
                value = absolute(value, url) or "#"
            kept.append(name if is_bare else f'{name}="{value}"')
        return f"<{' '.join([tag[1], *kept])}{'/' if tag[3] else ''}>"

    return TAG.sub(mend, re.sub(r"<script\b.*?</script\s*>", "", text, flags=re.S | re.I))


def _embed(figure: re.Match[str]) -> str:
    """A video behind a click becomes what it is without JavaScript: a link, with its poster if it has one."""
    link = re.search(r'<a\b[^>]*\bhref="([^"]*)"', figure[1])
    title = re.search(r'<span class="embed-title">(.*?)</span>', figure[1], re.S)
    poster = re.search(r"<img\b[^>]*>", figure[1])
    words = title[1] if title else link[1] if link else ""
    inner = f"{poster[0]}<br>{words}" if poster else f"▶ {words}"
    return f'<p><a href="{link[1]}">{inner}</a></p>' if link else f"<p>{words}</p>"


def _frame(frame: re.Match[str]) -> str:
    """A frame becomes a link to what it shows."""
    pairs = {name.lower(): value for name, value, _ in _pairs(frame[1])}
    source = pairs.get("src", "")
    return f'<p><a href="{source}">{pairs.get("title") or source}</a></p>' if source else ""


def _callouts(text: str) -> str:
    """A callout becomes a quotation with its title in strong: both are seen without styles."""
    while found := CALLOUT.search(text):
        end = _closing(text, found.end())
        inner = TITLE.sub(r"<p><strong>\1</strong></p>", text[found.end() : end], count=1)
        after = text[end:].removeprefix("</div>")
        text = f"{text[: found.start()]}<blockquote>{inner}</blockquote>{after}"
    return text


def _closing(text: str, start: int) -> int:
    """Find where the division that was opened before `start` ends."""
    depth = 1
    for tag in DIV.finditer(text, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.start()
    return len(text)


def _pairs(attributes: str) -> Iterator[tuple[str, str, bool]]:
    """Yield name, value as it is escaped, and whether it has no value."""
    for name, double, single, bare in PAIR.findall(attributes):
        yield name, double or single.replace('"', "&quot;") or bare, not (double or single or bare)


def _tag(tag: re.Match[str], url: str) -> str:
    name, kept = tag[1], []
    for key, value, _ in _pairs(tag[2]):
        key = key.lower()
        if key in URLS:
            if (whole := absolute(value, url)) is not None:
                kept.append(f'{key}="{whole}"')
        elif key == "srcset":
            kept.append(f'srcset="{absolute_set(value, url)}"')
        elif key == "class" and name in {"td", "th"} and value in ALIGNED:
            kept.append(f'align="{value}"')
        elif key in KEPT:
            kept.append(f'{key}="{value}"')
    return f"<{' '.join([name, *kept])}>"


REWRITERS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("<picture", lambda text: PICTURE.sub(r"\1", text)),
    ('class="pull"', lambda text: PULLED.sub("", text)),
    ('class="embed"', lambda text: EMBED.sub(_embed, text)),
    ('class="callout ', _callouts),
    ("footnote-backref", lambda text: BACK.sub("", text)),
)


def absolute(value: str, url: str) -> str | None:
    """Make a URL absolute against the page's; None for one that runs a script. Both stay escaped."""
    # As browsers do: line breaks go, blanks are spelled out (WHATWG URL, 4.4).
    value = "".join(value.split("\n")).strip().replace(" ", "%20")
    if found := LINK.match(value):
        return None if found[0].lower() in {"javascript:", "vbscript:"} else value
    if value.startswith("/") and not value.startswith("//") and "/." not in value:
        return ORIGIN.match(url)[0] + value  # type: ignore[index]  # a page has an address
    try:
        return urljoin(url, value) if value else url
    except ValueError:  # brackets without an address in them
        return None


def absolute_set(value: str, url: str) -> str:
    """Make the URLs of a `srcset` absolute (HTML 4.8.4.2.1): a comma within a URL is part of it."""
    return ", ".join(
        f"{absolute(found[1], url) or ''}{' ' + found[2].strip() if found[2] else ''}"
        for found in CANDIDATE.finditer(value)
    )
