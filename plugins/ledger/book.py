"""The ledger as a value: ids, with the file that each belongs to and the day on which it first went out.

The file is JSON, sorted, one key a line, so that a diff shows what was added and two branches can be merged.
Keys that we do not know are kept: other capabilities write theirs beside ours.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from plugins.engine.model import Site
from plugins.kit.problems import Problem, SiteError
from plugins.kit.typed import shown

URL = re.compile(r"/(?:(?!\.\.?(?:/|\Z))[\w.~+ -]+(?:/|\Z))*\Z")
MERGE = re.compile(r"^(?:<{7}|={7}|>{7})", re.M)


class Entry(Struct, frozen=True):
    """A post on record. `source` is its path in the content folder; `urls` are those that it ever had."""

    id: str
    source: str
    released: str
    urls: tuple[str, ...] = ()


class Book(Struct):
    """A ledger, with all that stands in its file. `content` is the folder that it is kept for."""

    content: str
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def entries(self) -> list[Entry]:
        """Posts on record, by id."""
        return [
            Entry(name, said["source"], str(said.get("released", "")), tuple(said.get("urls", ())))
            for name, said in sorted(self.data.get("posts", {}).items())
        ]

    @property
    def used(self) -> frozenset[str]:
        """Every id that a post has or had."""
        return frozenset(self.data.get("posts", {})) | frozenset(self.data.get("forgotten", {}))

    def record(self, name: str, source: str, released: str, url: str) -> None:
        """Write a post down, or its new file or address. The day of its first release stays, and so do its
        older addresses; the present one is the last.
        """
        said = self.data.setdefault("posts", {}).setdefault(name, {})
        said.setdefault("released", released)
        said["source"] = source
        known = self.data.get("forgotten", {}).pop(name, {})
        older = dict.fromkeys([*known.get("urls", ()), *said.get("urls", ())])
        said["urls"] = [*(each for each in older if each != url), url]

    def forget(self, name: str, to: str = "") -> None:
        """Take a post off the record; its id is kept, so that no other post is taken for it. Its addresses
        lead to the URL `to`, or are gone.
        """
        said = self.data["posts"].pop(name)
        self.data.setdefault("forgotten", {})[name] = {**said, **({"to": to} if to else {})}

    def give_up(self, url: str, to: str = "") -> None:
        """Give up an address that is not a post's: it leads to the URL `to`, or is gone."""
        self.data.setdefault("given_up", {})[url] = to

    def print(self) -> str:
        """The file."""
        whole = {"content": self.content, **self.data}
        return json.dumps(whole, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def path_of(site: Site) -> Path:
    """The file of the ledger: beside the content folder, wherever links lead."""
    return site.content.resolve().parent / str(site.settings["LEDGER"].path)


def shown_path(site: Site) -> str:
    """Name the file in a message, as the writer names the content folder."""
    return (Path(site.shown).parent / str(site.settings["LEDGER"].path)).as_posix()


def open_book(site: Site) -> Book:
    """Read the ledger; an empty one where there is none, or where it is another folder's.

    Raise `SiteError` with the line when it cannot be read: going on without it would change ids.
    """
    empty = Book(site.content.resolve().name)
    try:
        text = path_of(site).read_text("utf-8")
    except FileNotFoundError:
        return empty
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(site, 0, f"cannot be read ({error})") from None
    data = _parsed(site, text)
    return Book(empty.content, data) if data.get("content") == empty.content else empty


def refuse_foreign(site: Site) -> None:
    """Stop before writing over the ledger of another content folder."""
    try:
        data = json.loads(path_of(site).read_text("utf-8"))
    except (OSError, ValueError):
        return
    if isinstance(data, dict) and data.get("content") != site.content.resolve().name:
        other = shown(str(data.get("content")))
        raise SiteError(
            f"{shown_path(site)}: is the ledger of “{other}”, not of {site.shown}. If that folder was "
            "renamed, write its new name there; else keep each in a folder of its own."
        )


def _parsed(site: Site, text: str) -> dict[str, Any]:
    if found := MERGE.search(text):
        line, hint = text.count("\n", 0, found.start()) + 1, "Join them: ./run ledger.merge"
        raise _unreadable(site, line, "two branches were not merged here", hint)
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise _unreadable(site, error.lineno, f"is not JSON ({error.msg})") from None
    except ValueError as error:
        twice = str(error)
        raise _unreadable(site, _line(text, twice), f"has “{twice}” twice") from None
    for shelf in ("posts", "forgotten"):
        known = data.get(shelf, {}) if isinstance(data, dict) else None
        if not isinstance(known, dict) or not all(
            isinstance(said, dict) and isinstance(said.get("source"), str) for said in known.values()
        ):
            raise _unreadable(site, _line(text, shelf), f"{shelf} is not a table of ids, each with a source")
    _refuse_misshapen(site, text, data)
    sources = [said["source"] for said in data.get("posts", {}).values()]
    for source in _doubles(sources):
        raise _unreadable(site, _line(text, source), f"gives {source} two ids")
    assert isinstance(data, dict)
    return data


def _refuse_misshapen(site: Site, text: str, data: Any) -> None:
    """Stop at a list or a table that somebody has made something else of, and at what is no address."""
    for shelf in ("addresses", "given_up"):
        if not isinstance(known := data.get(shelf, {}), dict):
            raise _unreadable(site, _line(text, shelf), f"{shelf} is not a table of addresses")
        for url in (*known, *(each for each in known.values() if shelf == "given_up" and each)):
            _refuse_no_address(site, text, url)
    for said in (*data.get("posts", {}).values(), *data.get("forgotten", {}).values()):
        source = said["source"]
        for name in ("urls", "feeds", "was_in"):
            if not isinstance(said.get(name, []), list):
                raise _unreadable(site, _line(text, source), f"{name} of {source} is not a list")
        for url in (*said.get("urls", ()), *([said["to"]] if said.get("to") else ())):
            _refuse_no_address(site, text, url)
    if not isinstance(release := data.get("release", {}), dict):
        raise _unreadable(site, _line(text, "release"), "release is not a table")
    if (moment := release.get("moment", "")) and not _is_moment(moment):
        raise _unreadable(site, _line(text, "moment"), f"“{shown(str(moment))}” is no moment of a release")


def _is_moment(text: Any) -> bool:
    try:
        return isinstance(text, str) and dt.datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _refuse_no_address(site: Site, text: str, url: Any) -> None:
    if not isinstance(url, str) or not URL.match(url):
        raise _unreadable(site, _line(text, str(url)), f"“{shown(url)}” is not an address of the site")


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise ValueError(key)
        made[key] = value
    return made


def _doubles(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _line(text: str, word: str) -> int:
    position = text.rfind(json.dumps(word, ensure_ascii=False))
    return text.count("\n", 0, position) + 1 if position >= 0 else 1


LAST_GOOD = "Take the last good one from git, and record again: ./run ledger.record"


def _unreadable(site: Site, line: int, what: str, hint: str = LAST_GOOD) -> SiteError:
    problem = Problem(shown_path(site), line, what, hint)
    return SiteError("nothing was built, the output is as it was", problems=[problem])
