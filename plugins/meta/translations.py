"""Posts that say the same in other languages: each names all of them, and the original as the default
(developers.google.com/search/docs/specialty/international/localized-versions).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plugins.engine.bodies import find_source
from plugins.engine.model import Post, Site
from plugins.engine.views import Alternate
from plugins.kit.problems import Problem
from plugins.meta.things import address

Versions = dict[str, Post]
"""Language → post, the original first."""


def offer_translations(site: Site) -> Iterable[Problem]:
    """Name the translations in the heads of posts."""
    problems: list[Problem] = []
    for versions in _groups(site, problems).values():
        shown = {lang: post for lang, post in versions.items() if post.state == "published"}
        if len(shown) > 1:
            links = tuple(_links(site, shown))
            for post in shown.values():
                site.alternates[post.path] = (*site.alternates.get(post.path, ()), *links)
    return problems


def _links(site: Site, versions: Versions) -> Iterator[Alternate]:
    for lang, post in versions.items():
        yield Alternate("hreflang", lang, address(site, post.path))
    original = next(iter(versions.values()))
    yield Alternate("hreflang", "x-default", address(site, original.path))


def _groups(site: Site, problems: list[Problem]) -> dict[str, Versions]:
    """Original's source → its versions; what does not fit is a problem."""
    by_source, by_slug = ({getattr(post, key): post for post in site.posts} for key in ("source", "slug"))
    groups: dict[str, Versions] = {}
    for post in sorted(site.posts, key=lambda post: post.source):
        target = post.document.meta.translates
        if not target:
            continue
        source = find_source(site, post.source, target)
        original = by_source.get(source or "") or by_slug.get(target.strip("/").rpartition("/")[2])
        if original is None or original is post or original.document.meta.translates:
            hint = "Write the file name of the post in its first language"
            problems.append(
                _problem(site, post, f"translates “{target}”, and there is no such original", hint)
            )
            continue
        versions = groups.setdefault(original.source, {_language(site, original): original})
        if other := versions.get(_language(site, post)):
            what = f"is in “{_language(site, post)}”, and so is {site.file(other.source)}"
            problems.append(_problem(site, post, what, "Say its language: lang: …"))
        else:
            versions[_language(site, post)] = post
    return groups


def _language(site: Site, post: Post) -> str:
    return post.language or site.about.language


def _problem(site: Site, post: Post, what: str, hint: str) -> Problem:
    return post.document.problem(site.shown, what, hint, key="translates", level="warning")
