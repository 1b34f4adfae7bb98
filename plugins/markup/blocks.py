"""Blocks that Markdown has no word for: callouts, pulled quotes, sources of quotes, figures, videos, wide
tables.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from plugins.engine.documents import MARK
from plugins.markup.embeds import find_embed

CALLOUT = re.compile(r"\s*\[!(NOTE|TIP|WARNING|IMPORTANT|CAUTION|PULL)\][ \t]*", re.I)
SOURCE = re.compile(r"\s*(?:—|–|--)\s*(?=\S|\Z)")
VIDEO = re.compile(r"\s*!video\s*$")
BARE_VIDEO = re.compile(r"^!video\s*[(<]?(https://[^\s()<>]+)[)>]?\s*$")


class BlockExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        # Behind the inline patterns (20) and attribute lists (8).
        md.treeprocessors.register(_Blocks(md), "porchlight_blocks", 5)
        md.preprocessors.register(_BareVideo(md), "porchlight_video", 15)


class _BareVideo(Preprocessor):
    """A video given by its address alone becomes a link with the address as its words."""

    def run(self, lines: list[str]) -> list[str]:
        return [
            BARE_VIDEO.sub(r"!video [\1](\1)", line) if line.startswith("!video") else line for line in lines
        ]


class _Blocks(Treeprocessor):
    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for index, child in enumerate(list(parent)):
                rewrite = REWRITERS.get(child.tag)
                new = rewrite(child) if rewrite else None
                if new is not None:
                    new.tail = child.tail
                    parent[index] = new


def _blockquote(quote: Element) -> Element | None:
    first = next(iter(quote), None)
    if first is not None and first.tag == "p" and (found := CALLOUT.match(first.text or "")):
        first.text = (first.text or "")[found.end() :]
        kind = found[1].lower()
        title = _first_line(first)
        return _pull(quote, title) if kind == "pull" else _callout(quote, first, kind, title)
    return _sourced(quote)


def _first_line(paragraph: Element) -> Element:
    """Take the first line off a paragraph, with the inline markup in it."""
    title = Element("p", {"class": "callout-title"})
    title.text, newline, paragraph.text = (paragraph.text or "").partition("\n")
    while not newline and len(paragraph):
        child = paragraph[0]
        paragraph.remove(child)
        child.tail, newline, paragraph.text = (child.tail or "").partition("\n")
        title.append(child)
    return title


def _callout(quote: Element, first: Element, kind: str, title: Element) -> Element:
    box = Element("div", {"class": f"callout {kind}", "role": "note"})
    if not "".join(title.itertext()).strip():
        title.text = f"{MARK}callout_{kind}{MARK}"
    box.append(title)
    if not (first.text or "").strip() and not len(first):
        quote.remove(first)
    box.extend(list(quote))
    return box


def _pull(quote: Element, line: Element) -> Element:
    # The words stand in the text already; a screen reader need not hear them twice.
    box = Element("aside", {"class": "pull", "aria-hidden": "true"})
    if "".join(line.itertext()).strip():
        del line.attrib["class"]
        quote.insert(0, line)
    box.extend(list(quote))
    return box


def _sourced(quote: Element) -> Element | None:
    last = next(reversed(list(quote)), None)
    if last is None or last.tag != "p":
        return None
    source = _split_source(last)
    if source is None:
        return None
    if not (last.text or "").strip() and not len(last):
        quote.remove(last)
    figure = Element("figure", {"class": "quote"})
    figure.append(quote)
    figure.append(source)
    quote.tail = None
    return figure


def _split_source(paragraph: Element) -> Element | None:
    """Take the last line off a paragraph when it begins with a dash."""
    caption = Element("figcaption")
    text = paragraph.text or ""
    if SOURCE.match(text):
        caption.text = SOURCE.sub("", text, count=1)
        caption.extend(list(paragraph))
        for child in list(paragraph):
            paragraph.remove(child)
        paragraph.text = ""
        return caption
    spots: list[Element] = [paragraph, *paragraph]
    for index in range(len(spots) - 1, -1, -1):
        field = "text" if index == 0 else "tail"
        before, newline, line = (getattr(spots[index], field) or "").rpartition("\n")
        if newline:
            if not SOURCE.match(line):
                return None
            caption.text = SOURCE.sub("", line, count=1)
            for child in spots[index + 1 :]:
                paragraph.remove(child)
                caption.append(child)
            setattr(spots[index], field, before)
            return caption
    return None


def _paragraph(paragraph: Element) -> Element | None:
    if len(paragraph) != 1 or (paragraph[0].tail or "").strip():
        return None
    only, text = paragraph[0], (paragraph.text or "").strip()
    if only.tag == "a" and VIDEO.match(paragraph.text or ""):
        return _video(only)
    picture = only[0] if only.tag == "a" and len(only) == 1 and not (only.text or "").strip() else only
    if picture.tag != "img" or text:
        return None
    figure = Element("figure")
    only.tail = None
    figure.append(only)
    if caption := picture.attrib.pop("title", ""):
        SubElement(figure, "figcaption").text = caption
    return figure


def _video(link: Element) -> Element | None:
    embed = find_embed(link.get("href", ""))
    if embed is None:
        return None
    figure = Element("figure", {"class": "embed"})
    play = SubElement(
        figure, "a", {"href": link.get("href", ""), "class": "embed-play", "data-embed": embed.player}
    )
    SubElement(play, "span", {"class": "embed-title"}).text = "".join(link.itertext())
    note = SubElement(figure, "figcaption")
    note.text = f"{MARK}embed_note:{embed.provider}{MARK}"
    return figure


def _table(table: Element) -> Element:
    for cell in table.iter():
        if cell.tag in {"th", "td"}:
            align = (cell.attrib.pop("style", "") or "").partition("text-align:")[2].strip(" ;")
            if align in {"right", "center"}:
                cell.set("class", align)
    # A wide table scrolls in its own box, and the keyboard can reach it (WCAG 1.4.10, 2.1.1).
    box = Element(
        "div", {"class": "scroll", "tabindex": "0", "role": "group", "aria-label": f"{MARK}table{MARK}"}
    )
    table.tail = None
    box.append(table)
    return box


REWRITERS: dict[Any, Any] = {"blockquote": _blockquote, "p": _paragraph, "table": _table}
