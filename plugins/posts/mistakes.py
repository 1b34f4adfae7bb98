"""What the texts that are shown refer to and is not there, said before any page is made."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.engine.bodies import mistakes_in
from plugins.engine.model import Site
from plugins.kit.problems import Problem


def find_mistakes(site: Site) -> Iterator[Problem]:
    """Yield the mistakes of every document that has a page."""
    for document in site.documents:
        if document.path in site.paths:
            yield from mistakes_in(site, document)
