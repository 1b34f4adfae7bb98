"""Each tool that npm installs has something to say of a broken page, and we read it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.checks.chromium import find_chromium
from plugins.kit.problems import SiteError
from plugins.quality import axe
from plugins.quality.data import check_data
from plugins.quality.findings import Found
from plugins.quality.job import Job
from plugins.quality.lighthouse import check_lighthouse
from plugins.quality.links import check_links
from plugins.quality.markup import check_html, check_nu, seen_broken
from plugins.quality.tools import SOURCE, ensure_npm, find_java
from tests.quality.broken import SITE, job_of
from tests.sites import ROOT

NPM = ROOT / ".cache/quality/npm"
LOCK = "package-lock.json"


def is_installed() -> bool:
    installed = NPM / "installed.json"
    return installed.is_file() and installed.read_bytes() == (SOURCE / LOCK).read_bytes()


pytestmark = pytest.mark.skipif(
    not is_installed(), reason="the tools of ./run quality are not installed; that verb installs them"
)


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    tools = {
        "npm": ensure_npm(ROOT / ".cache"),
        "java": find_java(tmp_path),
        "chromium": find_chromium(os.environ),
    }
    with job_of(tmp_path, SITE, tools=tools) as made:
        yield made


def said(found: Found) -> str:
    return "\n".join(map(str, found.problems))


def test_nu(job: Job) -> None:
    text = said(check_nu(job))
    assert "/: End tag for  “body” seen, but there were unclosed elements: " in text
    assert "broken.html" not in text


def test_html_validate(job: Job) -> None:
    text = said(check_html(job))
    assert '<img> is missing required "alt" attribute (wcag/h37)' in text
    assert "broken.html" not in text


def test_pages_in_a_folder_with_brackets_are_looked_at(job: Job, tmp_path: Path) -> None:
    with job_of(tmp_path / "my [old] blog", SITE, tools=job.tools) as made:
        assert "(wcag/h37)" in said(check_html(made))


def test_data(job: Job) -> None:
    text = said(check_data(job))
    assert "'\"nonsense\"' does not exist in type" in text
    assert 'JSON-LD, Person: Required attribute "name" is missing' in text


def test_axe(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(axe, "MODES", [mode for mode in axe.MODES if mode.name == "dark"])
    text = said(axe.check_axe(job))
    assert '/: image-alt: <img src="/dot.png"> (dark). ' in text
    assert "/: color-contrast: <p " in text


def test_links(job: Job) -> None:
    text = said(check_links(job))
    assert "/: pages that no link leads to: 1 is over the budget of 0. Link to them: /lost/." in text
    assert "/: “/gone/” leads nowhere (404). Correct the address, or take it out." in text
    assert "/: “/other/#nowhere” leads to a place that the page does not have. Correct the address" in text
    assert ":~:" not in text


def test_lighthouse(job: Job) -> None:
    found = check_lighthouse(job)
    text = said(found)
    assert "home: accessibility" in text
    assert "/: Document does not have a meta description. Read what Lighthouse asks" in text
    names = [measure.what for measure in found.measures]
    assert names == [
        *(f"home: {name}" for name in ("performance", "accessibility", "best-practices", "seo")),
        *(f"home: {name}" for name in ("LCP", "TBT", "CLS")),
    ]
    assert next(measure.value for measure in found.measures if measure.what == "home: LCP") > 0


def test_a_tool_that_looks_at_nothing_is_not_believed() -> None:
    with pytest.raises(SiteError, match="Nu found nothing wrong with a broken page: it looked at nothing"):
        list(seen_broken("Nu", []))
