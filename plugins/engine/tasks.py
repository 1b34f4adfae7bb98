"""The verb `build`."""

from __future__ import annotations

from invoke import Context, task

from plugins.engine.run import build_and_leave

HELP = {
    "content": "folder with the posts (default: content)",
    "output": "folder for the site (default: output)",
    "cache": "folder for what need not be made again (default: .cache)",
    "jobs": "processes at work (default: one for each processor)",
    "fresh": "take nothing from the cache",
    "production": "with publishconf.py, as it goes out",
    "as-of": "as the site will be at this moment, such as '2026-12-24 09:00'",
}


@task(help=HELP)
def build(
    _c: Context,
    content: str = "",
    output: str = "",
    cache: str = "",
    jobs: str = "",
    fresh: bool = False,
    production: bool = False,
    as_of: str = "",
) -> None:
    """Turn the posts into the site.

    What only readers need, the index of search and the cards for social networks, comes with --production;
    ./run serve has the search too.

    Examples:
      ./run build                                     content/ becomes output/
      ./run build --production                        as it goes out, with the real address
      ./run build --content ~/notes --output /tmp/x   any folder of posts, without touching a setting
      ./run build --as-of 2027-05-04                  with the posts that are scheduled until then
    """
    build_and_leave(
        content=content,
        output=output,
        cache=cache,
        jobs=jobs,
        fresh=fresh,
        production=production,
        as_of=as_of,
    )


VERBS = (build,)
