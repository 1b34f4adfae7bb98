"""Jinja's environment with what costs most made lighter: to find a template, to look up a name, to call a
macro, to escape a word.

Every place is one that Jinja offers (`Environment`: `code_generator_class`, `context_class`, `make_globals`).
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

import jinja2
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

SPECIAL = re.compile(r"[&<>\"']")


def printed(value: Any) -> str:
    """Escape what is printed. A word without a special character needs no `Markup` of its own."""
    kind = type(value)
    if kind is str:
        return escape(value) if SPECIAL.search(value) else value
    return value if kind is Markup else escape(value)


class _Printing(CodeGenerator):
    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.printed(")


class _Context(Context):
    def call(self, called: Any, /, *args: Any, **more: Any) -> Any:
        """Call a macro, which wants to know whether to escape, or something of ours, which wants nothing."""
        more.pop("_loop_vars", None)
        more.pop("_block_vars", None)
        return called(self.eval_ctx, *args, **more) if type(called) is Macro else called(*args, **more)


class Environment(jinja2.Environment):
    """Keeps templates by name: a page asks for a dozen, and Jinja's own cache makes a key for each anew."""

    code_generator_class = _Printing
    context_class = _Context

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._ready: dict[str, jinja2.Template] = {}
        self.printed = printed

    def get_template(
        self, name: str | jinja2.Template, parent: str | None = None, globals: Any = None
    ) -> jinja2.Template:
        if isinstance(name, jinja2.Template):
            return name
        if name not in self._ready:
            self._ready[name] = super().get_template(name, parent, globals)
        return self._ready[name]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What all templates see; none has names of its own."""
        return {**self.globals, **d} if d else self.globals
