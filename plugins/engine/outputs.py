"""What a build yields for each file: a view with its template, at once or when it is wanted; bytes; bytes
that are still to be made; or a copy of a file of the content folder.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Rendered:
    """`path` is relative to the output folder; `view` a frozen dataclass, known to the template as `page`."""

    path: str
    template: str
    view: Any


@dataclass(frozen=True, slots=True)
class Composed:
    """Like `Rendered`, with a view that `compose` makes in a worker: a site has more pages than fit in memory
    at once, and what made one view is not needed for the next.
    """

    path: str
    template: str
    compose: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Written:
    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """Bytes that `make` gives, in a worker, and only when what `identity` gives changed: the digest of all
    that they depend on, code included. What has the same `group` shares work, and is made by one worker.
    """

    path: str
    identity: Callable[[], bytes]
    make: Callable[[], bytes]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Copied:
    path: str
    source: Path


Output = Rendered | Composed | Written | Made | Copied
