"""A body as feeds carry it: readable without styles and scripts, every URL whole, nothing else touched."""

from __future__ import annotations

import pytest

from plugins.feeds.content import absolute_set, portable

PAGE = "https://x.example/blog/posts/a/"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ('<a href="/blog/posts/b/">b</a>', '<a href="https://x.example/blog/posts/b/">b</a>'),
        ('<a href="../b/?x=1&amp;y=2">b</a>', '<a href="https://x.example/blog/posts/b/?x=1&amp;y=2">b</a>'),
        ('<a href="#part">p</a>', f'<a href="{PAGE}#part">p</a>'),
        ('<a href="">p</a>', f'<a href="{PAGE}">p</a>'),
        ("<a href='c.html'>c</a>", f'<a href="{PAGE}c.html">c</a>'),
        ("<a href=c.html>c</a>", f'<a href="{PAGE}c.html">c</a>'),
        ('<a href="//y.example/z">z</a>', '<a href="https://y.example/z">z</a>'),
        ('<a href="mailto:a@b.example">m</a>', '<a href="mailto:a@b.example">m</a>'),
        ('<a HREF="JavaScript:alert(1)">j</a>', "<a>j</a>"),
        ('<a href="//[x">bad</a>', "<a>bad</a>"),
        (
            '<picture><source srcset="/a.webp 1x, /b.webp 2x" type="image/webp">'
            '<img src="/a.png" alt=""></picture>',
            '<img src="https://x.example/a.png" alt="">',
        ),
        (
            '<video src="/v.mp4" poster="p.png" controls=""><source src="/v.webm"></video>',
            f'<video src="https://x.example/v.mp4" poster="{PAGE}p.png" controls="">'
            '<source src="https://x.example/v.webm"></video>',
        ),
        ('<blockquote cite="/q">q</blockquote>', '<blockquote cite="https://x.example/q">q</blockquote>'),
        ('<a href=" https://y.example/a\n b c ">u</a>', '<a href="https://y.example/a%20b%20c">u</a>'),
        ("a<wbr>b<br>c <code>&lt;a href=x&gt;</code>", "a<wbr>b<br>c <code>&lt;a href=x&gt;</code>"),
        ("2 < 3 and <3 but 4 > 3", "2 < 3 and <3 but 4 > 3"),
    ],
)
def test_urls_become_whole_and_the_rest_stays(given: str, wanted: str) -> None:
    assert portable(given, PAGE) == wanted


def test_a_comma_within_a_candidate_is_part_of_its_url() -> None:
    wanted = "https://x.example/w_1,h_2/a.png 1x, https://x.example/b.png 2x"
    assert absolute_set("/w_1,h_2/a.png 1x,/b.png 2x", PAGE) == wanted


def test_a_drawing_keeps_its_case_its_ids_and_its_inner_links() -> None:
    drawing = (
        '<svg viewBox="0 0 9 9" class="k"><defs><linearGradient id="g"/></defs>'
        '<use href="#g"/><path fill="url(#g)"/><a href="/x" onclick="y()"><text>t</text></a>'
        "<script>z()</script></svg>"
    )
    assert portable(drawing, PAGE) == (
        '<svg viewBox="0 0 9 9" class="k"><defs><linearGradient id="g"/></defs>'
        '<use href="#g"/><path fill="url(#g)"/><a href="https://x.example/x"><text>t</text></a></svg>'
    )


def test_what_acts_and_what_only_the_theme_knows_goes() -> None:
    body = (
        '<p id="a" class="b" style="c" data-d="e" aria-label="f" tabindex="0" onclick="g()" lang="fr">h</p>'
        '<script>i()</script><form action="/j"><input name="k"></form><style>l{}</style>'
        "<SCRIPT src=m></SCRIPT>"
        '<iframe src="/n" title="A map"></iframe><button>o</button>'
    )
    assert portable(body, PAGE) == '<p lang="fr">h</p><p><a href="https://x.example/n">A map</a></p>o'


def test_a_video_behind_a_click_becomes_a_link() -> None:
    figure = (
        '<figure class="embed"><a class="embed-play" data-embed="https://p.example/e" '
        'href="https://p.example/w"><span class="embed-title">A film</span></a>'
        "<figcaption>Plays on P.</figcaption></figure>"
    )
    assert portable(figure, PAGE) == '<p><a href="https://p.example/w">▶ A film</a></p>'
    with_poster = figure.replace(
        '<span class="embed-title">', '<img src="/p.jpg" alt=""><span class="embed-title">'
    )
    assert portable(with_poster, PAGE) == (
        '<p><a href="https://p.example/w"><img src="https://x.example/p.jpg" alt=""><br>A film</a></p>'
    )


def test_callouts_become_quotations_with_a_title_in_strong() -> None:
    inner = '<div class="callout tip" role="note"><p class="callout-title">In</p><div><p>x</p></div></div>'
    head = '<div class="callout note" role="note"><p class="callout-title">Out</p>'
    outer = f"{head}{inner}<p>y</p></div><div>z</div>"
    assert portable(outer, PAGE) == (
        "<blockquote><p><strong>Out</strong></p><blockquote><p><strong>In</strong></p><div><p>x</p></div>"
        "</blockquote><p>y</p></blockquote><div>z</div>"
    )


def test_a_pulled_quote_is_not_said_twice() -> None:
    assert portable('<p>a</p><aside class="pull" aria-hidden="true"><p>a</p></aside><p>b</p>', PAGE) == (
        "<p>a</p><p>b</p>"
    )


def test_code_loses_its_colours_and_keeps_every_character() -> None:
    code = '<pre tabindex="0"><code class="language-x"><span class="k">if</span>  <span>a</span></code></pre>'
    assert portable(code, PAGE) == "<pre><code>if  a</code></pre>"
    assert (
        portable('<p><span lang="fr" class="x">oui</span></p>', PAGE) == '<p><span lang="fr">oui</span></p>'
    )


def test_notes_lead_to_the_page_and_have_no_way_back() -> None:
    note = (
        '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup><li id="fn:1"><p>Note.&nbsp;'
        '<a class="footnote-backref" href="#fnref:1" title="Back">↩</a></p></li>'
    )
    assert portable(note, PAGE) == f'<sup><a href="{PAGE}#fn:1">1</a></sup><li><p>Note.</p></li>'


def test_columns_stay_aligned() -> None:
    table = '<div class="scroll" tabindex="0" role="group"><table><td class="right">1</td></table></div>'
    assert portable(table, PAGE) == '<div><table><td align="right">1</td></table></div>'
