"""Whatever is done to a blog, in whatever order: the next build gives what a fresh one gives, byte for byte.

A few sequences in each run of the suite; `SEQUENCES=1000 ./run test -- tests/engine/test_sequences.py` for
more.
"""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.sites import PNG, ROOT, Built, lay, post, run_site

NAMES = st.sampled_from("abcd")
DATES = st.sampled_from(["2024-12-31", "2025-01-01", "2025-01-15 09:00", "2025-03-03", "2999-01-01"])
LABELS = st.fixed_dictionaries(
    {
        "tags": st.sampled_from(["", "red", "red, blue", "Red"]),
        "topic": st.sampled_from(["", "Craft", "Trust"]),
        "authors": st.sampled_from(["", "Ann", "Bo, Ann"]),
        "series": st.sampled_from(["", "S"]),
        "status": st.sampled_from(["published", "draft", "hidden"]),
    }
)
WORDS = st.sampled_from(
    ["Text.", "More text, and more.", "[l](a.md)", "![i](../images/x.png)", "## H\n\nWhy?", "# One\n\n- two"]
)
THEME = {
    "templates/404.html": "{% block items %}",
    "i18n/en.toml": 'direction = "ltr"\n',
    "styles/30-base.css": "body {",
}
"""Files of the theme, and a place in each to change."""


class Blog(RuleBasedStateMachine):
    """A blog that somebody works on; after every step it is built twice."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.content, self.theme = self.folder / "content", self.folder / "theme"
        self.settings: dict[str, Any] = {}
        lay(self.content, {"posts/always.md": post("Always", topic="Craft"), "images/x.png": PNG})
        lay(self.content, {"pages/p.md": "---\ntitle: P\n---\n[l](../posts/a.md)\n"})
        lay(self.content, {"authors/ann.md": "---\nname: Ann\n---\nA bio.\n"})
        shutil.copytree(ROOT / "theme", self.theme)
        self.is_built = False

    def path(self, name: str) -> Path:
        return self.content / "posts" / f"{name}.md"

    @rule(name=NAMES, date=DATES, labels=LABELS, body=WORDS)
    def write(self, name: str, date: str, labels: dict[str, str], body: str) -> None:
        self.path(name).write_text(post(f"Post {name}", date, body, **labels))

    @rule(name=st.sampled_from("abcd"), words=WORDS)
    def type_on(self, name: str, words: str) -> None:
        path = self.path(name) if self.path(name).exists() else self.path("always")
        path.write_text(f"{path.read_text()}\n{words}\n")

    @rule(words=st.sampled_from(["A bio.", "Another *bio*."]))
    def write_bio(self, words: str) -> None:
        (self.content / "authors/ann.md").write_text(f"---\nname: Ann\n---\n{words}\n")

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        self.path(name).unlink(missing_ok=True)

    @rule(name=NAMES, other=NAMES)
    def rename(self, name: str, other: str) -> None:
        if self.path(name).exists():
            self.path(name).replace(self.path(other))

    @rule(data=st.sampled_from([PNG, PNG + b"more"]))
    def change_picture(self, data: bytes) -> None:
        (self.content / "images/x.png").write_bytes(data)

    @rule(name=st.sampled_from(sorted(THEME)), mark=st.integers(0, 2))
    def change_theme(self, name: str, mark: int) -> None:
        stock, place = (ROOT / "theme" / name).read_text("utf-8"), THEME[name]
        assert place in stock
        more = {".html": f"<!-- {mark} -->", ".toml": f'extra{mark} = "x"\n', ".css": f"--m: {mark};"}
        (self.theme / name).write_text(stock.replace(place, place + more[Path(name).suffix], 1), "utf-8")

    @rule(number=st.integers(1, 3), url=st.sampled_from(["", "https://y.example/blog"]))
    def change_settings(self, number: int, url: str) -> None:
        self.settings = {"POSTS": {"per_page": number}, "SITEURL": url}

    @rule(moment=st.sampled_from(["2025-01-10", "2026-01-01", "3000-01-01"]))
    def wait(self, moment: str) -> None:
        self.settings = {**self.settings, "AS_OF": moment}

    @precondition(lambda self: self.is_built)
    @rule(which=st.integers(0, 30), is_gone=st.booleans())
    def disturb_output(self, which: int, is_gone: bool) -> None:
        files = sorted(each for each in (self.folder / "output").rglob("*.html"))
        path = files[which % len(files)]
        path.unlink() if is_gone else path.write_text("somebody was here")

    @precondition(lambda self: self.is_built)
    @rule(moves=st.integers(0, 12), words=WORDS)
    def die(self, moves: int, words: str) -> None:
        """A build that is killed between two moves, or before it could keep anything."""
        self.type_on("a", words)
        replace, left = os.replace, iter(range(moves))

        def stop(source: str, target: str) -> None:
            if ".output.next" in str(source) and next(left, None) is None:
                raise KeyboardInterrupt
            replace(source, target)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "replace", stop)
            patch.setattr("plugins.kit.store.Store.close", lambda _self: None)
            with contextlib.suppress(KeyboardInterrupt):
                self.build()
        gc.collect()  # who is dead holds no lock on the cache

    @rule()
    def lose_cache(self) -> None:
        for path in (self.folder / "cache").glob("*.sqlite"):
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    def build(self, name: str = "output", **more: Any) -> Built:
        # Pagefind takes longer than all the rest of so small a blog.
        options = {"THEME": str(self.theme), "SEARCH": {"index": False}, **self.settings, **more}
        return run_site(self.folder, OUTPUT_PATH=self.folder / name, production=True, **options)

    @invariant()
    def next_build_gives_what_a_fresh_one_gives(self) -> None:
        if not hasattr(self, "folder"):
            return
        after, fresh = self.build(), self.build("fresh", LOAD_CONTENT_CACHE=False)
        assert (after.code, after.errors) == (fresh.code, fresh.errors)
        self.is_built = self.is_built or after.code == 0
        assert after.code or after.everything() == fresh.everything()
        shutil.rmtree(self.folder / "fresh")

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)


TestSequences = Blog.TestCase
TestSequences.settings = settings(
    max_examples=int(os.environ.get("SEQUENCES", "8")),
    stateful_step_count=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def test_warnings_stay_when_texts_are_edited_again_and_again() -> None:
    blog = Blog()
    try:
        blog.begin()
        for name in "daa":
            blog.next_build_gives_what_a_fresh_one_gives()
            blog.type_on(name=name, words="## H\n\nWhy?")
        blog.next_build_gives_what_a_fresh_one_gives()
    finally:
        blog.teardown()
