"""The index: what is in it, when it is made, and that its bytes follow from the posts alone."""

from __future__ import annotations

import functools
import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from lxml import html
from werkzeug.test import Client

from plugins.engine.capability import SITE
from plugins.search import index
from plugins.search.canonical import read, write
from plugins.search.preview import preview_apps
from plugins.search.records import Record
from tests.sites import Build, Built, post

POSTS = {
    f"posts/{name}.md": post(name.title(), f"2025-{month:02}-01", topic=f"T{month % 4}", tags=f"{name}s, all")
    for month, name in enumerate(("ash", "birch", "cedar", "elm", "fir", "oak"), 1)
}
BUNDLE = "search/pagefind/"


@pytest.fixture
def build_site(build_site: Build) -> Build:
    """The tiny sites of other tests have no index: it takes longer than all the rest."""
    return functools.partial(build_site, SEARCH={}, SITEURL="https://a.example")


def index_of(built: Built) -> dict[str, bytes]:
    assert built.code == 0, built.errors
    return {path: data for path, data in built.everything().items() if path.startswith(BUNDLE)}


def fragments(built: Built) -> dict[str, Any]:
    """URL → what the index has of it."""
    texts = (
        gzip.decompress(data).decode().removeprefix("pagefind_dcd")
        for path, data in index_of(built).items()
        if "/fragment/" in path
    )
    return {each["url"]: each for each in map(json.loads, texts)}


def made(built: Built) -> list[int]:
    """When the indexes in the cache were made."""
    return [path.stat().st_mtime_ns for path in built.out.parent.glob("cache/search/*/pagefind-entry.json")]


def test_index_holds_title_text_topic_and_month(build_site: Build) -> None:
    body = "A [link](b.md) to **it**, [^1] and ![a cat](x.png).\n\n[^1]: Below.\n\n```\nx = 1 < 2\n```"
    built = build_site(
        {**POSTS, "posts/a.md": post('An "A"', body=body, topic="R & <D>"), "posts/b.md": post()}
    )
    found = fragments(built)["/posts/a/"]
    assert " ".join(found["content"].split()) == "A link to it, 1 and . x = 1 < 2 Below."
    assert found["filters"] == {"topic": ["R & <D>"], "month": ["2025-05"]}
    assert found["meta"]["title"] == "An “A”"


def test_a_post_without_a_topic_is_under_none(build_site: Build) -> None:
    assert fragments(build_site({"posts/a.md": post()}))["/posts/a/"]["filters"] == {"month": ["2025-05"]}


def test_only_posts_of_lists_that_want_it_are_found(build_site: Build) -> None:
    built = build_site(
        {
            **POSTS,
            "posts/a.md": post(search="no"),
            "posts/b.md": post(status="hidden"),
            "posts/c.md": post(status="draft"),
            "posts/d.md": post(date="2099-01-01"),
            "pages/about.md": "---\ntitle: About\n---\nUs.\n",
        }
    )
    assert fragments(built).keys() == {f"/posts/{Path(path).stem}/" for path in POSTS}
    assert 'href="/posts/a/"' not in built.read("search/index.html").partition("<footer")[0]
    assert 'href="/posts/a/"' in built.read("archive/index.html")


def test_page_of_a_large_blog_leads_to_its_months(build_site: Build) -> None:
    files = {f"posts/p{n:02}.md": post(f"P{n:02}", f"2025-{n % 2 + 3:02}-{n // 2 + 1:02}") for n in range(40)}
    listed = "//*[@data-everything]//li/a/@href"
    small = html.fromstring(build_site(files).read("search/index.html"))
    assert len(small.xpath(listed)) == 40
    large = html.fromstring(build_site({"posts/p40.md": post(date="2024-05-01")}).read("search/index.html"))
    assert large.xpath(listed) == ["/2025/04/", "/2025/03/", "/2024/05/"]
    assert large.xpath("//*[@data-everything]//li/span/text()") == ["20 posts", "20 posts", "1 post"]


def test_same_bytes_whatever_the_cache(build_site: Build, tmp_path: Path) -> None:
    before = index_of(build_site(POSTS))
    assert len(before) > 12
    for number in range(3):
        assert index_of(build_site(CACHE_PATH=str(tmp_path / f"cache{number}"))) == before


def test_index_is_made_again_for_what_is_in_it_and_nothing_else(build_site: Build) -> None:
    before = made(build_site({**POSTS, "pages/p.md": "---\ntitle: P\n---\nOne.\n"}))
    assert len(before) == 1
    unchanged = {"pages/p.md": "---\ntitle: P\n---\nTwo.\n", "posts/z.md": post(status="hidden")}
    assert made(build_site(unchanged)) == before
    assert len(made(build_site({"posts/elm.md": post("Elm", body="Other words.")}))) == 2


