"""Joining the ledgers of two branches: whatever either of them released was released.

In: the file as Git leaves it, with both sides in it. Out: one ledger. Of what only one can be right (which
file, which words) the side with the later release is believed.
"""

from __future__ import annotations

import re
from typing import Any

OURS, BASE, THEIRS, END = (re.compile(rf"^\{mark}{{7}}(?: .*)?$") for mark in "<|=>")


def sides(text: str) -> tuple[str, str]:
    """Part a file that Git could not merge into ours and theirs; what stood there before is left out."""
    ours, theirs = [], []
    place = "both"
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\n")
        if OURS.match(bare):
            place = "ours"
        elif place != "both" and BASE.match(bare):
            place = "base"
        elif place != "both" and THEIRS.match(bare):
            place = "theirs"
        elif place != "both" and END.match(bare):
            place = "both"
        else:
            ours += [line] * (place in {"both", "ours"})
            theirs += [line] * (place in {"both", "theirs"})
    return "".join(ours), "".join(theirs)


def joined(one: dict[str, Any], two: dict[str, Any]) -> dict[str, Any]:
    """Join two ledgers."""
    older, newer = sorted((one, two), key=lambda each: str(each.get("release", {}).get("name", "")))
    whole = {**older, **newer}
    for shelf in ("posts", "forgotten", "addresses", "given_up"):
        known = {**older.get(shelf, {}), **newer.get(shelf, {})}
        if known:
            whole[shelf] = {
                name: _post(older.get(shelf, {}).get(name), said) if isinstance(said, dict) else said
                for name, said in known.items()
            }
    for name in whole.get("forgotten", {}).keys() & whole.get("posts", {}).keys():
        whole["forgotten"][name] = _post(whole["posts"].pop(name), whole["forgotten"][name])
    return whole


def _post(older: dict[str, Any] | None, newer: dict[str, Any]) -> dict[str, Any]:
    """Join what two sides say of one post: it had the addresses of both, and was in the feeds of both."""
    if older is None:
        return newer
    said = {**older, **newer}
    if urls := [*older.get("urls", ()), *newer.get("urls", ())]:
        said["urls"] = list(dict.fromkeys(reversed(urls)))[::-1]  # the present one stays the last
    left = {each for side in (older, newer) for key in ("feeds", "was_in") for each in side.get(key, ())}
    said.pop("was_in", None)
    if left := left - set(said.get("feeds", ())):
        said["was_in"] = sorted(left)
    if days := [side["released"] for side in (older, newer) if side.get("released")]:
        said["released"] = min(days)
    return said
