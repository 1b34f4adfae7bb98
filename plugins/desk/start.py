"""The way of `new`: look at what the blog has, decide, write one file.

In: the options of the verb. Out: a new file, its path on standard output, the exit status.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from plugins.desk.draft import Draft, write_draft
from plugins.kit import clock
from plugins.kit.problems import SiteError, nearest, sentence
from plugins.kit.text import clean, is_visible, slugify
from plugins.kit.typed import convert

if TYPE_CHECKING:
    from plugins.engine.model import Site

KINDS = ("article", "interview")
TEXTS = {".md", ".markdown", ".mdown"}


class Wish(Struct, frozen=True):
    """The options as they were typed; empty where nothing was said."""

    title: str = ""
    topic: str = ""
    author: str = ""
    kind: str = ""
    guest: str = ""
    series: str = ""
    is_draft: bool = True


def run_new(wish: Wish, *, content: str = "") -> int:
    """Start a post, print where it is, and return the exit status."""
    try:
        title = checked_title(wish.title or ask("Title: ", "a post needs a title", './run new "A title"'))
        kind = checked_kind(wish)
        guest = wish.guest
        if kind == "interview" and not clean(guest):
            missing = "an interview needs somebody who answers"
            guest = ask("Who answers: ", missing, './run new "A title" --guest "First Last"')
        site = look_around(content)
        draft = make_draft(site, wish, title=title, kind=kind, guest=guest)
        path = put(site, draft)
    except SiteError as error:
        print(f"new: {sentence(str(error))}", file=sys.stderr)
        return error.exitcode
    except (KeyboardInterrupt, EOFError):
        print("\nnew: nothing was written", file=sys.stderr)
        return 130
    for line in remarks(site, draft):
        print(f"new: {line}", file=sys.stderr)
    print(path)
    return 0


def ask(prompt: str, missing: str, example: str) -> str:
    """Ask on a terminal; elsewhere nobody could answer."""
    if not sys.stdin.isatty():
        raise SiteError(f"{missing}. Type it behind the verb: {example}")
    print(prompt, end="", file=sys.stderr, flush=True)
    answer = clean(sys.stdin.readline())
    if not answer:
        raise SiteError(f"{missing}; nothing was written")
    return answer


def checked_title(text: str) -> str:
    """Clean a title as reading does; raise when nothing can be seen of it."""
    # What a terminal could not decode comes as half characters, which no file can hold.
    title = clean(text.encode("utf-8", "replace").decode())
    if not is_visible(title):
        raise SiteError("the title is empty. A reader needs something to click on")
    return title


def checked_kind(wish: Wish) -> str:
    """The kind that was asked for; whoever names a guest means an interview."""
    kind = wish.kind.strip().lower() or ("interview" if clean(wish.guest) else "article")
    if kind not in KINDS:
        raise SiteError(f"--kind “{wish.kind}” is not one of {' or '.join(KINDS)}. {nearest(kind, KINDS)}")
    return kind


def look_around(content: str) -> Site:
    """Read the blog as it is, drafts included. What is wrong in other posts is for `check` to say."""
    from plugins.engine.build import read_site
    from plugins.engine.run import load_site

    blog = load_site(content=content, preview=True)
    return read_site(blog.settings, blog.capabilities)


def make_draft(site: Site, wish: Wish, *, title: str, kind: Any, guest: str) -> Draft:
    """Decide what goes into the file: names are written as the blog writes them."""
    authors = [each.meta.name for each in site.documents if each.kind == "author"]
    topics = _names(label.name for label in site.labels if label.kind == "topic")
    series = _names(label.name for label in site.labels if label.kind == "series")
    chosen = _people(wish.author) or (tuple(authors) if len(authors) == 1 else ())
    return Draft(
        title=title,
        date=clock.at(site.moment, site.zone),
        is_draft=wish.is_draft,
        kind=kind,
        authors=tuple(_as_known(name, _names(authors)) for name in chosen),
        guests=tuple(_as_known(name, _names(_known(site, "guest"))) for name in _people(guest)),
        topic=_as_known(clean(wish.topic), topics),
        series=_as_known(clean(wish.series), series),
    )


def put(site: Site, draft: Draft) -> str:
    """Write the file, unless it or its address is taken; return its path as the writer would name it."""
    if taken := next(takers(site, draft), ""):
        raise SiteError(f"{taken} has the address /posts/{draft.slug}/ already. Choose another title")
    path = site.content / draft.file
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(write_draft(draft))
    except OSError as error:
        raise SiteError(f"{site.file(draft.file)} cannot be written ({error.strerror})") from None
    return site.file(draft.file)


def takers(site: Site, draft: Draft) -> Iterator[str]:
    """Name the files that have the address of a draft, by their front matter, an alias, or their name."""
    for post in site.posts:
        addresses = {post.path.strip("/").lower(), *(alias.strip("/").lower() for alias in post.aliases)}
        if f"posts/{draft.slug}" in addresses:
            yield site.file(post.source)
    # A post with a mistake in it is not among the posts; its file name says enough.
    for path in sorted((site.content / "posts").glob(f"*{draft.slug}.*")):
        if path.suffix in TEXTS and path.stem[:10].count("-") == 2 and path.stem[11:] == draft.slug:
            yield site.file(path.relative_to(site.content).as_posix())


def remarks(site: Site, draft: Draft) -> Iterator[str]:
    """Say what may be a slip: a topic or an author that the blog does not know yet."""
    topics = sorted(label.name for label in site.labels if label.kind == "topic")
    if draft.topic and topics and draft.topic not in topics:
        yield f"“{draft.topic}” is a new topic. {nearest(draft.topic, topics)}"
    known = _known(site, "author")
    for name in draft.authors:
        if known and name not in known:
            yield f"“{name}” has not written here before. {nearest(name, known)}"
    if draft.is_draft and sys.stderr.isatty():
        yield "this is a draft: ./run serve shows it, the site that goes out does not"


def _people(text: str) -> tuple[str, ...]:
    return tuple(name for each in convert(clean(text), tuple[str, ...]) if (name := clean(each)))


def _known(site: Site, role: str) -> list[str]:
    return sorted({person.name for person in site.people if person.role == role})


def _names(names: Iterable[str]) -> dict[str, str]:
    return {slugify(name): name for name in names}


def _as_known(name: str, known: dict[str, str]) -> str:
    return known.get(slugify(name), name) if name else ""


__all__: Sequence[str] = ("Wish", "run_new")
