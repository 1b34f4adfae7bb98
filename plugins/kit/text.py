"""Words: slugs, plain text out of HTML, lengths, typographic quotes."""

from __future__ import annotations

import functools
import html
import re
import unicodedata

from anyascii import anyascii

TAG = re.compile(r"<[^>]*>")
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|cite|code|del|em|i|ins|mark|q|s|small|span|strong|sub|sup|u|wbr)\b[^>]*>", re.I
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of what follows (UAX 9), beyond the end of a title when nobody ends them."""
SLUG = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,149}\Z")
"""What may be a segment of an address: an older blog brings capitals and full stops with it."""
WORDS_A_MINUTE = 230


@functools.lru_cache(maxsize=1 << 13)
def slugify(text: str) -> str:
    """Make a URL segment of ASCII letters, digits and hyphens: `Crème brûlée!` gives `creme-brulee`.

    Other scripts are transliterated (anyascii); pictographs are left out where there are words too; text with
    nothing to keep gives the code points in hex, so that two different names never share the empty slug.
    """
    plain = (text if text.isascii() else _in_ascii(text)).replace("'", "").lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:120].strip("-")
    return slug or "-".join(f"{ord(c):x}" for c in text.strip()[:12]) or "untitled"


def _in_ascii(text: str) -> str:
    words = "".join(c for c in text if unicodedata.category(c) != "So")
    return anyascii(unicodedata.normalize("NFKD", words if is_visible(words) else text))


def clean(text: str) -> str:
    """Take out control characters, fold white space: what a title or a name may hold."""
    if not text.isprintable():  # most names are; the patterns would look at each sign of them
        text = TURNS.sub("", CONTROL.sub("", text))
    return " ".join(text.split())


def is_visible(text: str) -> bool:
    """Whether somebody can see it: a letter, a digit, a sign; not zero-width and direction marks alone."""
    return any(unicodedata.category(c)[0] in "LNPS" for c in text)


def plain(markup: str) -> str:
    """Turn HTML into one line of text: tags out, entities resolved. The result is not safe as HTML; escape
    it.
    """
    return clean(_without_tags(markup))


def count_words(markup: str) -> int:
    """Count the words of HTML."""
    return len(_without_tags(markup).split())


def _without_tags(markup: str) -> str:
    text = TAG.sub(" ", _INLINE_TAG.sub("", markup)) if "<" in markup else markup
    return html.unescape(text)


def prose(text: str) -> str:
    """Read what other tools let writers put in a summary: with closing tags in it, it is HTML, and becomes
    plain text.
    """
    return plain(text) if "</" in text else text


def shorten(text: str, length: int) -> str:
    """Cut at a word, with an ellipsis, so that the whole has at most `length` characters."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    cut = head.rfind(" ")
    return head[: cut if cut > length // 2 else length - 1].rstrip(" ,;:–—-") + "…"


def minutes(words: int) -> int:
    """Reading time, in whole minutes, at 230 words a minute (Brysbaert 2019: 238 for English non-fiction)."""
    return max(1, round(words / WORDS_A_MINUTE))


_QUOTES = (
    (re.compile(r"(?<![\w.!?,;:…)\]’”%])\"(?=\S)"), "“"),
    (re.compile(r'"'), "”"),
    (re.compile(r"(?<=[\s(\[“—–])'(?=\d\ds?\b)|(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"(?<![\w.!?,;:…)\]’”%])'(?=\S)"), "‘"),
    (re.compile(r"'"), "’"),
    (re.compile(r"(?<!-)---(?!-)"), "—"),
    (re.compile(r"(?<!-)--(?!-)"), "–"),
    (re.compile(r"(?<!\.)\.\.\.(?!\.)"), "…"),
)


def _is_quotable(text: str) -> bool:
    return "'" in text or '"' in text or "--" in text or "..." in text


def educate(text: str) -> str:
    """Set straight quotes, double hyphens and three full stops as a typesetter would; plain text."""
    if not _is_quotable(text):
        return text
    for pattern, mark in _QUOTES:
        text = pattern.sub(mark, text)
    return text


_PIECES = re.compile(r"(<[^>]*>)")
_VERBATIM = re.compile(r"<(/?)(pre|code|kbd|samp|script|style|textarea|math)\b", re.I)
_INLINE = re.compile(r"</?(?:a|abbr|b|cite|del|em|i|ins|mark|q|s|small|span|strong|sub|sup|u)\b", re.I)


def educate_html(markup: str) -> str:
    """Do `educate` in the text of HTML, not in tags and not in code. The tags must be well-formed."""
    if not _is_quotable(markup):
        return markup
    pieces = _PIECES.split(markup)
    if not _is_quotable("\0".join(pieces[::2])):
        return markup
    depth, before = 0, ""
    for index, piece in enumerate(pieces):
        if index % 2:
            if found := _VERBATIM.match(piece):
                depth = max(0, depth + (-1 if found[1] else 1))
            if not _INLINE.match(piece):
                before = ""
        elif piece:
            if not depth and _is_quotable(piece):
                # The character before an inline tag decides whether a quote behind the tag opens or closes.
                pieces[index] = educate(before + piece)[len(before) :]
            before = (
                pieces[index][-1] if pieces[index][-1].isalnum() else before if depth else pieces[index][-1]
            )
            before = before if before not in "\"'-." else ""
    return "".join(pieces)
