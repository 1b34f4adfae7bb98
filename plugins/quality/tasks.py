"""The verb `quality`."""

from __future__ import annotations

from invoke.context import Context
from invoke.tasks import task

HELP = {
    "content": "folder with the posts (default: content)",
    "cache": "folder for tools and the site that is looked at (default: .cache)",
    "only": "some checks, with commas between: bytes, outline, nu, html, data, links, requests, slow, "
    "keyboard, reflow, axe, lighthouse",
    "runs": "how often Lighthouse looks at each page (default: 3)",
}


@task(help=HELP)
def quality(_c: Context, content: str = "", cache: str = "", only: str = "", runs: str = "") -> None:
    """Ask whether the site is as light, valid and accessible as we promise, on real tools.

    It takes some minutes; the first time it installs Lighthouse, Nu and others with npm, into .cache/.
    Ends with exit code 1 when something is over its budget. docs/quality.md tells how to read it.

    Examples:
      ./run quality                              everything
      ./run quality --only bytes,nu,axe          some of it
      ./run quality --content ~/notes            any folder of posts
    """
    from plugins.quality.run import run_quality

    raise SystemExit(run_quality(content=content, cache=cache, only=only, runs=runs))


VERBS = (quality,)
