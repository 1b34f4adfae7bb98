"""What was ever published, in a file that is committed with the posts: the permanent id of each post, the
feeds that it is in, and every address that it, a page or a list ever had.

A post's id is that of its front matter; else the one on record for its file; else its slug, until
`./run ledger.record` writes that down. After that a new name, title, date, topic or domain changes no id.
The build stops when a recorded id would change or be lost, or when two posts share one.

Settings: `LEDGER` (`ledger.settings.LedgerSettings`). Signals: none. Verbs: `ledger.record forget merge`.
Fills: `Site.ids used_ids promises remembered`; stands before `posts` in `PLUGINS`, which reads them.
Reads `ledger.json` beside the content folder; writes it by its verbs, and when a release is live (`publish`).
It says which folder it is kept for: another folder of posts (`--content`) is built without it.
"""

from __future__ import annotations

from plugins.engine.capability import Capability, Later
from plugins.ledger.book import path_of
from plugins.ledger.settings import LedgerSettings

CAPABILITY = Capability(
    "ledger",
    settings={"LEDGER": LedgerSettings},
    enrich=(Later("plugins.ledger.keep:give_ids"),),
    reads=lambda site: [path_of(site)],
    outputs=(Later("plugins.ledger.keep:hold_ids"),),
    remember=Later("plugins.ledger.releases:remember"),
)


def register() -> None:
    """Nothing to connect."""
