"""What a blog has, as things of schema.org: dicts that become JSON-LD.

Only what search engines are known to use (developers.google.com/search/docs/appearance/structured-data), and
nothing that the page has elsewhere for machines, such as its description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from plugins.engine.model import Comment, Person, Post, Site
from plugins.engine.pictures import picture_of
from plugins.kit import clock
from plugins.kit.text import educate, plain, shorten

COMMENTS, WORDS = 5, 200
"""So many comments, and so many characters of each: the page has the rest."""

Thing = dict[str, Any]
CREDITS = {"co_author_of": "author", "contributor_to": "contributor"}
"""Shelf of a person → what that person is to the works on it."""


def address(site: Site, path: str) -> str:
    """The whole address of a site path."""
    return site.place.root.removesuffix(site.place.base) + site.place.url(path)


def id_of(site: Site, person: Person) -> str:
    """Name a person on all pages alike."""
    return f"{address(site, person.path)}#person"


def website(site: Site) -> Thing:
    home = address(site, "")
    return {
        "@type": "WebSite",
        "@id": f"{home}#site",
        "url": home,
        "name": site.name,
        "inLanguage": site.about.language,
        "publisher": {"@id": publisher(site)["@id"]},
    }


def publisher(site: Site) -> Thing:
    """Who publishes the blog, as each post names it."""
    home = address(site, "")
    return {"@type": "Organization", "@id": f"{home}#publisher", "name": site.name, "url": home}


def organisation(site: Site) -> Thing:
    """The same, with where else it is found."""
    return publisher(site) | {"sameAs": [item.url for item in site.about.follow]}


def posting(site: Site, post: Post, image: str) -> Thing:
    """A post; of an interview the guests are what it is about (schema.org has no type for interviews)."""
    url = address(site, post.path)
    data: Thing = {
        "@type": "BlogPosting",
        "@id": url,
        "headline": educate(post.title),
        "datePublished": post.date.isoformat(timespec="seconds"),
        "dateModified": (post.modified or post.date).isoformat(timespec="seconds"),
        "inLanguage": post.language,
        "image": image,
        "keywords": [tag.name for tag in post.tags],
        "author": [named(site, person) for person in post.authors],
        "about": [named(site, person) for person in post.guests],
        "publisher": publisher(site),
    }
    if post.source in site.comment_counts and post.comments != "off":
        comments = [each for each in site.comments.get(post.source, ()) if not each.is_deleted]
        data["commentCount"] = site.comment_counts[post.source]
        data["comment"] = list(_comments(site, url, comments[:COMMENTS]))
    return data


def named(site: Site, person: Person) -> Thing:
    """A person as posts name one."""
    url = address(site, person.path)
    return {"@type": "Person", "@id": id_of(site, person), "name": person.name, "url": url}


def profile(site: Site, person: Person) -> Iterator[Thing]:
    """The page of a person, the person, and the works that bear that name elsewhere."""
    url, known_as = address(site, person.path), {"@id": id_of(site, person)}
    picture = picture_of(site, person.picture, "")
    yield {"@type": "ProfilePage", "@id": url, "url": url, "mainEntity": known_as}
    yield named(site, person) | {
        "jobTitle": person.title,
        "image": site.place.absolute(picture.url) if picture else "",
        "sameAs": [link for _, link in person.links],
        "subjectOf": [_work(credit) for credit in person.featured_in],
    }
    for shelf, role in CREDITS.items():
        for credit in getattr(person, shelf):
            yield _work(credit) | {role: known_as}


def crumbs(trail: Sequence[tuple[str, str]]) -> Thing:
    """The way to a page, as names and addresses; the last is the page itself, and needs no address."""
    items: list[Thing] = [
        {"@type": "ListItem", "position": position, "name": name, "item": url}
        for position, (name, url) in enumerate(trail, 1)
    ]
    del items[-1]["item"]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _work(credit: Any) -> Thing:
    return {"@type": "CreativeWork", "name": educate(credit.title), "url": credit.url}


def _comments(site: Site, url: str, comments: list[Comment]) -> Iterator[Thing]:
    ids = {each.id: f"{url}#{each.anchor}" for each in comments}
    for each in comments:
        yield {
            "@type": "Comment",
            "@id": ids[each.id],
            "datePublished": clock.at(each.created, site.zone).isoformat(timespec="seconds"),
            "text": shorten(plain(each.html), WORDS),
            "author": {"@type": "Person", "name": each.author or site.words("comments.anonymous")},
            "parentItem": {"@id": ids[each.parent]} if each.parent in ids else "",
        }
