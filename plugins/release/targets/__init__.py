"""The places that the blog can be published to, one row for each scheme of an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from plugins.release.target import Target
from plugins.release.targets.address import Address, read_address
from plugins.release.targets.folder import open_folder
from plugins.release.targets.git import open_branch
from plugins.release.targets.ssh import open_server


def _open_store(address: Address) -> Target:
    # The library behind it takes a third of a second to load, at each verb.
    from plugins.release.targets.s3 import open_store

    return open_store(address)


TARGETS: Mapping[str, Callable[[Address], Target]] = {
    "file": open_folder,
    "git+file": open_branch,
    "git+https": open_branch,
    "git+ssh": open_branch,
    "rsync": open_server,
    "s3": _open_store,
    "ssh": open_server,
}


def open_target(url: str) -> Target:
    """Find the target of an address such as `file:///var/www/blog`; nothing is asked or changed yet.

    Raise `SiteError` where the address cannot be used.
    """
    address = read_address(url, sorted(TARGETS))
    return TARGETS[address.scheme](address)
