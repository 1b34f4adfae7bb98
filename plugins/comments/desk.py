"""What the verbs `comments.*` do and say: the text for the terminal, and the exit code."""

from __future__ import annotations

import re
import shlex
import webbrowser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from plugins.comments import copies, keep
from plugins.comments.place import where
from plugins.comments.rows import Row, Snapshot
from plugins.comments.settings import Comments
from plugins.comments.sources import NoComments, read_kept, read_source
from plugins.comments.sources import keep as keep_snapshot
from plugins.engine.run import ROOT, load_site
from plugins.kit.ask import NoAnswer, ask
from plugins.kit.problems import SiteError, report
from plugins.kit.typed import shown

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

WIDTH, NAME = 200, 40
"""Characters of a text and of a name in a list."""
MOST = 50
ALONE = "http://127.0.0.1:8080"
"""Where `comments.serve` answers."""
Said = tuple[str, int]
"""What a verb says, and its exit code."""


class Blog(Struct, frozen=True):
    """The settings that the verbs need. `database` is where they look."""

    settings: Comments
    siteurl: str
    database: Path


def read_blog(*, production: bool = False, database: str = "") -> Blog:
    """Read the settings of the blog; raise `SiteError`. `database` names another file than they do."""
    from plugins.engine.settings import read_settings

    blog = load_site(production=production)
    name = str(blog.settings.get("SETTINGS_FILE", "pelicanconf.py"))
    if problems := read_settings(blog.capabilities, blog.settings, name):
        raise SiteError(report(problems))
    if "COMMENTS" not in blog.settings:
        raise SiteError("PLUGINS: plugins.comments is not there. Put its line in.")
    settings: Comments = blog.settings["COMMENTS"]
    path = Path(database).absolute() if database else ROOT / settings.database
    return Blog(settings, str(blog.settings["SITEURL"]).rstrip("/"), path)


def find_database(*, production: bool = False, database: str = "") -> Path:
    """Find the database by its name, else by the settings; raise `SiteError`."""
    return Path(database).absolute() if database else with_isso(read_blog(production=production)).database


def with_isso(blog: Blog) -> Blog:
    """Make sure that the comments are in a database of ours, which can be changed here."""
    _ours(blog)
    if not blog.database.exists() and "://" in blog.settings.source:
        what = f"the comments are at {shown(blog.settings.source)}, not on this machine"
        raise SiteError(f"COMMENTS: {what}. Type this where Isso runs, with --database FILE.")
    return blog


def _ours(blog: Blog) -> None:
    if blog.settings.provider != "isso":
        label = blog.settings.row.label
        raise SiteError(f"COMMENTS: the provider is {label}. Moderate, copy and delete comments there.")


def numbers_in(text: str, option: str) -> list[int]:
    """Read `3,5`; raise `SiteError`."""
    words = re.split(r"[\s,;]+", text.strip(" ,;#"))
    if not all(word.isascii() and word.isdigit() and len(word) < 16 for word in words):
        raise SiteError(f"{option} wants numbers such as 3,5, not “{shown(text)}”.")
    return list(dict.fromkeys(map(int, words)))


def run_moderate(database: Path, *, approve: str = "", delete: str = "", everything: bool = False) -> Said:
    """Let comments through, delete them, or list them."""
    if not approve and not delete:
        return _listed(database, everything), 0
    through = numbers_in(approve, "--approve") if approve else []
    away = numbers_in(delete, "--delete") if delete else []
    if both := sorted(set(through) & set(away)):
        raise SiteError(f"{_numbers(both)} cannot be both approved and deleted. Nothing was changed.")
    done = {"approved": keep.approve(database, through), "deleted": keep.delete(database, away)}
    lines = [
        f"{_many(len(found), 'comment')} {what}: {_numbers(found)}." for what, found in done.items() if found
    ]
    if lines:
        lines.append("Pages show it after the next build.")
    missing = {
        "No comment waits under": [number for number in through if number not in done["approved"]],
        "There is no comment": [number for number in away if number not in done["deleted"]],
    }
    lines += [f"{what} {_numbers(unknown)}." for what, unknown in missing.items() if unknown]
    return "\n".join(lines), int(any(missing.values()))


