"""Scripts: a small one in the head of every page, one more where something may open by itself, and modules
that are fetched when a reader uses what they answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from plugins.assets.bundle import asset_parts, is_ours, named, shrink
from plugins.engine.model import Site
from plugins.engine.outputs import Output, Written
from plugins.kit.problems import Problem, SiteError

JS = "application/javascript"
USE = "use.js"
"""The module of what every page may have, as the scripts of `theme/scripts` import it."""
INLINE = Markup("<script>{}</script>")


def shell_parts(site: Site) -> Mapping[str, Any]:
    """The parts of the shell: what every page prints, and what those print that open something."""
    inline = {name: INLINE.format(Markup(text)) for name, text in inline_scripts(site).items()}
    scripts = {name: site.place.url(path) for name, path, _ in late_scripts(site)}
    return {**asset_parts(site), "script": inline.pop("", ""), "scripts": scripts, "openers": inline}


def script_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the scripts that are fetched."""
    for _, path, data in (*late_scripts(site), *_used(site)):
        yield Written(path, data)


def inline_scripts(site: Site) -> dict[str, str]:
    """The scripts that stand in pages: by name of what they open; by an empty name that of every page."""
    root = site.theme / "scripts"
    openers = [name for name in sorted(site.scripts) if (root / f"page/{name}.js").exists()]
    found = {name: _inline(site, [f"page/{name}.js"]) for name in openers}
    if first := sorted(file.name for file in root.glob("*.js")):
        found[""] = _inline(site, first)
    return found


def late_scripts(site: Site) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, output path and bytes of every script that somebody put into `Site.scripts`."""
    # A theme that is not ours has scripts of its own.
    for name, script in sorted(site.scripts.items()) if is_ours(site.theme) else ():
        told = json.dumps(script.data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield _module(site, name, script.parts, f"const data = {told};\n")


def _used(site: Site) -> Iterator[tuple[str, str, bytes]]:
    if parts := sorted(file.stem for file in (site.theme / "scripts/use").glob("*.js")):
        yield _module(site, "use", parts)


def _module(site: Site, name: str, parts: Iterable[str], before: str = "") -> tuple[str, str, bytes]:
    files = [site.theme / "scripts" / name / f"{part}.js" for part in parts]
    if missing := [file.name for file in files if not file.exists()]:
        raise SiteError(f"theme/scripts/{name}/{missing[0]} is not there, and it is wanted")
    code = "\n".join(file.read_text("utf-8") for file in files)
    made = shrink(JS, f"scripts/{name}", f"{before}{code}").encode()
    return name, named(f"{name}.js", made), made


def _inline(site: Site, names: Iterable[str]) -> str:
    js = "".join(f"{{{_shrunk(site, name)}}}" for name in names)
    if "</" in js:
        raise SiteError("theme: a script holds “</”, which would end it in the page")
    return js


def _shrunk(site: Site, name: str) -> str:
    text = (site.theme / "scripts" / name).read_text("utf-8")
    for _, path, _ in _used(site):
        text = text.replace(f'"{USE}"', json.dumps(site.place.url(path)))
    return shrink(JS, f"scripts/{name}", text)
