"""The settings of `search`, and where its files are."""

from __future__ import annotations

from dataclasses import dataclass

PATH = "search/"
BUNDLE = f"{PATH}pagefind/"


@dataclass(frozen=True, slots=True)
class Search:
    """`index`: make an index of all posts, so that readers find words in them; without it, the search page is
    the archive.
    """

    index: bool = True
