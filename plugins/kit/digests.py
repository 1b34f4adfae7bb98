"""Values → canonical bytes → a digest: what has the same digest is the same, on every machine."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import msgspec

_ENCODER = msgspec.msgpack.Encoder(enc_hook=str, order="deterministic")


def encode(value: Any) -> bytes:
    """Write a value as canonical bytes: equal values, equal bytes, on every machine."""
    return _ENCODER.encode(value)


def digest(*parts: bytes) -> bytes:
    """Digest parts so that no two sequences of parts fall together; 16 bytes."""
    hasher = blake2b(digest_size=16)
    for part in parts:
        hasher.update(len(part).to_bytes(8, "little"))
        hasher.update(part)
    return hasher.digest()
