"""Blocks that Markdown has no word for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from plugins.markup.code import colour
from tests.markup.markdown import body_of, html_of, tree_of
from tests.sites import Build, post

YOUTUBE = "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"


@pytest.mark.parametrize("kind", ["note", "tip", "warning", "important", "caution"])
def test_callout_has_its_kind_and_a_label_of_the_theme(kind: str) -> None:
    tree = tree_of(f"> [!{kind.upper()}]\n> Text *here*.")
    assert tree.xpath(f"string(//div[@class='callout {kind}'][@role='note']/p[1])") == f"⟨callout_{kind}⟩"
    assert tree.xpath("string(//div/p[2]/em)") == "here"


def test_callout_may_have_a_title_of_its_own() -> None:
    tree = tree_of("> [!TIP] Do *this*\n> Text.\n>\n> - a list")
    assert tree.xpath("//p[@class='callout-title']/text()")[0].startswith("Do")
    assert tree.xpath("count(//div[contains(@class, 'callout')]//li)") == 1


def test_callout_without_text_is_whole() -> None:
    assert html_of("> [!NOTE]").count("<p") == 1


def test_unknown_callout_is_a_quote() -> None:
    assert html_of("> [!WHAT]\n> x").startswith("<blockquote>")


def test_pulled_quote_is_not_read_out_twice() -> None:
    assert html_of("> [!PULL]\n> Words.").startswith('<aside aria-hidden="true" class="pull">')


@pytest.mark.parametrize(
    "text",
    [
        "> Words.\n> — Ann, *Book*",
        "> Words.\n> -- Ann, *Book*",
        "> Words.\n>\n> — Ann, *Book*",
        "> Words.\n>\n> – Ann, *Book*",
    ],
)
def test_quote_with_a_source_is_a_figure(text: str) -> None:
    tree = tree_of(text)
    assert tree.xpath("string(//figure[@class='quote']/figcaption)") == "Ann, Book"
    assert tree.xpath("normalize-space(//figure/blockquote)") == "Words."


@pytest.mark.parametrize("source", ["*Somebody*", "[Ann](https://a.example/)", "`x` and *y*"])
def test_source_may_begin_with_markup(source: str) -> None:
    assert "<figcaption><" in html_of(f"> Words.\n> -- {source}")


@pytest.mark.parametrize(
    "text", ["> Words — and more.", "> - a list", "> Words.\n> And more.", "> ## Heading"]
)
def test_quote_without_a_source_stays_a_quote(text: str) -> None:
    assert "<figure" not in html_of(text)


def test_picture_alone_in_a_paragraph_is_a_figure_with_its_title_as_caption() -> None:
    body = body_of('![A dog](dog.jpg "Rex, aged *two*")')
    assert body.refs[0].alt == "A dog"
    assert "<figcaption>Rex, aged *two*</figcaption></figure>" in body.text.html


def test_picture_in_a_sentence_is_no_figure() -> None:
    assert "<figure" not in html_of("A dog ![A dog](dog.jpg) barks.")


def test_picture_that_is_a_link_is_a_figure() -> None:
    tree = tree_of("[![A dog](dog.jpg)](https://a.example/)")
    assert tree.xpath("//figure/a/@href") == ["https://a.example/"]


def test_table_scrolls_and_aligns_by_class() -> None:
    tree = tree_of("a | b | c\n--|:-:|-:\n1|2|3")
    (box,) = tree.xpath("//div[@class='scroll'][@tabindex='0'][@role='group']")
    assert box.get("aria-label") == "⟨table⟩"
    assert [cell.get("class") for cell in tree.xpath("//td")] == [None, "center", "right"]
    assert not tree.xpath("//@style | //@align")


@pytest.mark.parametrize(
    ("url", "player"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk", YOUTUBE),
        ("https://youtu.be/abcdefghijk", YOUTUBE),
        ("https://vimeo.com/123456", "https://player.vimeo.com/video/123456?autoplay=1&dnt=1"),
        (
            "https://tube.example/w/abcdefgh1234",
            "https://tube.example/videos/embed/abcdefgh1234?autoplay=1&p2p=0",
        ),
    ],
)
def test_video_is_a_link_that_knows_its_player(url: str, player: str) -> None:
    tree = tree_of(f"!video [A film]({url})")
    (link,) = tree.xpath("//figure[@class='embed']/a")
    assert (link.get("href"), link.get("data-embed")) == (url, player)
    assert not tree.xpath("//iframe | //script | //img")


def test_video_of_an_unknown_host_is_a_plain_link() -> None:
    assert "data-embed" not in html_of("!video [A film](https://films.example/1)")


@pytest.mark.parametrize(
    "player", ["javascript:alert(1)", "http://a.example/", "data:text/html,x", "//a.example"]
)
def test_player_that_a_writer_types_must_be_https(player: str) -> None:
    assert "data-embed" not in html_of(f'<a href="https://a.example/" data-embed="{player}">x</a>')


def test_films_and_sounds_of_other_hosts_wait_for_a_click() -> None:
    tree = tree_of(
        '<video src="https://a.example/v.mp4" poster="https://a.example/p.png" controls autoplay></video>\n\n'
        '<audio src="https://a.example/a.mp3" preload="auto" controls></audio>'
    )
    assert tree.xpath("//video/@preload | //audio/@preload") == ["none", "none"]
    assert not tree.xpath("//@poster | //@autoplay")


def test_title_of_a_callout_keeps_its_markup() -> None:
    box = tree_of("> [!TIP] Say *it* with `code`\n> and **more**.").xpath("//div[@role='note']")[0]
    assert box.xpath("string(p[1])") == "Say it with code"
    assert box.xpath("p[1]/em/text()") == ["it"]
    assert box.xpath("string(p[2])") == "and more."


@pytest.mark.parametrize("text", ["> [!PULL] Said *well*.", "> [!PULL]\n> Said *well*."])
def test_pulled_quote_begins_on_either_line(text: str) -> None:
    assert tree_of(text).xpath("string(//aside[@class='pull'])").strip() == "Said well."


def test_footnotes_lead_there_and_back() -> None:
    tree = tree_of("A[^1] and B[^two].\n\n[^1]: One.\n[^two]: Two.")
    assert tree.xpath("//sup/a/@href") == ["#fn:1", "#fn:two"]
    assert tree.xpath("//div[@class='footnote']//li/@id") == ["fn:1", "fn:two"]
    assert body_of("A[^1].\n\n[^1]: Last?").lead == "A."


def test_way_back_from_a_footnote_has_a_name(build_site: Build) -> None:
    built = build_site({"posts/a.md": post(body="A[^1].\n\n[^1]: One.")})
    assert re.findall(r'<a class="footnote-backref".*?</a>', built.post("a")) == [
        '<a class="footnote-backref" href="#fnref:1"><span aria-hidden="true">↩</span>'
        '<span class="visually-hidden">Back to the text</span></a>'
    ]


def test_code_is_coloured_by_class_and_can_be_reached_by_keyboard() -> None:
    tree = tree_of('```python\nprint("<b>")\n```')
    assert tree.xpath("//pre/@tabindex") == ["0"]
    assert tree.xpath("//code/@class") == ["language-python"]
    assert tree.xpath("string(//code)") == 'print("<b>")'
    assert tree.xpath("//span/@class")
    assert not tree.xpath("//@style")


@pytest.mark.parametrize("fence", ["```", "~~~", "```no-such-language", "```{.python}", "````"])
def test_fences_of_all_kinds(fence: str) -> None:
    end = fence[: len(fence) - len(fence.lstrip("`~"))]
    assert tree_of(f"{fence}\na < b\n{end}").xpath("string(//pre/code)") == "a < b"


@given(
    st.sampled_from(["python", "html", "js", "bash", "css", "text", "console"]),
    st.text("ab1 \n\t'\"<>&#/$=(){}:;*-", max_size=60),
)
def test_code_has_the_spans_of_pygments(language: str, code: str) -> None:
    lexer = get_lexer_by_name(language, stripnl=False)
    theirs = highlight(code, lexer, HtmlFormatter(nowrap=True)).rstrip("\n")
    # A kind of a lexer's own has the class of what it is a kind of: themes know no other.
    theirs = re.sub(r'class="(\w+) [^"]*"', r'class="\1"', theirs)
    # As nh3 would leave it: quotes need no escape between tags.
    assert colour(code, language) == theirs.replace("&#39;", "'").replace("&quot;", '"')


def test_code_that_is_not_closed_is_a_warning_with_its_line() -> None:
    (problem,) = body_of("Text.\n\n```\ncode").problems
    assert str(problem) == (
        "content/x.md:6: warning: this code block is not closed. Put ``` on a line of its own behind it."
    )


def test_words_of_the_theme_stand_where_their_marks_were(build_site: Build) -> None:
    text = "> [!TIP]\n> Do.\n\na|b\n-|-\n1|2\n\n!video [F](https://youtu.be/abcdefghijk)"
    page = build_site({"posts/a.md": post(body=text)}).post("a")
    assert '<p class="callout-title">Tip</p>' in page
    assert 'aria-label="Table"' in page
    assert "Plays on YouTube." in page
    assert "\x1a" not in page
