"""The verb `newsletter.count`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.tasks import task

if TYPE_CHECKING:
    from plugins.newsletter.settings import Newsletter

HELP = {"production": "with the settings of publishconf.py"}


@task(help=HELP)
def count(_c: Context, production: bool = False) -> None:
    """Ask how many subscribers there are, and keep the number for “Join … others”.

    The API key comes from the environment (BUTTONDOWN_API_KEY, KIT_API_KEY …; docs/subscribers.md).
    When the provider does not answer, the last good number stays.

    Examples:
      BUTTONDOWN_API_KEY=… ./run newsletter.count
      ./run newsletter.count --production
    """
    from plugins.engine.run import load_site
    from plugins.engine.settings import read_settings
    from plugins.kit.problems import SiteError, report

    try:
        blog = load_site(production=production)
        shown = str(blog.settings.get("SETTINGS_FILE", "pelicanconf.py"))
        if problems := read_settings(blog.capabilities, blog.settings, shown):
            print(report(problems), file=sys.stderr)
            raise SystemExit(1)
        if "NEWSLETTER" not in blog.settings:
            raise SiteError("PLUGINS: plugins.newsletter is not there. Put its line in.")
        raise SystemExit(run_count(blog.settings["NEWSLETTER"]))
    except SiteError as error:
        print(error, file=sys.stderr)
        raise SystemExit(error.exitcode) from None


def run_count(settings: Newsletter) -> int:
    """Ask, keep, say; the exit code."""
    from plugins.kit import clock
    from plugins.kit.problems import SiteError
    from plugins.newsletter.ask import ask_number
    from plugins.newsletter.count import Kept, count_file, keep, read_kept, round_down

    path = count_file(settings)
    try:
        number = ask_number(settings, os.environ)
    except SiteError as error:
        kept = read_kept(path)
        stays = f"The last good number stays: {kept.number:,}." if kept else "There was no number before."
        print(f"{error}\n{stays}", file=sys.stderr)
        return 1
    rounded = round_down(number)
    changed = keep(path, Kept(settings.provider, rounded, clock.now().date().isoformat()))
    print(f"{settings.row.label} has {number:,} subscribers; the blog says {rounded:,}.")
    if rounded < settings.floor:
        print(f"That is under the floor of {settings.floor:,}, so the box does not show it yet.")
    print(f"{settings.count_file} is {'new: commit it' if changed else 'as it was'}.")
    return 0


GROUP = "newsletter"
VERBS = (count,)
