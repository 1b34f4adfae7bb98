"""The verbs `check`, `test` and `looks`."""

from __future__ import annotations

import sys

from invoke.context import Context
from invoke.tasks import task

CHECK_HELP = {
    "content": "folder with the posts (default: content)",
    "output": "folder for the site that is looked at (default: .cache/check, so that yours is not touched)",
    "production": "with publishconf.py, as it goes out",
    "fix": "mend what can be mended in the posts: byte order marks, CRLF, tabs in front matter",
}


@task(help=CHECK_HELP)
def check(
    _c: Context, content: str = "", output: str = "", production: bool = False, fix: bool = False
) -> None:
    """Find what is wrong in the posts and on the finished pages.

    Ends with exit code 1 when there is an error; warnings are advice.

    Examples:
      ./run check                        the blog as it is now
      ./run check --production           as it goes out, with the real address
      ./run check --fix                  mend what a program can mend, then check
      ./run check --content ~/notes      any folder of posts
    """
    from plugins.checks.verify import run_check

    raise SystemExit(run_check(content=content, output=output, production=production, fix=fix))


@task(help={"quick": "leave out the browser tests (not in CI)"})
def test(_c: Context, quick: bool = False) -> None:
    """Run every test: style, types, code, and the pages in a browser.

    What stands behind -- goes to pytest as it is.

    Examples:
      ./run test                         everything, as CI does
      ./run test --quick                 without the browser
      ./run test -- tests/checks -x      some tests, until one fails
      ./run test -- -k "draft and feed"  tests by name
    """
    from plugins.checks.suite import run_tests

    # invoke joins these with spaces (Context.remainder), which loses the quotes.
    arguments = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    raise SystemExit(run_tests(arguments, quick=quick))


@task(help={"accept": "take the pictures anew, as the pages are now"})
def looks(_c: Context, accept: bool = False) -> None:
    """Compare the look of pages with pictures that somebody has reviewed.

    Where one differs, var/looks/ shows it: as it was, as it is, where. It is a part of ./run test.

    Examples:
      ./run looks              home, post, interview, archive, on three screens
      ./run looks --accept     after a change of the theme that is meant
    """
    from plugins.checks.suite import run_looks

    raise SystemExit(run_looks(accept=accept))


VERBS = (check, test, looks)
