"""Search: a page with a box, and an index that Pagefind makes with the site. Browsers ask for it when a
reader types; until then, and without JavaScript, the page is the archive.

Settings: `SEARCH` (`search.settings.Search`); a post stays out with `search: no`. Signals: none. Stands after
`posts` in `PLUGINS`. Fills the shell's `search`, and `Site.scripts`, `origins`. Writes: `/search/`,
`/search/pagefind/**`. Keeps indexes in the folder `search` of the cache. The preview makes its index when
somebody searches there; another site at an address of this machine has none, since Pagefind takes as long as
all the rest of a build.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.engine.capability import Capability, Later, nothing_else
from plugins.search.settings import BUNDLE, Search

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


def search_preview(settings: Mapping[str, Any]) -> Mapping[str, WSGIApplication]:
    """The index of the preview, made when it is asked for."""
    from plugins.search.preview import preview_apps  # no build needs its libraries

    return preview_apps(Path(settings["CACHE_PATH"]) / "search", f"/{BUNDLE}")


CAPABILITY = Capability(
    "search",
    settings={"SEARCH": Search},
    enrich=(Later("plugins.search.outputs:offer"),),
    shell=Later("plugins.search.outputs:search_parts"),
    reads=nothing_else,
    outputs=(Later("plugins.search.pages:page_outputs"), Later("plugins.search.outputs:index_outputs")),
    preview=search_preview,
)


def register() -> None:
    """Nothing to connect."""
