"""The files of a release: which they are, how large, and the digest of each."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path

from plugins.kit.store import Store
from plugins.release.target import FileFact

Seen = tuple[int, int, str]
"""Size, modification time in nanoseconds, digest."""


def facts_of(folder: Path, paths: Iterable[str], store: Store) -> dict[str, FileFact]:
    """Measure files. One that has the size and the time that it had is not read again."""
    key = blake2b(str(folder.resolve()).encode(), digest_size=16).digest()
    known: Mapping[str, Seen] = store.get_many("release", [key]).get(key, {})
    now = {path: _seen(folder / path, known.get(path)) for path in sorted(paths)}
    if now != known:
        store.put_many("release", {key: now})
    return {path: FileFact(size, digest) for path, (size, _, digest) in now.items()}


def _seen(path: Path, before: Seen | None) -> Seen:
    stat = path.stat()
    if before and before[:2] == (stat.st_size, stat.st_mtime_ns):
        return before
    return (stat.st_size, stat.st_mtime_ns, blake2b(path.read_bytes(), digest_size=16).hexdigest())


def name_of(moment: str) -> str:
    """Name a release: its moment in UTC (ISO 8601), and four digits that no other of that second has."""
    return f"{moment.replace('-', '').replace(':', '')[:15]}Z-{secrets.token_hex(2)}"
