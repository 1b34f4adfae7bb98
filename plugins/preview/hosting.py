"""Headers as Netlify and Cloudflare Pages send them: what the file `_headers` of a folder says of a path."""

from __future__ import annotations

from pathlib import Path


def headers_for(folder: Path, path: str) -> dict[str, str]:
    """Read `_headers` and collect the headers for a URL's path; of a folder without one, none."""
    try:
        lines = (folder / "_headers").read_text("utf-8").splitlines()
    except OSError:
        return {}
    found: dict[str, str] = {}
    is_meant = False
    for line in lines:
        if line.startswith("/"):
            is_meant = path.startswith(line[:-1]) if line.endswith("*") else path == line
        elif is_meant and ":" in line and not line.startswith("#"):
            name, _, value = line.partition(":")
            found[name.strip()] = value.strip()
    return found