def _listed(database: Path, everything: bool) -> str:
    found = keep.entries(database, published=everything, limit=MOST)
    waiting = keep.waiting(database)
    if not found:
        return "There are no comments yet." if everything else "No comment waits to be read."
    head = "The latest comments" if everything else f"{_many(waiting, 'comment')} to read"
    more = f", the newest {len(found)} of them" if not everything and waiting > len(found) else ""
    lines = [f"{head}{more} (times in UTC):", "", *_table(found)]
    if numbers := [each.id for each in found if each.is_waiting]:
        some = ",".join(str(number) for number in numbers[:2])
        lines += ["", f"./run comments.moderate --approve {some}    or --delete {some}"]
    return "\n".join(lines)


def _table(found: Iterable[keep.Entry]) -> list[str]:
    """Two lines for each comment. What strangers typed is made harmless for a terminal."""
    lines = []
    for each in found:
        name = shown(" ".join(each.author.split()), NAME) or "(no name)"
        mark = "  waits" if each.is_waiting else ""
        thread = shown(each.thread) or "(no thread)"
        lines += [
            f"{each.id:>6}  {each.created:%Y-%m-%d %H:%M}  {name}  on {thread}{mark}",
            f"        {shown(' '.join(each.text.split()), WIDTH)}",
        ]
    return lines


def run_open(blog: Blog) -> Said:
    """Open the admin page of an Isso that runs."""
    _ours(blog)
    server = blog.settings.server.rstrip("/")
    at = f"{blog.siteurl}{server}" if server.startswith("/") else server
    for address in (at, ALONE):
        try:
            is_isso = b'"origin"' in ask(f"{address}/info", {}, seconds=5, largest=100_000)
        except NoAnswer:
            continue
        if is_isso:
            admin = f"{address}/admin/"
            return f"{'Opened' if webbrowser.open(admin) else 'Open this in your browser:'} {admin}", 0
    raise SiteError(f"No Isso answers at {at} or {ALONE}. Start one: ./run serve, or ./run comments.serve.")


def run_serve(*, port: str = "", host: str = "", config: str = "") -> Said:
    """Serve Isso alone until Ctrl-C."""
    from plugins.comments.server import isso_from, isso_of_blog, serve
    from plugins.kit.options import whole

    wanted = whole(port, "--port", least=1, default=0)
    if config:
        make, at, number = isso_from(Path(config))
        at, number = host or at, wanted or number
        serve(at, number, make, f"Isso answers at http://{at}:{number}, as {config} says. Ctrl-C ends it.")
        return "", 0
    blog, at, number = with_isso(read_blog()), host or "127.0.0.1", wanted or 8080
    address = f"http://{at}:{number}"

    def say(line: str) -> None:
        print(line, flush=True)

    def begin() -> WSGIApplication:
        return isso_of_blog(blog.settings, blog.siteurl, address, say)

    serve(at, number, begin, f"Isso answers at {address}. Ctrl-C ends it.")
    return "", 0


def run_pull(settings: Comments) -> Said:
    """Read the comments now, and keep them."""
    source = where(settings)
    if not source:
        what = (
            f"{settings.row.label} gives none to builds" if settings.row.adapter else "there is no provider"
        )
        raise SiteError(f"COMMENTS: no source to read: {what}. docs/comments.md tells which there are.")
    before = read_kept(settings, source)
    try:
        snapshot = read_source(settings, source, None)
    except NoComments as error:
        stays = f"The last good ones stay: {_total(before)}." if before else "There were none before."
        raise SiteError(f"{error}. {stays}") from None
    try:
        is_new = keep_snapshot(settings, snapshot, before)
    except OSError as error:
        what = f"{settings.snapshot}: cannot be written ({error.strerror})"
        raise SiteError(f"{what}. Type ./run comments.pull as the user that builds.") from None
    known = {(row.thread, row.id) for row in _said(before)} if before else set()
    new = sum((row.thread, row.id) not in known for row in _said(snapshot))
    since = f", {new} new since the last time" if before else ""
    kept = f"{settings.snapshot} is {'written' if is_new else 'as it was'}."
    return f"{_total(snapshot)}{since}. {kept}", 0


