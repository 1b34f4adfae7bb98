"""Addresses: under a sub-path, whole, and never out of their root."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.kit.urls import Place, file_of, within


@pytest.mark.parametrize(
    ("siteurl", "url", "absolute"),
    [
        ("https://x.example", "/posts/a/", "https://x.example/posts/a/"),
        ("https://x.example/", "/posts/a/", "https://x.example/posts/a/"),
        ("https://x.example/blog", "/blog/posts/a/", "https://x.example/blog/posts/a/"),
        ("https://x.example/a/b/", "/a/b/posts/a/", "https://x.example/a/b/posts/a/"),
        ("", "/posts/a/", "/posts/a/"),
    ],
)
def test_place(siteurl: str, url: str, absolute: str) -> None:
    place = Place.at(siteurl)
    assert place.url("posts/a/") == place.url("/posts/a/") == url
    assert place.absolute(url) == absolute


def test_whole_addresses_stay_as_they_are() -> None:
    place = Place.at("https://x.example/blog")
    assert place.absolute("https://y.example/") == "https://y.example/"
    assert place.absolute("//y.example/") == "//y.example/"


def test_paths_are_quoted() -> None:
    assert Place.at("").url('images/ü "x".png') == "/images/%C3%BC%20%22x%22.png"


@pytest.mark.parametrize(
    ("folder", "target", "path"),
    [
        ("posts", "a.md", "posts/a.md"),
        ("posts", "../images/x.png", "images/x.png"),
        ("posts", "./a.md", "posts/a.md"),
        ("posts/2025", "/images/x.png", "images/x.png"),
        ("posts", "../../etc/passwd", None),
        ("", "a", "a"),
    ],
)
def test_target_beside_a_file(folder: str, target: str, path: str | None) -> None:
    assert within(folder, target) == path


@given(st.lists(st.sampled_from(["..", ".", "a", "", "b"]), max_size=8).map("/".join))
def test_target_never_leaves_the_root(target: str) -> None:
    found = within("x/y", target)
    assert found is None or ".." not in found.split("/")


def test_file_of_a_path() -> None:
    assert [file_of(path) for path in ("", "posts/a/", "404.html")] == [
        "index.html",
        "posts/a/index.html",
        "404.html",
    ]
