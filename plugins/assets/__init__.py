"""Styles, scripts, fonts and icons of the theme: in order, small, and under names that change with their
bytes; and the headers that the site is to be sent with.

Settings: none. Signals: none. Fills the shell's `style font icon theme_script`.
Reads `theme/styles/*.css` (in the order of their names), `theme/scripts/*.js`, `theme/static/**`; for the
Content-Security-Policy `Site.origins` and the texts. Verb: `headers`.
Writes `/assets/<name>.<digest>.<ext>`, which may be cached for ever; `/_headers`, unless `extra/` has one.
"""

from __future__ import annotations

from plugins.assets.bundle import asset_outputs, asset_parts
from plugins.assets.headers import header_outputs
from plugins.engine.capability import Capability

CAPABILITY = Capability("assets", shell=asset_parts, outputs=(asset_outputs, header_outputs))


def register() -> None:
    """Nothing to connect."""
