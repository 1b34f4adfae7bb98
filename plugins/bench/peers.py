"""Who is measured: this blog with all that it can do, and Hugo, bare or with a theme. Each is a few
commands.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from plugins.bench.measure import Measured, measure
from plugins.engine.run import ROOT

HUGO = Path(__file__).with_name("hugo")


class Case(Struct, frozen=True):
    """One line of the table: `prepare` is not measured, `run` is."""

    name: str
    prepare: Callable[[], None]
    run: Callable[[], Measured]


def our_cases(content: Path, work: Path, jobs: str) -> list[Case]:
    """This blog: cold; again with nothing changed; again with the text of one post changed."""
    command = [sys.executable, "-m", "invoke", "build", "--content", str(content)]
    command += ["--output", str(work / "output"), "--cache", str(work / "cache")]
    command += ["--jobs", jobs] if jobs else []

    def build() -> Measured:
        return measure(command, cwd=ROOT)

    def forget() -> None:
        shutil.rmtree(work, ignore_errors=True)

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
    """Hugo, cold: it keeps nothing of pages between two runs."""
    site = work / "site"

    def prepare() -> None:
        shutil.rmtree(work, ignore_errors=True)
        layouts = site / "layouts" / "_default"
        layouts.mkdir(parents=True)
        (site / "content").symlink_to(content)
        shutil.copy(HUGO / "hugo.toml", site)
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
