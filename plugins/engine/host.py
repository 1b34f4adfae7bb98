"""The seam to Pelican: `PELICAN_CLASS = Porchlight` runs our steps wherever Pelican would run its own.

Settings are validated before anything is written; a plugin that Pelican could not load stops the build, which
Pelican itself would only log (pelican 4.12, plugins/_utils.py). A theme that is not ours is left to Pelican's
generators.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pelican import Pelican

from plugins.engine.build import Result, build
from plugins.engine.capability import Capability
from plugins.engine.foreign import build_theme, is_foreign, others_of
from plugins.kit.problems import SiteError, count, report


class Porchlight(Pelican):  # type: ignore[misc]
    """Pelican with our way from files to output."""

    def __init__(self, settings: dict[str, Any]) -> None:
        wanted = list(settings.get("PLUGINS") or [])
        super().__init__(settings)
        refuse_missing(wanted, self.settings["PLUGINS"])

    @property
    def capabilities(self) -> list[Capability]:
        """What the loaded plugins offer, in their order."""
        return [plugin.CAPABILITY for plugin in self.plugins if hasattr(plugin, "CAPABILITY")]

    def run(self) -> None:
        """Build, report, and leave with the exit status that the problems ask for."""
        try:
            self.result = self.build()
        except SiteError as error:
            say_problems(error)
            raise SystemExit(error.exitcode) from None
        say_result(self.result)

    def build(self) -> Result:
        """Build by the way that theme and plugins ask for; raise `SiteError` with what is wrong."""
        if is_foreign(Path(self.theme)):
            return build_theme(self, super().run)
        return build(self.settings, self.capabilities, others_of(self))


def refuse_missing(wanted: Sequence[Any], loaded: Sequence[str]) -> None:
    """Stop when a plugin of the settings is not among those that were loaded."""
    names = [each if isinstance(each, str) else each.__name__ for each in wanted]
    missing = [name for name in names if name not in loaded and f"pelican.plugins.{name}" not in loaded]
    if missing:
        raise SiteError(
            f"PLUGINS: {', '.join(missing)} could not be loaded; the lines above say why. "
            "Mend the name, install it, or take its line out."
        )


def say_problems(error: SiteError) -> None:
    """Print the problems of a build that stopped, on standard error."""
    if error.problems:
        print(report(error.problems), file=sys.stderr)
        print(f"\n{count(error.problems)}: {error}.", file=sys.stderr)
    else:
        print(error, file=sys.stderr)


def say_result(result: Result) -> None:
    """Print what a build did: warnings on standard error, one line on standard output."""
    if result.problems:
        print(report(result.problems), file=sys.stderr)
    change = result.change
    files = len(change.written) + change.unchanged
    posts = f"{result.posts} post{'' if result.posts == 1 else 's'}"
    tail = f" ({count(result.problems)})" if result.problems else ""
    done = f"{len(change.written)} written, {len(change.removed)} removed{tail}"
    print(f"{posts}, {files} files in {result.seconds:.2f} s: {done}")
