"""One resident process: serves the preview, watches what it is made from, builds again, tells the open pages.

Content and theme are built again here. Code and settings start the process anew: only that sees all of them.
"""

from __future__ import annotations

import io
import os
import secrets
import sys
import threading
from collections import deque
from collections.abc import Collection, Iterable
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.engine.blog import Host
from plugins.engine.resident import Resident
from plugins.engine.run import ROOT, load_site
from plugins.kit import clock
from plugins.kit.problems import Problem, SiteError, count, report
from plugins.preview.pages import FolderPages, MemoryPages, Shelf

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

FILES = ("pelicanconf.py", "publishconf.py", "ledger.json", "data")
"""What else a preview is made from, beside the content, the theme and the code."""
LOOKED_AT = 4


@dataclass
class State:
    """What the open pages are told. `version` changes with every build that changed something."""

    version: str = ""
    problems: tuple[str, ...] = ()
    changed: threading.Condition = field(default_factory=threading.Condition)
    looked_at: deque[str] = field(default_factory=lambda: deque(maxlen=LOOKED_AT))
    """The pages that somebody looked at last."""

    def look_at(self, path: str) -> None:
        """Somebody asks for a page."""
        if path.endswith(".html") and path not in self.looked_at:
            self.looked_at.append(path)

    def tell(self, version: str, problems: Iterable[str]) -> None:
        """Wake everybody who waits for news."""
        with self.changed:
            self.version, self.problems = version, tuple(problems)
            self.changed.notify_all()


class Preview:
    """Builds on demand, into a folder of its own."""

    def __init__(self, *, host: str, port: int, content: str, cache: str) -> None:
        self.output = Path(cache or ROOT / ".cache").absolute() / "preview"
        self.content = Path(content or ROOT / "content").absolute()
        self.state = State()
        self.apps: dict[str, WSGIApplication] = {}
        self._options: dict[str, Any] = {
            "content": content,
            "cache": cache,
            "output": str(self.output),
            "preview": True,
        }
        self._siteurl = f"http://{host}:{port}"
        self._blog: Host | None = None
        self._resident: Resident | None = None
        self.pages = Shelf()
        self._warned: list[Problem] = []
        self._soon: dict[str, bytes | None] | None = None
        self._run, self._builds = secrets.token_hex(4), 0

    def build(self, changed: Collection[Path] = ()) -> None:
        """Take in what changed, or all, and tell what came of it. A mistake keeps the last good pages."""
        begun, self._soon = clock.stopwatch(), None
        try:
            if not self._renew(changed):
                return
            seen = self._look()
        except SiteError as error:
            lines = [shown(problem) for problem in error.problems] or [str(error)]
            said = f"{report(error.problems)}\n{count(error.problems)}" if error.problems else error
            print(said, file=sys.stderr, flush=True)
            self.state.tell(self.state.version or f"{self._run}.0", lines)
            return
        site = self.pages.site
        assert site is not None
        self._mount()
        print(f"{len(site.posts)} posts, shown in {clock.stopwatch() - begun:.2f} s", flush=True)
        if new := [problem for problem in site.problems if problem not in self._warned]:
            print(report(new), file=sys.stderr, flush=True)
        self._warned = list(site.problems)
        if seen == self._soon and len(seen) < LOOKED_AT:  # all that is open was loaded already
            self.state.tell(self.state.version, ())
        else:
            self._tell()
        if self._resident:
            self._resident.warm()

    def _renew(self, changed: Collection[Path]) -> bool:
        if self._blog is None:
            self._blog = load_site(**self._options)
            self._blog.settings["SITEURL"] = self._siteurl
        blog = self._blog
        if not blog.is_ours:
            self.pages.of = FolderPages(self.output, blog.build().site)
            return True
        if self._resident is None:
            self._resident = Resident(blog.settings, blog.capabilities)
            self.pages.of = MemoryPages(self._resident)
        if not changed or self.state.problems:
            self._resident.read()
            return True
        return self._resident.follow(changed, self._show_soon)

    def _look(self) -> dict[str, bytes | None]:
        """The pages that are open; they are ready then, or their mistakes known."""
        return {path: self.pages.get(path) for path in tuple(self.state.looked_at)}

    def _show_soon(self) -> None:
        """Have the open pages loaded while the rest of the site is put together."""
        self._soon = self._look()
        self._tell()

    def _tell(self) -> None:
        self._builds += 1
        self.state.tell(f"{self._run}.{self._builds}", ())

    def _mount(self) -> None:
        """Take in what the capabilities answer themselves; other settings start the process anew."""
        if not self.apps:
            assert self._blog
            for each in self._blog.capabilities:
                if each.preview:
                    self.apps |= each.preview(self._blog.settings)

    def watched(self) -> list[Path]:
        """The folders and files that the preview is made from."""
        return [
            path
            for path in (self.content, ROOT / "theme", ROOT / "plugins", *(ROOT / name for name in FILES))
            if path.exists()
        ]


def shown(problem: Problem) -> str:
    """A problem with the line that it is about."""
    try:
        line = (
            Path(problem.path).read_text("utf-8", errors="replace").splitlines()[problem.line - 1]
            if problem.line
            else ""
        )
    except (OSError, IndexError):
        line = ""
    return f"{problem}\n    {line.strip()[:160]}" if line.strip() else str(problem)


def is_code(path: str) -> bool:
    """Whether a change of this file needs a new process."""
    return path.endswith(".py")


def syntax_mistake(path: Path) -> str:
    """Say what Python cannot read in a file: a process that starts anew with it would not come up."""
    try:
        compile(path.read_bytes(), str(path), "exec")
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 1) or 1
        return f"{path.name}:{line}: {error}. Mend it; the preview goes on with the code before."
    except OSError:
        pass
    return ""


def run_preview(*, host: str, port: int, content: str, cache: str) -> int:
    """Serve until Ctrl-C."""
    from werkzeug.serving import make_server

    from plugins.preview.server import PreviewApp, QuietHandler

    if content and not Path(content).is_dir():
        print(f"{content}: there is no such content folder. Name one with --content.", file=sys.stderr)
        return 1
    preview = Preview(host=host, port=port, content=content, cache=cache)
    # The port first: it is soon known whether it is taken, and by then nothing was built for nobody.
    app = PreviewApp(preview.pages, preview.state, preview.apps)
    try:
        with redirect_stderr(io.StringIO()):
            server = make_server(host, port, app, threaded=True, request_handler=QuietHandler)
    except (OSError, OverflowError, SystemExit):
        hint = f"Try ./run serve --port {port + 1}"
        print(f"Port {port} at {host} is taken, perhaps by another preview. {hint}", file=sys.stderr)
        return 1
    preview.build()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(
        f"The blog is at http://{host}:{server.server_port}/ (drafts included). Ctrl-C ends this.", flush=True
    )
    return _follow(preview)


def _follow(preview: Preview) -> int:
    from watchfiles import DefaultFilter, watch

    try:
        for changes in watch(
            *preview.watched(), watch_filter=DefaultFilter(), debounce=200, step=20, raise_interrupt=False
        ):
            code = sorted(path for _, path in changes if is_code(path))
            if mistakes := [mistake for path in code if (mistake := syntax_mistake(Path(path)))]:
                print("\n".join(mistakes), file=sys.stderr)
                preview.state.tell(preview.state.version, mistakes)
            elif code:
                print("code or settings changed: starting again", flush=True)
                os.execv(sys.executable, [sys.executable, *sys.argv])
            else:
                preview.build([Path(path) for _, path in changes])
    except KeyboardInterrupt:
        pass
    print("\nbye")
    return 0
