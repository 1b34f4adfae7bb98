"""The verbs `comments.*`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from invoke.context import Context
from invoke.tasks import task

PRODUCTION = {"production": "with the settings of publishconf.py"}
DATABASE = {**PRODUCTION, "database": "another database of Isso than COMMENTS names"}


@task(
    help={
        "port": "the number behind the colon of the address (default: 8080)",
        "host": "the address to listen at (default: 127.0.0.1, this machine only)",
        "config": "a configuration of Isso, such as deploy/isso.cfg, in place of the blog's settings",
    },
    auto_shortflags=False,
)
def serve(_c: Context, port: str = "", host: str = "", config: str = "") -> None:
    """Run the server of comments alone. `./run serve` has it built in; this is for going live, or for trying.

    Examples:
      ./run comments.serve                             with the comments of ./run serve
      ./run comments.serve --config deploy/isso.cfg    as on the web (docs/comments.md)
    """
    from plugins.comments.desk import run_serve

    _leave(lambda: run_serve(port=port, host=host, config=config))


@task(
    help={
        **DATABASE,
        "approve": "the numbers of comments that everybody may see, such as 3,5",
        "delete": "the numbers of comments to delete",
        "all": "list the latest comments, not only those that wait",
        "open": "open the admin page of the Isso that runs",
    },
    auto_shortflags=False,
)
def moderate(
    _c: Context,
    approve: str = "",
    delete: str = "",
    all: bool = False,
    open: bool = False,
    production: bool = False,
    database: str = "",
) -> None:
    """List the comments that wait to be read; let them through, or delete them.

    Examples:
      ./run comments.moderate
      ./run comments.moderate --approve 3,5 --delete 4
      ./run comments.moderate --open
    """
    from plugins.comments.desk import find_database, read_blog, run_moderate, run_open

    def work() -> tuple[str, int]:
        if open:
            return run_open(read_blog(production=production))
        path = find_database(production=production, database=database)
        return run_moderate(path, approve=approve, delete=delete, everything=all)

    _leave(work)


@task(help=PRODUCTION, auto_shortflags=False)
def pull(_c: Context, production: bool = False) -> None:
    """Read the comments now, and keep them for the next builds.

    When they cannot be read, the last good ones stay.

    Examples:
      ./run comments.pull --production && ./run build --production
    """
    from plugins.comments.desk import read_blog, run_pull

    _leave(lambda: run_pull(read_blog(production=production).settings))


@task(
    help={
        **DATABASE,
        "to": "the file to write (default: backups/comments-<date>.db beside the database)",
        "newest": "keep so many copies beside the database, and throw older ones away",
    },
    auto_shortflags=False,
)
def backup(_c: Context, to: str = "", newest: str = "", production: bool = False, database: str = "") -> None:
    """Copy the comments into a file, while Isso runs too.

    Examples:
      ./run comments.backup
      ./run comments.backup --newest 30
      ./run comments.backup --to /mnt/safe/comments.db
    """
    from plugins.comments.desk import find_database, run_backup
    from plugins.kit.options import whole

    def work() -> tuple[str, int]:
        number = whole(newest, "--newest", least=1, default=0)
        path = find_database(production=production, database=database)
        return run_backup(path, to=to, newest=number)

    _leave(work)


def names_file(words: Sequence[str]) -> bool:
    """Whether a command line names what to restore: without, `--help` would be taken for the name."""
    behind = words[words.index("comments.restore") + 1 :] if "comments.restore" in words else ()
    return any(not word.startswith("-") for word in behind)


@task(
    help={**DATABASE, "file": "a copy that comments.backup made", "yes": "do it"},
    positional=["file"] if names_file(sys.argv) else [],
    auto_shortflags=False,
)
def restore(
    _c: Context, file: str | None = None, yes: bool = False, production: bool = False, database: str = ""
) -> None:
    """Put a copy of the comments back. What is there now is set aside, not lost.

    Examples:
      ./run comments.restore var/backups/comments-2026-11-22-030000.db --yes
    """
    from plugins.comments.desk import find_database, run_restore
    from plugins.kit.problems import SiteError

    def work() -> tuple[str, int]:
        if not file:
            raise SiteError("there is nothing to restore. Type the name of a copy behind the verb.")
        return run_restore(find_database(production=production, database=database), file, yes=yes)

    _leave(work)


@task(
    help={
        **DATABASE,
        "email": "the mail address that the comments came with",
        "id": "the numbers of the comments, such as 3,5",
        "yes": "do it; without, what would go is listed",
    },
    auto_shortflags=False,
)
def erase(
    _c: Context,
    email: str = "",
    id: str = "",
    yes: bool = False,
    production: bool = False,
    database: str = "",
) -> None:
    """Erase what a person wrote, with all that is known of that person.

    Nobody proved to be the owner of a mail address: look at the list before you type --yes.

    Examples:
      ./run comments.erase --email ann@example.com
      ./run comments.erase --id 3,5 --yes
    """
    from plugins.comments.desk import read_blog, run_erase, with_isso

    def work() -> tuple[str, int]:
        blog = with_isso(read_blog(production=production, database=database))
        return run_erase(blog, email=email, numbers=id, yes=yes)

    _leave(work)


def _leave(work: Callable[[], tuple[str, int]]) -> None:
    """Do the work of a verb, print what it says, and leave with its exit code."""
    from plugins.engine.say import say_problems
    from plugins.kit.problems import SiteError

    try:
        said, code = work()
    except SiteError as error:
        say_problems(error)
        raise SystemExit(error.exitcode) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    try:
        print(said, end="\n" if said else "", file=sys.stderr if code else sys.stdout, flush=True)
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(code)


GROUP = "comments"
VERBS = (serve, moderate, pull, backup, restore, erase)
