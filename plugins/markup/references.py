"""Take what a body points at out of its HTML, so that it can be put back resolved, without another look at
the tags.

The HTML comes from nh3: well-formed, attributes in double quotes. A link's URL and a picture's whole tag are
replaced by their number between two marks.
"""

from __future__ import annotations

import html as entities
import re

from plugins.engine.documents import MARK, Ref

TAG = re.compile(r"<(/?a|img|source|video|audio|track)\b([^>]*)>")
PICTURE = re.compile(r"<picture\b[^>]*>.*?(<img\b[^>]*>).*?</picture>", re.S)
"""Which formats a picture has is not for a text to say; the build makes them."""
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
HREF = re.compile(r'\s?href="[^"]*"')
OUTSIDE = re.compile(r' href="https?:[^"&]*"\Z')
"""Most links have no other attribute."""
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.I)


def take_out(html: str) -> tuple[str, list[Ref]]:
    """Return the HTML with marks, and the references in order."""
    refs: list[Ref] = []
    open_link = False

    def mark(ref: Ref) -> str:
        refs.append(ref)
        return f"{MARK}{len(refs) - 1}{MARK}"

    def replace(match: re.Match[str]) -> str:
        nonlocal open_link
        tag, text = match[1], match[2]
        if tag in {"a", "/a"}:
            open_link = tag == "a"
            if not open_link:
                return match[0]
            if OUTSIDE.match(text):
                return f'<a{text} rel="external noopener">'
        attributes = {name: entities.unescape(value) for name, value in ATTRIBUTE.findall(text)}
        if tag == "img":
            alt, title = attributes.get("alt"), attributes.get("title", "")
            return mark(Ref("image", attributes.get("src", ""), alt, title, open_link))
        if not attributes.get("data-embed", "https://").startswith("https://"):
            text = ATTRIBUTE.sub(lambda m: "" if m[1] == "data-embed" else m[0], text)
        for name in ("href", "src", "poster"):
            target = attributes.get(name, "")
            if not target or target.startswith("#"):
                continue
            if SCHEME.match(target):
                if tag == "a" and target.lower().startswith("http"):
                    text = f'{text} rel="external noopener"'
                if tag == "track" or name == "poster":
                    text = text.replace(f' {name}="{entities.escape(target)}"', "")
                continue
            if tag == "a":
                text = f"{mark(Ref('link', target))}{HREF.sub('', text)}"
            else:
                put = f'{name}="{mark(Ref("file", target))}"'
                text = ATTRIBUTE.sub(lambda m, n=name, p=put: p if m[1] == n else m[0], text)
        # Nothing is fetched before the reader asks for it, least of all from another host.
        return f'<{tag}{text} preload="none">' if tag in {"video", "audio"} else f"<{tag}{text}>"

    return TAG.sub(replace, PICTURE.sub(r"\1", html)), refs
