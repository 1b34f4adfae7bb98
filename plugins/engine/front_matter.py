"""The head of a file: YAML between `---` lines, or Pelican's `Key: value` lines. Values stay text; the schema
types them.

In: the bytes of a file. Out: a mapping, the line of each key, the Markdown behind it, or problems.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import yaml
from msgspec import Struct, field

from plugins.kit.problems import Problem
from plugins.kit.text import CONTROL

LARGEST = 1_000_000
DEEPEST = 8
HEADER = re.compile(r"(?P<key>[A-Za-z][A-Za-z0-9_ -]{0,40}):(?:[ \t]+(?P<value>.*))?$")
NULLS = {"~", "null", "Null", "NULL"}
"""What YAML says for nothing, and exports of other tools write."""
_SIGNS = r"-\w .!?'’“”‘…()/+%;=@*–—"
PLAIN = re.compile(
    rf"(?P<key>[A-Za-z]\w{{0,40}}): +(?:(?P<words>[^\W_](?:[{_SIGNS},]|:(?=\S))*+)"
    rf"|\[(?P<items>[^\W_][{_SIGNS}]*+(?:, *[^\W_][{_SIGNS}]*+)*+)\]) *"
)
"""Most lines say no more than this; to read them needs no tree of nodes (YAML 1.1, 9.1.3: plain scalars).
Nothing that was taken is given back: a line of a million blanks would be tried from each.
"""
SYNONYMS = {"category": "topic", "author": "authors", "tag": "tags", "guest": "guests", "keywords": "tags"}


ELSEWHERE = {
    "draft": "Write status: draft",
    "published": "Write status: published, draft or hidden",
    "updated": "Write modified: and the date",
    "update": "Write modified: and the date",
    "lastmod": "Write modified: and the date",
    "categories": "Write topic: (one) or tags: (several)",
    "subtitle": "Write summary:",
    "description": "Write summary:",
    "excerpt": "Write summary:",
    "thumbnail": "Write image:",
    "cover": "Write image:",
    "layout": "Take the line out; the kind of a post is kind: article or interview",
    "template": "Take the line out; the kind of a post is kind: article or interview",
    "permalink": "Write slug: for the end of the address, aliases: for older addresses",
    "url": "Write slug: for the end of the address, aliases: for older addresses",
    "language": "Write lang:",
}
"""What other tools call it."""
Line = tuple[str, Any, int]
"""A key, its value, the number of its line."""


class Raw(Struct):
    """`body_line` is the line on which the Markdown begins."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    problems: list[Problem] = field(default_factory=list)


def parse(path: str, data: bytes) -> Raw:
    """Split and read one file."""
    raw = Raw()
    text = _decode(path, data, raw)
    if text is None:
        return raw
    # YAML refuses some control characters and takes others for line breaks.
    lines = CONTROL.sub("", text).split("\n")
    if lines[0].rstrip() == "---":
        _yaml_head(path, lines, raw)
    else:
        _pelican_head(path, lines, raw)
    return raw


def _decode(path: str, data: bytes, raw: Raw) -> str | None:
    if len(data) > LARGEST:
        raw.problems.append(
            Problem(
                path,
                1,
                f"has {len(data) / 1e6:.1f} MB; a text has at most {LARGEST / 1e6:.0f} MB",
                "Did a picture or an export end up in it? Split it, or link the large part as a file",
            )
        )
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        raw.problems.append(
            Problem(path, 1, "begins with a byte order mark (BOM), which hides the front matter", MEND)
        )
        data = data[3:]
    if b"\r" in data:
        line = data[: data.index(b"\r")].count(b"\n") + 1
        raw.problems.append(Problem(path, line, "has Windows line endings (CRLF)", MEND))
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raw.problems.append(
            Problem(
                path,
                line,
                f"is not UTF-8 text (byte 0x{data[error.start]:02x})",
                "Save the file as UTF-8; most editors have it under “Save with encoding”",
            )
        )
        return None


MEND = "Save it as plain UTF-8 with LF line endings, or type ./run check --fix"


