"""Tiny real sites for tests: write posts, build them in this process or another, look at what came out."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.engine.run import load_site
from plugins.engine.say import say_problems
from plugins.kit.problems import SiteError
from plugins.preview.hosting import headers_for

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared/corpus/18f"
"""A real blog of 508 posts, where it lies beside the project."""
Files = Mapping[str, str | bytes]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000002000000010800000000d14920560000000b49444154789c63606000000003"
    "0001b8ad3a630000000049454e44ae426082"
)
"""Two pixels wide, one high."""


@dataclass(frozen=True)
class Built:
    """One build: its exit code, what it printed, and the output folder."""

    code: int
    out: Path
    errors: str
    printed: str
    pelican: Any = None

    @property
    def problems(self) -> list[str]:
        """The lines that name a problem of level error."""
        lines = self.errors.split("\n\n")[0].splitlines() if self.code else []
        return [line for line in lines if line and ": warning: " not in line]

    @property
    def warnings(self) -> list[str]:
        return [line for line in self.errors.splitlines() if ": warning: " in line]

    def files(self) -> list[str]:
        """All files of the output but the list of them, sorted."""
        found = (path.relative_to(self.out).as_posix() for path in self.out.rglob("*") if path.is_file())
        return sorted(path for path in found if path != ".porchlight")

    def read(self, path: str) -> str:
        return (self.out / path).read_text("utf-8")

    def post(self, slug: str) -> str:
        return self.read(f"posts/{slug}/index.html")

    def everything(self) -> dict[str, bytes]:
        """Path → bytes of the whole output."""
        return {path: (self.out / path).read_bytes() for path in self.files()}


def post(title: str = "A post", date: str = "2025-05-05", body: str = "Words.", **keys: str) -> str:
    """Write a post: front matter from the arguments, then the body."""
    head = "".join(f"{key}: {value}\n" for key, value in {"title": title, "date": date, **keys}.items())
    return f"---\n{head}---\n{body}\n"


def lay(folder: Path, files: Files) -> None:
    """Write files below a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data if isinstance(data, bytes) else data.encode())


def headers_in(folder: Path, path: str) -> dict[str, str]:
    """What a host that reads `_headers` sends with a path of a site in a folder."""
    file = folder / "_headers"
    return headers_for(file.read_bytes() if file.is_file() else b"", path)


def talk_in(folder: Path) -> dict[str, str]:
    """The demo's conversation, kept in a folder of the test."""
    kept = {"database": str(folder / "comments.db"), "snapshot": str(folder / "comments.json")}
    return {"provider": "isso", "server": "/isso", "seed": "data/comments.json", **kept}


def run_site(folder: Path, *, production: bool = False, preview: bool = False, **settings: Any) -> Built:
    """Build `folder/content` into `folder/output` in this process, as `./run build` does."""
    out = Path(settings.pop("OUTPUT_PATH", folder / "output"))
    settings["COMMENTS"] = {**talk_in(folder), **settings.get("COMMENTS", {})}
    said, errors = io.StringIO(), io.StringIO()
    code, pelican = 0, None
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(errors):
        try:
            pelican = load_site(
                production=production,
                content=str(folder / "content"),
                output=str(out),
                cache=str(folder / "cache"),
                jobs=1,
                preview=preview,
                also=settings,
            )
            pelican.run()
        except SiteError as error:
            say_problems(error)
            code = error.exitcode
        except SystemExit as stop:
            code = int(stop.code or 0)
    return Built(code, out, errors.getvalue(), said.getvalue(), pelican)


def command(
    *words: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run Python with words in a process of its own; stdout and stderr are text."""
    whole = {**os.environ, **(env or {})}
    return subprocess.run(
        [sys.executable, *words], cwd=cwd, env=whole, capture_output=True, text=True, timeout=120, check=False
    )


Build = Callable[..., Built]
