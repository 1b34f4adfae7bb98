"""Which files pages use, how large the pictures are, and where they go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plugins.engine.bodies import find_source
from plugins.engine.documents import Document
from plugins.engine.model import Media, Site
from plugins.engine.outputs import Copied, Output
from plugins.images.size import is_picture, measure_file
from plugins.kit.problems import Problem

EXTRA = "extra/"


def measure(site: Site) -> Iterable[Problem]:
    """Find what is used and measure the pictures; broken ones are problems."""
    problems: list[Problem] = []
    for path in sorted(_used(site)):
        width = height = 0
        if is_picture(path):
            try:
                width, height = measure_file(site.content / path)
            except (OSError, ValueError) as error:
                problems.append(
                    Problem(
                        site.file(path),
                        0,
                        f"this picture cannot be read ({error})",
                        "Export it again, as JPEG, PNG, WebP or SVG",
                        "warning",
                    )
                )
        site.media[path] = Media(path, path, width, height)
    return problems


def _used(site: Site) -> set[str]:
    used = set()
    for document in _shown(site):
        for ref in document.body.refs:
            source = find_source(site, document.path, ref.target.partition("#")[0])
            if source in site.files:
                used.add(source)
    for post in site.posts:
        used.add(post.image)
    for person in site.people:
        used.add(person.picture)
        used |= {
            credit.image for credit in (*person.featured_in, *person.co_author_of, *person.contributor_to)
        }
    return {path for path in used if path}


def _shown(site: Site) -> Iterator[Document]:
    return (document for document in site.documents if document.path in site.paths)


def media_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the used files, and those of `extra/`."""
    for path in sorted(site.media):
        yield Copied(path, site.content / path)
    for path in sorted(site.files):
        if path.startswith(EXTRA):
            yield Copied(path.removeprefix(EXTRA), site.content / path)
