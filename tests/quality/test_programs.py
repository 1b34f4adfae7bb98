"""Programs that `quality` needs: what it says when one is missing, fails, or says something else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from plugins.kit.problems import SiteError
from plugins.quality import data, tools
from plugins.quality.markup import BROKEN, page_of, read_nu
from tests.quality.broken import HEAD, job_of
from tests.sites import lay


def nobody(_name: str) -> None:
    """A machine without programs."""


class TestMissing:
    def test_npm(self, tmp_path: Path) -> None:
        with pytest.raises(SiteError, match=r"npm is missing: .* Type: sudo apt-get install npm"):
            tools.ensure_npm(tmp_path, nobody)

    def test_java(self, tmp_path: Path) -> None:
        with pytest.raises(SiteError, match=r"Java is missing: .* sudo apt-get install default-jre-headless"):
            tools.find_java(tmp_path, nobody)

    def test_all_that_is_missing_is_said_at_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(SiteError, match=r"(?s)npm is missing.*Java is missing"):
            tools.ensure_tools(["npm", "java"], tmp_path)

    def test_what_somebody_removed_is_installed_again(self, tmp_path: Path) -> None:
        lock = (tools.SOURCE / "package-lock.json").read_bytes()
        lay(tmp_path, {"quality/npm/installed.json": lock})
        with pytest.raises(SiteError, match="npm is missing"):
            tools.ensure_npm(tmp_path, nobody)
        (tmp_path / "quality/npm/node_modules").mkdir()
        assert tools.ensure_npm(tmp_path, nobody).folder == tmp_path / "quality/npm"

    def test_npm_that_fails_is_quoted_and_tried_again_the_next_time(self, tmp_path: Path) -> None:
        npm = tmp_path / "npm"
        npm.write_text("#!/bin/sh\necho no network here >&2\nexit 1\n")
        npm.chmod(0o755)
        for _ in range(2):
            with pytest.raises(SiteError, match=r"npm could not install the tools(?s:.*)no network here"):
                tools.ensure_npm(tmp_path / "cache", lambda _: str(npm))


class TestPrograms:
    """Node programs that do not do what they should."""

    @staticmethod
    def npm(folder: Path, script: str) -> tools.Npm:
        lay(folder, {"a.mjs": script})
        return tools.Npm(folder, tools.find_node())

    def test_one_that_ends_before_it_has_read_what_it_is_told(self, tmp_path: Path) -> None:
        npm = self.npm(tmp_path, "process.exit(3)")
        with pytest.raises(SiteError, match=r"a\.mjs stopped with 3; .* Run it again"):
            list(npm.lines("a.mjs", ["x" * 1_000_000]))

    def test_what_is_no_json_is_passed_over(self, tmp_path: Path) -> None:
        npm = self.npm(tmp_path, "console.log('Debugger listening'); console.log('{\"a\": 1}')")
        assert list(npm.lines("a.mjs", [])) == [{"a": 1}]

    def test_one_that_says_nothing_is_quoted_from_its_beginning(self, tmp_path: Path) -> None:
        npm = self.npm(
            tmp_path, "console.error('Too old a Java\\n' + '  at line\\n'.repeat(99)); process.exit(1)"
        )
        with pytest.raises(SiteError, match=r"said nothing and ended with 1: Too old a Java .* Run it again"):
            npm.run("a.mjs")


def test_the_lock_names_bytes_and_no_host() -> None:
    lock = json.loads((tools.SOURCE / "package-lock.json").read_text("utf-8"))
    wanted = json.loads((tools.SOURCE / "package.json").read_text("utf-8"))["dependencies"]
    assert lock["packages"].pop("")["dependencies"] == wanted
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    for name, package in lock["packages"].items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name


class TestReports:
    def test_pages_are_named_wherever_the_folder_lies(self, tmp_path: Path) -> None:
        lay(tmp_path / "site", {"a/index.html": ""})
        (tmp_path / "link").symlink_to(tmp_path / "site")
        file = str(tmp_path / "site/a/index.html")
        assert page_of(file, tmp_path / "link") == "a/index.html"
        assert page_of(str(tmp_path / BROKEN), tmp_path / "site") == BROKEN

    def test_a_fault_of_another_file_is_not_taken_for_that_of_the_broken_page(self, tmp_path: Path) -> None:
        report = {"messages": [{"type": "error", "url": "file:/elsewhere/index.html", "message": "Bad"}]}
        with pytest.raises(
            SiteError, match=r"/elsewhere/index\.html was looked at, and is no page of the site"
        ):
            list(read_nu(report, tmp_path))
        del report["messages"][0]["url"]
        with pytest.raises(SiteError, match=r"Nu stopped: Bad\."):
            list(read_nu(report, tmp_path))

    def test_data_that_we_cannot_see_is_not_passed_over(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for ask in ("against_types", "against_engines"):
            monkeypatch.setattr(data, ask, lambda *_: iter(()))
        script = '<script id="a" type="application/ld+json">{}</script>'
        for page, is_good in ((script, False), (script.replace('id="a" ', ""), True), ("", True)):
            with job_of(tmp_path, {"index.html": f"{HEAD.format('A page')}{page}</head></html>"}) as job:
                assert all(measure.is_kept for measure in data.check_data(job).measures) is is_good
