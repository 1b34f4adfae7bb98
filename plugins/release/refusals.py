"""Why a release does not go out, unless told otherwise: a table of named questions to the plan.

A new reason is a function that yields sentences, a row of `REFUSALS`, and a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from plugins.kit.problems import SiteError, errors, nearest, sentence
from plugins.release.plan import PAGE, Plan
from plugins.release.scan import drafts, local_addresses

SHOWN = 5
FEW, SHARE = 10, 0.2
"""More deletions than these, and more than this share of what is live, are many."""


class Refusal(Struct, frozen=True):
    """`name` is what `--allow` takes; `hint` what to do."""

    name: str
    ask: Callable[[Plan], Iterable[str]]
    hint: str


def is_first(plan: Plan) -> Iterator[str]:
    """Find that nothing was released yet, or that nobody remembers what."""
    posts = len(plan.told.posts)
    all_posts = f"{posts} posts are new to everybody" if posts > 1 else "the post is new to everybody"
    if not plan.live and not plan.before.release:
        yield f"this is the first release: {all_posts}, and from now on their addresses and ids are kept"
    elif not plan.before.release:
        yield (
            "a site is live, and there is no ledger of it here: take ledger.json back from Git, "
            f"else {all_posts}, and older addresses are gone"
        )
    elif not plan.live:
        yield f"the ledger remembers {plan.before.release}, and nothing is live here: is this another place?"


def is_outrun(plan: Plan) -> Iterator[str]:
    """Find that somebody released from another copy of the blog, even if that was taken back since."""
    newest = max(plan.newest, plan.live.name) if plan.live else ""
    if plan.before.release and newest > plan.before.release and plan.changes:
        yield f"{newest} was released, and the ledger here ends with {plan.before.release}"


def has_errors(plan: Plan) -> Iterator[str]:
    """Find what `check` calls errors."""
    found = errors(plan.problems)
    yield from some([str(problem) for problem in found], "more errors")


def has_drafts(plan: Plan) -> Iterator[str]:
    """Find drafts among the pages that go out."""
    yield from some([f"{path} is marked as a draft" for path in drafts(plan.folder, plan.steps.pages)])


def has_local_addresses(plan: Plan) -> Iterator[str]:
    """Find addresses that nobody else can reach."""
    yield from some(list(local_addresses(plan.folder, [*plan.steps.pages, *plan.steps.assets])))


def has_many_new_items(plan: Plan) -> Iterator[str]:
    """Find feeds whose subscribers would get more new posts at once than usual."""
    most = plan.settings.new_items
    for news in plan.news if plan.before.release else ():
        if len(news.new) > most and not news.is_begun:
            yield f"{news.feed} has {len(news.new)} new items at once, and {most} are usual"


def has_items_again(plan: Plan) -> Iterator[str]:
    """Find posts that subscribers have had, and would get a second time."""
    for news in plan.news:
        if news.again:
            what = f"“{news.again[0]}”" + (f" and {len(news.again) - 1} more" if len(news.again) > 1 else "")
            yield f"{news.feed} would show {what} again"


def has_taken_addresses(plan: Plan) -> Iterator[str]:
    """Find addresses of one post that another one has now: links to the first would lead to the second."""
    owners = {post.path: post for post in plan.site.posts}
    for promise in plan.site.promises:
        post = owners.get(promise.path)
        if post and promise.kind == "post" and not plan.before.is_settled(promise, post.id):
            name = plan.site.file(post.source)
            yield f"/{promise.path} was the address of “{promise.owner}”, and is that of {name} now"


def has_many_deletions(plan: Plan) -> Iterator[str]:
    """Find that much of the live site would go. Pages count: files come and go with their bytes."""
    gone = [path for path in plan.steps.remove if path.endswith(".html")]
    live = sum(path.endswith(".html") for path in plan.live.files) if plan.live else 0
    if len(gone) > FEW and len(gone) > live * SHARE:
        yield f"{len(gone)} of {live} pages would be deleted, such as {', '.join(gone[:3])}"


def is_shrunken(plan: Plan) -> Iterator[str]:
    """Find that hardly anything is left."""
    posts = sum(path.startswith("posts/") and path.endswith(PAGE) for path in plan.release.files)
    live = plan.live.files if plan.live else {}
    before = sum(path.startswith("posts/") and path.endswith(PAGE) for path in live)
    if not plan.told.posts:
        yield "the site has no posts"
    elif posts * 2 < before:
        yield f"the site would shrink from {before} posts to {posts}"


REFUSALS: Sequence[Refusal] = (
    Refusal("first", is_first, "If that is right: ./run publish --first"),
    Refusal("other-release", is_outrun, "Get its ledger.json first (git pull), and look at the plan again"),
    Refusal("failed-checks", has_errors, "Mend them: ./run check --production shows all"),
    Refusal("drafts", has_drafts, "Build again with --fresh; a template or a plugin shows what is not out"),
    Refusal("local-addresses", has_local_addresses, "Correct SITEURL in publishconf.py, or the link"),
    Refusal("many-new-items", has_many_new_items, "Look at their dates; a few at a time keeps subscribers"),
    Refusal(
        "items-again",
        has_items_again,
        "Put back the id, the FEEDS.authority or the file of before; of a post that was hidden it is right",
    ),
    Refusal("taken-addresses", has_taken_addresses, "Give the new post another slug"),
    Refusal("many-deletions", has_many_deletions, "Is the whole content folder there?"),
    Refusal("shrunken-site", is_shrunken, "Is the whole content folder there?"),
)


def refusals_of(plan: Plan, allowed: Iterable[str] = ()) -> dict[str, list[str]]:
    """Ask everything; return what stands against the release, as lines of a message, by name."""
    found = {each.name: list(each.ask(plan)) for each in REFUSALS if each.name not in allowed}
    return {
        name: [*(f"{name}: {sentence(what)}" for what in said), f"    {sentence(KNOWN[name].hint)}"]
        for name, said in found.items()
        if said
    }


def some(lines: Sequence[str], rest: str = "more") -> list[str]:
    """The first few of many."""
    more = [f"{len(lines) - SHOWN} {rest}"] if len(lines) > SHOWN else []
    return [*lines[:SHOWN], *more]


def read_allowed(text: str) -> frozenset[str]:
    """Read what `--allow` says; raise `SiteError` for what is no name of a reason."""
    names = [name.strip() for name in text.replace(",", " ").split()]
    for name in names:
        if name not in KNOWN:
            raise SiteError(f"--allow: “{name[:60]}” is nothing that can be allowed. {nearest(name, KNOWN)}")
    return frozenset(names)


KNOWN: Mapping[str, Refusal] = {each.name: each for each in REFUSALS}
