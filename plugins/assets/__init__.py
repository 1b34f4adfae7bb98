"""Styles, scripts, fonts and icons of the theme: in order, small, and under names that change with their
bytes; and the headers that the site is to be sent with.

Settings: none. Signals: none. Fills the shell's `style late_style font icon script scripts openers`.
Reads `theme/styles/*.css` for the first sight of a page and `theme/styles/late/*.css` for the rest (in the
order of their names), `theme/scripts/*.js`, `theme/scripts/use/*.js`, `theme/static/**`;
`theme/scripts/<name>/*.js`, `theme/scripts/page/<name>.js` for whoever asked for them in `Site.scripts`; for
the Content-Security-Policy `Site.origins` and the texts. Verb: `headers`.
Writes `/assets/<name>.<digest>.<ext>`, which may be cached for ever; `/_headers`, unless `extra/` has one.
"""

from __future__ import annotations

from plugins.engine.capability import Capability, Later, nothing_else

CAPABILITY = Capability(
    "assets",
    reads=nothing_else,
    shell=Later("plugins.assets.scripts:shell_parts"),
    outputs=(
        Later("plugins.assets.bundle:asset_outputs"),
        Later("plugins.assets.scripts:script_outputs"),
        Later("plugins.assets.headers:header_outputs"),
    ),
)


def register() -> None:
    """Nothing to connect."""
