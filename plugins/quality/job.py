"""What a check is given: the site that was built, where it is served, and the tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.quality.subjects import Subject

if TYPE_CHECKING:
    from plugins.quality.browser import Browser
    from plugins.quality.tools import Npm


@dataclass(slots=True)
class Job:
    """`folder` is the output; `address` where it is served, such as `http://127.0.0.1:4000/blog`, no slash at
    the end; `root` the address that the pages say they have. `runs` is how often times are measured;
    `browsers` holds the one that runs, once a check has asked for it.
    """

    folder: Path
    work: Path
    root: str
    address: str
    subjects: tuple[Subject, ...]
    tools: Mapping[str, Any]
    runs: int
    tell: Callable[[str], None]
    closing: ExitStack
    browsers: list[Browser] = field(default_factory=list)

    @property
    def npm(self) -> Npm:
        found: Npm = self.tools["npm"]
        return found

    @property
    def browser(self) -> Browser:
        """Chromium, started when the first check wants it."""
        if not self.browsers:
            from plugins.quality.browser import open_browser

            self.browsers.append(self.closing.enter_context(open_browser(self.tools["chromium"])))
        return self.browsers[0]

    def url(self, subject: Subject) -> str:
        return f"{self.address}/{subject.path}"

    def page_at(self, url: str) -> str:
        """Name the page of an address of the served site."""
        path = url.removeprefix(self.address).lstrip("/").partition("#")[0].partition("?")[0]
        return path or "index.html"
