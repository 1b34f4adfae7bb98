"""files → documents: find the texts, read each (in workers, through the cache), collect what is wrong.

A document depends on its file, on the Markdown settings and on our code. The key in the cache is the digest
of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from plugins.engine.capability import BodyMaker, Capability
from plugins.engine.documents import Body, Document, DocumentKind, Source
from plugins.engine.front_matter import parse
from plugins.kit import typed
from plugins.kit.files import TEXTS, walk
from plugins.kit.problems import Problem
from plugins.kit.store import Store
from plugins.kit.text import clean, is_visible
from plugins.kit.workers import spread

LISTS = ("tags", "authors", "guests", "aliases")
MAY_BE_LONG = 50
"""No list in a front matter has more items than this; ten thousand tags are an export gone wrong."""


@dataclass(slots=True)
class Found:
    """All that lies in the content folder. `files` are those that are not texts."""

    documents: list[Document] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read: `shown` is the content folder as the writer named it, for messages."""

    content: Path
    shown: str
    kinds: tuple[DocumentKind, ...]
    make_body: Callable[[], BodyMaker]
    fingerprint: bytes
    """Digest of the settings and code that a document depends on."""

    def kind_of(self, path: str) -> DocumentKind:
        fitting = [kind for kind in self.kinds if not kind.folder or path.startswith(f"{kind.folder}/")]
        return max(fitting, key=lambda kind: len(kind.folder))


def read_all(reading: Reading, store: Store, *, jobs: int) -> Found:
    """Read the content folder. Cached documents are taken from the store, new ones are put there."""
    found = Found()
    texts: list[str] = []
    for entry in walk(reading.content, reading.shown):
        if isinstance(entry, Problem):
            found.problems.append(entry)
        elif entry.lower().endswith(TEXTS):
            texts.append(entry)
        else:
            found.files.append(entry)
    keyed = [_key(reading, path, found.problems) for path in texts]
    known = store.get_many("documents", [key for key in keyed if key])
    fresh = [path for path, key in zip(texts, keyed, strict=True) if key and key not in known]
    made = dict(zip(fresh, spread(_reader(reading), fresh, jobs=jobs), strict=True))
    store.put_many("documents", {key: read for key, read in made.values() if key})
    for path, key in zip(texts, keyed, strict=True):
        if key:
            documents, problems = known[key] if key in known else made[path][1]
            found.documents += documents
            found.problems += problems
    return found


def _key(reading: Reading, path: str, problems: list[Problem]) -> bytes | None:
    try:
        return key_of(reading, path, (reading.content / path).read_bytes())
    except OSError as error:
        problems.append(_unreadable(reading, path, error))
        return None


def key_of(reading: Reading, path: str, data: bytes) -> bytes:
    """Digest everything that the document of a file depends on."""
    ground = blake2b(f"{reading.shown}/{path}\0".encode() + reading.fingerprint, digest_size=32).digest()
    return blake2b(data, digest_size=16, key=ground).digest()


def _unreadable(reading: Reading, path: str, error: OSError) -> Problem:
    return Problem(
        f"{reading.shown}/{path}",
        0,
        f"cannot be read ({error.strerror})",
        "Check the permissions of the file",
    )


ELSEWHERE = {
    "draft": "Write status: draft",
    "published": "Write status: published, draft or hidden",
    "updated": "Write modified: and the date",
    "update": "Write modified: and the date",
    "lastmod": "Write modified: and the date",
    "categories": "Write topic: (one) or tags: (several)",
    "subtitle": "Write summary:",
    "description": "Write summary:",
    "excerpt": "Write summary:",
    "thumbnail": "Write image:",
    "cover": "Write image:",
    "layout": "Take the line out; the kind of a post is kind: article or interview",
    "template": "Take the line out; the kind of a post is kind: article or interview",
    "permalink": "Write slug: for the end of the address, aliases: for older addresses",
    "url": "Write slug: for the end of the address, aliases: for older addresses",
    "language": "Write lang:",
}
"""What other tools call it."""

Read = tuple[list[Document], list[Problem]]


def _reader(reading: Reading) -> Callable[[Sequence[str]], list[tuple[bytes, Read]]]:
    makers: list[BodyMaker] = []

    def read(paths: Sequence[str]) -> list[tuple[bytes, Read]]:
        # One Markdown object for each process: making it costs as much as a short post.
        if not makers:
            makers.append(reading.make_body())
        return [_read_file(reading, path, makers[0]) for path in paths]

    return read


def _read_file(reading: Reading, path: str, make: BodyMaker) -> tuple[bytes, Read]:
    """Read one file, with the key of the very bytes that were read: somebody may save it meanwhile."""
    try:
        data = (reading.content / path).read_bytes()
    except OSError as error:
        return b"", ([], [_unreadable(reading, path, error)])
    return key_of(reading, path, data), read_one(reading, path, data, make)


def read_one(reading: Reading, path: str, data: bytes, make: BodyMaker) -> Read:
    """Read the bytes of one file; with errors in it there is no document."""
    shown = f"{reading.shown}/{path}"
    kind = reading.kind_of(path)
    raw = parse(shown, data)
    if raw.problems:
        return [], raw.problems
    meta, mistakes = typed.build(kind.meta, _cleaned(raw.values), free_prefix="x_")
    problems = [
        Problem(shown, raw.lines.get(m.key.split(".")[0], 1), m.what, ELSEWHERE.get(m.key, m.hint))
        for m in mistakes
    ]
    problems += _too_long(shown, raw.values, raw.lines)
    title = raw.values.get(kind.title_key, ".")
    if title is None or (isinstance(title, str) and not is_visible(clean(title))):
        what, hint = (
            f"the {kind.title_key} is empty",
            "A reader needs something to click on; put it in quotes if it begins with #",
        )
        problems.append(Problem(shown, raw.lines[kind.title_key], what, hint))
    if problems or meta is None:
        return [], problems
    body = make(Source(shown, raw.body, raw.body_line, meta)) if raw.body.strip() else Body()
    return [Document(path, kind.name, meta, body, raw.lines)], list(body.problems)


def _too_long(shown: str, values: Mapping[str, Any], lines: Mapping[str, int]) -> Iterator[Problem]:
    for key, value in values.items():
        is_list = isinstance(value, list) or (isinstance(value, str) and key in LISTS)
        size = len(typed.items(value)) if is_list else 0
        if size > MAY_BE_LONG:
            what = f"{key} has {size:,} items; {MAY_BE_LONG} is plenty"
            yield Problem(shown, lines[key], what, "Keep those that a reader would look for")


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items()}
    return value


def body_maker(capabilities: Sequence[Capability], settings: Mapping[str, Any]) -> Callable[[], BodyMaker]:
    """Find the capability that turns Markdown into HTML."""
    maker = next((each.body_maker for each in capabilities if each.body_maker), None)
    if maker is None:
        return lambda: lambda _source: Body()
    found = maker
    return lambda: found(settings)
