"""Older addresses lead on: those of `aliases:`, and every address that a post, page or list ever had.

Settings: none. Signals: none. Verb: `redirects`. Stands last in `PLUGINS`: what another capability writes is
never written over. Reads `Site.promises` (capability `ledger`), `Site.outputs`, and the aliases of posts and
pages. Fills: `Site.redirects`, `Site.gone`. Writes: a small page at each older address; `/_redirects`, unless
`extra/` has one.
A build that goes out stops when an address that was released would lead nowhere.
"""

from __future__ import annotations

from plugins.engine.capability import Capability, Later, nothing_else

CAPABILITY = Capability(
    "redirects", reads=nothing_else, outputs=(Later("plugins.redirects.outputs:redirect_outputs"),)
)


def register() -> None:
    """Nothing to connect."""
