"""files → documents: find the texts, read each (in workers, through the cache), collect what is wrong.

A document depends on its file, on the Markdown settings and on our code. The key in the cache is the digest
of these. A file that looks as it did is not opened (size, times and number of the file, as git does it).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from plugins.engine.capability import BodyMaker, Capability
from plugins.engine.documents import Body, Document, DocumentKind, Source, Text
from plugins.engine.front_matter import ELSEWHERE, parse
from plugins.engine.texts import SHELF, Texts
from plugins.kit import clock, typed
from plugins.kit.digests import digest, encode
from plugins.kit.files import TEXTS, Sign, is_settled, sign_of, walk
from plugins.kit.problems import Problem
from plugins.kit.store import Store
from plugins.kit.text import clean, is_visible
from plugins.kit.workers import as_done, at_leisure

LISTS = ("tags", "authors", "guests", "aliases")
NOTHING = Text()
MAY_BE_LONG = 50
"""No list in a front matter has more items than this; ten thousand tags are an export gone wrong."""


class Entry(NamedTuple):
    """A text: how its file looked, its key in the store, the digest of what lists see of it."""

    sign: Sign
    key: bytes
    face: bytes


class Read(NamedTuple):
    """What one file became: at most one document, without its text; with errors none. And the digest."""

    documents: list[Document]
    problems: list[Problem]
    face: bytes


class Found(Struct):
    """All that lies in the content folder, by path. `texts` have become documents, `files` have not; `signs`
    tell how a file looked.
    """

    texts: dict[str, Entry] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    signs: dict[str, Sign] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    read: dict[str, Read] = field(default_factory=dict)
    """Those that were read now."""
    held: dict[str, Text] = field(default_factory=dict)
    """Their texts."""

    def still(self, other: Found) -> dict[str, Read]:
        """What was read of the texts that are the same in another look."""
        same = (path for path, entry in other.texts.items() if self.texts.get(path, entry).key == entry.key)
        return {path: self.read[path] for path in same if path in self.read}

    @property
    def keys(self) -> dict[str, bytes]:
        """Path of a text → its key in the store."""
        return {path: entry.key for path, entry in self.texts.items()}


class Reading(Struct, frozen=True):
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


def look(reading: Reading, store: Store, *, jobs: int, meanwhile: Callable[[], None] = at_leisure) -> Found:
    """Look at all files, and read the texts that changed. What was read is in the store. `meanwhile` is done
    while other processes read: so many texts changed that all will be built.
    """
    found, begun = Found(), clock.now().timestamp()
    place = blake2b(f"{reading.content.resolve()}\0{reading.shown}".encode() + reading.fingerprint).digest()
    looks = store.get_many("looks", [place]).get(place, {})
    before, when = looks.get("texts", {}), looks.get("when", 0.0)
    is_first = not before and not store.keys("documents")
    changed: dict[str, tuple[Sign, bytes]] = {}
    for path in walk(reading.content, reading.shown):
        if isinstance(path, Problem):
            found.problems.append(path)
            continue
        sign = found.signs[path] = sign_of(f"{reading.content}/{path}")
        if not path.lower().endswith(TEXTS):
            found.files.append(path)
        elif (known := before.get(path)) and known[0] == sign and is_settled(sign, when):
            found.texts[path] = Entry(*known)
        elif is_first:
            changed[path] = (sign, b"")  # nothing is kept that a key could find: it comes with the text
        elif key := _key(reading, path, found.problems):
            found.texts[path] = Entry(sign, key, b"")
            changed[path] = (sign, key)
    _read(reading, found, changed, store, jobs=jobs, meanwhile=meanwhile)
    store.mark("documents", found.keys.values())
    store.mark(SHELF, found.keys.values())
    now = {path: tuple(each) for path, each in found.texts.items() if each.key}
    if changed or now != before:
        store.put_many("looks", {place: {"texts": now, "when": begun}})
    return found


def _read(
    reading: Reading,
    found: Found,
    changed: Mapping[str, tuple[Sign, bytes]],
    store: Store,
    *,
    jobs: int = 1,
    meanwhile: Callable[[], None] = at_leisure,
) -> None:
    """Read what changed, or fetch it where it was read before."""
    kept = store.get_many("documents", [key for _, key in changed.values() if key])
    fresh = [path for path, (_, key) in changed.items() if key not in kept]
    made: dict[str, tuple[bytes, Read]] = {}
    for numbers, done in as_done(_reader(reading), fresh, jobs=jobs, meanwhile=meanwhile):
        store.put_many(SHELF, {key: text for key, _, text in done if key})
        store.put_many("documents", {key: read for key, read, _ in done if key})
        for number, (key, read, text) in zip(numbers, done, strict=True):
            made[fresh[number]] = key, read
            if not store.is_on_disk:
                found.held[fresh[number]] = text
    for path, (sign, key) in changed.items():
        key, read = made[path] if path in made else (key, kept[key])
        found.read[path] = read
        found.texts[path] = Entry(sign, key, read.face)
    store.flush()


def documents_of(reading: Reading, found: Found, store: Store) -> tuple[list[Document], list[Problem]]:
    """Give all documents, in the order of their paths, and what is wrong in them."""
    elsewhere = {path: entry for path, entry in found.texts.items() if path not in found.read}
    kept = store.get_many("documents", [entry.key for entry in elsewhere.values()])
    # A store may lose something, and then it is read again.
    lost = {path: (each.sign, each.key) for path, each in elsewhere.items() if each.key not in kept}
    _read(reading, found, lost, store)
    found.read |= {path: kept[each.key] for path, each in elsewhere.items() if each.key in kept}
    reads = [found.read[path] for path in found.texts]
    problems = [problem for read in reads for problem in read.problems]
    return [document for read in reads for document in read.documents], found.problems + problems


def texts_of(reading: Reading, found: Found, store: Store) -> Texts:
    """Open the texts of all documents, in the store or at hand."""
    maker = functools.cache(reading.make_body)

    def again(path: str) -> Text:
        return read_file(reading, path, maker())[2]

    return Texts(store, found.keys, {} if store.is_on_disk else found.held, again)


def _key(reading: Reading, path: str, problems: list[Problem]) -> bytes | None:
    try:
        return key_of(reading, path, _bytes_of(reading, path))
    except OSError as error:
        problems.append(_unreadable(reading, path, error))
        return None


def _bytes_of(reading: Reading, path: str) -> bytes:
    with open(f"{reading.content}/{path}", "rb") as file:  # noqa: PTH123  a Path takes as long as the file
        return file.read()


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


def _reader(reading: Reading) -> Callable[[Sequence[str]], list[tuple[bytes, Read, Text]]]:
    makers: list[BodyMaker] = []

    def read(paths: Sequence[str]) -> list[tuple[bytes, Read, Text]]:
        # One Markdown object for each process: making it costs as much as a short post.
        if not makers:
            makers.append(reading.make_body())
        return [read_file(reading, path, makers[0]) for path in paths]

    return read


def read_file(reading: Reading, path: str, make: BodyMaker) -> tuple[bytes, Read, Text]:
    """Read one file, with the key of the very bytes that were read: somebody may save it meanwhile."""
    try:
        data = _bytes_of(reading, path)
    except OSError as error:
        return b"", Read([], [_unreadable(reading, path, error)], b""), NOTHING
    documents, problems = read_one(reading, path, data, make)
    text = next((each.body.text for each in documents if each.body.text), NOTHING)
    # Lists and neighbours see the face alone; the text is kept apart.
    faces = [replace(each, body=replace(each.body, text=None)) for each in documents]
    read = Read(faces, problems, digest(encode(faces), encode(problems)))
    return key_of(reading, path, data), read, text


def read_one(
    reading: Reading, path: str, data: bytes, make: BodyMaker
) -> tuple[list[Document], list[Problem]]:
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
    if isinstance(title, str) and not is_visible(clean(title)):
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
        # An item that says nothing names no tag and nobody.
        return [each for item in value if (each := _cleaned(item)) != ""]
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
