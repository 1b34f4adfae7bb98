"""A bucket: what travels, in which order it appears, with which headers, and what the store may refuse."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import boto3
import pytest

from plugins.kit.problems import SiteError
from plugins.release.targets import open_target
from plugins.release.targets.bucket import Bucket, all_of
from plugins.release.targets.kinds import headers_of
from tests.feeds.machine import free_port
from tests.release.targets.places import PLACES, objects_below
from tests.release.targets.trees import Place, manifest_of, pages, publish, replace, style_of


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    with PLACES["s3"](request) as made:
        yield made


@pytest.fixture
def bucket(place: Place) -> str:
    return place.url.split("/")[2]


@pytest.fixture
def client(place: Place) -> Any:
    del place
    return boto3.client("s3")


@pytest.mark.parametrize(
    ("path", "kind", "keep"),
    [
        ("index.html", "text/html; charset=utf-8", False),
        ("assets/style.7d94c9f7b4.css", "text/css; charset=utf-8", True),
        ("assets/site.7d94c9f7b4.js", "text/javascript; charset=utf-8", True),
        ("assets/a.82ed9de205.woff2", "font/woff2", True),
        ("feeds/all.atom.xml", "application/atom+xml; charset=utf-8", False),
        ("posts/x/comments.atom.xml", "application/atom+xml; charset=utf-8", False),
        ("feeds/all.rss.xml", "application/rss+xml; charset=utf-8", False),
        ("feeds/all.json", "application/feed+json; charset=utf-8", False),
        ("sitemap.xml", "application/xml; charset=utf-8", False),
        ("robots.txt", "text/plain; charset=utf-8", False),
        ("_headers", "text/plain; charset=utf-8", False),
        ("icon.svg", "image/svg+xml; charset=utf-8", False),
        ("images/porch.AVIF", "image/avif", False),
        ("a.strange", "application/octet-stream", False),
    ],
)
def test_kind_and_time_to_keep(path: str, kind: str, keep: bool) -> None:
    lasting = "public, max-age=31536000, immutable" if keep else "public, max-age=0, must-revalidate"
    assert headers_of(path) == {"ContentType": kind, "CacheControl": lasting}


def test_files_are_served_with_their_headers(place: Place, bucket: str, client: Any, tmp_path: Path) -> None:
    publish(open_target(place.url), tmp_path / "tree", "r1", pages("one"))
    for path in ("posts/0/index.html", style_of("one")):
        reply = client.head_object(Bucket=bucket, Key=f"a/blog/{path}")
        assert {name: reply[name] for name in ("ContentType", "CacheControl")} == headers_of(path)


def writes(log: Path, bucket: str) -> list[str]:
    """What the store was asked to write at the site, in order."""
    lines = [line for line in log.read_text().splitlines() if f"/{bucket}" in line]
    found = []
    for line in lines:
        if f'"PUT /{bucket}/a/blog/' in line:
            found.append(line.split(f"/{bucket}/a/blog/")[1].split(" ")[0])
        elif f'"POST /{bucket}?delete' in line:
            found.append("delete")
    return found


def test_styles_come_first_new_pages_before_old_and_deletions_last(
    place: Place, bucket: str, store_log: Path, tmp_path: Path
) -> None:
    target, tree = open_target(place.url), tmp_path / "tree"
    publish(target, tree, "r1", {**pages("one", 2), "z.html": "gone"})
    before = len(writes(store_log, bucket))
    publish(target, tree, "r2", {**pages("two", 3), "assets/x.png": "x"})
    order = writes(store_log, bucket)[before:]
    assert set(order[:2]) == {style_of("two"), "assets/x.png"}
    assert order[2] == "posts/2/index.html"
    assert set(order[3:-1]) == {"posts/0/index.html", "posts/1/index.html", "feed.xml"}
    assert order[-1] == "delete"


def test_only_what_changed_travels_and_a_rollback_sends_nothing(
    place: Place, bucket: str, store_log: Path, tmp_path: Path
) -> None:
    target, tree = open_target(place.url), tmp_path / "tree"
    publish(target, tree, "r1", {f"{n}.html": f"page {n}" for n in range(9)})
    sent = f'"PUT /{bucket}/a/blog.releases/objects/'
    before = len(writes(store_log, bucket)), store_log.read_text().count(sent)
    publish(target, tree, "r2", {f"{n}.html": "changed" if n == 4 else f"page {n}" for n in range(9)})
    assert writes(store_log, bucket)[before[0] :] == ["4.html"]
    assert store_log.read_text().count(sent) == before[1] + 1
    target.roll_back("r1", lambda _: None)
    assert writes(store_log, bucket)[before[0] :] == ["4.html", "4.html"]
    assert store_log.read_text().count(sent) == before[1] + 1


def test_file_of_somebody_else_is_never_written_over_or_deleted(
    place: Place, bucket: str, client: Any, tmp_path: Path
) -> None:
    client.put_object(Bucket=bucket, Key="a/blog/feed.xml", Body=b"theirs")
    target = open_target(place.url)
    with pytest.raises(SiteError) as caught:
        publish(target, tmp_path / "tree", "r1", pages("one"))
    assert str(caught.value) == (
        f"{place.url}: has a/blog/feed.xml already, which was not put there by publishing and would be "
        "written over. Publish below another prefix, or empty this one."
    )
    assert dict(place.read()) == {"feed.xml": b"theirs"}
    client.delete_object(Bucket=bucket, Key="a/blog/feed.xml")
    client.put_object(Bucket=bucket, Key="a/blog/their.html", Body=b"theirs")
    publish(target, tmp_path / "tree", "r1", pages("one"))
    publish(target, tmp_path / "tree", "r2", pages("two"))
    assert place.read()["their.html"] == b"theirs"


def test_whole_bucket_can_be_the_site(place: Place, bucket: str, client: Any, tmp_path: Path) -> None:
    target = open_target(f"s3://{bucket}")
    publish(target, tmp_path / "tree", "r1", pages("one"))
    publish(target, tmp_path / "tree", "r2", {"index.html": "x"})
    found = objects_below(client, bucket, "")
    assert {key for key in found if not key.startswith(".releases/")} == {"index.html", style_of("one")}
    assert target.prune(1) == ["r1"]
    left = [key for key in objects_below(client, bucket, ".releases/") if key.startswith("objects/")]
    # What is served, and no more: the page, and the style that is still carried.
    assert len(left) == 2
    assert place.url


def test_more_objects_than_one_request_names(place: Place, bucket: str) -> None:
    there = Bucket(bucket, place.url)
    names = [f"many/{number:02}" for number in range(20)]
    all_of((partial(there.put, name, b"") for name in names), lambda: None)
    assert list(there.keys("many/")) == names
    # A store deletes a thousand in one request, and refuses more.
    there.remove([*names[1:], *(f"none/{number}" for number in range(1990))])
    assert list(there.keys("many/")) == names[:1]


def test_publisher_of_another_machine_is_waited_for(
    place: Place, bucket: str, client: Any, tmp_path: Path
) -> None:
    target, tree = open_target(place.url), tmp_path / "tree"
    publish(target, tree, "r1", pages("one"))
    state = b'{"live":"r1","next":"","begun":"r2","by":"another-1"}'
    client.put_object(Bucket=bucket, Key="a/blog.releases/.live.json", Body=state)
    release = manifest_of(tree, "r3", "r1")
    with pytest.raises(SiteError, match="somebody else is publishing right now"):
        target.deploy(tree, release, lambda _: None)
    live = target.live()
    assert live
    assert live.name == "r1"


def test_bucket_that_is_not_there_is_told(place: Place) -> None:
    with pytest.raises(SiteError) as caught:
        open_target("s3://no-such-bucket/x").live()
    assert str(caught.value) == (
        "s3://no-such-bucket/x: there is no such bucket. Check the name and AWS_ENDPOINT_URL, "
        "or make the bucket."
    )
    assert place.url


def test_missing_keys_are_told_before_anything_is_asked(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    with pytest.raises(SiteError, match=r"no keys are set\. Put them into AWS_ACCESS_KEY_ID"):
        open_target(place.url).live()


def test_store_that_does_not_answer_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(SiteError, match="the store does not answer"):
        open_target(place.url).live()


def test_file_that_vanished_stops_all(place: Place, tmp_path: Path) -> None:
    target, tree = open_target(place.url), tmp_path / "tree"
    replace(tree, pages("one"))
    release = manifest_of(tree, "r1")
    (tree / "feed.xml").unlink()
    with pytest.raises(SiteError, match=r"feed\.xml: cannot be read"):
        target.deploy(tree, release, lambda _: None)
    assert dict(place.read()) == {}
    assert target.releases() == []
