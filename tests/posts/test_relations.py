"""What one post has to do with another: follow-ups, mentions, series, neighbours, related posts."""

from __future__ import annotations

from lxml import html

from tests.sites import Build, Built, post


def hrefs(built: Built, slug: str, where: str) -> list[str]:
    return [str(url) for url in html.document_fromstring(built.post(slug)).xpath(f"{where}//a/@href")]


def test_follow_up_is_a_link_in_both_directions_with_its_date(build_site: Build) -> None:
    built = build_site(
        {
            "posts/one.md": post("One", "2025-01-01"),
            "posts/2025-03-03-two.md": post("Two", "2025-03-03", follows="one.md"),
            "posts/three.md": post("Three", "2025-04-04", follows="one"),
            "posts/four.md": post("Four", "2025-05-05", follows="/posts/two/"),
        }
    )
    assert built.warnings == []
    tie = "//p[@class='tie']"
    assert hrefs(built, "one", tie) == ["/posts/two/", "/posts/three/"]
    assert hrefs(built, "two", tie) == ["/posts/one/", "/posts/four/"]
    assert "3 March 2025" in built.post("one")
    page = html.document_fromstring(built.post("one"))
    assert page.xpath("//meta[@property='article:modified_time']/@content") == ["2025-01-01T00:00:00+00:00"]


def test_follow_up_of_a_post_that_is_not_there_is_a_warning_with_its_line(build_site: Build) -> None:
    built = build_site({"posts/one.md": post(follows="gone.md")})
    assert built.warnings == [
        "content/posts/one.md:4: warning: follows “gone.md”, and there is no such post. "
        "Write the file name of the post that this one follows up."
    ]


def test_mention_is_on_the_page_that_is_mentioned_once_and_not_beside_a_follow_up(build_site: Build) -> None:
    built = build_site(
        {
            "posts/one.md": post("One", "2025-01-01", "[Self](one.md)"),
            "posts/two.md": post("Two", "2025-02-02", "[One](one.md#x) and [again](../posts/one.md)."),
            "posts/three.md": post("Three", "2025-03-03", "[One]({filename}one.md)"),
            "posts/four.md": post("Four", "2025-04-04", "[One](one.md)", follows="one.md"),
        }
    )
    assert hrefs(built, "one", "//section[@class='mentions']") == ["/posts/two/", "/posts/three/"]


def test_series_has_its_parts_in_order_and_an_index(build_site: Build) -> None:
    built = build_site(
        {f"posts/p{n}.md": post(f"Part {n}", f"2025-0{n}-01", series="A walk") for n in (2, 1, 3)}
    )
    nav = "//nav[@class='series']"
    parts, around = ["/posts/p1/", "/posts/p3/"], ["/posts/p3/", "/posts/p1/"]
    assert hrefs(built, "p2", nav) == ["/series/a-walk/", *parts, *around]
    assert "Part 2 of 3" in built.post("p2")
    assert hrefs(built, "p3", nav)[-1] == "/posts/p2/"
    index = html.document_fromstring(built.read("series/a-walk/index.html"))
    assert index.xpath("//article//h2/a/text()") == ["Part 1", "Part 2", "Part 3"]
    assert "A walk" in built.read("series/index.html")


def test_neighbours_are_next_in_time(build_site: Build) -> None:
    built = build_site({f"posts/p{n}.md": post(f"P{n}", f"2025-0{n}-01") for n in (1, 2, 3)})
    nav = "//nav[contains(@class, 'neighbours')]"
    assert hrefs(built, "p1", nav) == ["/posts/p2/"]
    assert hrefs(built, "p2", nav) == ["/posts/p1/", "/posts/p3/"]
    assert hrefs(built, "p3", nav) == ["/posts/p2/"]


def test_related_posts_share_labels_and_rare_ones_count_more(build_site: Build) -> None:
    files = {f"posts/c{n}.md": post(f"Common {n}", f"2025-02-0{n}", tags="common") for n in range(1, 8)}
    files["posts/a.md"] = post("A", "2025-01-01", tags="common, rare")
    files["posts/b.md"] = post("B", "2024-01-01", tags="rare")
    files["posts/z.md"] = post("Z", "2025-01-02", tags="other")
    built = build_site(files)
    related = hrefs(built, "a", "//section[contains(@class, 'more')]//h3")
    assert related == ["/posts/b/", "/posts/c1/", "/posts/c2/"]
    assert 'id="related"' not in built.post("z")


def test_posts_of_one_moment_have_an_order(build_site: Build) -> None:
    built = build_site({f"posts/{name}.md": post(name.upper()) for name in "cab"})
    rows = html.document_fromstring(built.read("2025/05/index.html")).xpath("//article//h2/a/text()")
    assert rows == ["A", "B", "C"]


def test_parts_of_one_day_stand_in_the_order_of_their_names(build_site: Build) -> None:
    files = {f"posts/part-{n}.md": post(f"Part {n}", series="Trio") for n in (1, 2, 3)}
    built = build_site(files)
    page = built.post("part-1")
    assert "Part 1 of 3" in page
    index = built.read("series/trio/index.html")
    assert [index.index(f">Part {n}<") for n in (1, 2, 3)] == sorted(
        index.index(f">Part {n}<") for n in (1, 2, 3)
    )


def test_follow_ups_in_a_circle_are_refused(build_site: Build) -> None:
    built = build_site({"posts/a.md": post("A", follows="b.md"), "posts/b.md": post("B", follows="a.md")})
    assert built.code == 1
    assert "which is not older" in built.errors


def test_guest_waits_for_the_interview(build_site: Build) -> None:
    guest = "---\nname: Zebrafish Guest\n---\nBio.\n"
    talk = post("Talk", "2199-01-01", kind="interview", guests="Zebrafish Guest", body="## Why?\n\nSo.")
    built = build_site({"guests/z.md": guest, "posts/talk.md": talk, "posts/a.md": post()})
    assert not [path for path, data in built.everything().items() if b"ebrafish" in data]
    assert "guests/zebrafish-guest/index.html" in build_site(AS_OF="2199-01-02").files()
