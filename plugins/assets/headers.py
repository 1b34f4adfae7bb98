"""The headers of the site as one table, printed in the form that each kind of host reads.

A new form is a new row of `FORMATS`. `_headers` is in every output; `./run headers` prints any of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from plugins.assets.bundle import asset_parts, is_ours
from plugins.assets.policy import is_secure, policy_of
from plugins.assets.scripts import inline_scripts
from plugins.engine.model import Site
from plugins.engine.outputs import Output, Written
from plugins.kit.problems import Problem

FILE = "_headers"
LONGEST = 2000
"""Characters of a line in `_headers` (developers.cloudflare.com/pages/configuration/headers, 2026)."""
REVALIDATE = "public, max-age=0, must-revalidate"
CACHE: Mapping[str, str] = {
    "assets/": "public, max-age=31536000, immutable",
    "feeds/": "public, max-age=300, must-revalidate",
}
"""How long browsers may keep what is below a path. All else is asked for again, with `REVALIDATE`."""


class Headers(Struct, frozen=True):
    """`every` goes with each answer; what `CACHE` says lies below `base`, such as `/blog`."""

    base: str
    every: Mapping[str, str]


def headers_of(site: Site) -> Headers:
    """Make the table of a site whose capabilities have said what they lead to."""
    policy = policy_of(site, [asset_parts(site)["style"]], inline_scripts(site).values())
    # A frame of another host may open a window to sign in with; under `same-origin` it would hear no answer.
    opener = "same-origin-allow-popups" if "frame-src" in policy else "same-origin"
    every = {
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": opener,
        # Readers of feeds show our pictures and play our sound on pages of theirs.
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    if site.is_preview:
        every["X-Robots-Tag"] = "noindex"
    if is_secure(site):
        # For this host only: `includeSubDomains` and `preload` bind hosts that we know nothing of.
        every["Strict-Transport-Security"] = "max-age=63072000"
    return Headers(site.place.base, every)


def header_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield `_headers`, unless `extra/` has one, which then stands for ours."""
    if f"extra/{FILE}" in site.files or not is_ours(site.theme):
        return
    text = FORMATS["netlify"].print(headers_of(site))
    if longest := max((len(line) for line in text.splitlines() if len(line) > LONGEST), default=0):
        yield Problem(
            FILE,
            0,
            f"the Content-Security-Policy has {longest} characters, and Cloudflare Pages reads {LONGEST}",
            "Show films and sound of fewer hosts, or set the headers in the web server: ./run headers",
            "warning",
        )
    yield Written(FILE, text.encode())


def print_netlify(headers: Headers) -> str:
    """Netlify and Cloudflare Pages. Both join what two rules say of one header, so no header is in two; both
    send `REVALIDATE` where nothing is said.
    """
    lines = [f"{headers.base}/*", *(f"  {name}: {value}" for name, value in headers.every.items())]
    for path, value in CACHE.items():
        lines += [f"{headers.base}/{path}*", f"  Cache-Control: {value}"]
    return "".join(f"{line}\n" for line in lines)


def print_nginx(headers: Headers) -> str:
    """Nginx. The variable is there since an `add_header` in a `location` takes away those around it."""
    lines = [f'set $blog_cache "{REVALIDATE}";']
    for path, value in CACHE.items():
        lines.append(f'if ($uri ~ "^{re.escape(f"{headers.base}/{path}")}") {{ set $blog_cache "{value}"; }}')
    lines.append("add_header Cache-Control $blog_cache;")
    lines += [f'add_header {name} "{value}" always;' for name, value in headers.every.items()]
    return "".join(f"{line}\n" for line in lines)


def print_apache(headers: Headers) -> str:
    """Apache from 2.4.10, with `mod_headers`."""
    lines = [f'Header always set {name} "{value}"' for name, value in headers.every.items()]
    lines.append(f'Header set Cache-Control "{REVALIDATE}"')
    for path, value in CACHE.items():
        where = re.escape(f"{headers.base}/{path}")
        lines.append(f'Header set Cache-Control "{value}" "expr=%{{REQUEST_URI}} =~ m#^{where}#"')
    return "".join(f"{line}\n" for line in lines)


class Format(Struct, frozen=True):
    """`place` says where the lines go."""

    place: str
    print: Callable[[Headers], str]


FORMATS: Mapping[str, Format] = {
    "apache": Format("the file .htaccess in the folder of the blog; needs mod_headers", print_apache),
    "netlify": Format(
        "the file _headers, for Netlify and Cloudflare Pages; each build writes it", print_netlify
    ),
    "nginx": Format("inside server { … } of the blog, or a file that it includes", print_nginx),
}
