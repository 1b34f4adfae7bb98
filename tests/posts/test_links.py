"""Links and pictures: found where the writer meant, under a sub-path, and said when they are not there."""

from __future__ import annotations

import re

import pytest

from tests.sites import PNG, Build, post

TARGETS = {
    "posts/b.md": post("B", "2025-04-04"),
    "posts/deep/c.md": post("C", "2025-03-03"),
    "pages/about.md": "---\ntitle: About\n---\nUs.\n",
    "authors/ann.md": "---\nname: Ann\n---\nBio.\n",
    "topics/craft.md": "---\ntitle: Craft\n---\nAll.\n",
    "images/x.png": PNG,
    "files/a b.pdf": b"%PDF",
}


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("b.md", "/posts/b/"),
        ("./b.md#part", "/posts/b/#part"),
        ("deep/c.md", "/posts/c/"),
        ("../pages/about.md", "/about/"),
        ("/pages/about.md", "/about/"),
        ("{filename}b.md", "/posts/b/"),
        ("{filename}/posts/deep/c.md", "/posts/c/"),
        ("|filename|/pages/about.md", "/about/"),
        ("../authors/ann.md", "/authors/ann/"),
        ("../topics/craft.md", "/topics/craft/"),
        ("{static}/images/x.png", "/images/x.png"),
        ("../images/x.png", "/images/x.png"),
        ("../files/a%20b.pdf", "/files/a%20b.pdf"),
        ("/archive/", "/archive/"),
        ("#part", "#part"),
        ("https://a.example/b.md", "https://a.example/b.md"),
        ("mailto:a@b.example", "mailto:a@b.example"),
    ],
)
@pytest.mark.parametrize("base", ["", "/blog"])
def test_link_leads_where_the_writer_meant(build_site: Build, typed: str, url: str, base: str) -> None:
    built = build_site(
        {**TARGETS, "posts/a.md": post("A", body=f"[link]({typed})")}, SITEURL=f"https://x.example{base}"
    )
    assert built.errors == ""
    wanted = base + url if url.startswith("/") else url
    assert re.search(rf'<a href="{re.escape(wanted)}"[^>]*>link</a>', built.post("a"))


def test_pictures_are_found_copied_and_measured(build_site: Build) -> None:
    text = (
        "![One](../images/x.png)\n\n![Two](../images/x.png)\n\n![Three]({static}/images/x.png)\n\n![F](y.png)"
    )
    built = build_site({**TARGETS, "posts/a.md": post("A", body=text), "posts/y.png": PNG})
    assert built.errors == ""
    page = built.post("a")
    (shown,) = (path for path in built.files() if path.startswith("assets/x."))
    assert page.count(f'<img src="/{shown}" alt="') == 4
    assert f'<img src="/{shown}" alt="One" width="2" height="1" data-tone="06">' in page
    assert 'alt="Two" width="2" height="1" data-tone="06" loading="lazy">' in page
    assert "files/a b.pdf" not in built.files()


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        (
            "[x](gone.md)",
            "8: warning: links to “gone.md”, and no such file is in content. "
            "Mend the path; it is relative to the file it stands in.",
        ),
        (
            "![x](gone.png)",
            "8: warning: shows the picture “gone.png”, and no such file is in content. "
            "Mend the path; it is relative to the file it stands in.",
        ),
        (
            '<img src="../images/x.png">',
            "8: warning: the picture “../images/x.png” has no alt text. "
            'Say what it shows: ![words](…); an empty alt="" means that it only decorates.',
        ),
        (
            "![x](https://pics.example/x.png)",
            "8: warning: shows a picture from another host (https://pics.example/x.png). "
            "Every reader would call that host. Save the picture beside the post.",
        ),
        (
            "[x](../../../etc/passwd)",
            "8: warning: links to “../../../etc/passwd”, and no such file is in content. "
            "Mend the path; it is relative to the file it stands in.",
        ),
    ],
)
def test_reference_that_leads_nowhere_is_a_warning_with_its_line(
    build_site: Build, typed: str, line: str
) -> None:
    built = build_site(
        {**TARGETS, "posts/a.md": post("A", body=f"First.\n\n{typed}", summary="gone.md x.png")}
    )
    assert built.code == 0
    assert built.warnings == [f"content/posts/a.md:{line}"]
    assert "/etc/passwd" not in built.post("a")
    assert "pics.example" not in "".join(re.findall(r'src="([^"]*)"', built.post("a")))


def test_picture_of_the_front_matter_that_is_missing_is_a_warning_with_its_key(build_site: Build) -> None:
    built = build_site({**TARGETS, "posts/a.md": post("A", image="images/y.png", image_alt="x")})
    assert built.warnings == [
        "content/posts/a.md:4: warning: image: there is no file “images/y.png”. Did you mean “x.png”?"
    ]


