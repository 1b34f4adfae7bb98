"""Pictures and files of the content folder: those that pages use are copied, and their width and height are
known.

Settings: none. Signals: none. Fills: `Site.media`.
Writes: each used file at its path in the content folder, and `content/extra/**` at the root of the site.
What only a draft uses is not published.
"""

from __future__ import annotations

from plugins.engine.capability import Capability
from plugins.images.media import measure, media_outputs

CAPABILITY = Capability("images", enrich=(measure,), outputs=(media_outputs,))


def register() -> None:
    """Nothing to connect."""
