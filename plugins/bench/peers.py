"""Who is measured: this blog with all that it can do, and Hugo, bare or with a theme. Each is a few
commands.
"""

from __future__ import annotations

import itertools
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from plugins.bench.measure import Measured, measure
from plugins.engine.run import ROOT

HUGO = Path(__file__).with_name("hugo")


class Case(Struct, frozen=True):
    """One line of the table: `prepare` is not measured, `run` is. Nothing is deleted in either, and a cold
    build has a new folder each time: for minutes ext4 looks long for inodes that were not in use a moment ago
    (`recently_deleted`, fs/ext4/ialloc.c), whoever writes the files.
    """

    name: str
    prepare: Callable[[], None]
    run: Callable[[], Measured]


def our_cases(content: Path, work: Path, jobs: str) -> list[Case]:
    """This blog: cold; again with nothing changed; again with the text of one post changed."""
    command = [sys.executable, "-m", "invoke", "build", "--content", str(content)]
    command += ["--jobs", jobs] if jobs else []
    number = itertools.count()
    folder = work

    def forget() -> None:
        nonlocal folder
        folder = work / str(next(number))

    def build() -> Measured:
        places = ["--output", str(folder / "output"), "--cache", str(folder / "cache")]
        return measure([*command, *places], cwd=ROOT)

    def edit() -> None:
        post = sorted((content / "posts").iterdir())[-5]
        text = post.read_text("utf-8")
        # In the middle: a new ending may be another question to the readers, which the home page asks too.
        parts = text.split("\n## ")
        parts[2] = parts[2].removesuffix("Again.\n") if "Again." in parts[2] else f"{parts[2]}Again.\n"
        post.write_text("\n## ".join(parts), "utf-8")

    return [
        Case("Porchlight, cold", forget, build),
        Case("Porchlight, nothing changed", lambda: None, build),
        Case("Porchlight, one post edited", edit, build),
    ]


def hugo_case(program: str, content: Path, work: Path, theme: Path | None = None) -> Case:
    """Hugo, cold: it keeps nothing of pages between two runs. Bare, or a theme with what a blog turns on."""
    number = itertools.count()
    site = work

    def prepare() -> None:
        nonlocal site
        site = work / str(next(number))
        layouts = site / "layouts" / "_default"
        layouts.mkdir(parents=True)
        (site / "content").symlink_to(content)
        shutil.copy(HUGO / ("themed.toml" if theme else "hugo.toml"), site / "hugo.toml")
        if theme is None:
            shutil.copy(HUGO / "single.html", layouts)
            shutil.copy(HUGO / "list.html", layouts)
        else:
            (site / "themes").mkdir()
            (site / "themes" / theme.name).symlink_to(theme)

    def run() -> Measured:
        command = [program, "--source", str(site), "--quiet"]
        command += ["--theme", theme.name] if theme else []
        return measure(command, cwd=site)

    return Case(f"Hugo, {theme.name if theme else 'bare'}", prepare, run)
