"""A release under way, in `var/release.json`: what is left to do when it is live, should we be interrupted.

It is written before anything is brought over. The next `publish` asks what is live: if it is this release,
it ends what was begun; if not, nothing of it is live, and the file goes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

from plugins.kit.files import write_whole
from plugins.kit.problems import SiteError


class Pending(Struct, frozen=True):
    """`files` are to be written, by path; `stood` are the digests of what was in their places. `feeds` and
    `pages` are the addresses to tell of.
    """

    name: str
    files: Mapping[str, str]
    stood: Mapping[str, str]
    feeds: tuple[str, ...]
    pages: tuple[str, ...]


def begin(path: Path, pending: Pending) -> None:
    """Write the journal."""
    data = {
        "name": pending.name,
        "files": dict(pending.files),
        "stood": dict(pending.stood),
        "feeds": pending.feeds,
        "pages": pending.pages,
    }
    _write(path, json.dumps(data, ensure_ascii=False).encode())


def read(path: Path) -> Pending | None:
    """Read the journal; None where there is none that can be read."""
    try:
        data = json.loads(path.read_text("utf-8"))
        feeds, pages = tuple(data["feeds"]), tuple(data["pages"])
        return Pending(str(data["name"]), dict(data["files"]), dict(data["stood"]), feeds, pages)
    except (OSError, ValueError, LookupError, TypeError):
        return None


def end(path: Path) -> None:
    path.unlink(missing_ok=True)


def stands(path: Path) -> str:
    """Digest what is at a path, for telling later whether somebody has changed it."""
    try:
        return _digest(path.read_bytes())
    except OSError:
        return ""


def write_down(pending: Pending) -> list[str]:
    """Write the files; return those that are not written, since somebody else has changed them meanwhile."""
    changed = []
    for name, text in sorted(pending.files.items()):
        path, data = Path(name), text.encode()
        if stands(path) in (pending.stood.get(name, ""), _digest(data)):
            _write(path, data)
        else:
            changed.append(name)
    return changed


def _write(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data)
    except OSError as error:
        what = f"{path.name}: cannot be written ({error.strerror})"
        raise SiteError(f"{what}. Mend that, and type ./run publish again: it ends what was begun.") from None


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=8).hexdigest()
