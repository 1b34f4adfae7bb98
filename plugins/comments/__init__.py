"""Conversation: comments under every post, as a part of the page and as a widget after a click.

Settings: `COMMENTS` (`comments.settings.Comments`). Signals: none. Verbs: `comments.*`. Stands after `posts`
and before `feeds` in `PLUGINS`. Reads `var/comments.db`, a server, or `data/comments.json`; keeps the last
comments that could be read in `var/comments.json`. Fills: `Site.comments`, `comment_counts`,
`comment_feeds`, `conversations`, `replies`, `origins`, `scripts`. Writes: nothing by itself; posts print
the threads, `feeds` the feeds, `assets` the script. In the preview Isso answers at `/isso/`, with its
database in `var/comments.db`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.comments.place import files_of
from plugins.comments.settings import Comments
from plugins.engine.capability import Capability, Later
from plugins.engine.model import Site

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


def comments_preview(settings: Mapping[str, Any]) -> Mapping[str, WSGIApplication]:
    """Isso, when the blog has it at a path of its own."""
    from plugins.comments.server import preview_apps

    return preview_apps(settings)


def comments_reads(site: Site) -> list[Path] | None:
    """The files with the comments."""
    settings: Comments = site.settings["COMMENTS"]
    return files_of(settings) if settings.row.adapter else []


CAPABILITY = Capability(
    "comments",
    settings={"COMMENTS": Comments},
    enrich=(Later("plugins.comments.attach:attach"),),
    reads=comments_reads,
    preview=comments_preview,
)


def register() -> None:
    """Nothing to connect."""
