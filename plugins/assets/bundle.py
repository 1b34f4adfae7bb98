"""Styles become one inline block, the same on every page (one CSP hash), and one file for what a reader
comes to later; what they point at gets a fingerprint.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

import minify
from markupsafe import Markup

from plugins.assets.brand import late_tokens_of, mark_of, tokens_of
from plugins.engine.brand import brand_file, brand_of
from plugins.engine.model import Site
from plugins.engine.outputs import Output, Written
from plugins.kit.problems import Problem, SiteError

URL = re.compile(r"""url\(["']?static/([^"')]+)["']?\)""")
BRAND = "brand/"
"""Before the names of the brand's files, beside those of `theme/static`."""
LATE = "styles/late"
LINK = Markup('<link rel="stylesheet" href="{}" fetchpriority="low">')
"""Low: the face and the pictures of the first screen go before what it does not need."""
PASSED_OVER = {".txt", ".md"}
"""Licences and notes stay in the theme."""


def asset_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield every file of `theme/static` under its fingerprinted name, and the late styles."""
    static = _static(site)
    for path, data in static.items():
        yield Written(named(path, data), data)
    if late := _styles(site, LATE, static):
        yield Written(_late(late), late.encode())


def asset_parts(site: Site) -> Mapping[str, Any]:
    """The parts of the shell."""
    static = _static(site)
    brand = brand_of(site)
    css, late = (_styles(site, folder, static) for folder in ("styles", LATE))
    if "</" in css:
        raise SiteError("theme: a style holds “</”, which would end it in the page")
    return {
        "style": Markup(css),
        "late_style": LINK.format(site.place.url(_late(late))) if late else "",
        "font": _of_brand(site, static, brand.headline_font),
        "icon": _of_brand(site, static, brand.icon),
        "mark": mark_of(_of_brand(site, static, brand.logo), static.get(f"{BRAND}{brand.logo}", b"")),
    }


def _styles(site: Site, folder: str, static: Mapping[str, bytes]) -> str:
    files = sorted((site.theme / folder).glob("*.css"))
    parts = [shrink("text/css", f"{folder}/{file.name}", file.read_text("utf-8")) for file in files]
    # The minifier takes the last semicolon of a file, and `@layer a,b` needs it before what follows.
    css = "".join(text if text.endswith("}") else f"{text};" for text in parts)
    brand = brand_of(site)
    if css:
        css += (
            late_tokens_of(brand)
            if folder == LATE
            else tokens_of(brand, _of_brand(site, static, brand.headline_font))
        )
    return URL.sub(lambda found: f'url("{_url(site, static, found[1])}")', css)


def _late(css: str) -> str:
    return named(f"{LATE}.css", css.encode())


def _url(site: Site, static: Mapping[str, bytes], path: str) -> str:
    if path not in static:
        raise SiteError(f"theme/static/{path} is not there, and the styles want it")
    return site.place.url(named(path, static[path]))


def _of_brand(site: Site, static: Mapping[str, bytes], name: str) -> str:
    return _url(site, static, f"{BRAND}{name}") if name else ""


@functools.lru_cache(maxsize=256)
def shrink(kind: str, name: str, text: str) -> str:
    """Minify what `theme/<name>` holds; raise SiteError when it cannot be parsed. Several
    parts of a build ask for the same.
    """
    try:
        return str(minify.string(kind, text))
    except minify.MinifyError as error:
        said = str(error).strip().splitlines()[0]
        raise SiteError(f"theme/{name}: {said}. Mend the file.") from None


def is_ours(theme: Path) -> bool:
    """Whether a theme is one for our views; another one only has its texts from us (`engine.foreign`)."""
    return (theme / "i18n").is_dir()


def named(path: str, data: bytes) -> str:
    """The output name: `fonts/a.woff2` gives `assets/a.0f1e2d3c.woff2`."""
    name = Path(path)
    return f"assets/{name.stem}.{blake2b(data, digest_size=5).hexdigest()}{name.suffix}"


def _static(site: Site) -> dict[str, bytes]:
    root = site.theme / "static"
    files = sorted(file for file in root.rglob("*") if file.is_file() and file.suffix not in PASSED_OVER)
    brand = brand_of(site)
    shown = {name for name in (brand.headline_font, brand.icon, brand.logo) if name}
    own = {f"{BRAND}{name}": brand_file(site, name).read_bytes() for name in sorted(shown)}
    return own | {file.relative_to(root).as_posix(): file.read_bytes() for file in files}
