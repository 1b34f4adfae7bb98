"""One run of a verb: the blog as it goes out, its target, and where things are kept between runs."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from plugins.engine.blog import Host
from plugins.kit.files import write_whole
from plugins.kit.problems import SiteError, count
from plugins.release.announce import KEY
from plugins.release.plan import Made
from plugins.release.settings import Release, read_release
from plugins.release.target import Target
from plugins.release.targets import open_target


class Wish(Struct, frozen=True):
    """What was typed behind `publish`."""

    dry_run: bool = False
    first: bool = False
    allow: str = ""
    quiet: bool = False
    commit: bool = False


AS_USUAL = Wish()


class Press(Struct, frozen=True):
    """One run: the blog, its target, and where things are kept between runs."""

    blog: Host
    settings: Release
    target: Target
    wish: Wish

    @property
    def home(self) -> Path:
        """The folder of the blog: beside the content folder."""
        return Path(self.blog.settings["PATH"]).resolve().parent

    @property
    def journal(self) -> Path:
        return self.home / "var" / "release.json"

    @property
    def hubs(self) -> tuple[str, ...]:
        feeds = self.blog.settings.get("FEEDS")
        return self.settings.hubs or tuple(filter(None, (getattr(feeds, "hub", ""),)))


def open_press(wish: Wish = AS_USUAL, **options: Any) -> Press:
    """Read the settings as they go out, and find the target."""
    from plugins.engine.run import load_site

    blog = load_site(production=True, **options)
    settings = read_release(blog.settings)
    return Press(blog, settings, open_target(settings.target), wish)


@contextmanager
def alone(press: Press) -> Iterator[None]:
    """Let one publisher work in this folder; another is told."""
    path = Path(press.blog.settings["CACHE_PATH"]) / "release.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SiteError(
                "publish: somebody is publishing from this folder just now. Wait for it."
            ) from None
        yield


def build(press: Press) -> Made:
    """Build the site as it goes out, in a folder of its own, and look at its pages."""
    from plugins.checks.verify import inspect

    settings = press.blog.settings
    folder = Path(settings["CACHE_PATH"]) / "release"
    press.blog.go_to(folder)
    progress("building the site …")
    result = press.blog.build()
    report = inspect(result, folder)
    if report.problems:
        progress(f"{count(report.problems)}: ./run check --production shows them")
    if press.settings.indexnow and not key_of(press):
        _say_no_key()
    extra = (_show_key(folder, key),) if (key := key_of(press)) else ()
    return Made(result.site, folder, tuple(report.problems), extra, _note(press.home))


def key_of(press: Press) -> str:
    """The key of IndexNow, where it is wanted and there is one."""
    key = os.environ.get("INDEXNOW_KEY", "").strip()
    return key if press.settings.indexnow and KEY.match(key) else ""


def _say_no_key() -> None:
    """Say why search engines are not told. A key that is none may be another secret: it is not shown."""
    is_set = bool(os.environ.get("INDEXNOW_KEY"))
    what = "is no key: 8 to 128 letters, digits and hyphens" if is_set else "is not set"
    hint = "Search engines are not told. (openssl rand -hex 16 makes a key.)"
    print(f"INDEXNOW_KEY {what}. {hint}", file=sys.stderr)


def _show_key(folder: Path, key: str) -> str:
    """Have the site show the key: that is how IndexNow knows who asks."""
    name = f"{key}.txt"
    write_whole(folder / name, key.encode())
    return name


def _note(home: Path) -> str:
    """One line on what is released: the last commit, where there is one."""
    code, said = git(home, "log", "-1", "--format=%h %s")
    return "" if code else said.strip()[:200]


def git(home: Path, *words: str) -> tuple[int, str]:
    """Ask git; the exit code, and what it says."""
    try:
        done = subprocess.run(
            ["git", "-C", str(home), *words], capture_output=True, text=True, errors="replace", check=False
        )
    except OSError as error:
        return 1, f"git: {error.strerror}"
    return done.returncode, done.stdout if not done.returncode else done.stderr or done.stdout


def progress(text: str) -> None:
    """Say how far it is, to whoever sits before a terminal."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)
