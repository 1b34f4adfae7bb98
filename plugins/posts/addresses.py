"""What a writer typed as an address (a slug, a file, a page of the web), checked."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from plugins.engine.bodies import find_source
from plugins.engine.documents import Document
from plugins.engine.model import Site
from plugins.kit.problems import Problem, nearest
from plugins.kit.text import SLUG, slugify

DATED = re.compile(r"^\d{4}-\d{2}-\d{2}[-_]")


def slug_of(site: Site, document: Document, problems: list[Problem]) -> str:
    """The slug of the front matter, or the file name without its date; empty, with a problem, when it cannot
    be one.
    """
    given = document.meta.slug
    if given:
        if SLUG.match(given):
            return str(given)
        better = slugify(given)
        problems.append(
            document.problem(
                site.shown,
                f"the slug “{given[:60]}” cannot be an address",
                f"Use small letters, digits and hyphens, such as {better}",
                key="slug",
            )
        )
        return ""
    path = PurePosixPath(document.path)
    stem = path.parent.name if path.stem == "index" else path.stem
    return slugify(DATED.sub("", stem) or stem)


def file_of_key(site: Site, document: Document, target: str, key: str, problems: list[Problem]) -> str:
    if not target:
        return ""
    path = find_source(site, document.path, target)
    if path in site.files:
        return path or ""
    close = (
        nearest(target.rpartition("/")[2], (each.rpartition("/")[2] for each in site.files))
        if site.files
        else ""
    )
    hint = close if close.startswith("Did") else "The path is relative to this file or to the content folder"
    problems.append(
        document.problem(site.shown, f"{key}: there is no file “{target}”", hint, key=key, level="warning")
    )
    return ""


def is_web_address(
    site: Site, document: Document, url: str, problems: list[Problem], key: str = "links"
) -> bool:
    if not url or re.match(r"(https?://|mailto:|/)", url):
        return bool(url)
    problems.append(
        document.problem(
            site.shown, f"{key}: “{url[:60]}” is not a web address", "Begin it with https://", key=key
        )
    )
    return False