def test_everything_is_under_the_sub_path(build_site: Build) -> None:
    files = {
        **TARGETS,
        "posts/a.md": post(
            "A",
            body="[b](b.md) ![x](../images/x.png)",
            image="images/x.png",
            image_alt="",
            tags="t",
            topic="Craft",
            authors="Ann",
            series="S",
            follows="b.md",
        ),
    }
    built = build_site(files, SITEURL="https://x.example/blog", production=True)
    assert built.code == 0, built.errors
    for path in built.files():
        if not path.endswith(".html"):
            continue
        page = built.read(path)
        for url in re.findall(r'(?:href|src|action|poster)="([^"]*)"', page):
            assert url.startswith(("/blog/", "#", "https://", "mailto:")), (path, url)
        assert not re.search(r"https://x\.example/(?!blog/)", page), path
        assert not re.search(r'url\("?/(?!blog/)', page), path


def test_headers_of_pelican_are_read_like_yaml(build_site: Build) -> None:
    pelican = (
        "Title: A & B: more\nDate: 2025-05-05 10:00\nModified: 2025-06-06\nCategory: Craft\nTags: red, blue\n"
        "Authors: Ann; Bee, Jr.\nSlug: x\nSummary: First\n    and second line.\nStatus: published\n\n"
        "Text *here*.\n"
    )
    yaml = (
        '---\ntitle: "A & B: more"\ndate: 2025-05-05 10:00\nmodified: 2025-06-06\ntopic: Craft\n'
        'tags: [red, blue]\nauthors: [Ann, "Bee, Jr."]\nslug: x\nsummary: First and second line.\n'
        "status: published\n---\nText *here*.\n"
    )
    one = build_site({"posts/a.md": pelican})
    assert one.errors == ""
    before = one.everything()
    assert build_site({"posts/a.md": yaml}).everything() == before


@pytest.mark.parametrize(
    "name", ["2025-05-05-my-post.md", "My Post.markdown", "my-post/index.md", "deep/er/my_post.mdown"]
)
def test_address_comes_from_the_file_name(build_site: Build, name: str) -> None:
    assert "posts/my-post/index.html" in build_site({f"posts/{name}": post()}).files()


def test_posts_that_differ_by_date_alone_are_told_apart(build_site: Build) -> None:
    built = build_site(
        {
            "posts/2024-01-01-award.md": post("Older", "2024-01-01"),
            "posts/2025-01-01-award.md": post("Newer", "2025-01-01"),
        }
    )
    assert "Older" in built.post("award")
    assert "Newer" in built.post("2025-01-01-award")
    assert built.warnings == [
        "content/posts/2025-01-01-award.md:1: warning: has the slug “award”, and so has "
        "content/posts/2024-01-01-award.md; this one is at /posts/2025-01-01-award/. "
        "Give it a slug of its own: slug: …"
    ]


def test_older_address_leads_to_the_post(build_site: Build) -> None:
    built = build_site(
        {"posts/a.md": post("New name", aliases="/2019/old/, old.html")}, SITEURL="https://x.example/b"
    )
    for path in ("2019/old/index.html", "old.html"):
        page = built.read(path)
        assert '<meta http-equiv="refresh" content="0; url=/b/posts/a/">' in page
        assert '<link rel="canonical" href="https://x.example/b/posts/a/">' in page


@pytest.mark.parametrize("alias", ["../x", "https://y.example/", "/a/../../b/", "//y.example", "/"])
def test_older_address_outside_the_site_is_refused(build_site: Build, alias: str) -> None:
    built = build_site({"posts/a.md": post(aliases=f'["{alias}"]')})
    assert built.code == 1
    assert "is not a path of this site" in built.errors


def test_older_address_that_is_taken_is_refused(build_site: Build) -> None:
    built = build_site({"posts/a.md": post(aliases="/archive/")})
    assert built.code == 1
    assert built.problems == [
        "content/posts/a.md:4: aliases: “/archive/” is the address of a page that is there. "
        "Take it out: what is there is shown, and not left."
    ]


def test_hidden_post_leads_to_pages_that_are_there_and_in_no_index(build_site: Build) -> None:
    hidden = post("H", status="hidden", tags="rare", topic="Odd", authors="Ann Lone")
    built = build_site({"posts/h.md": hidden, "posts/a.md": post("A")})
    for path in ("tags/rare/index.html", "topics/odd/index.html", "authors/ann-lone/index.html"):
        assert path in built.files()
    for path in ("tags/index.html", "topics/index.html", "authors/index.html"):
        assert not any(word in built.read(path) for word in ("rare", "Odd", "Ann Lone"))
