"""A folder that nginx serves: what visitors see during deploys, and whose files are left alone."""

from __future__ import annotations

import os
import re
import resource
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.kit.problems import SiteError
from plugins.release.target import Outrun
from plugins.release.targets import open_target
from tests.feeds.machine import free_port, program, running
from tests.release.targets.places import files_below
from tests.release.targets.trees import manifest_of, pages, publish, replace, style_of, whole_of


@pytest.fixture
def link(tmp_path: Path) -> Path:
    return tmp_path / "www" / "blog"


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


@contextmanager
def nginx(root: Path, folder: Path) -> Iterator[str]:
    """Serve a folder with nginx."""
    port = free_port()
    folder.mkdir()
    (folder / "conf").write_text(
        f"""{"user root;" if os.geteuid() == 0 else ""}
        daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/log;
        events {{}}
        http {{
          access_log off;
          types {{ text/html html; text/css css; }}
          client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
          uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
          server {{ listen 127.0.0.1:{port}; root "{root}"; }}
        }}"""
    )
    words = [program("nginx"), "-e", f"{folder}/log", "-c", f"{folder}/conf"]
    with running(words, port, folder / "log"):
        yield f"http://127.0.0.1:{port}"


class Visitor(threading.Thread):
    """Fetches pages, and for each the style that it names, as long as it is let; keeps what went wrong."""

    def __init__(self, host: str, late: int, news: threading.Condition) -> None:
        super().__init__()
        self.host, self.late, self.news = host, late, news
        self.wrong: list[str] = []
        self.seen: dict[str, int] = {}
        self.is_over = threading.Event()

    def run(self) -> None:
        waiting: list[tuple[str, str]] = []
        while not self.is_over.is_set() or waiting:
            for number in range(3):
                status, text = get(f"{self.host}/posts/{number}/index.html")
                found = re.fullmatch(r'<link href="/(assets/.*)"><p>(\w+)', text)
                if status != 200 or not found:
                    self.wrong.append(f"page {number}: {status} {text}")
                else:
                    self.seen[found[2]] = self.seen.get(found[2], 0) + 1
                    waiting.append((found[1], found[2]))
                with self.news:
                    self.news.notify()
            # A slow visitor: the style is asked for some pages later, when another release may be live.
            while len(waiting) > (0 if self.is_over.is_set() else self.late):
                style, word = waiting.pop(0)
                if (answer := get(f"{self.host}/{style}")) != (200, f"/* {word} */"):
                    self.wrong.append(f"{style}: {answer}")


def are_there(word: str, visitors: list[Visitor]) -> bool:
    """Whether all have seen a release, or will see no more."""
    return all(word in each.seen or each.wrong or not each.is_alive() for each in visitors)


def test_visitors_see_no_failed_or_mixed_page_during_20_deploys_and_5_rollbacks(
    link: Path, tmp_path: Path
) -> None:
    target, tree = open_target(f"file://{link}"), tmp_path / "tree"
    publish(target, tree, "r00", pages("n00"))
    with nginx(link, tmp_path / "nginx") as host:
        # The late one is two rounds behind: three releases at most, and four are kept.
        news = threading.Condition()
        visitors = [Visitor(host, late, news) for late in (0, 6)]
        for each in visitors:
            each.start()
        try:
            for number in range(1, 21):
                publish(target, tree, f"r{number:02}", pages(f"n{number:02}"))
                if number % 4 == 0:
                    target.roll_back(f"r{number - 2:02}", lambda _: None)
                # Nobody is rushed: each release is seen before the next.
                live = target.live()
                assert live
                word = f"n{live.name[1:]}"
                with news:
                    news.wait_for(partial(are_there, word, visitors), timeout=60)
                target.prune(4)
        finally:
            for each in visitors:
                each.is_over.set()
                each.join()
    assert [wrong for each in visitors for wrong in each.wrong] == []
    assert all(len(each.seen) >= 15 for each in visitors)


