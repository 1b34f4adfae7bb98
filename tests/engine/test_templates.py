"""Templates: what reads nothing of a page is printed once, and nobody can tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from plugins.engine import templates
from plugins.engine.environment import Environment
from plugins.engine.folding import Compiled
from plugins.engine.templates import Templates, _references, compile_all
from plugins.engine.words import Words
from plugins.kit.problems import SiteError
from plugins.kit.store import Store
from tests.sites import ROOT, lay

WORDS = Words.load(ROOT / "theme" / "i18n", "en")


@dataclass(frozen=True)
class Shell:
    name: str


@dataclass(frozen=True)
class View:
    title: str


def printed(folder: Path, files: dict[str, str], shell: Shell, view: View) -> str:
    lay(folder, files)
    return Templates(folder, WORDS, shell).render("page.html", view).decode()


FILES = {
    "page.html": 'A{% include "partials/same.html" %}\n{% include "partials/other.html" %}\nZ',
    "partials/same.html": "\n<b>{{ site.name }}</b>\n{% if site.name %}{{ t('search.title') }}{% endif %}\n",
    "partials/other.html": "{{ page.title }}\n",
}


def test_partial_of_the_shell_is_printed_as_if_it_stood_there(tmp_path: Path) -> None:
    found = printed(tmp_path, FILES, Shell("<a> {{ x }} {% endraw %}"), View("Hello"))
    assert found == "A<b>&lt;a&gt; {{ x }} {% endraw %}</b>SearchHelloZ\n"


def test_what_was_compiled_ahead_is_not_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> str:
        raise AssertionError("a template is compiled")

    theme = tmp_path / "theme"
    lay(theme, FILES)
    (theme / ".DS_Store").write_bytes(b"\xe2\x00")
    with Store(tmp_path / "index") as store:
        monkeypatch.setattr(Compiled, "kept", {})
        compile_all(theme, store)
        monkeypatch.setattr(Compiled, "kept", {})
        monkeypatch.setattr(Environment, "_generate", refuse)
        again = Templates(theme, WORDS, Shell("a"))
        again.load(["page.html"], store)
        assert again.render("page.html", View("Hello")) == b"A<b>a</b>SearchHelloZ\n"


def test_partial_of_the_shell_is_a_part_of_the_identity(tmp_path: Path) -> None:
    lay(tmp_path, FILES)
    before = Templates(tmp_path, WORDS, Shell("a")).identity("page.html", View("x"))
    assert Templates(tmp_path, WORDS, Shell("a")).identity("page.html", View("x")) == before
    assert Templates(tmp_path, WORDS, Shell("b")).identity("page.html", View("x")) != before
    lay(tmp_path, {"partials/same.html": "{{ site.name }}!"})
    assert Templates(tmp_path, WORDS, Shell("a")).identity("page.html", View("x")) != before


@pytest.mark.parametrize("mistake", ["{{ site.nmae }}", "{% if %}", "{{ t('no.such') }}"])
def test_mistake_in_such_a_partial_is_said(mistake: str, tmp_path: Path) -> None:
    with pytest.raises(SiteError):
        printed(tmp_path, {**FILES, "partials/same.html": mistake}, Shell("a"), View("x"))


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        ("{{ site.name + 1 }}", "same.html:1: can only concatenate"),
        ("<b>\n{{ site.nmae }}", "same.html:2: .* has no attribute 'nmae'"),
        ("\n{{ site.name|round }}", "same.html:2: .* __round__ method .TypeError."),
        ("{{ range(site.name) }}", "same.html:1: 'str' object cannot"),
        ("{{ site.name() }}", "same.html:1: 'str' object is not callable"),
        ("{{ 1 // 0 }}", "same.html:1: .* by zero"),
    ],
)
def test_mistake_of_python_is_said_with_its_line(mistake: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=rf"theme/templates/partials/{said}"):
        printed(tmp_path, {**FILES, "partials/same.html": mistake}, Shell("a"), View("x"))


def test_mistake_of_ours_is_not_blamed_on_a_template(tmp_path: Path) -> None:
    class Broken:
        @property
        def title(self) -> str:
            raise ValueError("ours")

    lay(tmp_path, FILES)
    with pytest.raises(ValueError, match="ours"):
        Templates(tmp_path, WORDS, Shell("a")).render("page.html", Broken())


def test_partial_may_have_any_ending(tmp_path: Path) -> None:
    lay(tmp_path, {"page.html": "{% include 'partials/mark.svg' %}", "partials/mark.svg": "<svg></svg>"})
    pages = Templates(tmp_path, WORDS, Shell("a"))
    with Store(tmp_path / "index") as store:
        pages.load(["page.html"], store)
    assert pages.render("page.html", View("x")) == b"<svg></svg>\n"


def test_link_that_an_editor_lays_beside_a_template_is_passed_over(tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    lay(theme, FILES)
    (theme / ".#page.html").symlink_to("ann@desk.1234")
    with Store(tmp_path / "index") as store:
        compile_all(theme, store)
        Templates(theme, WORDS, Shell("a")).load(["page.html"], store)


def test_template_that_is_not_utf8_is_named_when_a_page_is_printed(tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    lay(theme, {**FILES, "partials/other.html": b"caf\xe9"})
    with Store(tmp_path / "index") as store:
        compile_all(theme, store)  # while others read: what is wrong in the texts is said first
        with pytest.raises(SiteError, match=r"partials/other\.html: is not UTF-8"):
            Templates(theme, WORDS, Shell("a")).load(["page.html"], store)


def test_references_are_those_that_jinja_finds() -> None:
    import jinja2.meta

    for path in sorted((ROOT / "theme" / "templates").rglob("*.html")):
        source = path.read_text("utf-8")
        parsed = jinja2.meta.find_referenced_templates(jinja2.Environment().parse(source))
        assert set(_references(source)) == set(parsed), path


@pytest.mark.parametrize("tag", ["include name", "extends 'a' ~ b", "import (x) as y", "include ['a', 'b']"])
def test_name_that_is_not_written_out_is_refused(tag: str, tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="a computed name cannot be followed"):
        lay(tmp_path, {"page.html": f"{{% {tag} %}}", "a": ""})
        Templates(tmp_path, WORDS, Shell("a")).identity("page.html", View("x"))


def test_code_that_prints_is_a_part_of_the_identity() -> None:
    source = Path(templates.__file__).read_text("utf-8")
    assert set(re.findall(r"^from plugins\.engine\.(\w+)", source, re.M)) <= set(templates.PRINTING)
    assert all(Path(templates.__file__).with_name(f"{name}.py").is_file() for name in templates.PRINTING)


def test_what_is_kept_does_not_grow_with_every_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Compiled, "kept", {})
    sizes = []
    with Store(tmp_path / "index") as store:
        for number in range(5):
            lay(tmp_path / "theme", FILES | {"partials/same.html": f"<b>{number}</b>"})
            compile_all(tmp_path / "theme", store)
            sizes.append(len(Compiled.kept))
            compiled = store.get_many("compiled", store.keys("compiled")).values()
            assert max(map(len, compiled)) == sizes[0]
    assert set(sizes) == {sizes[0]}
