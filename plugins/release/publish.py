"""The way of `publish`: build, check, plan, bring over, look, write down, tell.

Until the one switch of the target nothing has changed for a reader, and nothing is written down. After it the
journal says what is left, so that the next `publish` can end it.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from plugins.kit.problems import SiteError
from plugins.release import journal
from plugins.release.announce import body_of, calls_of, changed_feeds, changed_pages, tell
from plugins.release.journal import Pending, stands
from plugins.release.plan import Plan, make_plan
from plugins.release.press import Press, Wish, alone, build, git, key_of, open_press, progress
from plugins.release.refusals import read_allowed, refusals_of
from plugins.release.show import lines_of, many
from plugins.release.smoke import look
from plugins.release.target import Manifest


def run_publish(wish: Wish, **options: Any) -> int:
    """Publish, print what happened, and return the exit status."""
    from plugins.engine.say import say_problems

    try:
        allowed = read_allowed(wish.allow) | ({"first"} if wish.first else set())
        press = open_press(wish, **options)
        with alone(press):
            return publish(press, allowed)
    except SiteError as error:
        if error.problems:
            error = SiteError("nothing was released", problems=error.problems)
        say_problems(error)
        return error.exitcode
    except KeyboardInterrupt:
        print("stopped; type ./run publish again to end what was begun", file=sys.stderr)
        return 130


def publish(press: Press, allowed: frozenset[str] | set[str]) -> int:
    """Publish what there is to publish."""
    from plugins.engine.opening import open_store

    live = press.target.live()
    released = {each.name: each for each in press.target.releases()}
    end_interrupted(press, live, released)
    made = replace(build(press), newest=released[max(released)] if released else None)
    with open_store(press.blog.settings) as store:
        plan = make_plan(made, press.settings, live, store)
    print("\n".join(lines_of(plan, press.target.where)))
    if refused := refusals_of(plan, allowed):
        lines = "\n".join(f"  {line}" for said in refused.values() for line in said)
        hint = f"If you have looked, and want it so: ./run publish --allow {','.join(refused)}"
        print(f"\nNot released:\n{lines}\n  {hint}", file=sys.stderr)
        return 1
    if press.wish.dry_run:
        print("\nNothing was released: this was a look. ./run publish does it.")
        return 0
    if not plan.changes:
        return _as_it_is(press, plan)
    return _carry_out(press, plan)


def _carry_out(press: Press, plan: Plan) -> int:
    pending = _pending(press, plan)
    journal.begin(press.journal, pending)
    press.target.deploy(plan.folder, plan.release, progress)
    if wrong := _look(press, plan):
        return _go_back(press, plan, wrong)
    finish(press, pending)
    print(f"\n{plan.release.name} is live.{_prune(press)}")
    return 0


def _prune(press: Press) -> str:
    """Throw old releases away; what does not work is said, and fails nothing."""
    try:
        gone = press.target.prune(press.settings.keep)
    except SiteError as error:
        return f" Old releases could not be thrown away: {error}"
    return f" {many(len(gone), 'old release')} thrown away." if gone else ""


def _pending(press: Press, plan: Plan) -> Pending:
    files: dict[Path, bytes] = {}
    for each in press.blog.capabilities:
        if each.remember:
            files |= each.remember(plan.site, plan.told)
    return Pending(
        plan.release.name,
        {str(path): data.decode() for path, data in files.items()},
        {str(path): stands(path) for path in files},
        tuple(changed_feeds(plan)),
        tuple(changed_pages(plan)),
    )


def _look(press: Press, plan: Plan) -> list[str]:
    root = press.settings.url or plan.site.place.root
    if root == "none":
        return []
    progress("looking at the live site …")
    return look(plan, root, press.settings.seconds)


def _go_back(press: Press, plan: Plan, wrong: list[str]) -> int:
    """The new site is live, and does not work: the old one works better."""
    print(
        "\nThe live site is not as it should be:", *(f"  {line}" for line in wrong), sep="\n", file=sys.stderr
    )
    if plan.live:
        press.target.roll_back(plan.live.name, progress)
        # Somebody may have seen it all the same: its ids and addresses are kept. It stays due.
        told = replace(plan.told, moment=plan.before.moment or plan.live.made)
        _write_down(press, _pending(press, replace(plan, told=told)))
        print(f"{plan.live.name} is live again, and nobody was told.", file=sys.stderr)
    else:
        hint = "Is the address in publishconf.py (SITEURL, or RELEASE url) the one that shows the target?"
        print(f"There is no older release to go back to. {hint}", file=sys.stderr)
    journal.end(press.journal)
    return 1


def finish(press: Press, pending: Pending) -> None:
    """Do what is left when a release is live: write it down, tell the web, forget the journal."""
    _write_down(press, pending)
    if not press.wish.quiet:
        _tell(press, pending)
    journal.end(press.journal)


def _write_down(press: Press, pending: Pending) -> None:
    for name in journal.write_down(pending):
        print(f"{Path(name).name}: somebody has changed it meanwhile; it is as it was.", file=sys.stderr)
    written = [Path(name) for name in pending.files]
    if press.wish.commit:
        _commit(press.home, written, pending.name)
    elif written:
        print(f"Commit {', '.join(path.name for path in written)}: it remembers what readers were told.")


def _tell(press: Press, pending: Pending) -> None:
    key, root = key_of(press), str(press.blog.settings["SITEURL"])
    body = body_of(root, key, pending.pages) if key else {}
    calls = calls_of(press.hubs, pending.feeds, press.settings.indexnow, body)
    tell(calls, pending.name, press.home / "var" / "announced.jsonl", print)


def end_interrupted(press: Press, live: Manifest | None, released: Collection[str]) -> None:
    """End a release that went live and was not written down, even if another is live by now: readers have
    seen it. Forget one that never was.
    """
    pending = journal.read(press.journal)
    if pending and pending.name not in released:
        if not press.wish.dry_run:
            journal.end(press.journal)
    elif pending and press.wish.dry_run:
        print(f"{pending.name} went live, and is not written down yet: ./run publish does that first.")
    elif pending:
        print(f"{pending.name} went live before it could be written down; that is done now.")
        is_live = live is not None and live.name == pending.name
        finish(replace(press, wish=replace(press.wish, quiet=press.wish.quiet or not is_live)), pending)


def _as_it_is(press: Press, plan: Plan) -> int:
    """Nothing to bring over. A ledger that knows nothing of what is live is told."""
    live = plan.live
    assert live is not None  # from nothing, everything is new
    if live.name > plan.before.release:
        told = replace(plan.told, release=live.name, moment=live.made)
        finish(press, replace(_pending(press, replace(plan, told=told)), name=live.name))
    print(f"\nThere is nothing to release: {live.name} is live, and just like this.")
    return 0


def _commit(home: Path, files: list[Path], name: str) -> None:
    names = [str(path) for path in files]
    code, said = git(home, "add", "--", *names)
    if not code:
        code, said = git(home, "commit", "--quiet", "-m", f"Record release {name}", "--", *names)
    if code:
        print(
            f"The ledger could not be committed: {said.strip()[:200]}. Commit it yourself.", file=sys.stderr
        )
