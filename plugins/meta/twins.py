"""Markdown twins: each post as its writer wrote it, with who, when and where above it; and llms.txt, the list
of them (llmstxt.org). Links and pictures get whole addresses, since a twin is read far from its folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby

from plugins.engine.bodies import Resolved, find_source, target_url
from plugins.engine.front_matter import parse
from plugins.engine.model import Label, Person, Post, Site
from plugins.engine.outputs import Made, Output, Written
from plugins.engine.pictures import picture_of
from plugins.engine.views import Alternate
from plugins.kit.digests import digest, encode
from plugins.kit.problems import Problem
from plugins.kit.text import shorten
from plugins.meta.things import address

TYPE = "text/markdown"
LIST = "llms.txt"


def offer_twins(site: Site) -> Iterable[Problem]:
    """Name the twin in the head of each post."""
    for post in _with_twins(site):
        twin = Alternate("type", TYPE, site.place.url(twin_of(post)))
        site.alternates[post.path] = (*site.alternates.get(post.path, ()), twin)
    return ()


def twin_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the twins and the list of them."""
    posts = _with_twins(site)
    for post in posts:
        yield Made(twin_of(post), partial(_identify, site, post), partial(_twin, site, post))
    if posts and f"extra/{LIST}" not in site.files:
        yield Written(LIST, llms(site, posts).encode())


def _identify(site: Site, post: Post) -> bytes:
    return digest(_source(site, post), encode((head_of(site, post), tuple(_changes(site, post)))))


def _twin(site: Site, post: Post) -> bytes:
    return twin(head_of(site, post), tuple(_changes(site, post)), _source(site, post))


def _source(site: Site, post: Post) -> bytes:
    site.texts.touched.add(post.source)
    return (site.content / post.source).read_bytes()


def twin_of(post: Post) -> str:
    """The site path of a twin."""
    return f"{post.path}index.md"


def twin(head: str, changes: Iterable[tuple[str, str]], data: bytes) -> bytes:
    """Put the head in the place of the front matter of a file, and addresses in the place of paths."""
    text = parse("", data).body
    for target, url in changes:
        # In `](x)`, `](x "Title")`, `](<x>)` and `[1]: x`, but not in a longer path that begins alike.
        for before, after in (("](", ")"), ("](", " "), ("](<", ">"), ("]: ", "\n"), ("]: ", " ")):
            text = text.replace(f"{before}{target}{after}", f"{before}{url}{after}")
    return f"{head}\n{text.strip()}\n".encode()


def head_of(site: Site, post: Post) -> str:
    """Title, dates, people, topic, tags and the address, in words that no reader needs a schema for."""
    people: dict[str, Sequence[Person | Label]] = {
        "Authors": post.authors,
        "Guests": post.guests,
        "Tags": post.tags,
    }
    facts = {
        "Published": f"{post.date:%Y-%m-%d}",
        "Updated": f"{post.modified:%Y-%m-%d}" if post.modified else "",
        **{name: ", ".join(each.name for each in those) for name, those in people.items()},
        "Topic": post.topic.name if post.topic else "",
        "Address": address(site, post.path),
    }
    lines = "".join(f"- {name}: {value}\n" for name, value in facts.items() if value)
    return f"# {post.title}\n\n{lines}"


def llms(site: Site, posts: list[Post]) -> str:
    """List the twins by topic, the newest first; those without a topic at the end."""
    parts = [f"# {site.name}\n\n> {site.about.description or site.about.tagline or site.name}\n"]
    in_order = sorted(posts, key=lambda post: (post.topic is None, post.topic.name if post.topic else ""))
    for topic, those in groupby(in_order, key=lambda post: post.topic):
        parts.append(f"\n## {topic.name if topic else site.words('twins.rest')}\n\n")
        parts += [
            f"- [{_plain(post.title)}]({address(site, twin_of(post))}){_told(post)}\n" for post in those
        ]
    return "".join(parts)


def _with_twins(site: Site) -> list[Post]:
    return site.listed() if site.settings["META"].twins else []


def _told(post: Post) -> str:
    summary = " ".join(post.summary.split())
    return f": {shorten(summary, 200)}" if summary else ""


def _plain(title: str) -> str:
    return title.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _changes(site: Site, post: Post) -> Iterator[tuple[str, str]]:
    """What a text points at within the blog, with its whole address."""
    for ref in dict.fromkeys(post.document.body.refs):
        if ref.kind == "image":
            picture = picture_of(site, find_source(site, post.source, ref.target) or "", "")
            url = picture.url if picture else ""
        else:
            url = target_url(site, post.document, ref, Resolved())
        if url and not ref.target.startswith("#"):
            yield ref.target, site.place.absolute(url)