def _yaml_head(path: str, lines: list[str], raw: Raw) -> None:
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in {"---", "..."}), None)
    if end is None:
        raw.problems.append(
            Problem(path, 1, "the front matter is not closed", "Put a line with --- behind it")
        )
        return
    raw.body, raw.body_line = "\n".join(lines[end + 1 :]), end + 2
    for number, line in enumerate(lines[1:end], 2):
        if "\t" in line:
            raw.problems.append(
                Problem(
                    path,
                    number,
                    "has a tab in the front matter",
                    "YAML wants spaces. Replace the tab, or type ./run check --fix",
                )
            )
            return
    head = lines[1:end]
    plain = [found for line in head if (found := PLAIN.fullmatch(line))]
    kept = map(_read_plain, plain, count(2)) if len(plain) == len(head) else _compose(path, head, raw)
    for key, value, number in kept:
        _keep(path, raw, key, value, number)


def _read_plain(found: re.Match[str], number: int) -> Line:
    if items := found["items"]:
        return found["key"], [_value(item.strip(" ")) for item in items.split(",")], number
    return found["key"], _value(found["words"].rstrip(" ")), number


def _compose(path: str, head: list[str], raw: Raw) -> Iterator[Line]:
    text = "\n".join(head)
    try:
        raw.problems += _refused(path, text)
        node = None if raw.problems else yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as error:
        raw.problems.append(_yaml_problem(path, ["---", *head], error))
        return
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(_plain(key) or key.value), _plain(value), key.start_mark.line + 2
    elif node is not None:
        what = "the front matter is not a list of “key: value” lines"
        raw.problems.append(Problem(path, 2, what, "Write title: …, date: … and so on, one on each line"))


def _refused(path: str, text: str) -> Iterator[Problem]:
    """Find what could fill the memory or break the parser before the tree is built: aliases, depth."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        line = event.start_mark.line + 2 if event.start_mark else 2
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            yield Problem(path, line, "lists and mappings nest too deeply here", NESTED)
            return
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            yield Problem(path, line, "uses a YAML anchor or alias (& or *)", ALIAS)
            return


NESTED = "A text that begins with [ or { needs quotes around it"
ALIAS = "Write the value out; put quotes around a text that begins with & or *"


def _pelican_head(path: str, lines: list[str], raw: Raw) -> None:
    number, key = 0, ""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            break
        if found := HEADER.match(line):
            key = _keep(path, raw, found["key"], (found["value"] or "").strip(), number)
        elif key and line.startswith(("    ", "\t")):
            raw.values[key] = f"{raw.values[key]} {line.strip()}".strip()
        elif key:
            what = "this line is neither “Key: value” nor empty"
            hint = "Put an empty line between the headers and the text"
            raw.problems.append(Problem(path, number, what, hint))
            return
        else:
            break
    if not raw.values:
        hint = "Begin the file with a line ---, then title: … and date: …, then --- again"
        raw.problems.append(Problem(path, 1, "has no front matter", hint))
    raw.body, raw.body_line = "\n".join(lines[number:]), number + 1


def _keep(path: str, raw: Raw, key: str, value: Any, line: int) -> str:
    name = key.strip().lower().replace("-", "_").replace(" ", "_")
    name = SYNONYMS.get(name, name)
    if name in raw.values:
        raw.problems.append(
            Problem(
                path,
                line,
                f"“{name}” stands here for the second time (first in line {raw.lines[name]})",
                "Keep one",
            )
        )
    raw.values[name], raw.lines[name] = value, line
    return name


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.style else _value(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return {str(_plain(key)): _plain(value) for key, value in node.value}


def _value(words: str) -> str:
    return "" if words in NULLS else words


def _yaml_problem(path: str, lines: list[str], error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 2 if mark else 2
    said = getattr(error, "problem", "") or "cannot be read"
    if "mapping values are not allowed" in said:
        return Problem(
            path,
            line,
            "this line has a second colon, which YAML cannot read",
            _quoted(lines, line),
        )
    return Problem(
        path,
        line,
        f"the front matter is not valid YAML ({said})",
        _quoted(lines, line)
        if "cannot start any token" in said
        else "Often a quote or bracket is not closed, or a value needs quotes",
    )


def _quoted(lines: list[str], line: int) -> str:
    """Show the writer's own line as YAML can read it."""
    key, _, value = lines[line - 1].partition(": ") if line <= len(lines) else ("", "", "")
    if not key.strip() or not value.strip():
        return 'Put the value in quotes: title: "Feeds: a love story"'
    safe = value.strip().strip("\"'").replace("\\", "\\\\").replace('"', '\\"')
    return f'Put the value in quotes: {key.strip()}: "{safe[:80]}"'


LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
