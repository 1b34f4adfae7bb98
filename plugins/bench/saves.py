"""How long a writer waits: a post is saved while `serve` runs, and the page that is open is made anew."""

from __future__ import annotations

import io
import re
import statistics
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

from plugins.kit import clock
from plugins.preview.live import Preview, State

TITLE = re.compile(r"^title: ", re.M)


@dataclass
class _Watched(State):
    """Notes when the open page is first told to load again."""

    told: list[float] = field(default_factory=list)

    def tell(self, version: str, problems: Iterable[str]) -> None:
        """Note the moment."""
        self.told.append(clock.stopwatch())
        super().tell(version, problems)


def time_saves(content: Path, cache: Path, runs: int) -> dict[str, float]:
    """Save one post with another text, and with another title; medians in seconds, from the save to the
    moment when its page can be loaded.
    """
    preview = Preview(host="127.0.0.1", port=8000, content=str(content), cache=str(cache))
    preview.state = _Watched()
    file = sorted((content / "posts").iterdir())[-5]
    whole = file.read_text("utf-8")
    edits: dict[str, Callable[[int], str]] = {
        "text": lambda number: whole.replace("\n## ", f"\nSaved {number} times.\n\n## ", 1),
        "title": lambda number: TITLE.sub(f"title: {number} times ", whole, count=1),
    }
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            preview.build()
            _look_at(preview, file.name)
            return {what: _median(preview, file, edit, runs) for what, edit in edits.items()}
    finally:
        file.write_text(whole, "utf-8")


def _look_at(preview: Preview, name: str) -> None:
    site = preview.pages.site
    assert site
    path = next(post.path for post in site.posts if post.source.endswith(name))
    preview.state.look_at(f"{path}index.html")


def _median(preview: Preview, file: Path, edit: Callable[[int], str], runs: int) -> float:
    assert isinstance(preview.state, _Watched)
    taken = []
    for number in range(runs + 1):
        file.write_text(edit(number), "utf-8")
        preview.state.told.clear()
        begun = clock.stopwatch()
        preview.build([file])
        taken.append(preview.state.told[0] - begun)
    return statistics.median(taken[1:])  # the first makes ready what the others find
