"""A blog whose theme and capabilities are all ours, opened without Pelican: to import it takes as long as all
else that a build begins with. What it asks of the settings is what Pelican would make of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Protocol

from plugins.engine.build import Result, build
from plugins.engine.capability import Capability
from plugins.engine.opening import is_foreign
from plugins.engine.say import run_and_say

PELICAN_CLASS = "plugins.Porchlight"
"""What the settings say when the seam to Pelican is ours."""
DEFAULTS = {"SITENAME": "A Pelican Blog", "SITEURL": ""}
FOLDERS = ("PATH", "OUTPUT_PATH", "THEME", "CACHE_PATH")


class Host(Protocol):
    """What builds a blog: by itself, or inside Pelican."""

    settings: dict[str, Any]
    result: Result

    @property
    def capabilities(self) -> Sequence[Capability]:
        """What the plugins of the settings offer, in their order."""

    @property
    def is_ours(self) -> bool:
        """Whether theme and plugins are all ours, so that no step of Pelican's is taken."""

    def go_to(self, output: Path) -> None:
        """Build into another folder than the settings name."""

    def build(self) -> Result:
        """Build; raise `SiteError` with what is wrong."""

    def run(self) -> None:
        """Build, report, and leave with the exit status that the problems ask for."""


class Blog:
    """A blog without Pelican; a `Host`."""

    is_ours = True

    def __init__(self, settings: dict[str, Any], capabilities: Sequence[Capability]) -> None:
        self.settings, self.capabilities = settings, capabilities

    def go_to(self, output: Path) -> None:
        """Build into another folder than the settings name."""
        self.settings["OUTPUT_PATH"] = str(output)

    def build(self) -> Result:
        """Build; raise `SiteError` with what is wrong."""
        return build(self.settings, self.capabilities)

    def run(self) -> None:
        """Build, report, and leave with the exit status that the problems ask for."""
        self.result = run_and_say(self.build)


def open_blog(file: Path, override: Mapping[str, Any]) -> Blog | None:
    """Open the blog of a settings file; None where theme, a plugin or a class of the settings wants Pelican.

    What is wrong with the file is raised as Python raises it.
    """
    settings = {**DEFAULTS, **settings_in(file), **override}
    settings |= {name: _beside(file, settings[name]) for name in FOLDERS if settings.get(name)}
    if settings.get("PELICAN_CLASS") != PELICAN_CLASS or not all(settings.get(name) for name in FOLDERS):
        return None
    if is_foreign(Path(settings["THEME"])) or not Path(settings["PATH"]).is_dir():
        return None
    if settings.get("PLUGINS") is None:
        return None  # Pelican looks for plugins itself then
    capabilities = list(_offered(settings["PLUGINS"]))
    if None in capabilities or _is_listened_to():
        return None
    settings["SITEURL"] = str(settings["SITEURL"]).rstrip("/")
    return Blog(settings, [each for each in capabilities if each])


def settings_in(file: Path) -> dict[str, Any]:
    """Run a settings file as Pelican does (4.12, `settings.load_source`): as a module with its name."""
    spec = spec_from_file_location(file.stem, file)
    assert spec and spec.loader
    module = sys.modules[file.stem] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: value for name, value in vars(module).items() if name.isupper()}


def _beside(file: Path, path: str) -> str:
    return os.path.normpath((file.parent / path).absolute())  # Path keeps “..”


def _offered(plugins: Sequence[Any]) -> Iterator[Capability | None]:
    for name in plugins:
        try:
            plugin = import_module(name if str(name).startswith("plugins.") else "plugins")
            plugin.register()
            yield plugin.CAPABILITY
        except (ImportError, AttributeError):
            yield None  # not ours, or Pelican says what is wrong with it


def _is_listened_to() -> bool:
    """Whether a plugin waits for a signal of Pelican's, which it cannot without importing it."""
    if "pelican.plugins.signals" not in sys.modules:
        return False
    from plugins.engine.foreign import has_listeners

    return has_listeners()
