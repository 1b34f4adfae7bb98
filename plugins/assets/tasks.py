"""The verb `headers`."""

from __future__ import annotations

import sys

from invoke.context import Context
from invoke.tasks import task

HELP = {
    "format": "nginx, apache or netlify (which Cloudflare Pages reads too)",
    "content": "folder with the posts (default: content)",
}


@task(help=HELP)
def headers(_c: Context, format: str = "", content: str = "") -> None:
    """Print the lines that make your web server send the blog's security headers.

    They belong to the blog as publishconf.py has it. Print them again after a change of the theme, of the
    provider of letters, or of the hosts of videos. Netlify and Cloudflare Pages need nothing: each build
    writes the file _headers for them. docs/hosting.md shows where the lines go.

    Examples:
      ./run headers --format nginx > porchlight-headers.conf
      ./run headers --format apache > content/extra/.htaccess
    """
    from plugins.assets.headers import FORMATS
    from plugins.engine.say import say_problems
    from plugins.kit.problems import SiteError, nearest

    try:
        if format not in FORMATS:
            what = f"“{format}” is no format" if format else "--format is missing"
            raise SiteError(f"headers: {what}. {nearest(format, FORMATS)}")
        print(printed(format, content))
    except SiteError as error:
        say_problems(error)
        raise SystemExit(error.exitcode) from None
    print(f"For {FORMATS[format].place}.", file=sys.stderr)


def printed(name: str, content: str = "") -> str:
    """Read the blog as it goes out, up to what its pages lead to, and print its headers. Nothing is written
    but the cache.
    """
    from plugins.assets.headers import FORMATS, headers_of
    from plugins.engine.build import read_site
    from plugins.engine.opening import stop_on
    from plugins.engine.run import load_site

    blog = load_site(production=True, content=content)
    site = read_site(blog.settings, blog.capabilities)
    stop_on(site.problems)
    return FORMATS[name].print(headers_of(site)).rstrip("\n")


VERBS = (headers,)
