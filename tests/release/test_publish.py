"""`./run publish` and its plan: what goes out, what is written down, and what an interruption leaves."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from plugins.ledger.desk import run_forget
from plugins.release import publish as way
from plugins.release.desk import run_list, run_rollback
from plugins.release.press import Wish, alone, open_press
from plugins.release.publish import run_publish
from tests.release.blog import Blog, heard, shown_at
from tests.sites import post

A, B, C = "posts/a.md", "posts/b.md", "posts/c.md"
TWO = {A: post("First", body="One."), B: post("Second", "2025-06-06", "Two.")}
THIRD = {C: post("Third", "2025-07-07", "Three.")}


@pytest.fixture
def out(blog: Blog) -> Blog:
    """A blog that was released once."""
    blog.write(TWO)
    said = blog.publish(first=True)
    assert said.code == 0, said.errors
    return blog


def test_without_a_target_it_explains_how_to_set_one(blog: Blog) -> None:
    blog.write(TWO)
    blog.release = {"target": ""}
    said = blog.publish()
    assert said.code == 1
    assert said.errors.startswith("publish: there is no place to publish to yet. Name one in publishconf.py:")
    assert 'RELEASE = Release(target="file:///var/www/blog")' in said.errors


@pytest.mark.parametrize(
    ("release", "problem"),
    [
        ({"keep": 0}, "RELEASE: keep is 0, and wants 1 or more."),
        (
            {"url": "example.com"},
            "RELEASE: url wants a web address, not “example.com”. Write https://example.com.",
        ),
        ({"hubs": ("hub",)}, "RELEASE: “hub” is no web address. Begin it with https://."),
    ],
)
def test_a_mistake_in_the_settings_is_said(blog: Blog, release: dict[str, Any], problem: str) -> None:
    blog.write(TWO)
    blog.release = release
    said = blog.publish()
    assert said.code == 1
    assert problem in said.errors


def test_the_first_release_is_asked_for_kindly_and_then_made(blog: Blog) -> None:
    blog.write(TWO)
    said = blog.publish()
    assert said.code == 1
    assert (
        "first: this is the first release: 2 posts are new to everybody, and from now on their addresses and "
        "ids are kept.\n      If that is right: ./run publish --first." in said.errors
    )
    assert not blog.live.exists()
    said = blog.publish(first=True)
    assert said.code == 0, said.errors
    assert (blog.live / "posts/a/index.html").is_file()
    assert not (blog.live / ".porchlight").exists()
    assert "Commit ledger.json: it remembers what readers were told.\n" in said.out
    assert blog.ledger()["posts"]["a"] == {
        "feeds": ["feeds/all"],
        "released": blog.manifest().made[:10],
        "source": A,
        "urls": ["/posts/a/"],
        "words": blog.ledger()["posts"]["a"]["words"],
    }
    assert blog.ledger()["release"]["name"] == blog.manifest().name
    # Nobody's ledger is public.
    assert not list(blog.live.rglob("*ledger*"))


def test_a_draft_is_not_in_the_ledger_before_it_is_out(blog: Blog) -> None:
    blog.write({**TWO, C: post("Third", status="draft"), "posts/d.md": post("D", "2999-01-01")})
    assert blog.publish(first=True).code == 0
    assert set(blog.ledger()["posts"]) == {"a", "b"}


def test_the_plan_says_what_subscribers_and_visitors_will_see(out: Blog) -> None:
    out.write({A: post("Renamed", body="One.", slug="renamed"), **THIRD})
    before = (out.manifest(), out.ledger())
    said = out.publish(dry_run=True)
    assert said.code == 0, said.errors
    lines = said.out.splitlines()
    assert lines[2:5] == [
        "What your subscribers will see",
        "  feeds/all  1 new: “Third”",
        "  feeds/all  1 changed: “Renamed”",
    ]
    assert "  added    3 pages: /posts/c/, /posts/renamed/, /2025/07/" in lines
    assert "  /posts/a/ leads to /posts/renamed/" in lines
    assert any(line.startswith("To send: ") for line in lines)
    assert lines[-1] == "Nothing was released: this was a look. ./run publish does it."
    assert (out.manifest(), out.ledger()) == before
    assert not (out.home / "var/release.json").exists()


def test_a_second_release_without_a_change_is_none(out: Blog) -> None:
    before = (out.manifest(), out.ledger())
    said = out.publish()
    assert said.code == 0
    assert said.out.endswith(f"There is nothing to release: {before[0].name} is live, and just like this.\n")
    assert (out.manifest(), out.ledger()) == before


def test_a_changed_post_sends_little(out: Blog) -> None:
    live = out.manifest()
    out.write({A: post("First", body="Other words.")})
    assert out.publish().code == 0
    now = out.manifest()
    changed = {path for path, fact in now.files.items() if live.files.get(path) != fact}
    assert "posts/a/index.html" in changed
    assert "posts/b/index.html" not in changed
    assert now.parent == live.name


def test_killed_before_the_switch_the_old_site_is_live_and_the_next_one_goes_on(
    out: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = out.manifest()
    out.write(THIRD)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", _killed)  # the target lays out, and is killed before it is complete
        with pytest.raises(Killed):
            out.publish()
    assert out.manifest().name == live.name
    assert "c" not in out.ledger()["posts"]
    assert out.publish().code == 0
    assert "c" in out.ledger()["posts"]
    assert not (out.home / "var/release.json").exists()


def test_killed_after_the_switch_the_next_one_writes_it_down(
    out: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    out.write(THIRD)
    with monkeypatch.context() as patch:
        patch.setattr(way, "finish", _killed)
        with pytest.raises(Killed):
            out.publish()
    live = out.manifest()
    assert "posts/c/index.html" in live.files
    assert "c" not in out.ledger()["posts"]
    out.write({A: post("First", body="Changed since.")})
    said = out.publish()
    assert said.code == 0, said.errors
    assert said.out.startswith(f"{live.name} went live before it could be written down; that is done now.\n")
    assert out.ledger()["release"]["name"] == out.manifest().name > live.name
    assert "feeds/all  1 changed: “First”" in said.out


def test_a_ledger_that_was_changed_meanwhile_is_not_written_over(
    out: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    out.write(THIRD)
    with monkeypatch.context() as patch:
        patch.setattr(way, "finish", _killed)
        with pytest.raises(Killed):
            out.publish()
    ledger = out.home / "ledger.json"
    ledger.write_text(ledger.read_text().replace('"2025-', '"2024-').replace("}\n", "}\n\n", 1))
    text = ledger.read_text()
    said = out.publish(dry_run=True)
    assert ledger.read_text() == text
    said = out.publish()
    assert "ledger.json: somebody has changed it meanwhile; it is as it was." in said.errors


def test_killed_after_the_switch_and_rolled_back_a_new_address_is_no_new_post(
    out: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    out.write(THIRD)
    with monkeypatch.context() as patch:
        patch.setattr(way, "finish", _killed)
        with pytest.raises(Killed):
            out.publish()
    assert heard(run_rollback, **out.options).code == 0
    out.write({C: post("Third", "2025-07-07", slug="renamed")})
    assert out.publish().code == 0
    assert out.ledger()["posts"]["c"]["urls"] == ["/posts/c/", "/posts/renamed/"]
    assert (out.live / "posts/c/index.html").exists()


def test_what_a_colleague_released_and_took_back_is_not_released_anew(
    out: Blog, tmp_path_factory: pytest.TempPathFactory
) -> None:
    colleague = copy_of(out, tmp_path_factory.mktemp("other"))
    colleague.write(THIRD)
    assert colleague.publish().code == 0
    theirs = out.manifest()
    assert heard(run_rollback, **colleague.options).code == 0
    out.write({C: post("Third", "2025-07-07", slug="renamed")})
    said = out.publish()
    assert f"other-release: {theirs.name} was released, and the ledger here ends with" in said.errors
    shutil.copy(colleague.home / "ledger.json", out.home)
    assert out.publish().code == 0
    assert out.ledger()["posts"]["c"]["urls"] == ["/posts/c/", "/posts/renamed/"]


def test_an_alias_that_was_released_leads_on_without_its_line(out: Blog) -> None:
    out.write({A: post("First", aliases="[/2019/old/, /latest/]")})
    assert out.publish().code == 0
    # The line goes from one post to another; the rest of it is forgotten.
    out.write({A: post("First"), B: post("Second", "2025-06-06", aliases="[/latest/]")})
    assert out.publish().code == 0
    assert b"/posts/a/" in (out.live / "2019/old/index.html").read_bytes()
    assert b"/posts/b/" in (out.live / "latest/index.html").read_bytes()
    # Another takes the place of the post, but not of all its addresses.
    out.write({A: None, B: post("Second", "2025-06-06", aliases="[/posts/a/]")})
    said = out.publish()
    assert "content/posts/a.md: was released at /2019/old/, and is gone" in said.errors
    run_forget("a", content="content", to="/posts/b/")
    said = out.publish()
    assert said.code == 0, said.errors
    assert b"/posts/b/" in (out.live / "2019/old/index.html").read_bytes()


def test_a_ledger_of_another_folder_is_not_passed_over(out: Blog) -> None:
    path = out.home / "ledger.json"
    path.write_text(path.read_text().replace('"content": "content"', '"content": "articles"'))
    out.write(THIRD)
    said = out.publish(first=True)
    assert said.code == 1
    assert "ledger.json: is the ledger of “articles”, not of content. " in said.errors
    assert not (out.live / "posts/c").exists()


@pytest.mark.parametrize("moment", ["yesterday", "2026-11-22T06:15:01"])
def test_a_moment_that_is_none_is_named_with_its_line(out: Blog, moment: str) -> None:
    path = out.home / "ledger.json"
    path.write_text(re.sub(r'"moment": "[^"]+"', f'"moment": "{moment}"', path.read_text()))
    said = out.publish()
    assert said.code == 1
    assert re.search(rf"ledger\.json:\d\d: “{moment}” is no moment of a release\.", said.errors)


def test_a_page_that_was_edited_there_comes_anew_with_the_next_publish(out: Blog) -> None:
    edited, gone = out.live / "posts/a/index.html", out.live / "posts/b/index.html"
    data = gone.read_bytes()
    edited.chmod(0o644)
    edited.write_text("By hand.")
    os.utime(edited, ns=(2**62, 2**62))  # later than the release, however coarse the clock of the disk
    gone.unlink()
    said = out.publish()
    assert "changed  2 pages: /posts/a/, /posts/b/" in said.out, said.errors
    assert gone.read_bytes() == data
    assert "First" in edited.read_text()


def test_keys_in_addresses_are_not_repeated(out: Blog) -> None:
    key = "ghp_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
    for release in (
        {"target": f"git+https://{key}@git.example/a/b.git"},
        {"url": f"https://u:{key}@a.example/"},
        {"hubs": (f"https://{key}@hub.example/",)},
    ):
        out.release = release
        said = out.publish()
        assert said.code == 1
        assert key not in said.out + said.errors


class Killed(BaseException):
    pass


def _killed(*_: Any, **__: Any) -> None:
    raise Killed


def test_two_publishers_in_one_folder_are_told_apart(out: Blog) -> None:
    with alone(open_press(**out.options)):
        said = out.publish()
    assert said.code == 1
    assert said.errors == "publish: somebody is publishing from this folder just now. Wait for it.\n"


def test_somebody_elses_release_is_not_written_over(
    out: Blog, tmp_path_factory: pytest.TempPathFactory
) -> None:
    colleague = copy_of(out, tmp_path_factory.mktemp("other"))
    colleague.write(THIRD)
    assert colleague.publish().code == 0
    theirs = out.manifest()
    out.write({A: post("First", body="Mine.")})
    said = out.publish()
    assert said.code == 1
    assert f"other-release: {theirs.name} was released, and the ledger here ends with" in said.errors
    assert out.manifest().name == theirs.name
    # With the colleague's ledger and post it goes on.
    out.write(THIRD)
    shutil.copy(colleague.home / "ledger.json", out.home)
    assert out.publish().code == 0


def copy_of(blog: Blog, folder: Path) -> Blog:
    """The same blog in the folder of a colleague, who publishes to the same place."""
    shutil.copytree(blog.home / "content", folder / "content")
    shutil.copy(blog.home / "ledger.json", folder)
    return Blog(folder, blog.shown, release={"target": blog.target})


def test_of_two_at_once_one_wins_and_the_other_is_told(
    out: Blog, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague = copy_of(out, tmp_path_factory.mktemp("other"))
    colleague.write(THIRD)
    out.write({A: post("First", body="Mine.")})
    planned = way.make_plan

    def outrun(*words: Any) -> Any:
        plan = planned(*words)
        monkeypatch.setattr(way, "make_plan", planned)
        assert colleague.publish().code == 0
        return plan

    monkeypatch.setattr(way, "make_plan", outrun)
    said = out.publish()
    assert said.code == 1
    assert said.errors.strip()
    assert "Traceback" not in said.errors
    assert out.manifest().name == colleague.ledger()["release"]["name"]
    assert "posts/c/index.html" in out.manifest().files
    # The one who was outrun has written nothing down.
    assert out.ledger()["release"]["name"] < out.manifest().name
    said = out.publish()
    assert "other-release: " in said.errors


def test_a_site_that_does_not_show_is_taken_back(out: Blog, tmp_path: Path) -> None:
    live, ledger = out.manifest(), out.ledger()
    out.write(THIRD)
    (tmp_path / "elsewhere").mkdir()
    out.release = {"url": f"{out.shown}/elsewhere"}
    said = out.publish()
    assert said.code == 1
    assert f"the home page, {out.shown}/elsewhere/: " in said.errors
    assert f"{live.name} is live again, and nobody was told." in said.errors
    assert (out.manifest().name, out.receipts()) == (live.name, [])
    # It is still due, and who saw it for a moment keeps its address and its id.
    assert out.ledger()["release"]["moment"] == ledger["release"]["moment"]
    out.release = {}
    out.write({C: post("Third", "2025-07-07", slug="renamed")})
    assert out.publish().code == 0
    assert out.ledger()["posts"]["c"]["urls"] == ["/posts/c/", "/posts/renamed/"]
    # What was taken back is older, even of the same second, and so it is in nobody's way.
    assert out.ledger()["release"]["name"] == heard(run_list, **out.options).out.split()[0]


def test_a_page_of_somebody_else_is_not_taken_for_the_blog(
    out: Blog, tmp_path_factory: pytest.TempPathFactory
) -> None:
    parked = tmp_path_factory.mktemp("parked")
    (parked / "index.html").write_text("<h1>Here will be a site</h1>")
    live = out.manifest().name
    out.write(THIRD)
    with shown_at(parked) as address:
        out.release = {"url": address}
        said = out.publish()
    assert f"the home page, {address}/: shows another page" in said.errors
    assert out.manifest().name == live


def test_a_blog_that_says_that_it_has_moved_is_known_again(out: Blog) -> None:
    out.settings = {"SITEURL": "https://moved.example"}
    shown = (out.live / "index.html").read_bytes()
    out.write(THIRD)
    out.release = {"url": out.shown}
    assert b"https://a.example/" in shown
    assert out.publish(allow="items-again").code == 0  # the site says where it is now, and is there


def test_rollback_puts_the_release_before_back_and_the_next_release_follows_it(out: Blog) -> None:
    first = out.manifest()
    out.write(THIRD)
    assert out.publish().code == 0
    second = out.manifest()
    said = heard(run_rollback, **out.options)
    assert said.code == 0, said.errors
    assert said.out.startswith(f"{first.name} is live again, in the place of {second.name}.\n")
    assert not (out.live / "posts/c/index.html").exists()
    listed = heard(run_list, **out.options).out.splitlines()
    assert [line.split()[0] for line in listed] == [second.name, first.name]
    assert " live" in listed[1]
    assert " live" not in listed[0]
    said = out.publish()
    assert said.code == 0, said.errors
    # Subscribers have seen it: it is not new to them.
    assert "1 new" not in said.out
    assert (out.live / "posts/c/index.html").exists()


def test_rollback_says_what_it_cannot_do(out: Blog) -> None:
    said = heard(run_rollback, **out.options)
    assert said.errors == f"rollback: {out.manifest().name} is the oldest release that is kept.\n"
    said = heard(run_rollback, "nonsense", **out.options)
    assert said.errors.startswith("rollback: there is no release “nonsense”. Known are: ")


def test_old_releases_are_thrown_away_by_number(out: Blog) -> None:
    out.release = {"keep": 2}
    for n in range(3):
        out.write({A: post("First", body=f"Words {n}.")})
        said = out.publish()
        assert said.code == 0, said.errors
    assert said.out.endswith("is live. 1 old release thrown away.\n")
    assert len(heard(run_list, **out.options).out.splitlines()) == 2


def test_the_ledger_is_committed_and_nothing_else(out: Blog) -> None:
    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=out.home, capture_output=True, text=True, check=True)
        return done.stdout

    git("init", "-q")
    git("config", "user.email", "ann@a.example")
    git("config", "user.name", "Ann")
    git("add", "content", "ledger.json")
    git("commit", "-qm", "Begin")
    out.write(THIRD)
    git("add", "content")
    said = out.publish(commit=True)
    assert said.code == 0, said.errors
    assert git("log", "-1", "--format=%s").strip() == f"Record release {out.manifest().name}"
    assert git("show", "--name-only", "--format=").split() == ["ledger.json"]
    assert out.manifest().note.endswith(" Begin")


def test_a_commit_that_does_not_work_fails_no_release(out: Blog) -> None:
    out.write(THIRD)
    (out.home / ".git").mkdir()
    said = out.publish(commit=True)
    assert said.code == 0
    assert "The ledger could not be committed: " in said.errors


def test_a_lost_ledger_is_noticed(out: Blog) -> None:
    (out.home / "ledger.json").unlink()
    said = out.publish()
    assert said.code == 1
    assert (
        "first: a site is live, and there is no ledger of it here: take ledger.json back from Git"
        in said.errors
    )
    assert out.publish(first=True).code == 0
    assert out.ledger()["release"]["name"] == out.manifest().name


def test_another_place_is_not_taken_for_the_old_one(out: Blog) -> None:
    out.release = {"target": f"file://{out.home}/elsewhere"}
    said = out.publish()
    assert "and nothing is live here: is this another place?" in said.errors


def test_a_blog_below_a_path_is_published_and_keeps_its_addresses(out: Blog) -> None:
    out.settings = {"SITEURL": "https://moved.example/my.blog"}
    out.write({A: post("First", body="One.", slug="moved")})
    said = out.publish()
    assert said.code == 0, said.errors
    assert out.ledger()["posts"]["a"]["urls"] == ["/posts/a/", "/posts/moved/"]
    assert "url=/my.blog/posts/moved/" in (out.live / "posts/a/index.html").read_text()


def test_problems_of_the_content_stop_it_with_nothing_released(out: Blog) -> None:
    out.write({C: post(date="yesterday")})
    said = out.publish()
    assert said.code == 1
    assert said.errors.endswith("1 error: nothing was released.\n")


def test_a_renamed_topic_takes_its_feed_along_and_a_lost_tag_leads_to_all_tags(out: Blog) -> None:
    topic = "---\ntitle: {}\n---\nWords.\n"
    out.write({A: post("First", topic="Old", tags="red"), "topics/t.md": topic.format("Old")})
    assert out.publish().code == 0
    assert out.ledger()["addresses"]["/feeds/topic/old.atom.xml"] == "topics/t.md"
    assert out.ledger()["addresses"]["/tags/red/"] == "tag"
    out.write({A: post("First", topic="New"), "topics/t.md": topic.format("New")})
    said = out.publish()
    assert said.code == 0, said.errors
    assert "  /feeds/topic/old.atom.xml leads to /feeds/topic/new.atom.xml" in said.out
    assert "  /tags/red/ leads to /tags/" in said.out
    assert "url=/topics/new/" in (out.live / "topics/old/index.html").read_text()


def test_a_post_that_is_given_up_is_gone_in_the_plan(out: Blog) -> None:
    from plugins.ledger.desk import run_forget

    out.write({**THIRD, A: None})
    said = out.publish()
    assert "content/posts/a.md: is gone, and the ledger has it as “a”." in said.errors
    assert "aliases: [/posts/a/]" in said.errors
    run_forget("a", content="content")
    said = out.publish()
    assert said.code == 0, said.errors
    assert "  /posts/a/ is gone for good" in said.out
    assert "a" in out.ledger()["forgotten"]


def test_nothing_typed_is_no_traceback(blog: Blog) -> None:
    assert heard(run_publish, Wish(allow="everything"), **blog.options).errors.startswith(
        "--allow: “everything” is nothing that can be allowed. Known are: drafts, "
    )
