"""Documents as Pelican's generators want them: a reader for Markdown that has read everything already.

In: the site after enriching. Out: a class for `Readers.reader_classes`. What this build must not show is
skipped.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import escape
from pelican.contents import Author, Category, Tag
from pelican.readers import BaseReader
from pelican.utils import SafeDatetime

from plugins.engine.bodies import resolve
from plugins.engine.model import Page, Post, Site
from plugins.engine.pictures import picture_of
from plugins.kit.text import educate
from plugins.kit.urls import file_of

TEXTS = ("md", "markdown", "mkd", "mdown")
FOREIGN = ("html", "htm", "rst")
"""Other texts are files to us; Pelican would make articles of them."""
BRACKETS = str.maketrans("<>", "‹›")


def in_theme(text: str) -> str:
    """Escape a text for a template without autoescape, so that no filter brings a tag or a quote back.

    `striptags` of Jinja resolves entities, and stock themes print what it gives; typographic marks last.
    """
    return str(escape(educate(text).translate(BRACKETS)))


def reader_of(site: Site) -> type[Any]:
    """Make the reader class of a build. It is no subclass of `BaseReader`: Pelican would keep using it."""
    posts = {post.source: post for post in site.posts}
    pages = {page.source: page for page in site.pages}

    class PorchlightReader:
        enabled = True
        file_extensions = TEXTS
        extensions = None
        process_metadata = BaseReader.process_metadata

        def __init__(self, settings: Any) -> None:
            self.settings = settings

        def read(self, path: str) -> tuple[str, dict[str, Any]]:
            source = Path(path).relative_to(site.content.absolute()).as_posix()
            item = posts.get(source) or pages.get(source)
            if item is None:
                return "", {"status": "skip", "title": ""}
            about = _post(site, item, self.settings) if isinstance(item, Post) else _page(item)
            return str(resolve(site, item.document).html), about

    return PorchlightReader


def _page(page: Page) -> dict[str, Any]:
    return {
        "title": in_theme(page.title),
        "slug": page.slug,
        "status": "hidden" if page.state == "hidden" else "published",
        "summary": f"<p>{in_theme(page.summary)}</p>",
        "url": page.path,
        "save_as": file_of(page.path),
    }


def _post(site: Site, post: Post, settings: Any) -> dict[str, Any]:
    """Map a post; Pelican's names for things are categories for topics, and HTML for text."""
    about: dict[str, Any] = {
        "title": in_theme(post.title),
        "date": _moment(post.date),
        "slug": post.slug,
        "status": "hidden" if post.state == "hidden" else "published",
        "summary": f"<p>{in_theme(post.summary)}</p>",
        "url": post.path,
        "save_as": file_of(post.path),
        "tags": [_named(Tag, tag.name, tag.slug, settings) for tag in post.tags],
    }
    if post.authors:
        about["authors"] = [_named(Author, each.name, each.slug, settings) for each in post.authors]
    if post.topic:
        about["category"] = _named(Category, post.topic.name, post.topic.slug, settings)
    if post.modified:
        about["modified"] = _moment(post.modified)
    if post.series:
        about["series"] = in_theme(post.series.name)
    if post.image and (picture := picture_of(site, post.image, "")):
        about["image"] = picture.url
    return about


def _named(kind: Any, name: str, slug: str, settings: Any) -> Any:
    made = kind(in_theme(name), settings)
    made.slug = slug
    return made


def _moment(moment: Any) -> Any:
    parts = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    return SafeDatetime(*parts, tzinfo=moment.tzinfo)
