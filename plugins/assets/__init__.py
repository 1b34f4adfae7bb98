"""Styles, scripts, fonts and icons of the theme: in order, small, and under names that change with their
bytes.

Settings: none. Signals: none. Fills the shell's `style font icon theme_script`.
Reads `theme/styles/*.css` (in the order of their names), `theme/scripts/*.js`, `theme/static/**`.
Writes `/assets/<name>.<digest>.<ext>`, which may be cached for ever.
"""

from __future__ import annotations

from plugins.assets.bundle import asset_outputs, asset_parts
from plugins.engine.capability import Capability

CAPABILITY = Capability("assets", shell=asset_parts, outputs=(asset_outputs,))


def register() -> None:
    """Nothing to connect."""