def test_only_what_changed_is_read(link: Path, tmp_path: Path) -> None:
    target, tree = open_target(f"file://{link}"), tmp_path / "tree"
    publish(target, tree, "r1", {f"{n}.html": f"page {n}" for n in range(9)})
    replace(tree, {f"{n}.html": "changed" if n == 4 else f"page {n}" for n in range(9)})
    release = manifest_of(tree, "r2", "r1")
    for path in set(tree.iterdir()) - {tree / "4.html"}:
        path.unlink()
    target.deploy(tree, release, lambda _: None)
    assert files_below(link.resolve())["4.html"] == b"changed"
    shelf = tmp_path / "www/blog.releases"
    assert (shelf / "r1/5.html").stat().st_ino == (shelf / "r2/5.html").stat().st_ino
    assert (shelf / "r1/4.html").read_bytes() == b"page 4"


def test_page_edited_on_the_server_is_laid_out_anew(link: Path, tmp_path: Path) -> None:
    target, tree = open_target(f"file://{link}"), tmp_path / "tree"
    first = publish(target, tree, "r1", pages("one"))
    page = link / "posts/0/index.html"
    data = page.read_bytes()
    page.chmod(0o644)
    while page.stat().st_mtime_ns <= (tmp_path / "www/blog.releases/r1.json").stat().st_mtime_ns:
        page.write_bytes(data[::-1])
    (link / "robots.txt").unlink()
    publish(target, tree, "r2")
    assert files_below(link.resolve()) == {path: (tree / path).read_bytes() for path in first.files}


