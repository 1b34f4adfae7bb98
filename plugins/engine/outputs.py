"""What a build yields for each file: a view with its template, at once or when it is wanted; bytes; bytes
that are still to be made; or a copy of a file of the content folder.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct


class Rendered(Struct, frozen=True):
    """`path` is relative to the output folder; `view` a frozen Struct, known to the template as `page`."""

    path: str
    template: str
    view: Any


class Composed(Struct, frozen=True):
    """Like `Rendered`, with a view that `compose` makes in a worker: a site has more pages than fit in memory
    at once, and what made one view is not needed for the next.
    """

    path: str
    template: str
    compose: Callable[[], Any]


class Written(Struct, frozen=True):
    path: str
    data: bytes


class Made(Struct, frozen=True):
    """Bytes that `make` gives, in a worker, and only when what `identity` gives changed: the digest of all
    that they depend on, code included. What has the same `group` shares work, and is made by one worker.
    """

    path: str
    identity: Callable[[], bytes]
    make: Callable[[], bytes]
    group: str = ""


class Copied(Struct, frozen=True):
    path: str
    source: Path


Output = Rendered | Composed | Written | Made | Copied
