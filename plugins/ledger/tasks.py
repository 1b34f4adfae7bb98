"""The verbs `ledger.record`, `ledger.forget` and `ledger.merge`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from invoke.context import Context
from invoke.tasks import task

HELP = {"content": "folder with the posts (default: content)"}


@task(help={**HELP, "as-of": "record the day of this moment, such as '2026-12-24 09:00'"})
def record(_c: Context, content: str = "", as_of: str = "") -> None:
    """Write down the permanent ids and the addresses of all published posts.

    ./run publish does it by itself. If you copy output/ to your host by hand, do this after it, and commit
    ledger.json: from then on titles, dates and addresses may change, and readers, replies and links still
    find the post.

    Examples:
      ./run ledger.record
      ./run ledger.record --content ~/notes
    """
    from plugins.ledger.desk import run_record

    raise SystemExit(_said(lambda: run_record(content=content, as_of=as_of)))


def holds_name(words: Sequence[str]) -> bool:
    """Whether a command line names what to forget: without, `--help` would be taken for the name."""
    behind = words[words.index("ledger.forget") + 1 :] if "ledger.forget" in words else ()
    return bool(behind) and not behind[0].startswith("-")


@task(
    help={
        **HELP,
        "name": "the id, as the ledger has it; or an address such as /about/",
        "to": "where its addresses are to lead, such as /posts/other/ (default: nowhere)",
    },
    positional=["name"] if holds_name(sys.argv) else [],
    auto_shortflags=False,
)
def forget(_c: Context, name: str | None = None, content: str = "", to: str = "") -> None:
    """Give up a post that was deleted or taken back on purpose, or the address of a page.

    Its id is never used again. Web servers that know the difference say that its addresses are gone for good.

    Examples:
      ./run ledger.forget the-price-page
      ./run ledger.forget the-price-page --to /posts/what-it-costs-now/
      ./run ledger.forget /imprint/
    """
    from plugins.ledger.desk import run_forget

    raise SystemExit(_said(lambda: run_forget(name or "", content=content, to=to)))


@task(help=HELP)
def merge(_c: Context, content: str = "") -> None:
    """Join the ledgers of two branches, where Git could not.

    Whatever either of them released was released; no id and no address is lost.

    Examples:
      git merge other-branch; ./run ledger.merge && git add ledger.json
    """
    from plugins.ledger.desk import run_merge

    raise SystemExit(_said(lambda: run_merge(content=content)))


def _said(work: Callable[[], str]) -> int:
    """Do the work of a verb; print what it says, or what was wrong, and return the exit status."""
    from plugins.engine.say import say_problems
    from plugins.kit.problems import SiteError

    try:
        print(work())
    except SiteError as error:
        say_problems(error)
        return error.exitcode
    except KeyboardInterrupt:
        print("stopped; nothing was written", file=sys.stderr)
        return 130
    return 0


GROUP = "ledger"
VERBS = (record, forget, merge)
