"""The steps of a build, and the seam to Pelican.

Published to capabilities: `capability` (what a capability offers), `documents` (what reading yields), `model`
(the site that enriching fills), `remembered` (what releases told readers), `views` (what templates print),
`bodies` (a document's HTML with its links resolved).

Settings: `SITE` (`engine.settings.SiteSettings`), and Pelican's `SITENAME SITEURL TIMEZONE DEFAULT_LANG PATH
OUTPUT_PATH CACHE_PATH THEME PLUGINS`. Files: the output folder, its list of files `.porchlight`, and the
cache folder.
Signals: Pelican's are sent when a plugin that is not ours listens (`engine.foreign`).
"""

from __future__ import annotations


def register() -> None:
    """Nothing to connect: the engine is entered through `PELICAN_CLASS`."""
