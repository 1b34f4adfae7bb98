"""Markdown to HTML: headings, callouts, quotes with a source, figures, interviews, code, videos behind a
click.

Settings: `MARKUP` (`markup.settings.Markup`). Files: none. Signals: none.
What a writer types as HTML is cleaned and made well-formed; scripts, forms and frames do not pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.engine.capability import BodyMaker, Capability, nothing_else
from plugins.markup.settings import MarkupSettings


def make_body_maker(settings: Mapping[str, Any]) -> BodyMaker:
    """Make the converter of one process. Markdown is imported only now: a warm build does without."""
    from plugins.markup.convert import Converter

    return Converter(settings["MARKUP"])


CAPABILITY = Capability(
    "markup", settings={"MARKUP": MarkupSettings}, reads=nothing_else, body_maker=make_body_maker
)


def register() -> None:
    """Nothing to connect."""
