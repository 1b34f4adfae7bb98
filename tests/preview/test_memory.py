"""A site in memory shows what a build of the same files writes, whatever was saved since."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
        assert resident.follow([file])
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
    assert resident.follow([file])
    assert b"Just saved." in (shown.page("posts/a/index.html") or b"")
    assert b"Just saved." in (shown.page("feeds/all.atom.xml") or b"")
    assert shown.page("posts/b/index.html") is other


@pytest.mark.parametrize("name", ["posts/.a.md.swp", "posts/a.md~", "posts/#a.md#"])
def test_leavings_of_editors_change_nothing(open_memory: Open, tmp_path: Path, name: str) -> None:
    resident = open_memory()
    assert not resident.follow([tmp_path / "content" / name])


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
    assert resident.follow([tmp_path / "content" / path for path in files])
    assert files_of(resident) != before


def test_a_mistake_keeps_what_was_shown(open_memory: Open, tmp_path: Path) -> None:
    resident = open_memory()
    before = resident.shown
    lay(tmp_path / "content", {"posts/a.md": post("A", "never")})
    with pytest.raises(SiteError):
        resident.follow([tmp_path / "content/posts/a.md"])
    assert resident.shown is before
