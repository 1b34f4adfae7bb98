"""The seam to Pelican: its class `plugins.Porchlight` runs our steps wherever Pelican would run its own.

Settings are validated before anything is written; a plugin that Pelican could not load stops the build, which
Pelican itself would only log (pelican 4.12, plugins/_utils.py). A theme that is not ours is left to Pelican's
generators.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pelican import Pelican

from plugins.engine.build import Result, build
from plugins.engine.capability import Capability
from plugins.engine.foreign import build_theme, others_of
from plugins.engine.opening import is_foreign
from plugins.engine.say import run_and_say
from plugins.kit.problems import SiteError


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

    @property
    def is_ours(self) -> bool:
        """Whether theme and plugins are all ours, so that no step of Pelican's is taken."""
        return not is_foreign(Path(self.theme)) and others_of(self) is None

    def go_to(self, output: Path) -> None:
        """Build into another folder than the settings name. Pelican keeps it twice, and plugins that are not
        ours ask for the second.
        """
        self.settings["OUTPUT_PATH"] = self.output_path = str(output)

    def run(self) -> None:
        """Build, report, and leave with the exit status that the problems ask for."""
        self.result = run_and_say(self.build)

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
