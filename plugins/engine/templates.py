"""Template + view → bytes, a pure function; and the digest that is the identity of a page.

Templates see `site` (the shell), `page` (the view), `t` (the words) and nothing else: a stray name is an
error (StrictUndefined), so what is not in the digest cannot be printed. Autoescape is on; HTML is `Markup`,
by its type.
"""

from __future__ import annotations

import contextlib
import functools
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Macro
from markupsafe import Markup

from plugins.engine.environment import Environment
from plugins.engine.folding import (
    AS_WRITTEN,
    CONSTANT,
    FOLDED,
    PARTIALS,
    Compiled,
    Folded,
    Folding,
    is_constant,
)
from plugins.engine.pictures import print_picture
from plugins.engine.words import Words
from plugins.kit.digests import digest, encode
from plugins.kit.problems import SiteError
from plugins.kit.store import Store

PRINTING = ("covers", "environment", "folding", "pictures", "words")
"""The modules beside this one that decide which bytes come out."""
LIBRARIES = ("jinja2", "markupsafe")
BREAK = re.compile(r"(?:(?<=>)\s*\n\s*|\A\s*(?:\n\s*|  +))(?=<|\Z)")


class Templates:
    """The templates of one theme, with one language's words."""

    def __init__(self, folder: Path, words: Words, shell: Any) -> None:
        self._folder = folder
        self._env, self._once, self._last = _environment(folder), _Once(), ""
        self._env.globals |= {"t": words, "site": shell, "once": self._once}
        self._ground = digest(encode(shell), words.source, _code())
        self._closures: dict[str, bytes] = {}
        self._sources: dict[str, bytes] = {}

    def identity(self, template: str, view: Any) -> bytes:
        """Digest everything that the page's bytes depend on. Equal digest, equal bytes."""
        return digest(self._ground, self.closure(template), encode(view))

    def render(self, template: str, view: Any) -> bytes:
        """Print one page. What is printed once is kept for the pages of one template, which come in a row."""
        if template != self._last:
            self._once.forget()
            self._last = template
        try:
            text = self._env.get_template(template).render(page=view)
        except Exception as error:
            place = _place_of(error, self._folder)
            if not (place or isinstance(error, jinja2.TemplateError)):
                raise  # it is ours
            raise _mistake(place or template, error) from error
        return text.encode("utf-8", errors="replace") + b"\n"

    def load(self, templates: Iterable[str], store: Store) -> None:
        """Compile templates, and what they reach, before processes are forked that would each do it; or take
        them from the store as they were compiled.
        """
        _compile(self._env, {found for template in templates for found in self._reach(template)}, store)

    def check(self, templates: Iterable[str]) -> None:
        """Compile templates; raise `SiteError` for the first that Jinja cannot read."""
        for name in sorted(templates):
            try:
                for each in sorted(self._reach(name)):
                    self._env.get_template(each)
            except jinja2.TemplateError as error:
                raise _mistake(name, error) from error

    def closure(self, template: str) -> bytes:
        """Digest a template with all that it extends, includes and imports."""
        if template not in self._closures:
            self._closures[template] = digest(*(self._source(name) for name in sorted(self._reach(template))))
        return self._closures[template]

    def _reach(self, template: str) -> set[str]:
        seen, ahead = {template}, [template]
        while ahead:
            name = ahead.pop()
            for found in _references(self._source(name).decode()):
                if found is None:
                    raise SiteError(
                        f"theme/templates/{name}: a computed name cannot be followed. Name it in full."
                    )
                if found not in seen:
                    seen.add(found)
                    ahead.append(found)
        return seen

    def _source(self, name: str) -> bytes:
        if name not in self._sources:
            try:
                self._sources[name] = Folding.read(self._env, name).encode()
            except jinja2.TemplateNotFound:
                raise SiteError(f"theme/templates/{name} is not there") from None
        return self._sources[name]


def compile_all(folder: Path, store: Store) -> None:
    """Compile the templates of a theme, and keep them in the store: soon all will be wanted. Mistakes in them
    are said when a page is printed.
    """
    env = _environment(folder)
    with contextlib.suppress(SiteError):
        _compile(env, _names(env), store)


