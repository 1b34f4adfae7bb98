"""What a build yields for each file: a view with its template, bytes, or a copy of a file of the content
folder.
"""

from __future__ import annotations

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
class Written:
    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Copied:
    path: str
    source: Path


Output = Rendered | Written | Copied
