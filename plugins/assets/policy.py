"""The Content-Security-Policy: what our own pages need, and what capabilities and texts lead a browser to.

In: the styles and scripts that stand in pages, `Site.origins`, the texts that the site shows. Out: one line.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256

from plugins.engine.model import Site
from plugins.kit.origins import SOURCE, ascii_of, origins_in
from plugins.kit.problems import SiteError

NONE, SELF, INLINE = "'none'", "'self'", "'unsafe-inline'"
OWN: Mapping[str, str] = {
    "default-src": NONE,
    "script-src": SELF,
    "style-src": SELF,
    "img-src": SELF,
    "font-src": SELF,
    "connect-src": SELF,
    "media-src": SELF,
    "manifest-src": SELF,
    "form-action": SELF,
    "base-uri": NONE,
    "frame-ancestors": NONE,
}
MANY = 10
"""Hosts of pictures, or of sound and film; more than these are not named one by one."""


def policy_of(site: Site, styles: Iterable[str], scripts: Iterable[str]) -> str:
    """Write the policy: `styles` and `scripts` are those that stand in pages.

    Raise `SiteError` for a source that is none: it could take the policy apart.
    """
    sources = {directive: {own} for directive, own in OWN.items()}
    for found in (shown_origins(site), site.origins):
        for directive, allowed in found.items():
            sources.setdefault(directive, set()).update(checked(each, directive) for each in allowed)
    for directive, texts in (("style-src", styles), ("script-src", scripts)):
        # A hash would switch 'unsafe-inline' off (CSP 3, section 6.7.3.2).
        if INLINE not in sources[directive]:
            sources[directive] |= {hash_of(text) for text in texts if text}
    lines = [
        f"{directive} {' '.join(sorted(each - {NONE} or {NONE}))}" for directive, each in sources.items()
    ]
    return "; ".join([*lines, *(["upgrade-insecure-requests"] if is_secure(site) else [])])


def hash_of(text: str) -> str:
    """Give the source that allows one inline style or script, made of all that stands between its tags."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def is_secure(site: Site) -> bool:
    """Whether the site goes out over https."""
    return site.place.root.startswith("https://")


def shown_origins(site: Site) -> dict[str, set[str]]:
    """Find the other hosts whose pictures, sound, films and players the texts show, by directive."""
    found: dict[str, set[str]] = {}
    for document in site.documents:
        if document.path in site.paths:
            changed = site.bodies.get(document.path)
            for directive, origin in document.body.origins if changed is None else origins_in(changed):
                found.setdefault(directive, set()).add(origin)
    for directive in {"img-src", "media-src"} & found.keys():
        if len(found[directive]) > MANY:
            found[directive] = {"https:" if is_secure(site) else "http:"}
    return found


def checked(source: str, directive: str) -> str:
    """Return a source as a policy has it."""
    written = ascii_of(source)
    if not SOURCE.fullmatch(written):
        raise SiteError(
            f"“{source}” cannot stand in {directive} of the Content-Security-Policy. "
            "Mend the address in the settings; https://example.com would be one."
        )
    return written
