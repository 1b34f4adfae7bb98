"""Drawings are published without what could run, call or read; what only draws stays."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from plugins.images.drawings import clean_drawing
from plugins.images.raster import Unreadable
from tests.sites import Build, post

NS = 'xmlns="http://www.w3.org/2000/svg"'


@pytest.mark.parametrize(
    ("svg", "size"),
    [
        ('<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>', (30, 20)),
        ('<svg width="30.4px" height="20px"/>', (30, 20)),
        ('<svg viewBox="0 0 300 200"/>', (300, 200)),
        ('<svg width="100%" height="100%" viewBox="0,0,300,200"/>', (300, 200)),
        ("<svg/>", (0, 0)),
    ],
)
def test_drawing_is_measured(tmp_path: Path, svg: str, size: tuple[int, int]) -> None:
    path = tmp_path / "x.svg"
    path.write_text(svg)
    assert measured(path) == size


LAUGHS = (
    '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">'
    '<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">]><svg width="&e;">&e;</svg>'
)


def measured(path: Path) -> tuple[int, int]:
    drawing = clean_drawing(path)
    return drawing.width, drawing.height


def cleaned(tmp_path: Path, inner: str, attributes: str = "") -> tuple[str, tuple[str, ...]]:
    path = tmp_path / "x.svg"
    path.write_text(f'<svg {NS} xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>{inner}</svg>')
    drawing = clean_drawing(path)
    return drawing.data.decode(), drawing.removed


@pytest.mark.parametrize(
    ("inner", "removed"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<g><script href='x.js'/></g>", "<script>"),
        ("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>", "<foreignObject>"),
        ("<rect onclick='alert(1)'/>", "onclick=…"),
        ("<rect ONLOAD='alert(1)'/>", "onload=…"),
        ("<a href='javascript:alert(1)'><rect/></a>", "addresses out of the drawing"),
        ("<a xlink:href=' javascript:alert(1)'><rect/></a>", "addresses out of the drawing"),
        ("<image href='https://spy.example/x.png'/>", "addresses out of the drawing"),
        ("<image href='data:image/svg+xml;base64,AAAA'/>", "addresses out of the drawing"),
        ("<use href='other.svg#a'/>", "addresses out of the drawing"),
        ("<rect fill='url(https://spy.example/#a)'/>", "addresses out of the drawing"),
        ("<rect style='fill: url( \"//spy.example/x\" )'/>", "addresses out of the drawing"),
        ("<style>@import 'https://spy.example/x.css';</style>", "styles that call another file"),
        ("<style>rect{fill:url(//spy.example/x)}</style>", "styles that call another file"),
        ("<style>rect{fill:u\\72l(//spy.example/x)}</style>", "styles that call another file"),
        ("<a><set attributeName='href' to='javascript:alert(1)'/></a>", "<set> of an address"),
        ("<animate attributeName='xlink:href' values='javascript:alert(1)'/>", "<animate> of an address"),
        ("<set attributeName='onclick' to='alert(1)'/>", "<set> of an address"),
        ("<handler>alert(1)</handler>", "<handler>"),
    ],
)
def test_what_does_more_than_draw_goes_and_is_named(tmp_path: Path, inner: str, removed: str) -> None:
    text, said = cleaned(tmp_path, inner)
    assert said == (removed,)
    for word in ("alert", "spy", "javascript", "x.js", "other.svg", "svg+xml"):
        assert word not in text


@pytest.mark.parametrize(
    "inner",
    [
        '<defs><linearGradient id="a"><stop offset="0" stop-color="red"/></linearGradient></defs>',
        '<rect fill="url(#a)" width="4" height="4"/>',
        """<rect style="fill:url('#a')"/>""",
        '<use xlink:href="#a"/>',
        '<image href="data:image/png;base64,AAAA"/>',
        "<style>rect{fill:red}</style>",
        "<text>words <tspan>of all</tspan> kinds</text>",
        '<circle r="3"><animate attributeName="r" values="1;3" dur="1s"/></circle>',
    ],
)
def test_what_draws_stays(tmp_path: Path, inner: str) -> None:
    text, said = cleaned(tmp_path, inner)
    assert said == ()
    assert inner.replace("'", '"').replace('"', "") in text.replace("'", '"').replace('"', "").replace(
        "&quot;", ""
    )


def test_what_programs_write_for_themselves_goes_without_a_word(tmp_path: Path) -> None:
    more = 'xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:export-filename="/home/ann/x.png"'
    text, said = cleaned(tmp_path, "<metadata>Ann</metadata><i:view/><!-- Ann --><?x y?><g>kept</g>", more)
    assert said == ()
    assert "ann" not in text.lower()
    assert "<g>kept</g>" in text


def test_entities_bring_nothing_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    path = tmp_path / "x.svg"
    path.write_text(
        f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{secret.as_uri()}">]><svg {NS}><text>a &x; b</text></svg>'
    )
    drawing = clean_drawing(path)
    assert b"secret" not in drawing.data
    assert b"ENTITY" not in drawing.data
    assert drawing.removed == ("entities",)
    path.write_text(LAUGHS)
    with suppress(Unreadable):
        assert len(clean_drawing(path).data) < 1000


def test_page_has_the_clean_drawing_and_the_writer_is_told_where(build_site: Build) -> None:
    drawing = f'<svg {NS} viewBox="0 0 8 4"><script>alert(1)</script><rect/></svg>'
    built = build_site(
        {"posts/a.md": post(body="First.\n\n![D](d.svg) [whole](d.svg)"), "posts/d.svg": drawing}
    )
    assert built.warnings == [
        "content/posts/a.md:7: warning: the drawing “posts/d.svg” does more than draw: <script>. "
        "That was taken out; export it as plain SVG."
    ]
    shown = [path for path in built.files() if path.endswith(".svg") and "d." in path]
    assert len(shown) == 2
    assert all("alert" not in built.read(path) and "rect" in built.read(path) for path in shown)
    assert 'alt="D" width="8" height="4"' in built.post("a")
