"""Scripts that a page loads when a reader wants what they do: one module for each, with what it is told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plugins.assets.bundle import asset_parts, is_ours, named, shrink
from plugins.engine.model import Site
from plugins.engine.outputs import Output, Written
from plugins.kit.problems import Problem, SiteError


def shell_parts(site: Site) -> Mapping[str, Any]:
    """The parts of the shell: those that every page prints, and the addresses of late scripts."""
    scripts = {name: site.place.url(path) for name, path, _ in late_scripts(site)}
    return {**asset_parts(site), "scripts": scripts}


def script_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the late scripts."""
    for _, path, data in late_scripts(site):
        yield Written(path, data)


def late_scripts(site: Site) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, output path and bytes of every script that somebody put into `Site.scripts`."""
    # A theme that is not ours has scripts of its own.
    for name, script in sorted(site.scripts.items()) if is_ours(site.theme) else ():
        folder = site.theme / "scripts" / name
        files = [folder / f"{part}.js" for part in script.parts]
        if missing := [file.name for file in files if not file.exists()]:
            raise SiteError(f"theme/scripts/{name}/{missing[0]} is not there, and it is wanted")
        told = json.dumps(script.data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        code = "\n".join(file.read_text("utf-8") for file in files)
        made = shrink("application/javascript", f"scripts/{name}", f"const data = {told};\n{code}").encode()
        yield name, named(f"{name}.js", made), made
