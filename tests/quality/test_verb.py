"""The verb `quality` around its tools: what it chooses, serves, counts, says, and what it says is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from plugins.kit.problems import SiteError
from plugins.kit.workers import processors
from plugins.quality import tools
from plugins.quality.checks import CHECKS, Check, chosen
from plugins.quality.findings import Fault, Found, Measure
from plugins.quality.host import served
from plugins.quality.job import Job
from plugins.quality.lighthouse import METRICS, ROUNDS, believed, failures, medians
from plugins.quality.run import as_json, busy, faults, outcome_of, table
from plugins.quality.subjects import Subject, choose, choose_posts, with_photo, words_of
from plugins.quality.tasks import HELP
from plugins.quality.weigh import Weighed, check_bytes, heavy
from tests.quality.broken import HEAD, HEAVY, SITE, job_of
from tests.sites import ROOT, Built, lay

OVER = Measure("home", 6_001, 6_000, "bytes", "index.html", "Make it smaller")


def nobody(_name: str) -> None:
    """A machine without programs."""


class TestChoosing:
    def test_all_checks_or_some_in_the_order_of_the_table(self) -> None:
        assert chosen("") == list(CHECKS)
        assert [check.name for check in chosen("axe, bytes,")] == ["bytes", "axe"]

    def test_help_and_docs_name_every_check(self) -> None:
        docs = (ROOT / "docs/quality.md").read_text("utf-8")
        for check in CHECKS:
            assert f" {check.name}" in HELP["only"]
            assert f"\n| `{check.name}` |" in docs

    def test_a_name_that_is_none(self) -> None:
        with pytest.raises(SiteError, match=r"--only: there is no check “axes”. Did you mean “axe”\?"):
            chosen("axes")
        with pytest.raises(SiteError, match=r"(?s)no check “axes”.*no check “byte”\. Did you mean “bytes”\?"):
            chosen("axes,nu,byte")

    def test_every_need_is_a_tool(self) -> None:
        assert {need for check in CHECKS for need in check.needs} == set(tools.TOOLS)


class TestServing:
    @staticmethod
    def answer(address: str, path: str, packed: str = "identity") -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(address)
        connection = HTTPConnection(parts.netloc, timeout=5)
        connection.request("GET", f"{parts.path}{path}", headers={"Accept-Encoding": packed})
        found = connection.getresponse()
        data = found.read()
        connection.close()
        return found.status, {name.lower(): value for name, value in found.getheaders()}, data

    @pytest.mark.parametrize("base", ["", "/blog"])
    @pytest.mark.parametrize("has_nginx", [True, False])
    def test_pages_have_the_headers_of_the_site(self, tmp_path: Path, base: str, has_nginx: bool) -> None:
        rules = SITE["_headers"].replace("\n/", f"\n{base}/").replace("/*", f"{base}/*", 1)
        rules += f'{base}/*\n  Report-To: {{"group": "a\\b", "endpoints": "$1"}}\n'
        site = {
            **SITE,
            "_headers": rules,
            "assets/a.css": "p {}",
            "404.html": "Lost",
            "long/index.html": HEAVY,
        }
        lay(tmp_path / "site", site)
        options = {} if has_nginx else {"which": nobody}
        with served(tmp_path / "site", tmp_path, base, **options) as (address, _):
            status, headers, data = self.answer(address, "/other/")
            assert (status, headers["x-told"]) == (200, "all of it")
            assert headers["report-to"] == '{"group": "a\\b", "endpoints": "$1"}'
            assert data == SITE["other/index.html"].encode()
            _, headers, _ = self.answer(address, "/assets/a.css")
            assert headers["cache-control"] == "immutable"
            assert headers["content-type"].startswith("text/css")
            assert self.answer(address, "/gone/")[0] == 404
            status, headers, data = self.answer(address, "/long/?q=1", packed="gzip, br")
            assert (status, headers["content-type"].partition(";")[0]) == (200, "text/html")
            assert headers["content-encoding"] in {"gzip", "br"}
            assert len(data) < len(HEAVY)
            assert headers["x-told"] == "all of it"

    def test_an_nginx_that_does_not_start_is_quoted(self, tmp_path: Path) -> None:
        nginx = tmp_path / "broken"
        nginx.write_text("#!/bin/sh\necho no such directive >&2\nexit 1\n")
        nginx.chmod(0o755)
        lay(tmp_path / "site", SITE)
        with (
            pytest.raises(SiteError, match="nginx does not serve the site: no such directive"),
            served(tmp_path / "site", tmp_path, "", lambda _: str(nginx)),
        ):
            pass


class TestSubjects:
    def test_the_demo_has_a_page_of_every_kind(self, demo: Built) -> None:
        found = {subject.kind: subject.file for subject in choose(demo.out)}
        assert {"home", "topic", "tag", "author", "guest", "series", "archive", "month", "search"} <= set(
            found
        )
        assert {"post", "page", "not found"} <= set(found)
        assert all((demo.out / file).is_file() for file in found.values())

    def test_posts_are_chosen_until_all_that_posts_show_is_there(self) -> None:
        prose = '<div class="prose">{}</div></main>'
        texts = {
            "posts/a/index.html": prose.format("<pre>x</pre><table></table>"),
            "posts/b/index.html": prose.format("<pre>x</pre>"),
            "posts/c/index.html": prose.format("<blockquote>x</blockquote>"),
            "posts/d/index.html": prose.format("word " * 1_501),
        }
        assert list(choose_posts(texts)) == [
            Subject("post", "posts/a/index.html"),
            Subject("long post", "posts/d/index.html"),
            Subject("post with a quotation", "posts/c/index.html"),
        ]

    def test_words_are_those_of_the_text(self) -> None:
        assert (
            words_of('<main>no <div class="prose"><p>one two</p></div><div class="story-end">no</main>') == 2
        )

    def test_the_heaviest_photo_is_found(self, tmp_path: Path) -> None:
        image = '<img src="/assets/{0}.jpg" fetchpriority="high">'
        hero = f'<picture><source srcset="/assets/{{0}}.avif 1x">{image}</picture>'
        files = {f"posts/{name}/index.html": hero.format(name) for name in "ab"}
        lay(tmp_path, {**files, "assets/a.avif": b"xx", "assets/b.jpg": b"x", "posts/c/index.html": "none"})
        assert with_photo(tmp_path) == Subject("post with a photo", "posts/a/index.html")


class TestBytes:
    @staticmethod
    def found(folder: Path, **pages: str) -> Found:
        files = {name.replace("_", "/") + "/index.html": text for name, text in pages.items()}
        with job_of(folder, files) as job:
            return check_bytes(job)

    def test_a_heavy_page_is_named_with_its_bytes_and_its_budget(self, tmp_path: Path) -> None:
        said = [str(problem) for problem in self.found(tmp_path, about=HEAVY, posts_a="Light").problems]
        assert len(said) == 1
        assert re.match(
            r"/about/: other pages, the heaviest page: [\d,]+ bytes is over the budget of 6,000 ", said[0]
        )

    def test_two_styles_are_one_too_many(self, tmp_path: Path) -> None:
        found = self.found(tmp_path, a="<style>p {}</style>", b="<style>b {}</style>")
        assert [each.what for each in found.measures if not each.is_kept] == ["different styles in pages"]

    def test_pages_that_may_be_heavy_are_weighed_well(self) -> None:
        def page(file: str, size: int, comments: int = 0) -> Weighed:
            return Weighed(file, size, 100, 0, comments, "", "")

        tags = [page(f"tags/{size}/index.html", size) for size in (3_000, 4_300, 5_000, 6_001)]
        lists = [page("topics/a/index.html", 3_000), page("topics/b/index.html", 2_700), page("404.html", 9)]
        talk = [page("posts/a/index.html", 8_000), page("posts/b/index.html", 10, comments=1)]
        light = {"tags/3000/index.html", "tags/4300/index.html", "tags/5000/index.html"}
        assert set(heavy([*tags, *lists, *talk])) == {each.file for each in [*tags, *lists, *talk]} - light

    def test_comments_are_counted_apart(self, tmp_path: Path) -> None:
        thread = '<ol class="comments"><li><div class="said">{}</div></li></ol><p>After</p>'
        found = self.found(tmp_path, posts_a=thread.format(HEAVY))
        over = [each.what for each in found.measures if not each.is_kept]
        assert over == ["each comment"]


class TestLighthouse:
    PAGE = Subject("home", "index.html")

    @staticmethod
    def run(lcp: float, *failing: str, error: str = "") -> dict[str, Any]:
        return {
            "error": error,
            "scores": dict.fromkeys(("performance", "accessibility", "best-practices", "seo"), 1),
            "metrics": {**dict.fromkeys(METRICS, 0), "largest-contentful-paint": lcp},
            "failing": [{"id": name, "title": f"No {name}", "seen": "<p>"} for name in failing],
        }

    def test_the_median_counts_and_a_run_that_broke_does_not(self) -> None:
        runs = [self.run(9_000), self.run(900), self.run(940), self.run(0, error="NO_FCP")]
        found = {each.what: each for each in medians(self.PAGE, runs)}
        assert found["home: LCP"].value == 940 and found["home: LCP"].is_kept
        assert found["home: performance"].value == 100

    def test_a_page_that_seems_slow_is_looked_at_again_and_all_its_runs_count(self) -> None:
        fast, slow = self.PAGE, Subject("post", "posts/a/index.html")
        seen: list[tuple[int, list[str]]] = []

        def look(pages: Sequence[Subject], turn: int) -> Iterator[tuple[Subject, dict[str, Any]]]:
            seen.append((turn, [page.kind for page in pages]))
            for page in pages:
                times = (900,) if page is fast else ((1_000, 990), (940, 930, 949), (1_300,))[turn]
                yield from ((page, self.run(time)) for time in times)

        runs = believed({fast: 950, slow: 950}, look)
        assert seen == [(0, ["home", "post"]), (1, ["post"])]
        assert next(each.value for each in medians(slow, runs[slow]) if each.what == "post: LCP") == 949

    def test_a_page_that_stays_slow_is_believed(self) -> None:
        runs = believed({self.PAGE: 950}, lambda pages, _: [(page, self.run(951)) for page in pages])
        assert len(runs[self.PAGE]) == ROUNDS

    def test_what_no_other_look_changes_is_not_looked_at_again(self) -> None:
        blind = {**self.run(1), "scores": dict.fromkeys(("performance", "accessibility", "seo"), 0.99)}
        blind["scores"]["best-practices"] = 0.96
        runs = believed({self.PAGE: 950}, lambda pages, _: [(page, blind) for page in pages])
        assert len(runs[self.PAGE]) == 1

    def test_a_page_that_it_never_saw_is_said(self) -> None:
        with pytest.raises(SiteError, match=r"Lighthouse could not look at /\. It says: NO_FCP"):
            list(medians(self.PAGE, [self.run(0, error="NO_FCP")]))

    def test_an_audit_that_failed_in_most_runs_is_a_fault(self) -> None:
        runs = [self.run(1, "title", "icon"), self.run(1, "title"), self.run(1)]
        assert [fault.what for fault in failures(self.PAGE, runs)] == ["No title: <p>"]


class TestReport:
    def test_a_limit_is_kept_up_to_itself(self) -> None:
        assert Measure("x", 5, 5).is_kept
        assert not Measure("x", 5.001, 5).is_kept
        assert Measure("x", 99, 99, is_floor=True).is_kept
        assert not Measure("x", 98, 99, is_floor=True).is_kept

    def test_what_is_over_is_said_with_what_to_do(self) -> None:
        said = [str(problem) for problem in Found((OVER,)).problems]
        assert said == ["/: home: 6,001 bytes is over the budget of 6,000 bytes. Make it smaller."]

    def test_faults_that_pages_and_modes_share_are_said_once(self) -> None:
        shared = [
            Fault(f"{page}/index.html", "is cut", "Mend it", mode) for page in "ab" for mode in ("x", "y")
        ]
        said = [str(problem) for problem in Found(faults=(*shared, Fault("c.html", "other"))).problems]
        assert said == ["/a/: is cut (x, y; and so on 1 other page). Mend it.", "/c.html: other."]

    def test_a_tool_that_fails_is_a_fault_and_the_others_go_on(self, tmp_path: Path) -> None:
        def fail(_job: Job) -> Found:
            raise SiteError("Nu said nothing")

        with job_of(tmp_path, SITE) as job:
            bad = outcome_of(Check("nu", fail), job)
            good = outcome_of(Check("bytes", lambda _: Found((OVER,))), job)
        assert not bad.is_good and not good.is_good
        assert table([bad, good])[2:] == [
            "| nu | could not look | – | – | ✗ |",
            "| bytes | home | 6,001 bytes | ≤ 6,000 bytes | ✗ |",
        ]
        assert faults([bad]) == ["", "nu:", "Nu said nothing."]
        told = json.loads(as_json([bad, good], "about"))["checks"]
        assert told["nu"]["failure"] == "Nu said nothing"
        assert told["bytes"]["measures"][0]["value"] == 6_001

    def test_a_report_that_cannot_be_read_does_not_stop_the_others(self, tmp_path: Path) -> None:
        def stumble(_job: Job) -> Found:
            raise KeyError("messages")

        with job_of(tmp_path, SITE) as job:
            outcome = outcome_of(Check("nu", stumble), job)
        assert not outcome.is_good
        assert outcome.faults[0].startswith(
            "what its tool left or said cannot be read (KeyError: 'messages')."
        )

    def test_other_work_of_the_machine_is_said_whenever_it_came(self) -> None:
        number = processors()
        assert busy(0, number).startswith("The machine was free (load 0.0 before and ")
        assert busy(number, 0).startswith("The machine was busy: times are worse than they are")
        assert busy(0, 3 * number).startswith("The machine was busy: ")

    def test_few_faults_are_printed_and_all_are_kept(self, tmp_path: Path) -> None:
        found = Found(faults=tuple(Fault(f"{number}.html", f"fault {number}") for number in range(20)))
        with job_of(tmp_path, {"index.html": HEAD}) as job:
            outcome = outcome_of(Check("nu", lambda _: found), job)
        assert faults([outcome])[-1] == "12 more are in var/quality.json"
        assert len(json.loads(as_json([outcome], ""))["checks"]["nu"]["faults"]) == 20
