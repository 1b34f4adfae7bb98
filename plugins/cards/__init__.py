"""Social cards: a drawing of every post, 1200 by 630 pixels, for those who share it; of an interview a quote.

Settings: `CARDS` (`cards.settings.Cards`). Signals: none. Fills: `Site.social_cards`. Reads the two hues of
the brand (`theme/brands/`); without a font there are no cards. Stands after `posts` in `PLUGINS`.
Writes: `/assets/<slug>.<digest>.png`, drawn when what it prints changed. A site at an address of this
machine, such as the preview, has none: nobody can share it.
"""

from __future__ import annotations

from plugins.cards.settings import Cards
from plugins.engine.capability import Capability, Later, nothing_else

CAPABILITY = Capability(
    "cards",
    settings={"CARDS": Cards},
    enrich=(Later("plugins.cards.outputs:name_cards"),),
    reads=nothing_else,
    outputs=(Later("plugins.cards.outputs:card_outputs"),),
)


def register() -> None:
    """Nothing to connect."""
