"""The real site, built as it goes out: every page, rule by rule."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from plugins.quality.subjects import pages_of
from plugins.quality.weigh import QUICK, weigh, weigh_page
from tests.sites import CORPUS, ROOT, Built, run_site
from tests.test_house import LISTED

SITE = "https://porchlight.example"


@pytest.fixture(scope="module")
def pages(demo: Built) -> dict[str, html.HtmlElement]:
    paths = [path for path in demo.files() if path.endswith(".html")]
    return {path: html.document_fromstring((demo.out / path).read_bytes()) for path in paths}


def test_demo_has_no_warning(demo: Built) -> None:
    assert demo.errors == ""
    assert int(demo.printed.split()[0]) >= 20


def test_internal_links_and_anchors_lead_somewhere(demo: Built, pages: dict[str, html.HtmlElement]) -> None:
    files = set(demo.files())
    ids = {path: set(page.xpath("//@id")) for path, page in pages.items()}
    for path, page in pages.items():
        for url in page.xpath("//a/@href | //link/@href | //img/@src | //script/@src"):
            parts = urlsplit(url)
            if parts.scheme or parts.netloc:
                continue
            target = unquote(parts.path).lstrip("/") if parts.path else path
            target += "index.html" if target == "" or target.endswith("/") else ""
            assert target in files, (path, url)
            if parts.fragment and target.endswith(".html"):
                assert parts.fragment in ids[target], (path, url)


def test_nothing_is_fetched_from_another_host(demo: Built, pages: dict[str, html.HtmlElement]) -> None:
    fetched = "//img/@src | //script/@src | //iframe/@src | //video/@src | //source/@src | //*/@srcset"
    for path, page in pages.items():
        assert not [url for url in page.xpath(fetched) if urlsplit(url).netloc], path
        for link in page.xpath("//link[@rel='stylesheet' or @rel='preload' or @rel='icon']/@href"):
            assert not urlsplit(link).netloc, path
        assert not re.search(r"url\([\"']?(https?:)?//", demo.read(path)), path


def test_ids_stand_once(pages: dict[str, html.HtmlElement]) -> None:
    for path, page in pages.items():
        twice = [name for name, count in Counter(page.xpath("//@id")).items() if count > 1]
        assert not twice, path


def test_every_page_has_one_h1_and_skips_no_level(pages: dict[str, html.HtmlElement]) -> None:
    for path, page in pages.items():
        levels = [int(each.tag[1]) for each in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        main = [int(each.tag[1]) for each in page.find(".//main").iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels.count(1) == 1, path
        assert main[0] == 1, path
        assert all(after <= before + 1 for before, after in pairwise(main)), (path, main)


def test_every_page_says_what_it_is(pages: dict[str, html.HtmlElement]) -> None:
    titles = Counter(page.findtext("head/title") for page in pages.values())
    assert not [title for title, count in titles.items() if count > 1]
    for path, page in pages.items():
        (canonical,) = page.xpath("//link[@rel='canonical']/@href")
        assert canonical == f"{SITE}/{path.removesuffix('index.html')}"
        (description,) = page.xpath("//meta[@name='description']/@content")
        assert 10 <= len(description) <= 160, path
        assert page.get("lang") == "en"


def test_pictures_have_alt_and_size(pages: dict[str, html.HtmlElement]) -> None:
    for path, page in pages.items():
        for each in page.xpath("//img"):
            assert each.get("alt") is not None, path
            assert each.get("width"), (path, each.get("src"))
            assert each.get("height"), (path, each.get("src"))


def test_what_is_labelled_by_something_finds_it(pages: dict[str, html.HtmlElement]) -> None:
    for path, page in pages.items():
        ids = set(page.xpath("//@id"))
        for names in page.xpath("//@aria-labelledby | //@aria-describedby | //@for | //@popovertarget"):
            assert set(names.split()) <= ids, (path, names)


def test_no_draft_is_in_any_file(demo: Built) -> None:
    drafts = [
        path
        for path in (ROOT / "content").rglob("*.md")
        if re.search(r"^(status: draft|date: 20(2[7-9]|[3-9]))", path.read_text("utf-8"), re.M)
    ]
    assert drafts
    everything = b"\n".join(demo.everything().values())
    for path in drafts:
        title = re.search(r"^title: (.*)$", path.read_text("utf-8"), re.M)
        assert title
        assert title[1].strip("\"'").encode() not in everything
        assert re.sub(r"^[\d-]+", "", path.stem) not in "".join(demo.files())


def test_no_mark_of_ours_is_left(demo: Built) -> None:
    left = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|\{[{%]")
    verbatim = re.compile(r"<(script|style|pre)\b.*?</\1>", re.S)
    for path in demo.files():
        if path.endswith(".html"):
            assert not left.search(verbatim.sub("", demo.read(path))), path


def test_the_header_marks_the_page_that_it_leads_to(pages: dict[str, html.HtmlElement]) -> None:
    marked = {path: page.xpath("//header//a[@aria-current='page']/@href") for path, page in pages.items()}
    assert {path: urls for path, urls in marked.items() if urls} == {
        f"{name}/index.html": [f"/{name}/"]
        for name in ("topics", "guests", "archive", "about", "search", "subscribe")
    }


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A large real blog. Its pictures are left to `./run quality`: to encode them takes ten times as long as
    all the rest.
    """
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not beside the project")
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "content").symlink_to(CORPUS)
    return run_site(folder, PLUGINS=[name for name in LISTED if name != "plugins.images"])


def test_large_real_blog_builds(corpus: Built) -> None:
    assert corpus.code == 0, corpus.problems
    assert corpus.printed.startswith("508 posts, ")
    assert "Traceback" not in corpus.errors
    assert all(re.match(r"\S+?(:\d+)?: warning: .+[.?…]$", line) for line in corpus.warnings)


def test_every_list_of_a_large_real_blog_is_light(corpus: Built) -> None:
    """The heaviest of each kind; of 6,000 bytes those with cards leave 300 for names of pictures."""
    pages = [page for page in weigh(corpus.out, pages_of(corpus.out), QUICK) if not page.words]
    pages.sort(key=lambda page: page.size, reverse=True)
    kinds: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        kinds[page.group].append(page.file)
    found = {file: weigh_page(corpus.out, file).size for files in kinds.values() for file in files[:3]}
    heavy = {file: size for file, size in found.items() if size > (6_000 if file[:2] == "20" else 5_700)}
    assert heavy == {}
    assert len(kinds) >= 8
