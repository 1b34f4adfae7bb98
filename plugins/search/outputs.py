"""The script of the search page, and the files of the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from plugins.engine.model import Script, Site
from plugins.engine.opening import is_foreign
from plugins.engine.outputs import Copied, Output
from plugins.kit.problems import Problem
from plugins.search.index import files_of, make_index, program
from plugins.search.records import records_of
from plugins.search.settings import BUNDLE, PATH


def offer(site: Site) -> Iterable[Problem]:
    """Have the script of the page made, where there can be an index."""
    if is_foreign(site.theme) or not site.settings["SEARCH"].index:
        return []
    if site.place.is_local and not site.is_preview:
        return []
    if not program():
        what = "Pagefind’s program is not here, so the search page is a list"
        return [Problem(PATH, 0, what, "Install it: pip install 'pagefind[bin]'", "warning")]
    words = site.words.table("search.script") | {"months": [site.words.month(n) for n in range(1, 13)]}
    told = {"bundle": site.place.url(BUNDLE), "base": site.place.url(""), "words": words}
    site.scripts["search"] = Script(("page", "find"), told)
    # Pagefind is WebAssembly: this lets it be compiled, and lets no text become a script (CSP 3, 4.4). It
    # goes with every page: hosts join what several rules of `_headers` say of one header, and of two
    # policies the stricter counts.
    site.origins.setdefault("script-src", set()).add("'wasm-unsafe-eval'")
    return []


def index_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the files of the index; in the preview there is none until somebody searches."""
    if "search" not in site.scripts or site.is_preview:
        return
    cache = Path(site.settings["CACHE_PATH"]) / "search"
    try:
        is_fresh = not site.settings.get("LOAD_CONTENT_CACHE", True)
        folder = make_index(records_of(site), site.about.language, cache, fresh=is_fresh)
    except (OSError, ValueError) as error:
        what = f"the index could not be made ({error}), so nobody can search"
        yield Problem(PATH, 0, what, "Build again; --fresh makes everything anew", "warning")
        return
    for path in files_of(folder):
        yield Copied(f"{BUNDLE}{path}", folder / path)


def search_parts(site: Site) -> Mapping[str, Any]:
    """Where the search forms of all pages lead."""
    return {"search": site.place.url(PATH)}
