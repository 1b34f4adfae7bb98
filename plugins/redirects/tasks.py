"""The verb `redirects`."""

from __future__ import annotations

import sys

from invoke.context import Context
from invoke.tasks import task

HELP = {
    "format": "nginx, apache, s3, or netlify (which Cloudflare Pages reads too)",
    "content": "folder with the posts (default: content)",
}


@task(help=HELP)
def redirects(_c: Context, format: str = "", content: str = "") -> None:
    """Print the lines that make your web server lead older addresses on.

    Every page that has moved leads on without them, in a browser. With them feeds and search engines follow
    at once, and what is gone for good says so. Print them again after each release that moved something.
    Netlify and Cloudflare Pages need nothing: each build writes the file _redirects for them.

    Examples:
      ./run redirects --format nginx > porchlight-redirects.conf
      ./run redirects --format apache >> content/extra/.htaccess
    """
    from plugins.engine.say import say_problems
    from plugins.kit.problems import SiteError, nearest
    from plugins.redirects.formats import FORMATS

    try:
        if format not in FORMATS:
            what = f"“{format}” is no format" if format else "--format is missing"
            raise SiteError(f"redirects: {what}. {nearest(format, FORMATS)}")
        print(printed(format, content), end="")
    except SiteError as error:
        say_problems(error)
        raise SystemExit(error.exitcode) from None
    print(f"For {FORMATS[format].place}.", file=sys.stderr)


def printed(name: str, content: str = "") -> str:
    """Read the blog as it goes out, up to the names of its files, and print where older addresses lead."""
    from plugins.engine.build import read_site, view
    from plugins.engine.opening import stop_on
    from plugins.engine.run import load_site
    from plugins.kit.problems import Problem
    from plugins.redirects.formats import FORMATS, table_of

    blog = load_site(production=True, content=content)
    site = read_site(blog.settings, blog.capabilities)
    yielded = list(view(site, blog.capabilities))
    stop_on([*site.problems, *(each for each in yielded if isinstance(each, Problem))])
    return FORMATS[name].print(table_of(site))


VERBS = (redirects,)
