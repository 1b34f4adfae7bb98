"""The same content gives the same bytes: for any number of jobs, zone, locale, hash seed, cache, order."""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sites import PNG, ROOT, Built, command, lay, post, run_site

TOPICS = ["Craft", "Trust", "Ä topic"]
TEXT = """Text of {n}, "quoted".

[Next](p{next:02}.md) ![Dot](../images/x.png)

## Heading {n}

- a
- b
"""


def numbered(n: int) -> str:
    return post(
        f"Post “{n}”",
        f"2025-{n % 12 + 1:02}-{n % 27 + 1:02} 0{n % 10}:30",
        TEXT.format(n=n, next=(n + 1) % 40),
        tags=f"tag{n % 7}, tag{n % 5}, Übung",
        topic=TOPICS[n % 3],
        authors=f"Author {n % 4}, Çelik {n % 3}",
        series=f"Series {n % 6}" if n % 2 else "",
        status="draft" if n % 13 == 12 else "published",
    )


FILES: dict[str, str | bytes] = {
    **{f"posts/p{n:02}.md": numbered(n) for n in range(40)},
    "pages/about.md": "---\ntitle: About\n---\nUs.\n",
    "authors/a.md": "---\nname: Author 1\n---\nBio.\n",
    "images/x.png": PNG,
}


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("content") / "content"
    lay(folder, FILES)
    return folder


@pytest.fixture(scope="module")
def expected(content: Path) -> dict[str, bytes]:
    built = run_site(content.parent)
    assert built.code == 0, built.errors
    assert len(built.files()) > 100
    return built.everything()


BUILD = (
    "import sys; from plugins.engine.run import run_build; sys.exit(run_build(content={!r}, output={!r}, {}))"
)


def built_apart(content: Path, folder: Path, options: str = "jobs=1", **env: str) -> dict[str, bytes]:
    """Build in a process of its own."""
    words = BUILD.format(str(content), str(folder / "output"), f"cache={str(folder / 'cache')!r}, {options}")
    done = command("-c", words, env=env)
    assert done.returncode == 0, done.stderr
    return Built(0, folder / "output", "", "").everything()


@pytest.mark.parametrize("jobs", [2, 4])
def test_number_of_jobs(content: Path, expected: dict[str, bytes], tmp_path: Path, jobs: int) -> None:
    assert built_apart(content, tmp_path, f"jobs={jobs}") == expected


@pytest.mark.parametrize(
    "env",
    [
        {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
        {"TZ": "America/St_Johns", "PYTHONHASHSEED": "4242", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    ],
    ids=lambda env: env["TZ"],
)
def test_zone_locale_and_hash_seed_of_the_machine(
    content: Path, expected: dict[str, bytes], tmp_path: Path, env: dict[str, str]
) -> None:
    assert built_apart(content, tmp_path, **env) == expected


def test_cache_cold_warm_and_fresh(content: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "content").symlink_to(content)
    for name in ("cold", "warm"):
        assert run_site(tmp_path, OUTPUT_PATH=tmp_path / name).everything() == expected
    assert (
        run_site(tmp_path, OUTPUT_PATH=tmp_path / "fresh", LOAD_CONTENT_CACHE=False).everything() == expected
    )
    again = run_site(tmp_path, OUTPUT_PATH=tmp_path / "warm", LOAD_CONTENT_CACHE=False)
    assert again.everything() == expected
    assert ": 0 written, 0 removed" in again.printed


def test_order_in_which_files_were_made(expected: dict[str, bytes], tmp_path: Path) -> None:
    names = list(FILES)
    random.Random(3).shuffle(names)
    lay(tmp_path / "content", {name: FILES[name] for name in names})
    assert run_site(tmp_path).everything() == expected


@pytest.mark.parametrize("settings_file", ["pelicanconf.py", "publishconf.py"])
def test_pelican_gives_the_same_bytes_from_another_folder(
    content: Path, tmp_path: Path, settings_file: str
) -> None:
    pelican = Path(sys.executable).with_name("pelican")
    cache = f'CACHE_PATH="{tmp_path / "cache"}"'
    words = [str(content), "-s", str(ROOT / settings_file), "-o", str(tmp_path / "theirs"), "-e", cache]
    done = command(str(pelican), *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    shutil.copytree(content, tmp_path / "content")
    ours = run_site(tmp_path, production=settings_file == "publishconf.py")
    assert Built(0, tmp_path / "theirs", "", "").everything() == ours.everything()


def test_pelican_leaves_with_one_and_the_same_words_on_bad_input(tmp_path: Path) -> None:
    lay(tmp_path / "content", {"posts/a.md": post(date="never")})
    pelican = Path(sys.executable).with_name("pelican")
    cache = f'CACHE_PATH="{tmp_path / "cache"}"'
    words = ["content", "-s", str(ROOT / "pelicanconf.py"), "-o", str(tmp_path / "out"), "-e", cache]
    done = command(str(pelican), *words, cwd=tmp_path)
    assert done.returncode == 1
    assert "content/posts/a.md:3: date: “never” is not a date." in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


NAMES = st.sampled_from("abcdef")
POSTS = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["One", "Two", "Three"]),
        "date": st.sampled_from(["2024-12-31", "2025-01-01", "2025-01-15 09:00", "2025-03-03", "2999-01-01"]),
        "tags": st.sampled_from(["", "red", "red, blue", "Red"]),
        "topic": st.sampled_from(["", "Craft", "craft"]),
        "authors": st.sampled_from(["", "Ann", "Bo, Ann"]),
        "series": st.sampled_from(["", "S"]),
        "status": st.sampled_from(["published", "draft", "hidden"]),
        "body": st.sampled_from(["Text.", "[l](a.md)", "[l](b.md)", "![i](../images/x.png)", "## H\n\nWhy?"]),
    }
)
WRITE = st.tuples(st.just("write"), NAMES, POSTS)
DELETE = st.tuples(st.just("delete"), NAMES, st.none())
RENAME = st.tuples(st.just("rename"), NAMES, NAMES)
PICTURE = st.tuples(st.just("picture"), st.booleans(), st.none())
PAGE = st.tuples(st.just("page"), st.sampled_from(["One", "Two"]), st.none())
EDITS = st.lists(WRITE | WRITE | DELETE | RENAME | PICTURE | PAGE, min_size=1, max_size=6)


