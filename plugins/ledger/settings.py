"""Where the record is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    """`path`: the file, beside the content folder. Commit it: it remembers what readers were told."""

    path: str = "ledger.json"
