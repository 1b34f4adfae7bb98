"""What a site may choose about its lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plugins.kit.typed import Mistake


@dataclass(frozen=True, slots=True)
class PostsSettings:
    """`per_page`: cards on one page of a list. `related`, `recent`: how many are shown. `summary`: longest
    in characters, above which `check` says that search engines cut it. `archive_titles`: with more posts
    than this the archive shows months and counts, and the titles are one click away. `close_comments_after`:
    days after which a post takes no more comments; 0 never closes one.
    """

    per_page: int = 9
    related: int = 3
    recent: int = 5
    summary: int = 300
    archive_titles: int = 150
    close_comments_after: int = 0

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what the types cannot tell."""
        for name, least in {
            "per_page": 1,
            "related": 0,
            "recent": 0,
            "summary": 50,
            "archive_titles": 0,
            "close_comments_after": 0,
        }.items():
            if (value := getattr(self, name)) < least:
                yield Mistake(name, f"{name} is {value}, and wants {least} or more")
