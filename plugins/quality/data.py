"""JSON-LD: types and properties as schema.org has them, by its types in TypeScript; and what search engines
ask for, by Adobe's validator.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.kit.problems import SiteError
from plugins.quality.findings import Fault, Found, Measure, counted, snippet
from plugins.quality.subjects import pages_of
from plugins.quality.tools import AGAIN

if TYPE_CHECKING:
    from plugins.quality.job import Job

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
KIND = "application/ld+json"
HEAD = 'import type { Graph, Thing, WithContext } from "schema-dts";\n'
COMPILER = "node_modules/typescript/bin/tsc"
OPTIONS = ("--noEmit", "--strict", "--skipLibCheck", "--pretty", "false", "--module", "nodenext")
FILE = "data.ts"
SAID = re.compile(r"data\.ts\((\d+),(\d+)\): error \w+: (.*)")
BROKEN = (
    '{"@context":"https://schema.org","@graph":[{"@type":"BlogPosting","nonsense":1},{"@type":"Person"}]}'
)
MOST = 60
"""Pages whose types are looked at: beside one of every kind, so many evenly from the rest."""


def check_data(job: Job) -> Found:
    """Check the structured data of pages."""
    files = sample(job)
    job.tell(f"data: {len(files)} pages")
    texts = {file: (job.folder / file).read_text("utf-8") for file in files}
    blocks = [(file, block) for file, text in texts.items() for block in BLOCK.findall(text)]
    wanted = sum(f'type="{KIND}"' in text for text in texts.values())
    seen = Measure("blocks of JSON-LD that were looked at", len(blocks), wanted, is_floor=True)
    found = counted("faults in them", [*against_types(job, blocks), *against_engines(job, files)])
    return Found((seen, *found.measures), found.faults)


def sample(job: Job) -> list[str]:
    """Choose the pages: one of every kind, and others evenly."""
    pages = pages_of(job.folder)
    others = pages[:: max(1, len(pages) // MOST)]
    return list(dict.fromkeys([*(subject.file for subject in job.subjects), *others]))


def against_types(job: Job, blocks: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    """Compile the blocks as values of schema.org's types."""
    lines, pages = [HEAD.strip()], [""]
    for number, (page, block) in enumerate([*blocks, ("", BROKEN)]):
        try:
            value = json.dumps(json.loads(block))
        except ValueError as error:
            yield Fault(page, f"its JSON-LD is no JSON ({error})", "Mend what wrote it, in plugins/meta")
            continue
        lines.append(f"export const x{number}: Graph | WithContext<Thing> = {value};")
        pages.append(page)
    # Beside node_modules, where the compiler finds the types.
    (job.npm.folder / FILE).write_text("\n".join(lines) + "\n", "utf-8")
    said = job.npm.run(COMPILER, *OPTIONS, FILE)
    yield from read_types(said, lines, pages)


def read_types(said: str, lines: Sequence[str], pages: Sequence[str]) -> Iterator[Fault]:
    """Read what the compiler says; the last line is wrong on purpose."""
    found = [(int(line), int(column), text) for line, column, text in SAID.findall(said)]
    if not any(line == len(lines) for line, _, _ in found):
        said = snippet(said, 300)
        raise SiteError(f"TypeScript found nothing wrong with broken data. It said: {said} {AGAIN}")
    for line, column, text in found:
        if line < len(lines):
            near = snippet(lines[line - 1][column - 1 :], 60)
            yield Fault(pages[line - 1], f"JSON-LD: {snippet(text, 160)} At {near}", "See https://schema.org")


def against_engines(job: Job, files: Sequence[str]) -> Iterator[Fault]:
    """Ask what search engines ask for."""
    broken = job.work / "broken-data.html"
    broken.write_text(f'<!doctype html><script type="{KIND}">{BROKEN}</script>', "utf-8")
    issues = list(
        job.npm.lines("data.mjs", [str(path) for path in (*(job.folder / f for f in files), broken)])
    )
    if not any(issue["file"] == str(broken) for issue in issues):
        raise SiteError(f"Adobe's validator found nothing wrong with broken data. {AGAIN}")
    yield from read_engines([issue for issue in issues if issue["file"] != str(broken)], job.folder)


def read_engines(issues: Sequence[dict[str, Any]], folder: Path) -> Iterator[Fault]:
    """Read the issues; advice on what is optional is left out."""
    for issue in issues:
        if "(optional)" not in issue["what"]:
            page = Path(issue["file"]).relative_to(folder).as_posix()
            yield Fault(
                page, f"JSON-LD, {unescape(issue['place'])}: {issue['what']}", "See https://schema.org"
            )
