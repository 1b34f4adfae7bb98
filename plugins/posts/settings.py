"""What a site may choose about its lists."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PostsSettings:
    """`per_page`: cards on one page of a list. `related`, `recent`: how many are shown. `summary`: longest in
    characters, above which `check` says that search engines cut it. `archive_titles`: with more posts than
    this the archive shows months and counts, and the titles are one click away.
    """

    per_page: int = 12
    related: int = 3
    recent: int = 5
    summary: int = 300
    archive_titles: int = 150
