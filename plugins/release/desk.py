"""The work of `release.list` and `rollback`."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from typing import Any

from plugins.kit import clock
from plugins.kit.problems import SiteError, nearest
from plugins.kit.typed import shown
from plugins.release.press import Press, Wish, alone, open_press
from plugins.release.publish import end_interrupted
from plugins.release.show import many
from plugins.release.target import Manifest


def run_list(**options: Any) -> int:
    """Print the releases, newest first."""
    from plugins.engine.say import say_problems

    try:
        press = open_press(**options)
        live = press.target.live()
        found = press.target.releases()
    except SiteError as error:
        say_problems(error)
        return error.exitcode
    if not found:
        print(f"Nothing was released to {press.target.where} yet.")
        return 0
    print("\n".join(_rows(press, found, live.name if live else "")))
    return 0


def _rows(press: Press, found: list[Manifest], live: str) -> Iterator[str]:
    zone = clock.zone(press.blog.settings.get("TIMEZONE", "UTC"))
    for each in found:
        made = dt.datetime.fromisoformat(each.made).astimezone(zone)
        mark = "live" if each.name == live else ""
        files = f"{many(len(each.files), 'file'):>12}"
        yield f"{each.name}  {made:%Y-%m-%d %H:%M}  {files}  {mark:4}  {shown(each.note)}".rstrip()


def run_rollback(to: str = "", **options: Any) -> int:
    """Make an older release live again: the one before, or the one that is named."""
    from plugins.engine.say import say_problems

    try:
        press = open_press(Wish(quiet=True), **options)
        with alone(press):
            return _roll_back(press, to)
    except SiteError as error:
        say_problems(error)
        return error.exitcode


def _roll_back(press: Press, to: str) -> int:
    live = press.target.live()
    found = {each.name: each for each in press.target.releases()}
    if not live:
        raise SiteError(f"rollback: nothing was released to {press.target.where} yet.")
    if to and to not in found:
        raise SiteError(f"rollback: there is no release “{shown(to)}”. {nearest(to, found)}")
    older = to or next((name for name in sorted(found, reverse=True) if name < live.name), "")
    if not older:
        raise SiteError(f"rollback: {live.name} is the oldest release that is kept.")
    if older == live.name:
        print(f"{older} is live already.")
        return 0
    end_interrupted(press, live, found)
    press.target.roll_back(older, lambda text: print(text, file=sys.stderr))
    print(f"{older} is live again, in the place of {live.name}.")
    print("The ledger stays: subscribers have seen what they have seen. Mend the posts, then ./run publish.")
    return 0
