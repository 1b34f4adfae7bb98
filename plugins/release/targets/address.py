"""The address of a target, taken apart: `scheme://user@host:port/path#branch`.

No password is taken: addresses stand in settings, histories of shells and logs.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from plugins.kit.problems import SiteError, nearest

SECRETS = {
    "s3": "Put the keys where the AWS tools look: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
    "or ~/.aws/credentials",
    "git+https": "Let Git keep it (git credential approve), or use git+ssh with a key",
}
"""Where a password belongs, by scheme; for all others a key of ssh."""
TOKEN = re.compile(r"(?:gh\w_|github_pat_|glpat-)|[\w-]{24}")
"""How keys begin that hosts of Git take in the place of a name; names of people are shorter."""


class Address(Struct, frozen=True):
    """The parts, percent-encoding resolved. `shown` is the whole, without a password."""

    scheme: str
    user: str
    host: str
    port: int
    path: str
    branch: str
    shown: str

    @property
    def login(self) -> str:
        """`user@host`, as ssh takes it."""
        return f"{self.user}@{self.host}" if self.user else self.host


def read_address(url: str, known: list[str]) -> Address:
    """Take an address apart. Raise `SiteError` where its scheme is none of `known`, where it has a password,
    or what does not belong into one; the message never holds the password.
    """
    # Up to the last “@”: a password may hold a slash.
    shown = re.sub(r"//[^:/]*:(?!\d+/).*@", "//…@", url, count=1).split("?")[0]
    try:
        parts = urlsplit(url)
        port = parts.port or 0
    except ValueError:
        raise SiteError(f"{shown}: is no address to publish to. Write one such as {EXAMPLE}.") from None
    if parts.scheme not in known or not url.startswith(f"{parts.scheme}://"):
        raise _unknown(shown, parts.scheme, known)
    if parts.password is not None:
        hint = SECRETS.get(parts.scheme, "Use a key instead: ssh-keygen, then ssh-copy-id")
        raise SiteError(f"{shown}: holds a password, which others would read here. {hint}. Take it out.")
    if parts.scheme == "git+https" and TOKEN.match(parts.username or ""):
        raise SiteError(
            f"//…@{parts.hostname}: holds a key, which others would read here. {SECRETS[parts.scheme]}."
        )
    user, host = unquote(parts.username or ""), parts.hostname or ""
    # A leading hyphen would be an option of ssh.
    if any(name.startswith("-") or not re.fullmatch(r"[\w.:%+-]*", name) for name in (user, host)):
        raise SiteError(f"{shown}: has a name of a user or host that cannot be right. Write it as {EXAMPLE}.")
    path = unquote(parts.path)
    if parts.query or not path.isprintable() or ".." in path.split("/"):
        raise SiteError(f"{shown}: has a path that cannot be right. Write it as {EXAMPLE}.")
    return Address(parts.scheme, user, host, port, path.rstrip("/"), unquote(parts.fragment), shown)


EXAMPLE = "file:///var/www/blog or ssh://me@example.com/var/www/blog"


def _unknown(shown: str, scheme: str, known: list[str]) -> SiteError:
    if not scheme:
        return SiteError(f"{shown}: does not say how to get there. Write {EXAMPLE}.")
    hint = nearest(scheme, known)
    listed = "" if hint.startswith("Known") else f" Known are: {', '.join(known)}."
    return SiteError(f"{shown}: nothing can be published by “{scheme}://”. {hint}{listed}")
