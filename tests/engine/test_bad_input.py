"""What a writer gets wrong: one clear problem with file and line, exit code 1, and the output as it was."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sites import Build, Built, post, run_site

GOOD = {"posts/good.md": post("Good")}
NO_HEAD = (
    "content/posts/x.md:1: has no front matter. "
    "Begin the file with a line ---, then title: … and date: …, then --- again."
)
ALIAS = (
    "content/posts/x.md:{}: uses a YAML anchor or alias (& or *). "
    "Write the value out; put quotes around a text that begins with & or *."
)
MEND = "Save it as plain UTF-8 with LF line endings, or type ./run check --fix."
BAD_SLUG = "the slug “../../x” cannot be an address. Use small letters, digits and hyphens, such as x."
NESTED = (
    "content/posts/x.md:2: lists and mappings nest too deeply here. "
    "A text that begins with [ or { needs quotes around it."
)
NO_TITLE = "A reader needs something to click on; put it in quotes if it begins with #."
NOT_YAML = "Often a quote or bracket is not closed, or a value needs quotes."
DATE = "Write it as 2026-11-21 or 2026-11-21 09:30."


def head(*lines: str) -> str:
    return "\n".join(["---", *lines, "---", "Text."])


# What stands in content/posts/x.md, and the one line that is printed.
TEXTS: dict[str, tuple[str | bytes, str]] = {
    "missing title": (head("date: 2025-05-05"), "content/posts/x.md:1: title is missing."),
    "missing date": (head("title: X"), "content/posts/x.md:1: date is missing."),
    "empty title": (
        head("title:", "date: 2025-05-05"),
        f"content/posts/x.md:2: the title is empty. {NO_TITLE}",
    ),
    "title of spaces": (
        head("date: 2025-05-05", 'title: "  "'),
        f"content/posts/x.md:3: the title is empty. {NO_TITLE}",
    ),
    "title that nobody sees": (
        head('title: "\\u200b\\u200e"', "date: 2025-05-05"),
        f"content/posts/x.md:2: the title is empty. {NO_TITLE}",
    ),
    "unreadable date": (
        post(date="next Tuesday"),
        f"content/posts/x.md:3: date: “next Tuesday” is not a date. {DATE}",
    ),
    "empty date": (post(date=""), f"content/posts/x.md:3: date: “” is not a date. {DATE}"),
    "day that is none": (
        post(date="2025-02-30"),
        f"content/posts/x.md:3: date: “2025-02-30” is not a date. {DATE}",
    ),
    "date without room for a zone": (
        post(date="9999-12-31 23:59-14:00"),
        f"content/posts/x.md:3: date: “9999-12-31 23:59-14:00” is not a date. {DATE}",
    ),
    "unknown key": (
        post(sumary="x"),
        "content/posts/x.md:4: “sumary” is not a known key. Did you mean “summary”?",
    ),
    "unknown status": (
        post(status="publishd"),
        "content/posts/x.md:4: status: “publishd” is not one of draft, published, hidden. "
        "Did you mean “published”?",
    ),
    "list where text is wanted": (
        post(summary="[a, b]"),
        "content/posts/x.md:4: summary: wants one line of text, not a list. "
        "Put the text on one line, in quotes if it holds a colon.",
    ),
    "mapping where a list is wanted": (
        post(tags="{a: b}"),
        "content/posts/x.md:4: tags: wants a list, not a mapping. Begin each item with “- ”.",
    ),
    "list as title": (
        post("[a]"),
        "content/posts/x.md:2: title: wants one line of text, not a list. "
        "Put the text on one line, in quotes if it holds a colon.",
    ),
    "key that stands twice": (
        post(tags="a", Tags="b"),
        "content/posts/x.md:5: “tags” stands here for the second time (first in line 4). Keep one.",
    ),
    "second colon": (
        post("Feeds: a love story"),
        "content/posts/x.md:2: this line has a second colon, which YAML cannot read. "
        'Put the value in quotes: title: "Feeds: a love story".',
    ),
    "open bracket": (
        head("title: [X", "date: 2025-05-05"),
        "content/posts/x.md:3: the front matter is not valid YAML (did not find expected ',' or ']'). "
        + NOT_YAML,
    ),
    "open quote": (
        head("title: 'X", "date: 2025-05-05"),
        "content/posts/x.md:3: the front matter is not valid YAML "
        f"(found unexpected end of stream). {NOT_YAML}",
    ),
    "half a character": (
        post('"\\uD83D"'),
        "content/posts/x.md:2: the front matter is not valid YAML "
        f"(found invalid Unicode character escape code). {NOT_YAML}",
    ),
    "list as front matter": (
        head("- a", "- b"),
        "content/posts/x.md:2: the front matter is not a list of “key: value” lines. "
        "Write title: …, date: … and so on, one on each line.",
    ),
    "tab": (
        post(tags="\ta"),
        "content/posts/x.md:4: has a tab in the front matter. "
        "YAML wants spaces. Replace the tab, or type ./run check --fix.",
    ),
    "byte order mark": (
        b"\xef\xbb\xbf" + post().encode(),
        f"content/posts/x.md:1: begins with a byte order mark (BOM), which hides the front matter. {MEND}",
    ),
    "Windows line endings": (
        post(body="a\r\nb"),
        f"content/posts/x.md:5: has Windows line endings (CRLF). {MEND}",
    ),
    "not UTF-8": (
        post("Café").encode("latin-1"),
        "content/posts/x.md:2: is not UTF-8 text (byte 0xe9). "
        "Save the file as UTF-8; most editors have it under “Save with encoding”.",
    ),
    "UTF-16": (
        post().encode("utf-16"),
        "content/posts/x.md:1: is not UTF-8 text (byte 0xff). "
        "Save the file as UTF-8; most editors have it under “Save with encoding”.",
    ),
    "5 MB": (
        post(body="word " * 1_000_000),
        "content/posts/x.md:1: has 5.0 MB; a text has at most 1 MB. "
        "Did a picture or an export end up in it? Split it, or link the large part as a file.",
    ),
    "no front matter": ("# Hello\n\nText.\n", NO_HEAD),
    "blank line first": ("\n\ntitle: X\n", NO_HEAD),
    "empty file": ("", NO_HEAD),
    "unclosed front matter": (
        "---\ntitle: X\ndate: 2025-05-05\n\nText.\n",
        "content/posts/x.md:1: the front matter is not closed. Put a line with --- behind it.",
    ),
    "header without a colon": (
        "Title: X\nDate: 2025-05-05\nText, at once.\n",
        "content/posts/x.md:3: this line is neither “Key: value” nor empty. "
        "Put an empty line between the headers and the text.",
    ),
    "slug that climbs": (post(slug="../../x"), f"content/posts/x.md:4: {BAD_SLUG}"),
    "slug in a folder": (
        post(slug="a/b"),
        "content/posts/x.md:4: the slug “a/b” cannot be an address. "
        "Use small letters, digits and hyphens, such as a-b.",
    ),
    "bomb of aliases": (
        head("title: &a [x, x]", "tags: &b [*a, *a, *a, *a]", "authors: [*b, *b, *b, *b]"),
        ALIAS.format(2),
    ),
    "one alias": (head("title: &a X", "date: 2025-05-05", "summary: *a"), ALIAS.format(2)),
    "deep list": (head(f"title: {'[' * 100_000}"), NESTED),
    "deep mapping": (head(f"title: {'{a: ' * 900}{'}' * 900}", "date: 2025-05-05"), NESTED),
    "interview without a guest": (
        post(kind="interview"),
        "content/posts/x.md:4: an interview without a guest. Name who answers: guests: [First Last].",
    ),
    "follow-up of itself": (
        post(follows="x.md"),
        "content/posts/x.md:4: follows “x.md”, which is not older. "
        "A follow-up comes after its post; correct a date or the name.",
    ),
}
for name, joint in {"tags, a list": "list", "tags, commas": ", ", "tags, semicolons": "; "}.items():
    words = [f"tag{n}" for n in range(10_000)]
    value = f"[{', '.join(words)}]" if joint == "list" else joint.join(words)
    what = (
        "content/posts/x.md:4: tags has 10,000 items; 50 is plenty. Keep those that a reader would look for."
    )
    TEXTS[f"ten thousand {name}"] = (post(tags=value), what)

Prepare = Callable[[Path], Any]
# What is done to the content folder, and the one line that is printed.
FOLDERS: dict[str, tuple[Prepare, str]] = {
    "link to nowhere": (
        lambda content: (content / "posts/x.md").symlink_to("gone.md"),
        "content/posts/x.md: this link leads nowhere (No such file or directory). "
        "Remove it, or point it at a file.",
    ),
    "link to itself": (
        lambda content: (content / "posts/x.md").symlink_to("x.md"),
        "content/posts/x.md: this link leads nowhere (Too many levels of symbolic links). "
        "Remove it, or point it at a file.",
    ),
    "link to a folder above": (
        lambda content: (content / "posts/up").symlink_to(".."),
        "content/posts/up: this link leads back to a folder above it, a loop without end. Remove the link.",
    ),
    "link to its own folder": (
        lambda content: (content / "posts/here").symlink_to("."),
        "content/posts/here: this link leads back to a folder above it, a loop without end. Remove the link.",
    ),
    "folder named like a text": (
        lambda content: (content / "posts/x.md").mkdir(),
        "content/posts/x.md: this is a folder, with the name of a text. Take the end off its name.",
    ),
    "pipe": (
        lambda content: os.mkfifo(content / "posts/x.md"),
        "content/posts/x.md: this is neither a file nor a folder. Remove it.",
    ),
    "name that is not UTF-8": (
        lambda content: Path(os.fsdecode(os.fsencode(content / "posts") + b"/\xff.md")).write_text("x"),
        "content/posts: has a file whose name cannot be printed ('\\udcff.md'). "
        "Rename it with letters, digits and hyphens.",
    ),
    "name of two lines": (
        lambda content: (content / "posts/a\nb.md").write_text("x"),
        "content/posts: has a file whose name cannot be printed ('a\\nb.md'). "
        "Rename it with letters, digits and hyphens.",
    ),
}
# Files, and the one line that is printed: it names both.
TWINS: dict[str, tuple[dict[str, str], str]] = {
    "posts": (
        {"posts/x.md": post(slug="same"), "posts/y.md": post(slug="same")},
        "content/posts/y.md:4: has the slug “same”, and so has content/posts/x.md. "
        "Give one of them another: slug: …",
    ),
    "posts, by capitals alone": (
        {"posts/x.md": post(slug="same"), "posts/y.md": post(slug="SAME")},
        "content/posts/y.md:4: has the slug “SAME”, and so has content/posts/x.md. "
        "Give one of them another: slug: …",
    ),
    "pages": (
        {"pages/x.md": head("title: X", "slug: same"), "pages/y.md": head("title: Y", "slug: same")},
        "content/pages/y.md:3: has the slug “same”, and so has content/pages/x.md. "
        "Give one of them another: slug: …",
    ),
    "authors": (
        {"authors/x.md": head("name: Ann"), "authors/y.md": head("name: Ann")},
        "content/authors/y.md:1: has the name or the address of content/authors/x.md (/authors/ann/). "
        "Keep one, or give one another name and slug.",
    ),
    "slug of an author that climbs": (
        {"authors/x.md": head("name: Ann", "slug: ../../x")},
        f"content/authors/x.md:3: {BAD_SLUG}",
    ),
    "slug of a topic that climbs": (
        {"topics/x.md": head("title: Craft", "slug: ../../x")},
        f"content/topics/x.md:3: {BAD_SLUG}",
    ),
    "page at an address of the blog": (
        {"pages/Archive.md": head("title: X", "slug: Archive")},
        "content/pages/Archive.md:3: the address /Archive/ belongs to the blog itself. "
        "Give the page another slug.",
    ),
    "link of an author": (
        {"authors/x.md": head("name: Ann", "links: [{label: X, url: 'javascript:alert(1)'}]")},
        "content/authors/x.md:3: links: “javascript:alert(1)” is not a web address. Begin it with https://.",
    ),
}


def refuse(build: Build, before: dict[str, bytes], line: str) -> None:
    built = build()
    assert built.code == 1
    assert built.problems == [line]
    assert built.errors.endswith("\n\n1 error: nothing was built, the output is as it was.\n")
    assert built.everything() == before
    assert_clean(built)


def assert_clean(built: Built) -> None:
    assert "Traceback" not in built.errors + built.printed
    assert not (built.out.parent / ".output.next").exists()


@pytest.fixture
def before(build_site: Build) -> dict[str, bytes]:
    """The output of a build that was good."""
    built = build_site(GOOD)
    assert built.code == 0, built.errors
    return built.everything()


@pytest.mark.parametrize("case", TEXTS)
def test_bad_text_is_one_problem(
    case: str, build_site: Build, before: dict[str, bytes], tmp_path: Path
) -> None:
    text, line = TEXTS[case]
    data = text if isinstance(text, bytes) else text.encode()
    (tmp_path / "content/posts/x.md").write_bytes(data)
    refuse(build_site, before, line)
    # From the cache it is the same problem.
    refuse(build_site, before, line)


@pytest.mark.parametrize("case", FOLDERS)
def test_bad_folder_is_one_problem(
    case: str, build_site: Build, before: dict[str, bytes], tmp_path: Path
) -> None:
    prepare, line = FOLDERS[case]
    prepare(tmp_path / "content")
    refuse(build_site, before, line)


@pytest.mark.parametrize("case", TWINS)
def test_problem_between_files_names_both(case: str, build_site: Build, before: dict[str, bytes]) -> None:
    files, line = TWINS[case]
    built = build_site(files)
    assert (built.code, built.problems) == (1, [line])
    assert built.everything() == before
    assert_clean(built)


def test_every_problem_has_a_place_and_says_what_to_do() -> None:
    for _, line in [*TEXTS.values(), *FOLDERS.values(), *TWINS.values()]:
        assert re.match(r"content/[^:]+(:\d+)?: ", line)
        assert line.endswith((".", "?", "…"))
        assert len(line) < 300


def test_all_problems_are_reported_at_once_and_sorted(build_site: Build) -> None:
    built = build_site({"posts/b.md": post(date="x"), "posts/a.md": post(sumary="x", date="y")})
    assert [line.partition(" ")[0] for line in built.problems] == [
        "content/posts/a.md:3:",
        "content/posts/a.md:4:",
        "content/posts/b.md:3:",
    ]
    assert built.errors.endswith("3 errors: nothing was built, the output is as it was.\n")


def test_empty_content_folder_stops_and_leaves_the_output(
    build_site: Build, before: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "content/posts/good.md").unlink()
    refuse(build_site, before, 'content: has no posts. Write the first: ./run new "A title".')


def test_missing_content_folder_stops(before: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "content").rename(tmp_path / "elsewhere")
    built = run_site(tmp_path)
    assert (built.code, built.errors) == (1, f"{tmp_path}/content: there is no such content folder.\n")
    assert built.everything() == before


def test_missing_content_folder_of_the_settings_stops(build_site: Build, tmp_path: Path) -> None:
    built = build_site(GOOD, PATH=str(tmp_path / "gone"))
    assert (built.code, built.errors) == (
        1,
        "pelicanconf.py: PATH: there is no such content folder. Make one: mkdir content\n",
    )


def test_moment_that_is_none_stops(build_site: Build) -> None:
    built = build_site(GOOD, AS_OF="soon")
    assert (built.code, built.errors) == (1, f"--as-of: “soon” is not a date. {DATE}\n")


def test_time_zone_that_is_none_stops(build_site: Build) -> None:
    built = build_site(GOOD, TIMEZONE="Mars/Olympus")
    line = "TIMEZONE: “Mars/Olympus” is not a time zone. Write one such as Europe/Lisbon.\n"
    assert (built.code, built.errors) == (1, line)


def test_language_without_words_stops(build_site: Build) -> None:
    built = build_site(GOOD, SITE={"language": "xx"})
    line = "SITE: there are no words for the language “xx” in i18n/. Known are: "
    assert built.code == 1
    assert built.errors.startswith(line)


def test_cache_that_cannot_be_made_stops(build_site: Build, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    built = build_site(GOOD, CACHE_PATH=str(tmp_path / "file/cache"))
    assert built.code == 1
    assert built.errors.startswith(f"{tmp_path}/file/cache: the cache folder cannot be made")
    assert_clean(built)
