"""What machines read: JSON-LD and translations in the heads of pages, the sitemap, robots.txt, and, where it
is wanted, a Markdown twin of each post with `llms.txt`.

Settings: `META` (`meta.settings.Meta`). Signals: none. Stands after all that write pages and before
`redirects` in `PLUGINS`. Reads `Site.outputs`. Fills: `Site.describe`, `alternates`. Writes: `/sitemap.xml`
(beyond 50,000 pages `/sitemap-<n>.xml` too); `/robots.txt`, unless `extra/` has one; `/llms.txt` and
`/posts/<slug>/index.md`.
"""

from __future__ import annotations

from plugins.engine.capability import Capability, Later, nothing_else
from plugins.meta.settings import Meta

CAPABILITY = Capability(
    "meta",
    settings={"META": Meta},
    enrich=(
        Later("plugins.meta.linked_data:describe"),
        Later("plugins.meta.translations:offer_translations"),
        Later("plugins.meta.twins:offer_twins"),
    ),
    reads=nothing_else,
    outputs=(Later("plugins.meta.sitemap:sitemap_outputs"), Later("plugins.meta.twins:twin_outputs")),
)


def register() -> None:
    """Nothing to connect."""
