"""What machines read: JSON-LD and translations in the heads of pages, the sitemap, robots.txt, and, where it
is wanted, a Markdown twin of each post with `llms.txt`.

Settings: `META` (`meta.settings.Meta`). Signals: none. Stands after all that write pages and before
`redirects` in `PLUGINS`. Reads `Site.outputs`. Fills: `Site.describe`, `alternates`. Writes: `/sitemap.xml`
(beyond 50,000 pages `/sitemap-<n>.xml` too); `/robots.txt`, unless `extra/` has one; `/llms.txt` and
`/posts/<slug>/index.md`.
"""

from __future__ import annotations

from plugins.engine.capability import Capability, nothing_else
from plugins.meta.linked_data import describe
from plugins.meta.settings import Meta
from plugins.meta.sitemap import sitemap_outputs
from plugins.meta.translations import offer_translations
from plugins.meta.twins import offer_twins, twin_outputs

CAPABILITY = Capability(
    "meta",
    settings={"META": Meta},
    enrich=(describe, offer_translations, offer_twins),
    reads=nothing_else,
    outputs=(sitemap_outputs, twin_outputs),
)


def register() -> None:
    """Nothing to connect."""
