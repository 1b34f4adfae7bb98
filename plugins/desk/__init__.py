"""The writer's desk: the verb `new` starts a post with valid front matter.

Settings: `TIMEZONE` for the date, `PATH` where no `--content` is given.
Files: `content/posts/<date>-<slug>.md`, new ones only.
Signals: none, and no step in a build: it is not in `PLUGINS`.
"""

from __future__ import annotations


def register() -> None:
    """Nothing to connect."""
