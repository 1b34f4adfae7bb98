"""Where the comments of a build are."""

from __future__ import annotations

import os
from pathlib import Path

from plugins.comments.settings import Comments
from plugins.engine.run import ROOT


def where(settings: Comments) -> str:
    """The source: what the settings say, else Isso's database beside the blog, else the seed; "" for none."""
    if settings.source:
        return settings.source
    if settings.provider == "isso" and (ROOT / settings.database).exists():
        return settings.database
    return settings.seed


def files_of(settings: Comments) -> list[Path] | None:
    """The files that comments are read from; None when a server is asked, or nothing can be read: then the
    next build has to try again.
    """
    source = where(settings)
    if "://" in source:
        return None
    path = ROOT / source
    return [path] if not source or os.access(path, os.R_OK) else None
