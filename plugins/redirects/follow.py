"""Where older addresses lead: from what writers say and what was released to one step each.

In: the site, when all others have named their files. Out: `Moves`: redirects that lead straight to what is
there, addresses that are gone for good, and problems. What is there is never redirected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from plugins.engine.documents import Document
from plugins.engine.model import Post, Site
from plugins.engine.remembered import Kind, Promise
from plugins.kit.problems import Level, Problem
from plugins.kit.urls import file_of
from plugins.redirects.aliases import Alias, aliases_of

LISTS: Mapping[Kind, str] = {
    "topic": "topics/",
    "tag": "tags/",
    "series": "series/",
    "author": "authors/",
    "guest": "guests/",
    "archive": "archive/",
}
"""Where the readers of a list are led that nobody is in any more."""
MAIN_FEEDS = "feeds/all."


class Redirect(Struct, frozen=True):
    """One step from an older address to one that is there; both are site paths."""

    path: str
    to: str
    title: str


class Moves(Struct):
    """`redirects` and `gone` are in order of their paths."""

    redirects: list[Redirect] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def follow(site: Site) -> Moves:
    """Find where every older address leads."""
    moves = Moves()
    said, by_id = _said(site, moves.problems), {post.id: post.path for post in site.posts}
    by_path = {post.path: post for post in site.posts}
    table = {path: alias.to for path, alias in said.items()}
    for promise in site.promises:
        if is_there(site, promise.path):
            moves.problems += _taken(site, promise, by_path.get(promise.path))
            continue
        to = _whither(site, promise, by_id)
        if promise.path in said:
            moves.problems += _contradicted(site, said[promise.path], promise, to)
        elif to is not None:
            table[promise.path] = to
        elif promise.is_over or not _is_kept(promise):
            moves.gone.append(promise.path)
        else:
            moves.problems += _lost(site, promise)
    _lead_straight(site, table, moves)
    return moves


def _lead_straight(site: Site, table: Mapping[str, str], moves: Moves) -> None:
    """Make one step of each way, and name those that end nowhere."""
    titles = {post.path: post.title for post in site.posts} | {page.path: page.title for page in site.pages}
    for path, to in sorted(flattened(table).items()):
        if to is None or not is_there(site, to):
            moves.problems.append(_endless(site, path, table[path]))
        else:
            moves.redirects.append(Redirect(path, to, titles.get(to, "")))
    moves.gone = sorted({*moves.gone} - table.keys())


def flattened(steps: Mapping[str, str]) -> dict[str, str | None]:
    """Follow each step to its end; None where the way turns in a circle."""
    ends: dict[str, str | None] = {}
    for start in steps:
        seen, here = {start}, steps[start]
        while here in steps and here not in seen:
            seen.add(here)
            here = steps[here]
        ends[start] = None if here in seen else here
    return ends


def is_there(site: Site, path: str) -> bool:
    """Whether a site path has a file of its own."""
    return file_of(path) in site.outputs


def _said(site: Site, problems: list[Problem]) -> dict[str, Alias]:
    """The aliases by path; each has one owner, and takes no address of what is there."""
    said: dict[str, Alias] = {}
    for alias in aliases_of(site):
        if isinstance(alias, Problem):
            problems.append(alias)
        elif is_there(site, alias.path):
            hint = "Take it out: what is there is shown, and not left"
            problems.append(alias.problem(site, "is the address of a page that is there", hint))
        elif (first := said.setdefault(alias.path, alias)).to != alias.to:
            what = f"stands in {site.file(first.document.path)} too"
            problems.append(alias.problem(site, what, "An older address leads to one place: keep it in one"))
    return said


def _whither(site: Site, promise: Promise, by_id: Mapping[str, str]) -> str | None:
    """Where what was released is now; None when it is nowhere. `by_id` has the paths of the posts."""
    if promise.is_over:
        return promise.successor or None
    if promise.kind == "feed":
        return _feed(site, promise)
    if promise.kind == "post":
        return by_id.get(promise.owner)
    present = site.paths.get(promise.owner, LISTS.get(promise.kind))
    return present if present and is_there(site, present) else None


def _feed(site: Site, promise: Promise) -> str | None:
    """The feed of a topic or a person whose address is another now, in the same format."""
    page = site.paths.get(promise.owner, "")
    ending = promise.path.rpartition("/")[2].partition(".")[2]
    kind = promise.path.removeprefix("feeds/").partition("/")[0]
    path = f"feeds/{kind}/{page.strip('/').rpartition('/')[2]}.{ending}"
    return path if page and path in site.outputs else None


def _is_kept(promise: Promise) -> bool:
    """Whether its end is to be said aloud. A list ends with what is in it, and its feed too."""
    return promise.kind in {"post", "page"} or promise.path.startswith(MAIN_FEEDS)


def _contradicted(site: Site, alias: Alias, promise: Promise, to: str | None) -> Iterator[Problem]:
    was_alias = promise.kind == "page" and any(post.source == promise.owner for post in site.posts)
    is_kept = promise.kind in {"post", "page"} and not promise.is_over and not was_alias
    if is_kept and to not in (None, alias.to):
        what = f"was the address of what is at /{to} now, and leads there"
        yield alias.problem(site, what, "Take it out, or the readers of one of the two are lost")


def _taken(site: Site, promise: Promise, post: Post | None) -> Iterator[Problem]:
    """Warn of a post that has the address of an older one; `publish` asks."""
    if post and promise.kind == "post" and not site.remembered.is_settled(promise, post.id):
        what = f"its address, /{promise.path}, was released as that of “{promise.owner}”: links lead here now"
        hint = "Give it another: slug: …"
        yield post.document.problem(site.shown, what, hint, key="slug", level="warning")


def _lost(site: Site, promise: Promise) -> Iterator[Problem]:
    """Say which line keeps an address; of a post that is missing `ledger` has said it."""
    document = next((each for each in site.documents if _owns(site, each, promise)), None)
    level: Level = "error" if site.settings.get("SETTINGS_FILE") == "publishconf.py" else "warning"
    url, name = f"/{promise.path}", promise.owner if promise.kind == "post" else f"/{promise.path}"
    over = f"if it is over for good: ./run ledger.forget {name}"
    if document:
        state = "is a draft" if document.meta.status == "draft" else "waits for its date"
        what = f"was released at {url}, and {state} now: links to it would lead nowhere"
        hint = f"Write status: hidden to keep the page without listing it; {over}"
        yield document.problem(site.shown, what, hint, key="status", level=level)
    elif promise.kind == "page":
        what = f"was released at {url}, and is gone: links to it would lead nowhere"
        hint = f"If another takes its place, write aliases: [{url}] there; {over}"
        yield Problem(site.file(promise.owner), 0, what, hint, level)
    elif promise.kind == "feed":
        what = "is a feed that people follow, and is not made any more"
        yield Problem(promise.path, 0, what, f"Take plugins.feeds into PLUGINS again; {over}", level)


def _owns(site: Site, document: Document, promise: Promise) -> bool:
    if promise.kind != "post":
        return document.path == promise.owner
    return document.kind == "post" and promise.owner in (document.meta.id, site.ids.get(document.path))


def _endless(site: Site, path: str, to: str) -> Problem:
    what = f"/{path} is to lead to /{to}, where nothing is"
    place = site.settings.get("LEDGER")
    return Problem(place.path if place else "redirects", 0, what, "Name a page that is there")