def test_served_files_can_be_read_by_all_and_written_by_none(link: Path, tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        publish(open_target(f"file://{link}"), tmp_path / "tree", "r1", pages("one"))
    finally:
        os.umask(before)
    found = [path for path in (tmp_path / "www").rglob("*") if not path.is_symlink()]
    assert {path.stat().st_mode & 0o777 for path in found if path.is_dir()} == {0o755}
    assert {path.stat().st_mode & 0o777 for path in link.resolve().rglob("*") if path.is_file()} == {0o444}


def test_folder_of_somebody_else_is_left_alone(link: Path, tmp_path: Path) -> None:
    link.mkdir(parents=True)
    (link / "index.html").write_text("theirs")
    target = open_target(f"file://{link}")
    with pytest.raises(SiteError) as caught:
        publish(target, tmp_path / "tree", "r1", pages("one"))
    assert str(caught.value) == (
        f"{link}: exists, and was not made by publishing. It has to become a link, and what is in it would "
        f"be lost. Move it away (mv {link} {link}.old), or publish to another path."
    )
    assert files_below(tmp_path / "www") == {"blog/index.html": b"theirs"}


def test_link_of_somebody_else_is_left_alone(link: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    link.parent.mkdir()
    link.symlink_to("../other")
    with pytest.raises(SiteError, match=r"is a link to .*/other, which was not made by publishing\. Move it"):
        publish(open_target(f"file://{link}"), tmp_path / "tree", "r1", pages("one"))
    assert str(link.readlink()) == "../other"
    assert not (tmp_path / "www/blog.releases").exists()


def test_releases_folder_of_somebody_else_is_left_alone(link: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "www/blog.releases/.part/x"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs")
    with pytest.raises(SiteError, match="holds files of somebody else"):
        publish(open_target(f"file://{link}"), tmp_path / "tree", "r1", pages("one"))
    assert theirs.read_text() == "theirs"


def test_empty_folder_becomes_the_link(link: Path, tmp_path: Path) -> None:
    link.mkdir(parents=True)
    publish(open_target(f"file://{link}"), tmp_path / "tree", "r1", pages("one"))
    assert str(link.readlink()) == "blog.releases/r1"


def test_disk_that_takes_no_more_leaves_the_old_release_and_is_told(link: Path, tmp_path: Path) -> None:
    target, tree = open_target(f"file://{link}"), tmp_path / "tree"
    publish(target, tree, "r1", pages("one"))
    release = manifest_of(tree, "r2", "r1")
    replace(tree, {**pages("two"), "film.mp4": "x" * 9000})
    release = manifest_of(tree, "r2", "r1")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8000, limits[1]))
    try:
        with pytest.raises(
            SiteError, match=r"cannot be written \(File too large\)\. The live site is as it was"
        ):
            target.deploy(tree, release, lambda _: None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert whole_of(files_below(link.resolve())) == "one"
    target.deploy(tree, release, lambda _: None)
    assert whole_of(files_below(link.resolve())) == "two"
    assert sorted(path.name for path in (tmp_path / "www/blog.releases").iterdir()) == [
        ".porchlight",
        "r1",
        "r1.json",
        "r2",
        "r2.json",
    ]


def test_damaged_record_costs_a_full_copy_and_no_more(link: Path, tmp_path: Path) -> None:
    target, tree = open_target(f"file://{link}"), tmp_path / "tree"
    publish(target, tree, "r1", pages("one"))
    (tmp_path / "www/blog.releases/r1.json").write_text("{")
    assert whole_of(files_below(link.resolve())) == "one"
    publish(target, tree, "r2", pages("two"))
    assert whole_of(files_below(link.resolve())) == "two"


def test_record_that_leads_out_of_the_folder_is_not_believed(link: Path, tmp_path: Path) -> None:
    target, tree = open_target(f"file://{link}"), tmp_path / "tree"
    publish(target, tree, "r1", pages("one"))
    record = tmp_path / "www/blog.releases/r1.json"
    record.write_text(record.read_text().replace('"robots.txt"', '"../../robots.txt"'))
    live = target.live()
    assert live
    assert live.files == {}


def test_second_publisher_is_told_while_the_first_is_at_work(link: Path, tmp_path: Path) -> None:
    target, tree = open_target(f"file://{link}"), tmp_path / "tree"
    publish(target, tree, "r1", pages("one"))
    release = manifest_of(tree, "r2", "r1")
    told: list[str] = []

    def meanwhile(_: str) -> None:
        with pytest.raises(Outrun) as caught:
            open_target(f"file://{link}").deploy(tree, release, lambda _: None)
        told.append(str(caught.value))
        # Reading is not in the way, and undoes nothing.
        live = open_target(f"file://{link}").live()
        assert live
        assert live.name == "r1"

    target.deploy(tree, release, meanwhile)
    assert told == [
        f"file://{link}: somebody else is publishing right now. Nothing was changed. "
        "Wait a minute, and try again."
    ]
    assert str(link.readlink()) == "blog.releases/r2"
    assert style_of("one") in files_below(link.resolve())


def test_folder_of_a_forgotten_release_is_used_again_without_what_was_put_into_it(
    link: Path, tmp_path: Path
) -> None:
    target, tree = open_target(f"file://{link}"), tmp_path / "tree"
    files = {f"{n}/index.html": f"page {n}" for n in range(5)}
    publish(target, tree, "r1", files)
    folder = (link / "3").stat().st_ino
    publish(target, tree, "r2", {**files, "3/index.html": "changed"})
    old = tmp_path / "www/blog.releases/r1"
    (old / "4/more.html").write_text("of somebody")
    (old / "0/index.html").chmod(0o644)
    while (old / "0/index.html").stat().st_mtime_ns <= old.with_suffix(".json").stat().st_mtime_ns:
        (old / "0/index.html").write_text("page x")
    assert target.prune(1) == ["r1"]
    assert [each.name for each in target.releases()] == ["r2"]
    publish(target, tree, "r3", {**files, "5/index.html": "page 5"})
    assert (link / "3").stat().st_ino == folder
    assert files_below(link.resolve()) == {
        path: text.encode() for path, text in {**files, "5/index.html": "page 5"}.items()
    }


RELEASES = st.lists(
    st.dictionaries(
        st.sampled_from(["a.html", "b/a.html", "b/c/a.html", "b/c/d.png", "e/f.html", "g.0123456789.css"]),
        st.sampled_from(["one", "two", "3"]),
    ),
    min_size=2,
    max_size=7,
)


@settings(max_examples=20)
@given(RELEASES, st.integers(1, 3))
def test_whatever_was_published_before_the_release_is_served_whole(
    releases: list[dict[str, str]], keep: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        tmp = Path(name)
        target = open_target(f"file://{tmp}/blog")
        for number, files in enumerate(releases):
            publish(target, tmp / "tree", f"r{number}", files)
            target.prune(keep)
            served = files_below((tmp / "blog").resolve())
            assert {path: text.encode() for path, text in files.items()}.items() <= served.items()
            assert {path for path in served.keys() - files.keys() if not path.endswith(".css")} == set()
