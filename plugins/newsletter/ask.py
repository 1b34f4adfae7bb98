"""Asking a provider's API for the number of subscribers.

The key comes from the environment; it goes into one header, to one host, and into no message.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from plugins.kit.ask import NoAnswer, ask
from plugins.kit.problems import SiteError
from plugins.newsletter.providers import Count, values_of
from plugins.newsletter.settings import Newsletter

SECONDS = 15.0
LARGEST = 4_000_000
"""Bytes of an answer that are read; all lists of a large listmonk are less."""
SAID = {
    401: "does not take the key in {key} (401). Make a new one there, and set {key}",
    403: "says that the key in {key} may not read subscribers (403). Give it that right, or make a new one",
    404: "knows no such list (404). Look at the settings in NEWSLETTER",
    429: "was asked too often (429). Try again in some minutes",
}


def ask_number(settings: Newsletter, environ: Mapping[str, str], *, seconds: float = SECONDS) -> int:
    """Ask the provider; raise `SiteError` with what to do when there is no number."""
    row = settings.row
    if not row.count:
        raise SiteError("NEWSLETTER: provider is none, so there is nobody to ask. Name a provider.")
    key = environ.get(row.count.key, "").strip()
    if not key:
        raise SiteError(f"{row.label}: there is no API key. Make one there, and set {row.count.key} to it.")
    if not (key.isascii() and key.isprintable()):
        raise SiteError(f"{row.label}: {row.count.key} holds more than a key. Copy it again, as one line.")
    values = values_of(settings, row)
    base = settings.api.rstrip("/") or row.count.base.format_map(values)
    _refuse_open(base)
    data = _fetch(row.label, row.count, base + row.count.path.format_map(values), key, seconds)
    try:
        return row.count.read(data, values)
    except (LookupError, TypeError, ValueError):
        raise SiteError(
            f"{row.label}: the answer of {base} has no number for this list. "
            "Look at the settings in NEWSLETTER; has the provider changed its API?"
        ) from None


def _refuse_open(base: str) -> None:
    parts = urlsplit(base)
    if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise SiteError(f"NEWSLETTER: {base} is not https, and the key would be readable. Use https.")


def _fetch(label: str, count: Count, url: str, key: str, seconds: float) -> Any:
    basic = base64.b64encode(f"porchlight:{key}".encode()).decode()
    name, value = count.header
    headers = {
        name: value.format(key=key, basic=basic),
        "Accept": "application/json",
        "Content-Type": "application/json",
    }
    host = urlsplit(url).netloc
    try:
        body = ask(url, headers, seconds=seconds, largest=LARGEST)
    except NoAnswer as error:
        if error.status:
            raise SiteError(f"{label}: {host} {_said(error.status, count.key)}.") from None
        raise SiteError(f"{label}: {error}. {error.hint}") from None
    try:
        return json.loads(body)
    except ValueError:
        raise SiteError(
            f"{label}: {host} answers with a page, not with data. Is it the address of the API? Set api."
        ) from None


def _said(status: int, key: str) -> str:
    if 300 <= status < 400:
        return f"sends on to another address ({status}). Set api to the address that it names"
    if status >= 500:
        return f"has a fault of its own ({status}). Try again later"
    return SAID.get(status, f"refuses ({status}). Look at the settings in NEWSLETTER").format(key=key)
