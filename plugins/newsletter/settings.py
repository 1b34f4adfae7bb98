"""What a site says of its newsletter: `NEWSLETTER = Newsletter(provider="buttondown", account="acme")`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from plugins.kit.needs import unmet
from plugins.kit.typed import Mistake, shown
from plugins.newsletter.providers import PROVIDERS, Provider

ProviderName = Literal["none", "buttondown", "listmonk", "mailchimp", "kit", "mailerlite", "wordpress"]
IDS = ("account", "list_id", "form_id", "server")
ADDRESS = re.compile(r"https?://[^\s/]+(?:/\S*)?|/\S*")


@dataclass(frozen=True, slots=True)
class Issue:
    """One e-mail that went out. `url` is a whole address, or a path of this site such as `/posts/x/`."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Newsletter:
    """Who keeps the list, and what the box says.

    `provider`: none offers feeds and a mail link. `account`, `list_id`, `form_id`, `server`: what the
    provider knows you by; each needs its own (`providers.py`, `docs/subscribers.md`). None of them is a
    secret; the API key is read from the environment, by `newsletter.count` alone.
    `promise`: what a subscriber gets (default: that of SITE). `frequency`: how often, in a few words.
    `consent`: the line under the field (default: the theme's). `privacy`: where it is explained.
    `last_issue`: one to look at before signing up. `floor`: with fewer subscribers the number is not shown.
    `thanks_url`: the page shown after signing up, where the form may say it (listmonk).
    `leads_to`: other sites that your provider sends a reader on to after signing up, when you told it so;
    browsers follow a form only where the site's policy lets them (`assets`).
    `place_field`: the field that says where the reader signed up, when yours has another name.
    `api`: another address of the provider's API. `count_file`: where the number is kept, to be committed.
    `sign_ups_file`: where `serve` keeps what was tried.
    """

    provider: ProviderName = "none"
    account: str = ""
    list_id: str = ""
    form_id: str = ""
    server: str = ""
    promise: str = ""
    frequency: str = ""
    consent: str = ""
    privacy: str = ""
    last_issue: Issue | None = None
    floor: int = 100
    thanks_url: str = ""
    leads_to: tuple[str, ...] = ()
    place_field: str = ""
    api: str = ""
    count_file: str = "data/subscribers.json"
    sign_ups_file: str = "var/sign-ups.jsonl"

    @property
    def row(self) -> Provider:
        """The provider's row of the table."""
        return PROVIDERS[self.provider]

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what the types cannot tell: settings that this provider misses, misreads or does not know."""
        row = self.row
        yield from unmet(self, row.label if row.action else "", row.needs, IDS)
        yield from self._about_fields(row)
        yield from self._about_words()

    def _about_fields(self, row: Provider) -> Iterator[Mistake]:
        if self.thanks_url and not row.thanks:
            what = f"the form of {row.label} cannot say thanks_url"
            yield Mistake(
                "thanks_url", what, f"Take it out, and set that page in the settings of {row.label}"
            )
        if self.place_field and not row.place[0]:
            what = f"{row.label} keeps no word on where a reader signed up"
            yield Mistake("place_field", what, "Take place_field out")
        if self.api and not row.count:
            yield Mistake("api", "api is set, but there is nobody to ask", "Take it out, or name a provider")

    def _about_words(self) -> Iterator[Mistake]:
        addresses = {
            "thanks_url": self.thanks_url,
            "privacy": self.privacy,
            "last_issue.url": self.last_issue.url if self.last_issue else "",
        }
        for name, value in [*addresses.items(), *(("leads_to", each) for each in self.leads_to)]:
            if value and not ADDRESS.fullmatch(value):
                what = f"{name} wants an address, not “{shown(value)}”"
                yield Mistake(name, what, "Write https://… or a path of this site such as /about/")
        if self.floor < 0:
            yield Mistake("floor", f"floor wants 0 or more, not {self.floor}", "100 is a good beginning")
