"""The settings of `search`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Search:
    """`index`: make an index of all posts, so that readers find words in them; without it, the search page is
    the archive.
    """

    index: bool = True
