"""What a capability offers to the build: one value, named `CAPABILITY`, in the `__init__` of its folder.
Its steps stand in modules that are imported when they run (`Later`).

The hooks stand here in the order in which they run. `PLUGINS` gives the order among capabilities.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from plugins.engine.documents import Body, Document, DocumentKind, Source
from plugins.engine.remembered import Remembered
from plugins.kit.problems import Problem

if TYPE_CHECKING:
    from pathlib import Path
    from wsgiref.types import WSGIApplication

    from plugins.engine.model import Site
    from plugins.engine.outputs import Output

SITE = "porchlight.site"
"""In the environment of the applications of `Capability.preview`: the site as it is shown now."""
# Made once per process: turns the Markdown of one file into its body.
BodyMaker = Callable[[Source], Body]


class Later(Struct, frozen=True):
    """A step by its `place`, `package.module:name`, imported when it first runs: most builds take few of the
    steps, and to import them all is a third of such a build. The tests see that each is there.
    """

    place: str

    def __call__(self, *given: Any) -> Any:
        """Take the step."""
        return self.step(*given)

    def get_ready(self) -> None:
        """Import it before it is taken."""
        import_module(self.place.partition(":")[0])

    @property
    def step(self) -> Callable[..., Any]:
        """What stands at the place; `ImportError` or `AttributeError` when nothing does."""
        module, _, name = self.place.partition(":")
        step: Callable[..., Any] = getattr(import_module(module), name)
        return step


def nothing_else(_site: Site) -> Iterable[Path]:
    """What the steps of most capabilities read beside content, theme, code and settings."""
    return ()


def _nobody_knows(_site: Site) -> None:
    return None


class Capability(Struct, frozen=True):
    """`settings` maps a setting's name to its dataclass; a missing setting means the defaults."""

    name: str
    settings: Mapping[str, type[Any]] = field(default_factory=dict)
    documents: tuple[DocumentKind, ...] = ()
    """Kinds of documents, by folder; read before anything else."""
    body_maker: Callable[[Mapping[str, Any]], BodyMaker] | None = None
    """Given all settings, makes what turns Markdown into HTML. Runs in the workers. One capability has it."""
    enrich: tuple[Callable[[Site], Iterable[Problem]], ...] = ()
    """Attach what only the whole site knows; in the order of the tuple, after those of earlier capabilities.
    """
    reads: Callable[[Site], Iterable[Path] | None] = _nobody_knows
    """Name the files, beside content, theme, code and settings, that its steps read; None when they ask
    somebody else. On what is named here the next build trusts that nothing changed; a capability that does
    not say it is asked in every build.
    """
    shell: Callable[[Site], Mapping[str, Any]] | None = None
    """Named parts of the shell that every page prints, such as the recent posts of the footer."""
    outputs: tuple[Callable[[Site], Iterable[Output | Problem]], ...] = ()
    """Yield the files of the site: views with their templates, bytes, or copies."""
    remember: Callable[[Site, Remembered], Mapping[Path, bytes]] | None = None
    """Given the built site and what it is going to tell, the files to write when the release is live. They
    are committed with the posts.
    """
    glimpse: Callable[[Site, Document], Output | None] | None = None
    """Given the site as it is and a document that was saved, its page as the writer will see it, but for what
    only the whole site knows; None when it cannot be told. `serve` shows it until the site is put together.
    """
    preview: Callable[[Mapping[str, Any]], Mapping[str, WSGIApplication]] | None = None
    """Given all settings, what `serve` answers besides the pages: local path to its WSGI application, which
    has all that lies below too where the path ends with a slash. Nothing of it is in the built site.
    """
