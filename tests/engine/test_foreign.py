"""Other people's themes and plugins: they build, drafts stay in, and the output is ours to keep safe."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from lxml import html
from markupsafe import Markup
from pelican import signals
from pelican.generators import Generator

from plugins.engine.reader import in_theme
from tests.sites import PNG, Build, post

OURS = ["plugins.markup", "plugins.posts", "plugins.images", "plugins.assets"]
SITE = {
    "posts/one.md": post(
        "One & “two”", "2025-05-05", "Text of one.\n\n![A dot](../images/x.png)", tags="red, blue"
    ),
    "posts/2025-06-01-two.md": post(
        "Two", "2025-06-01", "See [one](one.md).", authors="Ann Bee", topic="Craft"
    ),
    "posts/secret.md": post(
        "Secret draft", body="![Hush](../images/secret.png)", status="draft", tags="hush"
    ),
    "posts/later.md": post("Later on", "2999-01-01"),
    "posts/quiet.md": post("Quiet one", status="hidden"),
    "pages/about.md": "---\ntitle: About us\n---\nWho we are.\n",
    "pages/unfinished.md": "---\ntitle: Unfinished secret\nstatus: draft\n---\nNo.\n",
    "authors/ann.md": "---\nname: Ann Bee\n---\nShe writes.\n",
    "images/x.png": PNG,
    "images/secret.png": PNG + b"secret",
    "posts/notes.html": "<html>not an article</html>",
}


@pytest.mark.parametrize("theme", ["simple", "notmyidea"])
def test_stock_theme_builds(theme: str, build_site: Build) -> None:
    built = build_site(SITE, THEME=theme, production=True)
    assert built.code == 0, built.errors
    files = built.files()
    assert {"index.html", "posts/one/index.html", "posts/two/index.html", "about/index.html"} <= set(files)
    assert {"tags/red/index.html", "topics/craft/index.html", "authors/ann-bee/index.html"} <= set(files)
    (shown,) = (path for path in files if path.endswith(".png"))
    assert f'src="/{shown}"' in built.post("one")
    page = built.post("two")
    assert 'See <a href="/posts/one/">one</a>' in page
    assert "Text of one." in built.post("one")


@pytest.mark.parametrize("theme", ["simple", "notmyidea"])
def test_stock_theme_never_publishes_drafts(theme: str, build_site: Build) -> None:
    built = build_site(SITE, THEME=theme, production=True)
    for path, data in built.everything().items():
        assert b"ecret" not in data, path
        assert b"Later on" not in data, path
        assert not any(word in path for word in ("secret", "later", "draft", "unfinished", "hush")), path
    assert b"Quiet one" in built.everything()["posts/quiet/index.html"]
    assert b"Quiet one" not in built.everything()["index.html"]


def test_stock_theme_is_built_like_ours(build_site: Build, tmp_path: Path) -> None:
    first = build_site(SITE, THEME="simple")
    (first.out / "mine.txt").write_text("mine")
    before = first.everything()
    times = {path: (first.out / path).stat().st_mtime_ns for path in before}
    again = build_site({}, THEME="simple")
    assert again.everything() == before
    assert {path: (first.out / path).stat().st_mtime_ns for path in before} == times
    broken = build_site({"posts/bad.md": post(date="never")}, THEME="simple")
    assert broken.code == 1
    assert broken.everything() == before
    gone = build_site({"posts/bad.md": None, "posts/one.md": None}, THEME="simple")
    assert gone.code == 0, gone.errors
    assert "posts/one/index.html" not in gone.files()
    assert "mine.txt" in gone.files()
    assert not (tmp_path / ".output.next").exists()


def test_stock_theme_can_be_left_for_ours(build_site: Build, tmp_path: Path) -> None:
    build_site(SITE, THEME="simple")
    back = build_site({})
    fresh = build_site({}, OUTPUT_PATH=tmp_path / "fresh")
    assert back.everything() == fresh.everything()


@pytest.mark.parametrize(
    "word",
    ["</title><script>alert(1)</script>", '" onload="alert(1)', "&lt;script&gt;", "' x='", "<!-- "],
)
def test_titles_are_harmless_in_a_theme_without_autoescape(word: str, build_site: Build) -> None:
    assert not set(Markup(in_theme(word)).striptags()) & set("<>\"'")
    quoted = word.replace('"', '\\"')
    text = (
        f'---\ntitle: "{quoted}"\ndate: 2025-05-05\ntags: ["{quoted}"]\nauthors: ["{quoted}"]\n---\nText.\n'
    )
    built = build_site({"posts/x.md": text}, THEME="simple")
    assert built.code == 0, built.errors
    for path in built.files():
        tree = html.document_fromstring(built.read(path).encode() or b"<p>")
        assert not tree.xpath("//script | //@onload | //@x"), path


def test_theme_that_breaks_stops_the_build(build_site: Build, tmp_path: Path) -> None:
    before = build_site(SITE, THEME="simple").everything()
    theme = tmp_path / "theme"
    (theme / "templates").mkdir(parents=True)
    (theme / "templates/article.html").write_text("{{ article.title | no_such_filter }}")
    built = build_site({}, THEME=str(theme))
    assert built.code == 1
    assert "no_such_filter" in built.errors
    assert built.errors.endswith("Nothing was built, the output is as it was.\n")
    assert built.everything() == before


def plugin(name: str, **members: object) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(members)
    return module


def shout(content: object) -> None:
    text = getattr(content, "_content", None)
    if text:
        vars(content)["_content"] = text.replace("Text of one", "TEXT OF ONE").replace("Who we", "WHO WE")


class Robots(Generator):  # type: ignore[misc]
    """Writes the titles of the articles that Pelican knows."""

    def generate_output(self, _writer: object) -> None:
        titles = [f"{article.title} {article.url}" for article in self.context["articles"]]
        (Path(self.output_path) / "titles.txt").write_text("\n".join(titles))


def give_robots(_pelican: object) -> type[Generator]:
    return Robots


SHOUT = plugin("shout", register=lambda: signals.content_object_init.connect(shout))
ROBOTS = plugin("robots", register=lambda: signals.get_generators.connect(give_robots))


def test_stock_plugin_changes_a_text_in_our_theme(build_site: Build) -> None:
    built = build_site(SITE, PLUGINS=[*OURS, SHOUT])
    assert built.code == 0, built.errors
    assert "TEXT OF ONE" in built.post("one")
    assert 'src="/assets/x.' in built.post("one")
    assert "WHO WE are" in built.read("about/index.html")
    signals.content_object_init.disconnect(shout)
    assert "TEXT OF ONE" not in build_site({}, PLUGINS=OURS).post("one")


def test_stock_plugin_writes_its_files_into_our_output(build_site: Build) -> None:
    built = build_site(SITE, PLUGINS=[*OURS, ROBOTS])
    assert built.code == 0, built.errors
    assert built.read("titles.txt") == "Two posts/two/\nOne &amp; “two” posts/one/"
    assert "titles.txt" in built.read(".porchlight").splitlines()
    signals.get_generators.disconnect(give_robots)
    without = build_site({}, PLUGINS=OURS)
    assert "titles.txt" not in without.files()


def test_stock_plugins_never_see_a_draft(build_site: Build) -> None:
    seen = []

    def look(content: object) -> None:
        seen.append(getattr(content, "title", ""))

    looker = plugin("looker", register=lambda: signals.content_object_init.connect(look))
    built = build_site(SITE, PLUGINS=[*OURS, looker])
    assert built.code == 0, built.errors
    assert "Two" in seen
    assert not any("ecret" in title or "Later" in title for title in seen)


def test_stock_plugin_works_with_a_stock_theme(build_site: Build) -> None:
    built = build_site(SITE, PLUGINS=[*OURS, SHOUT, ROBOTS], THEME="simple")
    assert built.code == 0, built.errors
    assert "TEXT OF ONE" in built.post("one")
    assert "titles.txt" in built.files()


def test_stock_plugin_that_raises_stops_the_build(build_site: Build) -> None:
    before = build_site(SITE).everything()

    def fail(_content: object) -> None:
        raise KeyError("cover")

    failing = plugin("failing", register=lambda: signals.all_generators_finalized.connect(fail))
    built = build_site({}, PLUGINS=[*OURS, failing])
    assert built.code == 1
    assert "test_foreign.py:" in built.errors
    assert "KeyError: 'cover'" in built.errors
    assert built.everything() == before


def test_nothing_of_pelicans_runs_without_stock_plugins(
    build_site: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_args: object, **_more: object) -> None:
        raise AssertionError

    monkeypatch.setattr("pelican.generators.ArticlesGenerator.generate_context", forbidden)
    assert build_site(SITE).code == 0
