"""A partial that is the same on all pages is printed once for all; and what was compiled is kept.

In: a folder of templates. Out: their sources, with a call in the place of such a partial.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import jinja2
import jinja2.meta
from jinja2.bccache import Bucket
from markupsafe import Markup

from plugins.engine.environment import Environment
from plugins.kit.problems import SiteError

FOLDED = "_folded"
"""The name by which templates call `Folded`."""
PARTIALS = "partials/"
AS_WRITTEN = "as written: "
"""Before the name of a template: its source without folding."""
CONSTANT = "constant: "
"""Before the name of a partial: whether it reads nothing of a page."""


class Folding(jinja2.FileSystemLoader):
    """A partial that reads nothing of the page is the same on all pages, and is printed once for all."""

    def get_source(self, environment: jinja2.Environment, template: str) -> Any:
        source, path, current = super().get_source(environment, template.removeprefix(AS_WRITTEN))
        if template.startswith(PARTIALS) and is_constant(template, source):
            source = f"{{{{ {FOLDED}({template!r}) }}}}"
        return source, path, current

    def list_templates(self) -> list[str]:
        """Name what can be read: editors lay links to nowhere beside what they have open."""
        return [name for name in super().list_templates() if Path(self.searchpath[0], name).is_file()]

    @staticmethod
    def read(environment: jinja2.Environment, template: str) -> str:
        """The source as it is written."""
        assert isinstance(environment.loader, Folding)
        try:
            source: str = super(Folding, environment.loader).get_source(environment, template)[0]
        except UnicodeDecodeError:
            raise SiteError(f"theme/templates/{template}: is not UTF-8 text. Save it as UTF-8.") from None
        return source


class Folded:
    """Prints the partials that are the same on all pages, by their names. It is called: Jinja takes whatever
    goes wrong behind `[…]` for a name that is not there.
    """

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._printed: dict[str, Markup] = {}

    def __call__(self, name: str) -> Markup:
        if name not in self._printed:
            self._printed[name] = Markup(self._env.get_template(AS_WRITTEN + name).render())
        return self._printed[name]


def is_constant(name: str, source: str) -> bool:
    """Whether a partial reads nothing of a page; of each the last answer is kept."""
    seen, answer = Compiled.kept.get(CONSTANT + name, ("", b""))
    if seen != source:
        answer = b"yes" if _reads_no_page(source) else b""
        Compiled.kept[CONSTANT + name] = (source, answer)
    return bool(answer)


def _reads_no_page(source: str) -> bool:
    if "page." in source:  # most do, and need not be parsed for it
        return False
    try:
        tree = jinja2.Environment().parse(source)
    except jinja2.TemplateSyntaxError:
        return False
    names = jinja2.meta.find_undeclared_variables(tree)
    return names <= {"site", "t", "range", "once"} and not any(jinja2.meta.find_referenced_templates(tree))


class Compiled(jinja2.BytecodeCache):
    """Compiled templates, and which are `CONSTANT`, each with the source that it was made from: the preview
    builds often, and changes one at most. `used` are those that were asked for here.
    """

    kept: ClassVar[dict[str, tuple[str, bytes]]] = {}

    def __init__(self) -> None:
        self.used: set[str] = set()

    def load_bytecode(self, bucket: Bucket) -> None:
        self.used.add(bucket.key)
        source, code = self.kept.get(bucket.key, ("", b""))
        if source == bucket.checksum:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = (bucket.checksum, bucket.bytecode_to_string())
