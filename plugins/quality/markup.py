"""HTML that every browser reads alike: Nu, which knows the standard, and html-validate, over all pages.

Both are given a broken page too, and the check fails when they do not see it: a tool that looks at nothing
finds no fault either.
"""

from __future__ import annotations

import glob
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from plugins.kit.problems import SiteError
from plugins.quality.findings import Fault, Found, counted, snippet
from plugins.quality.subjects import pages_of
from plugins.quality.tools import AGAIN, printed

if TYPE_CHECKING:
    from plugins.quality.job import Job

NU = "node_modules/vnu-jar/build/dist/vnu.jar"
VALIDATE = "node_modules/html-validate/bin/html-validate.mjs"
BROKEN = "broken.html"
BROKEN_PAGE = '<!doctype html><html lang="en"><title>Broken</title><p><b>Open<img src="x.png"></p></i>\n'


def broken_page(work: Path) -> Path:
    """Write the page that every tool must complain about."""
    path = work / BROKEN
    path.write_text(BROKEN_PAGE, "utf-8")
    return path


def check_nu(job: Job) -> Found:
    """Run the Nu HTML checker; its warnings count too."""
    pages = len(pages_of(job.folder))
    job.tell(f"nu: {pages} pages")
    command = [
        job.tools["java"],
        "-jar",
        str(job.npm.folder / NU),
        "--skip-non-html",
        "--stdout",
        "--format",
        "json",
    ]
    report = read_report("Nu", printed([*command, str(job.folder), str(broken_page(job.work))]))
    faults = list(read_nu(report, job.folder))
    return counted(f"errors and warnings on {pages} pages", seen_broken("Nu", faults))


def read_nu(report: dict[str, Any], folder: Path) -> Iterator[Fault]:
    """Read Nu's report; what is not in the folder is the broken page."""
    for message in report["messages"]:
        if message.get("type") == "info" and message.get("subType") != "warning":
            continue
        if "url" not in message:
            raise SiteError(f"Nu stopped: {message['message']}. {AGAIN}")
        file = page_of(unquote(urlsplit(message["url"]).path), folder)
        seen = f": {snippet(message['extract'])}" if message.get("extract") else ""
        yield Fault(
            file, f"{message['message'].rstrip('.')}{seen}", f"Look at line {message.get('lastLine', '?')}"
        )


def check_html(job: Job) -> Found:
    """Run html-validate with its rules for the standard and for accessibility."""
    pages = len(pages_of(job.folder))
    job.tell(f"html: {pages} pages")
    # It takes patterns: a bracket in the name of a folder is no pattern.
    words = [
        "-c",
        "html-validate.json",
        "-f",
        "json",
        f"{glob.escape(str(job.folder))}/**/*.html",
        glob.escape(str(broken_page(job.work))),
    ]
    report = read_report("html-validate", job.npm.run(VALIDATE, *words))
    return counted(
        f"errors on {pages} pages", seen_broken("html-validate", list(read_html(report, job.folder)))
    )


def read_html(report: list[dict[str, Any]], folder: Path) -> Iterator[Fault]:
    """Read html-validate's report."""
    for file in report:
        for message in file["messages"]:
            place = message.get("selector") or f"line {message['line']}"
            what = f"{snippet(message['message'].rstrip('.'), 200)} ({message['ruleId']}): {place}"
            yield Fault(page_of(file["filePath"], folder), what, f"Read {message.get('ruleUrl', 'its rule')}")


def read_report(tool: str, text: str) -> Any:
    """Read JSON; raise `SiteError` with what else the tool said."""
    try:
        return json.loads(text)
    except ValueError:
        raise SiteError(f"{tool} gave no report. It said: {snippet(text, 300)} {AGAIN}") from None


def page_of(path: str, folder: Path) -> str:
    """Name the page of a file, or the broken page; raise `SiteError` for a file that nobody asked about."""
    file, root = Path(path).resolve(), folder.resolve()
    if file.is_relative_to(root):
        return file.relative_to(root).as_posix()
    if file.name == BROKEN:
        return BROKEN
    raise SiteError(f"{path} was looked at, and is no page of the site. {AGAIN}")


def seen_broken(tool: str, faults: list[Fault]) -> Iterator[Fault]:
    """Yield the faults of the site; raise `SiteError` when the tool did not see the broken page."""
    if not any(fault.page == BROKEN for fault in faults):
        raise SiteError(f"{tool} found nothing wrong with a broken page: it looked at nothing. {AGAIN}")
    yield from (fault for fault in faults if fault.page != BROKEN)
