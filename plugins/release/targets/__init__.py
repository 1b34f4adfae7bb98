"""The places that the blog can be published to, one row for each scheme of an address."""

from __future__ import annotations

from plugins.kit.problems import SiteError
from plugins.release.target import Target


def open_target(url: str) -> Target:
    """Find the target of an address such as `file:///var/www/blog`; nothing is asked or changed yet.

    Raise `SiteError` where the address cannot be used.
    """
    raise SiteError(f"{url}: no target is known yet.")
