"""What the preview shows: a site in memory, or, for themes and plugins that are not ours, a folder."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Protocol

from plugins.engine.model import Site
from plugins.engine.resident import Resident


class Pages(Protocol):
    """The files of a site, by their paths in it."""

    @property
    def site(self) -> Site | None:
        """The site that is shown; None before it could be read."""

    def get(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none. Raise `SiteError` for one that cannot be made."""

    def has(self, path: str) -> bool:
        """Whether there is such a file."""


class FolderPages:
    """The files of a folder. What begins with a dot is nobody's."""

    def __init__(self, folder: Path, site: Site | None = None) -> None:
        self._folder, self.site = folder, site

    def get(self, path: str) -> bytes | None:
        return (self._folder / path).read_bytes() if self.has(path) else None

    def has(self, path: str) -> bool:
        parts = PurePosixPath(path.replace("\\", "/")).parts
        is_within = bool(parts) and not any(part == ".." or part.startswith(("/", ".")) for part in parts)
        return is_within and (self._folder / path).is_file()


class MemoryPages:
    """The pages of a site in memory, made when they are asked for."""

    def __init__(self, resident: Resident) -> None:
        self._resident = resident

    @property
    def site(self) -> Site | None:
        return self._resident.shown.site if self._resident.shown else None

    def get(self, path: str) -> bytes | None:
        return self._resident.shown.page(path) if self._resident.shown else None

    def has(self, path: str) -> bool:
        return self._resident.shown is not None and path in self._resident.shown.outputs


class Shelf:
    """The pages that are shown now: none, until the site could be read once."""

    of: Pages | None = None

    @property
    def site(self) -> Site | None:
        return self.of.site if self.of else None

    def get(self, path: str) -> bytes | None:
        return self.of.get(path) if self.of else None

    def has(self, path: str) -> bool:
        return self.of is not None and self.of.has(path)
