"""The settings of `meta`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meta:
    """`twins`: give each post a twin in Markdown, and the site `llms.txt` (llmstxt.org), a list of them for
    language models.
    """

    twins: bool = False