def edit(content: Path, what: str, name: Any, more: Any) -> None:
    """Do to the content folder what a writer does."""
    path = content / "posts" / f"{name}.md"
    match what:
        case "write":
            path.write_text(post(**more))
        case "delete":
            path.unlink(missing_ok=True)
        case "rename" if path.exists():
            path.replace(content / "posts" / f"{more}.md")
        case "picture":
            (content / "images/x.png").write_bytes(PNG if name else PNG + b"more")
        case "page":
            (content / "pages/p.md").write_text(f"---\ntitle: {name}\n---\n[l](../posts/a.md)\n")


@settings(max_examples=15)
@given(EDITS)
def test_build_after_edits_equals_a_fresh_one(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, Any, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("edits")
    lay(folder / "content", {"posts/always.md": post("Always"), "pages/p.md": "---\ntitle: P\n---\nX\n"})
    lay(folder / "content", {"images/x.png": PNG})
    assert run_site(folder).code == 0
    for one in edits:
        edit(folder / "content", *one)
        after = run_site(folder)
        fresh = run_site(folder, OUTPUT_PATH=folder / "fresh", LOAD_CONTENT_CACHE=False)
        shutil.rmtree(folder / "fresh")
        assert after.code == fresh.code == 0, after.errors
        assert after.errors == fresh.errors
    fresh = run_site(folder, OUTPUT_PATH=folder / "fresh", LOAD_CONTENT_CACHE=False)
    assert after.everything() == fresh.everything()


def test_changed_setting_changes_the_pages(tmp_path: Path) -> None:
    lay(tmp_path / "content", {"posts/a.md": post(body='"a"')})
    assert "“a”" in run_site(tmp_path).post("a")
    assert '<p>"a"</p>' in run_site(tmp_path, MARKUP={"typographic": False}).post("a")
    assert "“a”" in run_site(tmp_path).post("a")
    assert "https://y.example/posts/a/" in run_site(tmp_path, SITEURL="https://y.example").post("a")


def test_picture_that_is_replaced_is_copied_and_measured_again(tmp_path: Path) -> None:
    lay(
        tmp_path / "content",
        {"posts/a.md": post(body="![x](x.svg)"), "posts/x.svg": '<svg width="4" height="2"/>'},
    )
    assert 'width="4" height="2"' in run_site(tmp_path).post("a")
    lay(tmp_path / "content", {"posts/x.svg": '<svg width="8" height="2"/>'})
    after = run_site(tmp_path)
    assert 'width="8" height="2"' in after.post("a")
    (shown,) = (path for path in after.files() if path.startswith("assets/x."))
    assert 'width="8"' in after.read(shown)
