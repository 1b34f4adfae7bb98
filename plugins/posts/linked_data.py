"""A post as machines read it: JSON-LD (schema.org BlogPosting), with its conversation.

In: a post and its comments. Out: text for a `script` element of type `application/ld+json`, in which nothing
can end that element.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from plugins.engine.model import Comment, Person, Post, Site
from plugins.kit import clock
from plugins.kit.text import plain, shorten

COMMENTS, WORDS = 100, 500
"""So many comments, and so many characters of each: machines that want the rest have the page and the feed.
"""
ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def posting(site: Site, post: Post, image: str) -> Markup:
    """Describe a post. `image` is a whole address, or empty."""
    url = site.place.absolute(site.place.url(post.path))
    comments = [each for each in site.comments.get(post.source, ()) if not each.is_deleted]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "@id": url,
        "url": url,
        "headline": post.title,
        "description": post.summary,
        "datePublished": post.date.isoformat(timespec="seconds"),
        "dateModified": (post.modified or post.date).isoformat(timespec="seconds"),
        "inLanguage": post.language or site.about.language,
        "image": image,
        "articleSection": post.topic.name if post.topic else "",
        "keywords": [tag.name for tag in post.tags],
        "author": [_person(site, person) for person in post.authors],
    }
    if post.source in site.comment_counts and post.comments != "off":
        data["commentCount"] = site.comment_counts[post.source]
        data["comment"] = list(_comments(site, url, comments[:COMMENTS]))
    return _script({key: value for key, value in data.items() if value not in ("", [])})


def _person(site: Site, person: Person) -> dict[str, str]:
    url = site.place.absolute(site.place.url(person.path))
    return {"@type": "Person", "name": person.name, "url": url}


def _comments(site: Site, url: str, comments: list[Comment]) -> Iterator[dict[str, Any]]:
    ids = {each.id: f"{url}#{each.anchor}" for each in comments}
    for each in comments:
        told: dict[str, Any] = {
            "@type": "Comment",
            "@id": ids[each.id],
            "dateCreated": clock.at(each.created, site.zone).isoformat(timespec="seconds"),
            "text": shorten(plain(each.html), WORDS),
        }
        if each.author:
            told["author"] = {"@type": "Person", "name": each.author}
        if each.parent in ids:
            told["parentItem"] = {"@id": ids[each.parent]}
        yield told


def _script(data: dict[str, Any]) -> Markup:
    return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES))
