"""A site in memory shows what a build of the same files writes, whatever was saved since."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as tree

from plugins.engine.resident import Resident
from plugins.engine.run import load_site
from plugins.kit.problems import SiteError
from tests.sites import lay, post, run_site, talk_in

POSTS = {
    "posts/a.md": post("A", "2025-01-01", "Text of a.", tags="red", topic="Craft", authors="Ann"),
    "posts/b.md": post("B", "2025-01-02", "Text of b. [l](a.md)", tags="red"),
    "authors/ann.md": "---\nname: Ann\n---\nA bio.\n",
}
SAVES = st.tuples(
    st.sampled_from(["posts/a.md", "posts/b.md", "authors/ann.md"]),
    st.sampled_from([" more", "\n\n## A heading\n\nx", "\n\n[l](b.md)", "\n\nWhy?"]),
)
Open = Callable[[], Resident]


def nothing() -> None: ...


@pytest.fixture
def open_memory(tmp_path: Path) -> Open:
    lay(tmp_path / "content", POSTS)
    return lambda: memory_of(tmp_path)


def memory_of(folder: Path) -> Resident:
    pelican = load_site(
        content=str(folder / "content"),
        cache=str(folder / "cache"),
        jobs=1,
        preview=True,
        also={"COMMENTS": talk_in(folder)},
    )
    resident = Resident(pelican.settings, pelican.capabilities)
    resident.read()
    return resident


def files_of(resident: Resident) -> dict[str, bytes | None]:
    assert resident.shown
    return {path: resident.shown.page(path) for path in sorted(resident.shown.outputs)}


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(SAVES, min_size=1, max_size=4))
def test_what_is_shown_is_what_a_build_writes(
    tmp_path_factory: pytest.TempPathFactory, saves: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("memory")
    lay(folder / "content", POSTS)
    resident = memory_of(folder)
    files_of(resident)
    for path, more in saves:
        file = folder / "content" / path
        file.write_text(file.read_text() + more)
        assert resident.follow([file], nothing)
    built = run_site(folder, preview=True, LOAD_CONTENT_CACHE=False)
    assert files_of(resident) == built.everything()


def test_a_text_is_shown_without_reading_the_site_again(
    open_memory: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = open_memory()
    shown = resident.shown
    assert shown
    other = shown.page("posts/b/index.html")
    monkeypatch.setattr(Resident, "read", lambda _self: pytest.fail("everything was read again"))
    file = tmp_path / "content/posts/a.md"
    file.write_text(file.read_text() + "\nJust saved.\n")
    assert resident.follow([file], nothing)
    assert b"Just saved." in (shown.page("posts/a/index.html") or b"")
    assert b"Just saved." in (shown.page("feeds/all.atom.xml") or b"")
    assert shown.page("posts/b/index.html") is other


def test_feeds_that_were_looked_at_follow_a_text(open_memory: Open, tmp_path: Path) -> None:
    resident = open_memory()
    before = files_of(resident)
    file = tmp_path / "content/posts/a.md"
    file.write_text(file.read_text() + "\nJust saved.\n")
    assert resident.follow([file], nothing)
    after = files_of(resident)
    assert before.keys() == after.keys()
    for name in ("all.atom.xml", "all.rss.xml", "all.json", "tag/red.rss.xml"):
        assert b"Just saved." in (after[f"feeds/{name}"] or b""), name


@pytest.mark.parametrize("name", ["posts/.a.md.swp", "posts/a.md~", "posts/#a.md#"])
def test_leavings_of_editors_change_nothing(open_memory: Open, tmp_path: Path, name: str) -> None:
    resident = open_memory()
    assert not resident.follow([tmp_path / "content" / name], nothing)


@pytest.mark.parametrize(
    "files",
    [
        {"posts/a.md": post("Another title", "2025-01-01")},
        {"posts/new.md": post("New", "2025-02-02")},
        {"pages/p.md": "---\ntitle: P\n---\nx\n"},
    ],
)
def test_more_than_a_text_is_taken_in_too(open_memory: Open, tmp_path: Path, files: dict[str, str]) -> None:
    resident = open_memory()
    before = files_of(resident)
    lay(tmp_path / "content", files)
    assert resident.follow([tmp_path / "content" / path for path in files], nothing)
    assert files_of(resident) != before


def test_a_mistake_keeps_what_was_shown(open_memory: Open, tmp_path: Path) -> None:
    resident = open_memory()
    before = resident.shown
    lay(tmp_path / "content", {"posts/a.md": post("A", "never")})
    with pytest.raises(SiteError):
        resident.follow([tmp_path / "content/posts/a.md"], nothing)
    assert resident.shown is before


@pytest.mark.parametrize(
    "head",
    [
        {"title": "Another title"},
        {"title": "A", "tags": "never seen, red", "topic": "New", "authors": "Bo, Ann"},
        {"title": "A", "date": "2025-01-03", "summary": "In short."},
        {"title": "A", "kind": "interview", "guests": "Gil"},
    ],
)
def test_a_post_shows_what_was_typed_above_it_before_the_site_is_put_together(
    open_memory: Open, tmp_path: Path, head: dict[str, str]
) -> None:
    resident = open_memory()
    before, soon = resident.shown, list[bytes]()
    assert before
    file = tmp_path / "content/posts/a.md"
    file.write_text(post(**{"date": "2025-01-01", **head}, body="## Why?\n\nSaid."))

    def look() -> None:
        assert resident.shown is before
        soon.append(before.page("posts/a/index.html") or b"")

    assert resident.follow([file], look)
    assert resident.shown is not before
    (page,) = soon
    whole = tree.fromstring(resident.shown.page("posts/a/index.html") or b"") if resident.shown else None
    assert whole is not None
    glimpsed = tree.fromstring(page)
    for part in ("//h1", "//header", "//*[@class='prose']"):
        assert [each.text_content() for each in glimpsed.xpath(part)] == [
            each.text_content() for each in whole.xpath(part)
        ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("posts/a.md", post("A", slug="elsewhere")),
        ("posts/new.md", post("New")),
        ("authors/ann.md", "---\nname: Anna\n---\nA bio.\n"),
    ],
)
def test_what_cannot_be_shown_before_is_shown_with_the_site(
    open_memory: Open, tmp_path: Path, path: str, text: str
) -> None:
    resident = open_memory()
    lay(tmp_path / "content", {path: text})
    file = tmp_path / "content" / path
    assert resident.follow([file], lambda: pytest.fail("shown before the site"))


def test_a_mistake_elsewhere_does_not_leave_two_sites_in_one(open_memory: Open, tmp_path: Path) -> None:
    resident = open_memory()
    file, other = tmp_path / "content/posts/a.md", tmp_path / "content/posts/b.md"
    first = file.read_text()
    other.write_text("no head\n")
    file.write_text(post("Another title", "2025-01-01"))
    with pytest.raises(SiteError):
        resident.follow([file], nothing)
    file.write_text(first)
    with pytest.raises(SiteError):
        resident.follow([file], nothing)
    assert resident.shown
    assert b"Another title" not in (resident.shown.page("posts/a/index.html") or b"")


def test_a_site_that_was_shown_is_forgotten(open_memory: Open, tmp_path: Path) -> None:
    """Somebody writes all day: what was read before must not stay."""
    resident = open_memory()
    assert resident.shown
    shown = weakref.ref(resident.shown.templates)
    file = tmp_path / "content/posts/a.md"
    file.write_text(post("Another title", "2025-01-01"))
    assert resident.follow([file], nothing)
    gc.collect()
    assert shown() is None