def _said(snapshot: Snapshot) -> list[Row]:
    return [row for row in snapshot.rows if not row.is_deleted]


def _total(snapshot: Snapshot) -> str:
    rows = _said(snapshot)
    return f"{_many(len(rows), 'comment')} in {_many(len({row.thread for row in rows}), 'thread')}"


def run_backup(database: Path, *, to: str = "", newest: int = 0) -> Said:
    """Copy the database, and clear out of it what was deleted; with `newest`, throw away older copies."""
    target = Path(to).absolute() if to else copies.name_of_copy(database)
    number = copies.copy(database, target)
    keep.scrub(database)
    lines = [
        f"{_many(number, 'comment')} copied to {keep.shown(target)}. Mail addresses are in it: keep it safe."
    ]
    if gone := copies.thin(database, newest):
        lines.append(f"{_many(len(gone), 'older copy', 'older copies')} thrown away.")
    return "\n".join(lines), 0


def run_restore(database: Path, file: str, *, yes: bool) -> Said:
    """Put a copy back."""
    source = Path(file).absolute()
    number = copies.check(source)
    if not yes:
        what = f"{keep.shown(source)} is whole and has {_many(number, 'comment')}"
        return f"{what}. To put it in the place of {keep.shown(database)}, type --yes behind it.", 1
    number, aside = copies.restore(source, database)
    lines = [f"{_many(number, 'comment')} put back into {keep.shown(database)}."]
    if aside:
        lines.append(f"What was there is now {keep.shown(aside)}.")
    lines.append("What was deleted or erased after that copy was made is back too: ./run comments.erase.")
    return "\n".join(lines), 0


def run_erase(blog: Blog, *, email: str = "", numbers: str = "", yes: bool = False) -> Said:
    """Erase what a person wrote, with what is known of that person."""
    if bool(email) == bool(numbers):
        raise SiteError("Name the person: --email ann@example.com, or the comments: --id 3,5.")
    wanted = keep.of_person(blog.database, email) if email else numbers_in(numbers, "--id")
    found = keep.entries_of(blog.database, wanted)
    unknown = sorted(set(wanted) - {each.id for each in found})
    if unknown or not found:
        whose = (
            f"No comment has the number {_numbers(unknown)}"
            if unknown
            else f"No comment came with {shown(email)}"
        )
        raise SiteError(f"{whose}. Nothing was changed. ./run comments.moderate --all lists the latest.")
    if not yes:
        head = f"This would erase {_many(len(found), 'comment')} (times in UTC):"
        return "\n".join(
            [head, "", *_table(found), "", "Nothing was changed. To erase them, type --yes behind it."]
        ), 0
    gone = keep.delete(blog.database, wanted)
    keep.scrub(blog.database)
    lines = [f"{_many(len(gone), 'comment')} erased, with addresses and votes: {_numbers(gone)}."]
    code = 0
    try:
        lines.append(run_pull(blog.settings)[0])
    except SiteError as error:
        lines.append(f"{blog.settings.snapshot} still has them: {error}")
        code = 1
    return "\n".join([*lines, "", *_out_of_reach(blog.database)]), code


def _out_of_reach(database: Path) -> list[str]:
    found = copies.copies_of(database)
    named = [f"  {shlex.quote(keep.shown(path))}" for path in found]
    older = (
        [f"- {_many(len(found), 'copy', 'copies')} made before, which you can delete:", *named]
        if found
        else []
    )
    return [
        "What this does not reach:",
        "- pages and feeds that are out, until the next build: ./run build --production",
        *older,
        "- copies elsewhere, mails that Isso sent, and what others wrote of that person.",
    ]


def _many(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
