"""What a site says of its conversation: `COMMENTS = Comments(provider="isso", server="/isso")`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from plugins.comments.providers import PROVIDERS, Provider
from plugins.kit.needs import unmet
from plugins.kit.typed import Mistake, shown

ProviderName = Literal[
    "none", "isso", "giscus", "utterances", "disqus", "remark42", "comentario", "hyvor", "waline"
]
NAMES = ("server", "repo", "repo_id", "category", "category_id", "shortname", "site_id", "client")


@dataclass(frozen=True, slots=True)
class Comments:
    """Who keeps the conversation, and how pages show it.

    `provider`: none offers a mail link. `server`, `repo`, `repo_id`, `category`, `category_id`, `shortname`,
    `site_id`, `client`: what the provider knows you by; each needs its own (`providers.py`,
    `docs/comments.md`). None of them is a secret. `load`: when the reader may write: after a click, when the
    end of the post is in sight (`visible`), at once (`eager`). Before that nobody else is called. `recent`:
    how many of the latest the home page shows. `database`: where Isso keeps its comments when it runs here.
    `source`: where builds read them: the address of an Isso (`https://example.com/isso`), a database, or a
    file of ours (`.json`); default: `database`, when it is there. `seconds`: how long a server may take.
    `snapshot`: where the last comments that could be read are kept. `seed`: what a new database begins with.
    `moderated`: whether somebody reads a comment before everybody does; `moderated_preview`: in `serve` too.
    """

    provider: ProviderName = "none"
    server: str = ""
    repo: str = ""
    repo_id: str = ""
    category: str = ""
    category_id: str = ""
    shortname: str = ""
    site_id: str = ""
    client: str = ""
    load: Literal["click", "visible", "eager"] = "click"
    recent: int = 3
    database: str = "var/comments.db"
    source: str = ""
    seconds: int = 10
    snapshot: str = "var/comments.json"
    seed: str = ""
    moderated: bool = True
    moderated_preview: bool = False

    @property
    def row(self) -> Provider:
        """The provider's row of the table."""
        return PROVIDERS[self.provider]

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what the types cannot tell."""
        yield from unmet(self, self.row.label if self.row.adapter else "", self.row.needs, NAMES)
        for name, least in {"recent": 0, "seconds": 1}.items():
            if (value := getattr(self, name)) < least:
                yield Mistake(name, f"{name} is {value}, and wants {least} or more")
        if self.source and not re.match(r"https?://[^\s@]+\Z|(?!\w+://).+\.(?:db|json)\Z", self.source):
            what = f"source wants a database, an address or a .json file, not “{shown(self.source)}”"
            yield Mistake("source", what, "Write var/comments.db, or https://example.com/isso")
        if self.seed and not self.seed.endswith(".json"):
            yield Mistake("seed", f"seed wants a .json file, not “{shown(self.seed)}”")
