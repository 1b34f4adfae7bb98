"""Interviews in plain Markdown: every `##` heading is a question, the text under it the answer.

A paragraph that begins with `**Name:**` changes the voice, until the next does. A heading with the class
`aside` (`## Afterwards {.aside}`) is not a question and ends the conversation.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

NAME = re.compile(r"(?P<name>[^:<>]{1,60}):\s*$")


class InterviewExtension(Extension):
    """Does something only between `begin` with a front matter of kind interview and the next."""

    def __init__(self) -> None:
        super().__init__()
        self.guests: tuple[str, ...] = ()
        self.is_on = False

    def begin(self, meta: Any) -> None:
        self.is_on = getattr(meta, "kind", "") == "interview"
        self.guests = tuple(getattr(meta, "guests", ()))

    def extendMarkdown(self, md: Markdown) -> None:
        md.treeprocessors.register(_Interview(md, self), "porchlight_interview", 4)


class _Interview(Treeprocessor):
    def __init__(self, md: Markdown, owner: InterviewExtension) -> None:
        super().__init__(md)
        self._owner = owner

    def run(self, root: Element) -> None:
        if not self._owner.is_on:
            return
        children = list(root)
        # The highest heading is a question: some writers begin with #, others with ##.
        top = min((child.tag for child in children if child.tag in {"h1", "h2", "h3"}), default="h2")
        for child in children:
            root.remove(child)
        answer: Element | None = None
        turn: Element | None = None
        for child in children:
            if child.tag == top or (child.tag == "div" and child.get("class") == "footnote"):
                answer = turn = None
                if child.tag == top and "aside" not in child.get("class", "").split():
                    exchange = SubElement(root, "section", {"class": "exchange"})
                    child.set("class", "question")
                    exchange.append(child)
                    answer = SubElement(exchange, "div", {"class": "answer"})
                    continue
            if answer is None:
                root.append(child)
                continue
            if voice := self._voice(child):
                turn = None if voice == "guest" else SubElement(answer, "div", {"class": "interjection"})
            (answer if turn is None else turn).append(child)

    def _voice(self, paragraph: Element) -> str:
        first = next(iter(paragraph), None)
        if paragraph.tag != "p" or first is None or first.tag != "strong" or (paragraph.text or "").strip():
            return ""
        words, tail = "".join(first.itertext()), first.tail or ""
        if not words.rstrip().endswith(":") and tail.lstrip().startswith(":"):
            words, first.tail = f"{words}:", f" {tail.lstrip()[1:].lstrip()}"  # **Name**: words
        found = NAME.match(words)
        if not found:
            return ""
        name = found["name"].strip()
        first.set("class", "speaker")
        first.text = f"{name}:"
        is_guest = any(
            name.lower() in (guest.lower(), *guest.lower().split()) for guest in self._owner.guests
        )
        return "guest" if is_guest else "host"
