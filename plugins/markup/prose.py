"""Words with links, emphasis and code in them, printed at once: most of what people write.

Python-Markdown takes such words through five passes. What has another sign, or one of these in another place,
is left to it; what is printed here is what comes out of it and of nh3.
"""

from __future__ import annotations

import re

_WORDS = r"[^\\`*_\[\]<>&{}~!]"
"""No sign of Markdown, HTML or attribute lists."""
_HOST = r"(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[A-Za-z]{2,}"
"""A name that every reader of addresses (URL Standard, 4.4) takes as it is."""
_PATH = r"\w/.?=%#+&,@\-"
_URL = rf"https?://{_HOST}(?:[/?#][{_PATH}:]*)?|(?!//)(?:\{{\w+\}})?[{_PATH}]+"
"""Each `&` stands for itself, since no `;` follows."""
PIECE = re.compile(
    rf"\[(?<!!\[)(?P<words>(?!\^){_WORDS}+)\]\((?P<url>{_URL})\)"
    rf"|\*(?<!\S\*)(?P<second>\*?)(?P<stressed>[^\W_](?:(?:{_WORDS}|!)*(?:[^\W_]|[.,:;?!]))?)\*(?P=second)"
    r"|`(?P<code>[^\s\0`\\<>&](?:[^`\\<>&\n]*[^\s\0`\\<>&])?)`(?!`)"
    r"|(?P<other>[\\`*_\[\]<>&{~])",
)
"""Each begins with a sign, so that the words between are passed over quickly. A sign that is left over is
none of ours, and all the words with it.
"""


def print_words(text: str) -> str | None:
    """Print words as HTML; None for those that want more."""
    if "  \n" in text:
        return None
    # One sign for both: what ends with it ends with a blank.
    text = text.replace("& ", "\0") if "& " in text else text
    done = 0
    pieces: list[str] = []
    for piece in PIECE.finditer(text):
        if piece.lastgroup == "other":
            return None
        pieces += (text[done : piece.start()], _print(piece))
        done = piece.end()
    printed = "".join((*pieces, text[done:])) if pieces else text
    return printed.replace("\0", "&amp; ").replace("\xa0", "&nbsp;")


def _print(piece: re.Match[str]) -> str:
    match piece.lastgroup:
        case "url":
            return f'<a href="{piece["url"].replace("&", "&amp;")}">{piece["words"]}</a>'
        case "code":
            return f"<code>{piece['code']}</code>"
        case _:
            name = "strong" if piece["second"] else "em"
            return f"<{name}>{piece['stressed']}</{name}>"
