"""Numbers on the command line: read by us, since a mistake there deserves a sentence too."""

from __future__ import annotations

from plugins.kit.problems import SiteError


def whole(value: str | int, option: str, *, least: int, default: int) -> int:
    """Read a whole number; empty gives the default. Raise `SiteError` below `least` and for words."""
    if value in ("", None):
        return default
    try:
        number = int(value)
    except ValueError:
        raise SiteError(f"{option} wants a whole number, not “{value}”") from None
    if number < least:
        raise SiteError(f"{option} wants {least} or more, not {number}")
    return number