def _environment(folder: Path) -> Environment:
    """All that it takes to compile; what is printed is still to come."""
    env = Environment(
        loader=Folding(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[_Tight],
        cache_size=-1,
        bytecode_cache=Compiled(),
    )
    env.filters["shown"] = print_picture
    env.globals = {"range": range, FOLDED: Folded(env)}
    return env


def _names(env: Environment) -> list[str]:
    return env.list_templates(extensions=["html"])  # desktops lay files of their own into folders


def _compile(env: Environment, names: Iterable[str], store: Store) -> None:
    assert isinstance(env.bytecode_cache, Compiled)
    wanted, sources = set(names), {name: Folding.read(env, name) for name in _names(env)}
    key = digest(_code(), sys.version.encode(), encode(sources))
    known = store.get_many("compiled", [key]).get(key, {})
    Compiled.kept |= known
    for name in sorted(wanted):
        with contextlib.suppress(jinja2.TemplateError):
            env.get_template(name)
            if name.startswith(PARTIALS) and is_constant(name, sources.get(name) or Folding.read(env, name)):
                env.get_template(AS_WRITTEN + name)
    used = env.bytecode_cache.used | {CONSTANT + name for name in wanted}
    ours = {each: Compiled.kept[each] for each in used if each in Compiled.kept}
    if not ours.items() <= known.items():
        store.put_many("compiled", {key: known | ours})


def _mistake(place: str, error: Exception) -> SiteError:
    """Say what is wrong with a template; `place` is its name, with the line where that is known."""
    where = f"theme/templates/{place}"
    match error:
        case jinja2.TemplateSyntaxError():
            return SiteError(f"theme/templates/{error.name}:{error.lineno}: {error.message}")
        case jinja2.TemplateNotFound():
            return SiteError(f"{where} wants {error.name}, which is not there")
        case jinja2.TemplateError():
            return SiteError(f"{where}: {error.message}. A template sees site, page and t only.")
        case _:
            return SiteError(f"{where}: {error} ({type(error).__name__}). This line cannot be printed.")


def _place_of(error: Exception, folder: Path) -> str:
    """Name the template and the line that an error comes from; nothing for one from elsewhere. Jinja shows a
    template as a frame of its own (`jinja2.debug`), above those of what it called.
    """
    for frame, line in reversed([*traceback.walk_tb(error.__traceback__)]):
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(folder):
            return f"{file.relative_to(folder).as_posix()}:{line}"
        if file.parent.name not in LIBRARIES and file.name != "environment.py":
            break
    return ""


class _Tight(Extension):
    """A line break between the tags of a template is for who reads it; a space within a line is printed."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Print what a template writes without its line breaks, and say the same lines in mistakes."""
        for token in stream:
            yield token._replace(value=BREAK.sub("", token.value)) if token.type == "data" else token


class _Once:
    """`once(macro, item, …)`: what a macro prints of an item is printed once for all pages in a row.

    A macro sees the shell, the words and its arguments, so it prints the same of the same.
    """

    def __init__(self) -> None:
        self._printed: dict[tuple[Any, ...], tuple[Any, bytes]] = {}

    def __call__(self, macro: Macro, item: Any, *more: str | int) -> Markup:
        # By identity: equal cards are one object (`Site.cards`), and to compare takes as long as to print.
        key = (macro, item if isinstance(item, str) else id(item), *more)
        found = self._printed.get(key)
        if found is None:
            # The item is kept with it, so that no other gets its id; the text as UTF-8: a single dash makes
            # each letter of a str take two bytes.
            found = self._printed[key] = (item, macro(item, *more).encode("utf-8", "surrogatepass"))
        return Markup(found[1].decode("utf-8", "surrogatepass"))

    def forget(self) -> None:
        """Begin anew."""
        self._printed.clear()


REFERENCE = re.compile(
    r"""\{%[-+]?\s*(?:extends|include|import|from)\s+(?:(["'])([^"']+)\1(?=\s*(?:[-+]?%|(?:import|as|with|without|ignore)\s))|\S)"""
)


def _references(source: str) -> Iterator[str | None]:
    """The names after extends, include, import and from; None for one that is not written out. Jinja's own
    `meta` parses for that, which takes as long as all the rest of a build in which nothing changed.
    """
    return (found[2] for found in REFERENCE.finditer(source))


@functools.cache
def _code() -> bytes:
    """Digest the code that turns views into bytes: ours and the libraries'."""
    ours = Path(__file__).parents[1]
    engine = [Path(__file__).with_name(f"{name}.py") for name in PRINTING]
    files = [Path(__file__), *engine, *sorted((ours / "kit").glob("*.py"))]
    versions = f"{version('jinja2')} {version('markupsafe')} {version('msgspec')}"
    return digest(*(file.read_bytes() for file in files), versions.encode())
