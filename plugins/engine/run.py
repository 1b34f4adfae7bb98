"""From the options of a verb to a build: the settings file, what overrides it, Pelican's class."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from plugins.kit.options import whole
from plugins.kit.problems import nearest, sentence

if TYPE_CHECKING:
    from plugins.engine.blog import Host

UNKNOWN = re.compile(r"(\w+)\.__init__\(\) got an unexpected keyword argument '(\w+)'")
ROOT = Path(__file__).parents[2]


def run_build(**options: Any) -> int:
    """Build, print what happened, and return the exit status."""
    return _run(**options)[0]


def build_and_leave(**options: Any) -> NoReturn:
    """Build, print what happened, and end the process with the exit status, at once: Python would first take
    apart what it holds, value by value, which with 10,000 posts is a fifth of a build.
    """
    code, _held = _run(**options)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _run(*, production: bool = False, **options: Any) -> tuple[int, Host | None]:
    from plugins.engine.build import without_collection
    from plugins.engine.say import say_problems
    from plugins.kit.problems import SiteError

    host: Host | None = None
    try:
        with without_collection():
            host = load_site(production=production, **options)
            host.run()
    except SiteError as error:
        say_problems(error)
        return error.exitcode, host
    except SystemExit as stop:
        return int(stop.code or 0), host
    except KeyboardInterrupt:
        print("stopped; the output is as it was", file=sys.stderr)
        return 130, host
    return 0, host


def load_site(*, production: bool = False, also: Mapping[str, Any] | None = None, **options: Any) -> Host:
    """Read the settings, apply the options, and open what builds the blog: Pelican, where a plugin or a theme
    wants it. Empty options change nothing; `also` are settings that no option has.
    """
    from plugins.engine.blog import open_blog
    from plugins.kit.problems import SiteError

    file = ROOT / ("publishconf.py" if production else "pelicanconf.py")
    content = options.get("content")
    if content and not Path(content).is_dir():
        raise SiteError(f"{content}: there is no such content folder.")
    override = {**overrides(**options), **(also or {})}
    try:
        return open_blog(file, override) or _inside_pelican(file, override)
    except ValueError as error:
        if "path containing the content" in str(error):
            raise SiteError(
                f"{file.name}: PATH: there is no such content folder. Make one: mkdir content"
            ) from None
        raise SiteError(_settings_mistake(file, error)) from None
    except (SyntaxError, NameError, ImportError, TypeError) as error:
        raise SiteError(_settings_mistake(file, error)) from None


def _inside_pelican(file: Path, override: Mapping[str, Any]) -> Host:
    import logging

    from pelican.log import init as init_logging
    from pelican.settings import read_settings

    from plugins.engine.blog import PELICAN_CLASS
    from plugins.engine.host import Porchlight

    init_logging(level=logging.WARNING)
    settings = read_settings(str(file), override=dict(override))
    kind = settings["PELICAN_CLASS"]
    host: Host = (Porchlight if kind == PELICAN_CLASS else kind)(settings)
    return host


def overrides(
    *,
    content: str = "",
    output: str = "",
    cache: str = "",
    jobs: str | int = 0,
    fresh: bool = False,
    as_of: str = "",
    preview: bool = False,
) -> dict[str, Any]:
    """Turn the options of `build` into Pelican's settings."""
    wanted = {
        "PATH": content and str(Path(content).absolute()),
        "OUTPUT_PATH": output and str(Path(output).absolute()),
        "CACHE_PATH": cache and str(Path(cache).absolute()),
        "JOBS": whole(jobs, "--jobs", least=0, default=0),
        "AS_OF": as_of,
        "PREVIEW": preview,
    }
    chosen: dict[str, Any] = {name: value for name, value in wanted.items() if value}
    if fresh:
        chosen["LOAD_CONTENT_CACHE"] = False
    return chosen


def _settings_mistake(file: Path, error: Exception) -> str:
    if found := UNKNOWN.match(str(error)):
        known = next((vars(m)[found[1]] for m in list(sys.modules.values()) if found[1] in vars(m)), None)
        names = getattr(known, "__dataclass_fields__", {})
        what, hint = f"{found[1]} has no setting “{found[2]}”", nearest(found[2], names)
    else:
        what, hint = str(error), "Mend this line of the settings."
    line = getattr(error, "lineno", None)
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == str(file):
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"{file.name}:{line or 1}: {sentence(what)} {hint}"
