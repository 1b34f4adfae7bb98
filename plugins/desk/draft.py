"""A new post as text: front matter that parses back to what was asked for, hints for the rest.

In: a `Draft`. Out: the bytes of its file and its name. Pure: no clock, no disk.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Literal

from msgspec import Struct

from plugins.kit.text import slugify

LONGEST = 72
"""Characters of a slug: what a search result shows of an address."""

HINTS_TITLE = "# What else may stand here; take away the # to use it."
HINTS = {
    "summary": "One or two sentences for lists, feeds and search engines, about 160 characters",
    "authors": "[First Last]",
    "topic": "Craft",
    "tags": "[letters, replies]",
    "series": "The name that all its parts share",
    "follows": "2026-01-31-the-post-that-this-one-follows-up.md",
    "image": "images/my-picture.jpg",
    "image_alt": "What the picture shows, for those who cannot see it",
    "comments": "closed",
}
"""Keys that a writer may fill, with what they look like."""
ARTICLE = """\
<!-- Begin with what happened: one person, one day, one thing that somebody said. This line is not shown. -->

<!-- End with a question that a reader can answer. -->
"""
INTERVIEW = """\
<!-- Two or three sentences: who answers, where you met, why now. This line is not shown. -->

## How did it begin?



## What did not work?



## What would you tell somebody who starts today?


"""


class Draft(Struct, frozen=True):
    """What somebody asked for. `date` is in the site's time zone; empty texts are left out."""

    title: str
    date: dt.datetime
    is_draft: bool = True
    kind: Literal["article", "interview"] = "article"
    authors: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    topic: str = ""
    series: str = ""

    @property
    def slug(self) -> str:
        """The end of its address, cut between two words where the title is long."""
        whole = slugify(self.title)
        if len(whole) <= LONGEST:
            return whole
        return whole[: LONGEST + 1].rpartition("-")[0] or whole[:LONGEST]

    @property
    def file(self) -> str:
        """Its path in the content folder."""
        return f"posts/{self.date:%Y-%m-%d}-{self.slug}.md"


def write_draft(draft: Draft) -> str:
    """Write the file of a post."""
    lines = [
        "---",
        f"title: {quoted(draft.title)}",
        f"date: {draft.date:%Y-%m-%d %H:%M}",
        f"slug: {quoted(draft.slug)}  # the end of its address; keep it once the post is out",
        "status: draft  # published, when it may go out" if draft.is_draft else "status: published",
        "kind: interview" if draft.kind == "interview" else "",
        _given("guests", draft.guests),
        _given("authors", draft.authors),
        _given("topic", draft.topic),
        _given("series", draft.series),
    ]
    head = "\n".join(line for line in lines if line)
    hints = "".join(f"# {key}: {example}\n" for key, example in HINTS.items() if not getattr(draft, key, ""))
    return f"{head}\n{HINTS_TITLE}\n{hints}---\n\n{INTERVIEW if draft.kind == 'interview' else ARTICLE}"


def _given(key: str, value: str | tuple[str, ...]) -> str:
    if not value:
        return ""
    if isinstance(value, str):
        return f"{key}: {quoted(value)}"
    return f"{key}: [{', '.join(map(quoted, value))}]"


def quoted(text: str) -> str:
    """Quote a text for YAML as JSON does; YAML contains JSON (YAML 1.2.2, section 1.2)."""
    return json.dumps(text, ensure_ascii=False)
