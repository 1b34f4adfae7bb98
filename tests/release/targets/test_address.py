"""Addresses: what is understood, what is refused, and that no password is ever shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.kit.problems import SiteError
from plugins.release.target import FileFact, Manifest, is_fingerprinted, steps_between
from plugins.release.targets import TARGETS, open_target


def said(url: str) -> str:
    with pytest.raises(SiteError) as caught:
        open_target(url)
    return str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "file:///srv/blog",
        "ssh://me@example.com:2222/srv/blog",
        "ssh://[::1]/srv/blog",
        "rsync://example.com/~/blog",
        "s3://bucket",
        "s3://my.bucket/a/b/",
        "git+ssh://git@github.com/me/blog.git",
        "git+https://github.com/me/blog.git#main",
        "git+file:///srv/blog.git#gh-pages",
    ],
)
def test_address_is_understood_and_shown_as_it_was_written(url: str) -> None:
    assert open_target(url).where.startswith(url)


def test_unknown_scheme_is_refused_with_the_nearest_and_the_list() -> None:
    listed = "file, git+file, git+https, git+ssh, rsync, s3, ssh"
    assert said("rsnc://example.com/srv") == (
        "rsnc://example.com/srv: nothing can be published by “rsnc://”. Did you mean “rsync”? "
        f"Known are: {listed}."
    )
    assert said("webdav://example.com/srv") == (
        f"webdav://example.com/srv: nothing can be published by “webdav://”. Known are: {listed}."
    )


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("/var/www/blog", "does not say how to get there"),
        ("file:/var/www/blog", "nothing can be published by"),
        ("file://var/www/blog", "names a host"),
        ("file:///", "names no folder"),
        ("ssh://example.com", "names no folder of a server"),
        ("ssh://example.com:port/x", "is no address to publish to"),
        ("ssh://-oProxyCommand=x/y", "has a name of a user or host that cannot be right"),
        ("ssh://-l@example.com/y", "has a name of a user or host that cannot be right"),
        ("ssh://example.com/../y", "has a path that cannot be right"),
        ("ssh://example.com/a%0Ab", "has a path that cannot be right"),
        ("s3:///prefix", "names no bucket"),
        ("s3://localhost:9000/bucket", "goes into AWS_ENDPOINT_URL"),
        ("git+ssh://example.com", "names no repository"),
        ("git+ssh://example.com/x#--force", "is no name of a branch"),
    ],
)
def test_address_that_cannot_be_right_is_told(url: str, what: str) -> None:
    message = said(url)
    assert message.startswith(f"{url}: ")
    assert what in message
    assert message.endswith(".")


SECRET = "pa55w0rd"


@pytest.mark.parametrize("scheme", sorted({*TARGETS, "ftp"}))
@pytest.mark.parametrize(
    "login", ["me:{}@", "me:{}/x@", "me:{}@x@", ":{}@", "me:{}#x@", "me:{}?x@", "me:a:{}@"]
)
def test_password_is_never_shown(scheme: str, login: str) -> None:
    url = f"{scheme}://{login.format(SECRET)}example.com/path"
    message = said(url)
    assert SECRET not in message


def test_password_is_refused_and_said_where_it_belongs() -> None:
    assert said(f"ssh://me:{SECRET}@example.com/srv/blog") == (
        "ssh://…@example.com/srv/blog: holds a password, which others would read here. "
        "Use a key instead: ssh-keygen, then ssh-copy-id. Take it out."
    )
    assert "AWS_SECRET_ACCESS_KEY" in said(f"s3://key:{SECRET}@bucket/x")
    assert "git credential" in said(f"git+https://me:{SECRET}@example.com/x.git")
    assert SECRET not in said(f"s3://bucket/x?secret={SECRET}")


FILES = st.dictionaries(
    st.sampled_from(["a.html", "b.html", "feed.xml", "assets/a.0123456789.css", "x.png", "c/d"]),
    st.builds(FileFact, st.integers(0, 9), st.sampled_from(["1", "2"])),
)


@given(FILES, FILES)
def test_steps_lead_from_one_release_to_the_next(old: dict[str, FileFact], new: dict[str, FileFact]) -> None:
    steps = steps_between(Manifest("a", "", "", "", old), Manifest("b", "a", "", "", new))
    written = {path: new[path] for path in [*steps.assets, *steps.pages]}
    assert {path: old[path] for path in old if path not in steps.remove} | written == new
    assert set(steps.kept) == {path for path in new if old.get(path) == new[path]}
    assert steps.bytes == sum(fact.size for fact in written.values())
    added = [path in old for path in steps.pages if path.endswith(".html")]
    assert added == sorted(added)
    assert [path.endswith(".xml") for path in steps.pages] == sorted(
        path.endswith(".xml") for path in steps.pages
    )


def test_name_with_a_date_is_no_fingerprint() -> None:
    assert is_fingerprinted("assets/style.7d94c9f7b4.css")
    assert is_fingerprinted("search/fragment/en_1a2b3c4.pf_fragment")
    for path in ("images/IMG_20240101.jpg", "photo.20240101.jpg", "index.html", "assets/style.css"):
        assert not is_fingerprinted(path)