def test_what_is_no_longer_in_the_index_leaves_the_output(build_site: Build) -> None:
    before = index_of(build_site(POSTS))
    after = index_of(build_site({"posts/elm.md": None}))
    assert after.keys() - before.keys()
    assert fragments(build_site()).keys() == {f"/posts/{Path(path).stem}/" for path in POSTS} - {
        "/posts/elm/"
    }


def test_everything_that_the_client_asks_for_is_there_and_no_more(build_site: Build) -> None:
    paths = {path.removeprefix(BUNDLE) for path in index_of(build_site(POSTS))}
    alone = {path for path in paths if "/" not in path}
    entry = json.loads(index_of(build_site())[f"{BUNDLE}pagefind-entry.json"])
    meta = f"pagefind.{entry['languages']['en']['hash']}.pf_meta"
    assert alone == {"pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.en.pagefind", meta}


def test_language_without_a_stemmer_has_its_motor(tmp_path: Path) -> None:
    records = [Record("posts/a/", "A", (), "", "2025-05", "<p>Words.</p>")]
    folder = index.make_index(records, "xx_YY", tmp_path)
    assert "wasm.unknown.pagefind" in set(index.files_of(folder))


def test_machine_without_pagefind_has_the_list(build_site: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pagefind_bin", None)
    built = build_site(POSTS)
    assert built.code == 0
    assert index_of(built) == {}
    assert built.warnings == [
        "search/: warning: Pagefind’s program is not here, so the search page is a list. "
        "Install it: pip install 'pagefind[bin]'."
    ]
    assert 'data-search=""' in built.read("search/index.html")
    assert "wasm" not in built.read("_headers")


def test_a_pagefind_that_fails_is_said(
    build_site: Build, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho Out of luck >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(index, "program", lambda: broken)
    built = build_site(POSTS)
    assert built.code == 0
    assert built.warnings == [
        "search/: warning: the index could not be made (Out of luck), so nobody can search. "
        "Build again; --fresh makes everything anew."
    ]


def test_preview_makes_its_index_when_somebody_searches(build_site: Build, tmp_path: Path) -> None:
    def shown(files: Mapping[str, str | None]) -> dict[str, Any]:
        return {SITE: build_site(files, preview=True).pelican.result.site}

    site = shown({**POSTS, "posts/d.md": post("Draft", status="draft")})
    assert made(build_site({}, preview=True)) == []
    (app,) = preview_apps(tmp_path / "cache" / "search", f"/{BUNDLE}").values()
    client = Client(app)
    at = f"/{BUNDLE}pagefind-entry.json"
    entry = client.get(at, environ_overrides=site).get_json(force=True)
    assert entry["languages"]["en"]["page_count"] == 7
    script = client.get(f"/{BUNDLE}pagefind.js", environ_overrides=site)
    assert script.content_type.startswith("text/javascript")
    site = shown({"posts/d.md": None})
    part = f"/{BUNDLE}pagefind.{entry['languages']['en']['hash']}.pf_meta"
    assert client.get(part, environ_overrides=site).status_code == 200
    entry = client.get(at, environ_overrides=site).get_json(force=True)
    assert entry["languages"]["en"]["page_count"] == 6
    assert client.get(f"/{BUNDLE}../x", environ_overrides=site).status_code == 404


LEAVES = some.integers(0, (1 << 64) - 1) | some.text(max_size=40) | some.just("x" * 70_000)
ITEMS = some.recursive(LEAVES, lambda inner: some.lists(inner, max_size=30), max_leaves=8)


@given(ITEMS)
def test_cbor_is_read_as_it_was_written(item: Any) -> None:
    data = write(item)
    assert read(b"?" + data, 1) == (item, len(data) + 1)


@pytest.mark.parametrize(
    ("item", "data"),
    [(23, "17"), (24, "1818"), (256, "190100"), (1 << 32, "1b0000000100000000"), (["a"], "816161")],
)
def test_cbor_is_as_rfc_8949_has_it(item: Any, data: str) -> None:
    assert write(item).hex() == data


@pytest.mark.parametrize("data", ["9f00ff", "f6", "20"])
def test_cbor_of_another_kind_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match=r"CBOR of type|without a length"):
        read(bytes.fromhex(data), 0)


def test_only_a_site_with_an_index_lets_pages_compile_it(build_site: Build) -> None:
    assert "'wasm-unsafe-eval'" in build_site(POSTS).read("_headers")
    built = build_site(SEARCH={"index": False})
    assert "wasm" not in built.read("_headers")
    assert index_of(built) == {}
    assert 'data-search=""' in built.read("search/index.html")
