"""The index of Pagefind 1.5, with the same bytes each time: it lays the values of filters out in the order of
a hash table, another in every run. Nothing else of it changes from run to run.

Its files are `pagefind_dcd` and CBOR (RFC 8949), packed with gzip. What is written here is left unpacked,
which its client reads too: how gzip packs depends on the version of zlib.
"""

from __future__ import annotations

import gzip
from hashlib import blake2b
from pathlib import Path
from typing import Any

SIGN = b"pagefind_dcd"
UINT, TEXT, ARRAY = 0, 3, 4
SIZES = {24: 1, 25: 2, 26: 4, 27: 8}
FILTERS = 3
"""Where the list of filters stands in the metadata: version, pages, chunks, filters, sorts, fields."""


def put_in_order(folder: Path) -> None:
    """Write filters, and what names them, in the order of their names. Raise `ValueError` for others."""
    renamed = {}
    for file in sorted((folder / "filter").glob("*.pf_filter")):
        name, values = _unpacked(file)
        renamed[file.stem] = _replace(file, [name, sorted(values)])
    entry = folder / "pagefind-entry.json"
    text = entry.read_text("utf-8")
    for file in sorted(folder.glob("*.pf_meta")):
        meta = _unpacked(file)
        meta[FILTERS] = sorted([name, renamed[stem]] for name, stem in meta[FILTERS])
        before = file.stem.removeprefix("pagefind.")
        text = text.replace(f'"{before}"', f'"{_replace(file, meta).removeprefix("pagefind.")}"')
    entry.write_text(text, "utf-8")


def _unpacked(file: Path) -> Any:
    data = gzip.decompress(file.read_bytes())
    if not data.startswith(SIGN):
        raise ValueError(f"{file.name} has another format")
    return read(data, len(SIGN))[0]


def _replace(file: Path, value: Any) -> str:
    """Write a value under a name that follows from it, in place of a file; return the name's stem."""
    data = SIGN + write(value)
    language = file.stem.rpartition("_")[0]
    new = file.with_name(f"{language}_{blake2b(data, digest_size=5).hexdigest()}{file.suffix}")
    file.unlink()
    new.write_bytes(data)
    return new.stem


def read(data: bytes, at: int) -> tuple[Any, int]:
    """Read one item of CBOR (whole numbers, texts, arrays) and say where the next begins."""
    kind, short = data[at] >> 5, data[at] & 31
    at += 1
    if short in SIZES:
        size = SIZES[short]
        number, at = int.from_bytes(data[at : at + size]), at + size
    elif short < min(SIZES):
        number = short
    else:
        raise ValueError("an array without a length")
    if kind == UINT:
        return number, at
    if kind == TEXT:
        return data[at : at + number].decode(), at + number
    if kind != ARRAY:
        raise ValueError(f"CBOR of type {kind}")
    items = []
    for _ in range(number):
        item, at = read(data, at)
        items.append(item)
    return items, at


def write(value: Any) -> bytes:
    """Write whole numbers, texts and lists as CBOR, each number as short as can be."""
    if isinstance(value, int):
        return _head(UINT, value)
    if isinstance(value, str):
        text = value.encode()
        return _head(TEXT, len(text)) + text
    return _head(ARRAY, len(value)) + b"".join(map(write, value))


def _head(kind: int, number: int) -> bytes:
    if number < min(SIZES):
        return bytes([kind << 5 | number])
    short = next(short for short, size in SIZES.items() if number < 1 << 8 * size)
    return bytes([kind << 5 | short]) + number.to_bytes(SIZES[short])
