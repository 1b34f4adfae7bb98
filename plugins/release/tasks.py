"""The verbs `publish`, `due`, `rollback` and `release.list`."""

from __future__ import annotations

from invoke.context import Context
from invoke.tasks import task


@task(
    help={
        "dry-run": "show what would happen, and stop there",
        "first": "the first release of this blog: everything in it is new",
        "allow": "let something through that was refused, by the name that the refusal has",
        "quiet": "tell nobody: no hub, no search engine",
        "commit": "commit the ledger afterwards, as a workflow does",
    },
    auto_shortflags=False,
)
def publish(
    _c: Context,
    dry_run: bool = False,
    first: bool = False,
    allow: str = "",
    quiet: bool = False,
    commit: bool = False,
) -> None:
    """Bring the blog to its readers: build, check, compare with what is live, switch, look, tell.

    It stops before anything that readers could not take back: a post that appears a second time in their
    feeds, an address that is lost, a site that shrinks. Interrupted, type it again.

    Examples:
      ./run publish --dry-run                      what subscribers will see, page by page
      ./run publish --first                        the first time
      ./run publish                                every other time
      ./run publish --allow many-new-items         you have looked, and want it so
    """
    from plugins.release.press import Wish
    from plugins.release.publish import run_publish

    wish = Wish(dry_run=dry_run, first=first, allow=allow, quiet=quiet, commit=commit)
    raise SystemExit(run_publish(wish))


@task
def due(_c: Context) -> None:
    """Ask whether a scheduled post has come of age since the last release.

    Ends with 0 when one has, with 1 when none has, with 2 when it cannot be told.

    Examples:
      ./run due && ./run publish                   from a timer, every quarter of an hour
    """
    from plugins.release.due import run_due

    raise SystemExit(run_due())


@task(help={"to": "the name of a release, as release.list has it (default: the one before)"})
def rollback(_c: Context, to: str = "") -> None:
    """Put an older release back, at once.

    Examples:
      ./run rollback                               the one before
      ./run rollback --to 20261122T093000Z-1f3a    this one
    """
    from plugins.release.desk import run_rollback

    raise SystemExit(run_rollback(to))


@task(name="list")
def list_releases(_c: Context) -> None:
    """List the releases that can be put back, the newest first.

    Examples:
      ./run release.list
    """
    from plugins.release.desk import run_list

    raise SystemExit(run_list())


GROUP = "release"
VERBS = (publish, due, rollback)
GROUPED = (list_releases,)
