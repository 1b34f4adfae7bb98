"""The verb `feeds.stats`."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Sequence
from typing import Any

from invoke.context import Context
from invoke.tasks import task

WORD = "feeds.stats"


def logs_in(words: Sequence[str]) -> list[str]:
    """The names of logs that stand behind the verb on a command line."""
    behind = words[words.index(WORD) + 1 :] if WORD in words else ()
    return [word for word in behind if word == "-" or not word.startswith("-")]


def stats(_c: Context, **logs: str | None) -> None:
    """Count the subscribers of each feed, from the access logs of the web server.

    Packed logs are read too; - reads what is piped in. Addresses are neither kept nor shown.

    Examples:
      ./run feeds.stats /var/log/nginx/access.log
      ./run feeds.stats access.log access.log.1 access.log.2.gz
      ssh web cat /var/log/nginx/access.log | ./run feeds.stats -
    """
    from plugins.feeds.stats import count_logs, table
    from plugins.kit.problems import SiteError, sentence

    try:
        names = [name for name in logs.values() if name]
        if not names:
            raise SiteError("there is nothing to count. Type the name of a log behind the verb")
        print(table(count_logs(names)), flush=True)
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except SiteError as error:
        print(f"feeds.stats: {sentence(str(error))}", file=sys.stderr)
        raise SystemExit(error.exitcode) from None


def _with_logs(number: int) -> Any:
    """Give the verb as many arguments as there are logs: invoke knows no argument that may be many.

    With none it is an option, or `--help` would be taken for the name of a log.
    """
    names = ["access_log", *(f"access_log_{n}" for n in range(2, number + 1))]
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    own = [inspect.Parameter("_c", kind), *(inspect.Parameter(name, kind, default=None) for name in names)]
    stats.__signature__ = inspect.Signature(own)  # type: ignore[attr-defined]
    return task(
        stats,
        positional=names if number else [],
        help={"access-log": "a log in the combined format; several may be given"},
        auto_shortflags=False,
    )


GROUP = "feeds"
VERBS = (_with_logs(len(logs_in(sys.argv))),)
