"""Headers as Netlify and Cloudflare Pages send them: what the file `_headers` of a site says of a path."""

from __future__ import annotations


def headers_for(file: bytes, path: str) -> dict[str, str]:
    """Read `_headers` and collect the headers for a URL's path."""
    found: dict[str, str] = {}
    is_meant = False
    for line in file.decode().splitlines():
        if line.startswith("/"):
            is_meant = path.startswith(line[:-1]) if line.endswith("*") else path == line
        elif is_meant and ":" in line and not line.startswith("#"):
            name, _, value = line.partition(":")
            found[name.strip()] = value.strip()
    return found
