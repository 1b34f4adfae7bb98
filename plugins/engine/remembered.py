"""What a site remembers of its releases, so that what readers were told stays true.

`ledger` reads it from its file and writes it there; `redirects` keeps the addresses; `release` compares what
is out with what is to go out. Addresses are site paths, such as `posts/x/`: host and base path may change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

Kind = Literal["post", "page", "topic", "tag", "series", "author", "guest", "archive", "feed"]


class Promise(Struct, frozen=True):
    """An address that was released. `owner` is the id of a post, or the source of another file; empty for a
    list that has none. `is_over`: given up on purpose; `successor` is then where it leads, if anywhere.
    """

    path: str
    kind: Kind
    owner: str = ""
    is_over: bool = False
    successor: str = ""


class Told(Struct, frozen=True):
    """What readers were told of a post. `paths`: every address it had, the present one last; `feeds`: those
    that it is in, `was_in` those that it has left, without the ending of the format; `words`: a digest of
    title and text.
    """

    paths: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    was_in: tuple[str, ...] = ()
    words: str = ""


class Remembered(Struct, frozen=True):
    """The last release: its name and moment (ISO 8601), what the ids of posts in feeds begin with, and what
    was told of each post, by its permanent id. Without a name nothing was ever released.
    """

    release: str = ""
    moment: str = ""
    ids: str = ""
    posts: Mapping[str, Told] = field(default_factory=dict)

    def is_settled(self, promise: Promise, name: str) -> bool:
        """Whether the post with that id may have an address: it is its own, or was last released there."""
        told = self.posts.get(name)
        return promise.owner == name or bool(told and told.paths and told.paths[-1] == promise.path)
