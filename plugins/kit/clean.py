"""The gate for HTML that somebody typed: nh3 keeps what is named, and makes it well-formed."""

from __future__ import annotations

from nh3 import Cleaner

__all__ = ["Cleaner"]
