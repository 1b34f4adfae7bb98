"""The verbs `comments.*`: what they do to a real Isso, what they say, and their exit codes."""

from __future__ import annotations

import os
import re
import sqlite3
import webbrowser
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from plugins.comments import copies, desk, keep
from plugins.comments.desk import Blog
from plugins.comments.tasks import names_file
from plugins.kit.problems import SiteError
from tests.comments.running import Isso, change, isso, rows
from tests.sites import command

PRIVATE = {"author": "Zoë Quill", "email": "zoe@private.example"}
VERB = ("-m", "invoke")


def stopped(work: object) -> str:
    with pytest.raises(SiteError) as error:
        work()  # type: ignore[operator]
    return str(error.value)


def test_moderate_lists_what_waits_and_makes_it_harmless(moderated: Isso) -> None:
    path = moderated.database
    assert desk.run_moderate(path) == ("No comment waits to be read.", 0)
    assert desk.run_moderate(path, everything=True) == ("There are no comments yet.", 0)
    moderated.write("Red \x1b[31m and\r\nnew lines.\x07", author="An\u202en\x9b2J", thread="/a\x1b[2J/")
    moderated.write("word " * 100)
    said, code = desk.run_moderate(path)
    assert code == 0
    assert re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "<time>", said).splitlines() == [
        "2 comments to read (times in UTC):",
        "",
        "     2  <time>  Ann  on /posts/hello/  waits",
        f"        {'word ' * 39}word…",
        "     1  <time>  An·n·2J  on /a·[2J/  waits",
        "        Red ·[31m and new lines.·",
        "",
        "./run comments.moderate --approve 2,1    or --delete 2,1",
    ]


def test_moderate_approves_and_deletes(moderated: Isso) -> None:
    path = moderated.database
    for _ in range(4):
        moderated.write()
    said = desk.run_moderate(path, approve="1, 2", delete="#3")
    assert said == (
        "2 comments approved: 1, 2.\n1 comment deleted: 3.\nPages show it after the next build.",
        0,
    )
    assert [one["id"] for one in moderated.told()] == [1, 2]
    said = desk.run_moderate(path, approve="4,1,77", delete="3")
    assert said == (
        "1 comment approved: 4.\nPages show it after the next build.\n"
        "No comment waits under 1, 77.\nThere is no comment 3.",
        1,
    )
    assert desk.run_moderate(path, delete="99") == ("There is no comment 99.", 1)
    assert desk.run_moderate(path, everything=True)[0].startswith(
        "The latest comments (times in UTC):\n\n     4"
    )


@pytest.mark.parametrize("typed", ["three", "1,,x", "-4", "²", "1" * 20])
def test_moderate_wants_numbers(typed: str, moderated: Isso) -> None:
    moderated.write()
    assert stopped(lambda: desk.run_moderate(moderated.database, approve=typed)).startswith(
        "--approve wants numbers"
    )
    assert stopped(lambda: desk.run_moderate(moderated.database, approve="1", delete="1")) == (
        "1 cannot be both approved and deleted. Nothing was changed."
    )
    assert keep.waiting(moderated.database) == 1


def test_pull_reads_a_server_and_keeps_the_last_good_comments(blog: Blog, database: Path) -> None:
    with isso(database) as talk:
        settings = replace(blog.settings, source=talk.address, seconds=2)
        talk.write()
        assert desk.run_pull(settings) == (f"1 comment in 1 thread. {settings.snapshot} is written.", 0)
        talk.write(thread="/b/")
        talk.write("A reply.", parent=1)
        kept = f"{settings.snapshot} is written."
        assert desk.run_pull(settings) == (f"3 comments in 2 threads, 2 new since the last time. {kept}", 0)
        again = f"3 comments in 2 threads, 0 new since the last time. {settings.snapshot} is as it was."
        assert desk.run_pull(settings) == (again, 0)
    before = Path(settings.snapshot).read_bytes()
    said = stopped(lambda: desk.run_pull(settings))
    assert "cannot be reached" in said
    assert said.endswith("The last good ones stay: 3 comments in 2 threads.")
    assert Path(settings.snapshot).read_bytes() == before
    Path(settings.snapshot).unlink()
    assert stopped(lambda: desk.run_pull(settings)).endswith("There were none before.")


def test_pull_without_a_source_says_so(blog: Blog) -> None:
    settings = replace(blog.settings, source="", provider="giscus")
    assert stopped(lambda: desk.run_pull(settings)).startswith(
        "COMMENTS: no source to read: giscus gives none"
    )


def test_backup_is_whole_and_clean_while_isso_writes(talk: Isso, tmp_path: Path) -> None:
    talk.write("A secret sentence.", **PRIVATE)
    talk.write("Words that stay.")
    change(talk.database, "DROP TRIGGER porchlight_unname", "DELETE FROM comments WHERE id = 1")
    assert b"secret" in talk.database.read_bytes()
    said, code = desk.run_backup(talk.database, to=str(tmp_path / "safe/copy.db"))
    assert code == 0
    assert said.startswith(f"1 comment copied to {tmp_path}/safe/copy.db.")
    data = (tmp_path / "safe/copy.db").read_bytes()
    assert b"Words that stay." in data
    assert b"secret" not in data
    assert b"secret" not in talk.database.read_bytes()
    assert (tmp_path / "safe/copy.db").stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "safe").iterdir()] == ["copy.db"]
    assert talk.write().status == 201


def test_backups_are_thinned(talk: Isso) -> None:
    folder = talk.database.parent / "backups"
    folder.mkdir()
    for name in ("comments-2026-01-01-000000.db", "comments-2026-01-02-000000-before-restore.db", "mine.db"):
        (folder / name).write_bytes(b"")
    said, _ = desk.run_backup(talk.database, newest=2)
    assert said.endswith("\n1 older copy thrown away.")
    names = sorted(path.name for path in folder.iterdir())
    assert names[0] == "comments-2026-01-02-000000-before-restore.db"
    assert names[2:] == ["mine.db"]


def test_backup_does_not_write_over_the_database(talk: Isso) -> None:
    talk.write()
    assert "is the database itself" in stopped(lambda: desk.run_backup(talk.database, to=str(talk.database)))
    assert len(rows(talk.database)) == 1


def test_restore_puts_a_copy_back_while_isso_runs(talk: Isso) -> None:
    path = talk.database
    talk.write("Before.")
    desk.run_backup(path)
    (copy,) = copies.copies_of(path)
    desk.run_moderate(path, delete="1")
    talk.write("After.")
    asked = desk.run_restore(path, str(copy), yes=False)
    assert asked == (
        f"{copy} is whole and has 1 comment. To put it in the place of {path}, type --yes behind it.",
        1,
    )
    assert [one["text"] for one in talk.told()] == ["<p>After.</p>"]
    said, code = desk.run_restore(path, str(copy), yes=True)
    assert code == 0
    assert said.startswith(f"1 comment put back into {path}.")
    assert [one["text"] for one in talk.told()] == ["<p>Before.</p>"]
    (aside,) = [each for each in copies.copies_of(path) if each != copy]
    assert str(aside) in said
    assert [row["text"] for row in rows(aside)] == ["After."]
    talk.write("A reply.", parent=1)
    desk.run_moderate(path, delete="1")
    assert rows(path)[0]["text"] == ""


def test_restore_takes_nothing_that_is_not_whole(talk: Isso, tmp_path: Path) -> None:
    for number in range(60):
        talk.write(f"Words {number} " * 40, thread=f"/{number}/")
    bad = tmp_path / "bad.db"
    whole = talk.database.read_bytes()
    with closing(sqlite3.connect(tmp_path / "other.db")) as db, db:
        db.execute("CREATE TABLE comments (id, mode)")
        db.execute("PRAGMA user_version = 5")
    copies.copy(talk.database, tmp_path / "old.db")
    change(tmp_path / "old.db", "PRAGMA user_version = 3")
    for data, words in (
        (whole[: len(whole) // 2], "damaged|malformed"),
        (b"no database", "not a database"),
        ((tmp_path / "other.db").read_bytes(), "no such column"),
        ((tmp_path / "old.db").read_bytes(), "is of another Isso .schema 3; ours is 5."),
        (b"", "no such table"),
    ):
        bad.write_bytes(data)
        assert re.search(words, stopped(lambda: desk.run_restore(talk.database, str(bad), yes=True)))
    assert "no such file" in stopped(
        lambda: desk.run_restore(talk.database, str(tmp_path / "gone"), yes=True)
    )
    assert "itself" in stopped(lambda: desk.run_restore(talk.database, str(talk.database), yes=True))
    assert talk.database.read_bytes() == whole


def test_restore_sets_a_damaged_database_aside_as_it_is(database: Path) -> None:
    keep.begin(database, "data/comments.json")
    desk.run_backup(database)
    (copy,) = copies.copies_of(database)
    database.write_bytes(b"thrown to pieces")
    assert desk.run_restore(database, str(copy), yes=True)[1] == 0
    assert len(keep.entries(database, published=True, limit=-1)) == copies.check(copy)
    (aside,) = [each for each in copies.copies_of(database) if each != copy]
    assert aside.name.endswith("-damaged.db")
    assert aside.read_bytes() == b"thrown to pieces"
    assert database.stat().st_mode & 0o077 == 0


def test_restore_keeps_a_busy_database_where_it_is(talk: Isso, monkeypatch: pytest.MonkeyPatch) -> None:
    talk.write()
    desk.run_backup(talk.database)
    (copy,) = copies.copies_of(talk.database)
    real = keep.opened
    monkeypatch.setattr(copies, "opened", lambda path: real(path, patience=0.1))
    with closing(sqlite3.connect(talk.database)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "another program" in stopped(lambda: desk.run_restore(talk.database, str(copy), yes=True))
    assert len(talk.told()) == 1


def test_erase_lists_first_and_then_leaves_nothing_of_a_person(talk: Isso, blog: Blog) -> None:
    path = talk.database
    talk.write("A secret sentence.", **PRIVATE)
    talk.write("[@Zoë Quill](#isso-1) A reply.", parent=1)
    talk.write("A secret reply.", email="ZOE@private.example", parent=1)
    talk.write("Another secret.", thread="/b/", **PRIVATE)
    desk.run_backup(path)
    for _ in range(20):  # what was deleted before, by a program that leaves it in the file
        talk.write("A secret sentence. " * 20, **PRIVATE)
    change(path, "DELETE FROM comments WHERE id > 4")
    desk.run_pull(blog.settings)
    before = path.read_bytes()
    said, code = desk.run_erase(blog, email="zoe@private.example")
    assert code == 0
    assert said.startswith("This would erase 3 comments (times in UTC):\n\n     4  ")
    assert said.endswith("\nNothing was changed. To erase them, type --yes behind it.")
    assert path.read_bytes() == before
    said, code = desk.run_erase(blog, email="zoe@private.example", yes=True)
    assert code == 0
    kept = f"{blog.settings.snapshot} is written."
    assert said.splitlines()[:2] == [
        "3 comments erased, with addresses and votes: 1, 3, 4.",
        f"1 comment in 1 thread, 0 new since the last time. {kept}",
    ]
    (copy,) = copies.copies_of(path)
    assert f"- 1 copy made before, which you can delete:\n  {copy}\n" in said
    for file in (path, Path(blog.settings.snapshot)):
        for word in (b"private.example", "Zoë".encode(), b"secret"):
            assert word not in file.read_bytes()
    assert [(one["id"], one["mode"]) for one in talk.told()] == [(1, 4), (2, 1)]
    assert talk.told("/b/") == []


def test_erase_by_number_takes_all_or_nothing(talk: Isso, blog: Blog) -> None:
    talk.write()
    talk.write()
    assert stopped(lambda: desk.run_erase(blog, numbers="1,7", yes=True)).startswith(
        "No comment has the number 7."
    )
    assert stopped(lambda: desk.run_erase(blog, email="no@body.example")).startswith(
        "No comment came with no@"
    )
    for wrong in ({}, {"email": "a@b.example", "numbers": "1"}):
        assert stopped(lambda wrong=wrong: desk.run_erase(blog, **wrong)).startswith("Name the person")
    assert len(talk.told()) == 2
    assert desk.run_erase(blog, numbers="1,2", yes=True)[1] == 0
    assert talk.told() == []


def test_erase_says_when_the_snapshot_could_not_follow(talk: Isso, blog: Blog) -> None:
    talk.write()
    elsewhere = structs.replace(blog, settings=replace(blog.settings, source="http://127.0.0.1:9", seconds=1))
    said, code = desk.run_erase(elsewhere, numbers="1", yes=True)
    assert code == 1
    assert f"{blog.settings.snapshot} still has them: " in said


def test_open_finds_the_isso_that_runs(talk: Isso, blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: bool(opened.append(url)))
    monkeypatch.setattr(desk, "ALONE", talk.address)
    assert desk.run_open(blog) == (f"Open this in your browser: {talk.address}/admin/", 0)
    assert opened == [f"{talk.address}/admin/"]
    monkeypatch.setattr(desk, "ALONE", "http://127.0.0.1:9")
    assert stopped(lambda: desk.run_open(blog)).startswith("No Isso answers at http://127.0.0.1:9/isso or ")


def test_comments_that_somebody_else_keeps_are_not_ours_to_change(blog: Blog) -> None:
    other = structs.replace(blog, settings=replace(blog.settings, provider="giscus"))
    assert stopped(lambda: desk.with_isso(other)).startswith("COMMENTS: the provider is giscus.")
    far = structs.replace(blog, settings=replace(blog.settings, source="https://a.example/isso"))
    assert "at https://a.example/isso, not on this machine" in stopped(lambda: desk.with_isso(far))


def test_verbs_on_the_command_line(moderated: Isso) -> None:
    moderated.write("Hello.")
    where = ("--database", str(moderated.database))
    listed = command(*VERB, "comments.moderate", *where)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "Hello." in listed.stdout
    done = command(*VERB, "comments.moderate", *where, "--approve", "1,2")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("1 comment approved: 1.\n")
    copied = command(*VERB, "comments.backup", *where, "--newest", "none")
    assert (copied.returncode, copied.stderr) == (1, "--newest wants a whole number, not “none”\n")
    assert command(*VERB, "comments.backup", *where).returncode == 0
    (copy,) = copies.copies_of(moderated.database)
    back = command(*VERB, "comments.restore", str(copy), *where, "--yes")
    assert (back.returncode, back.stderr) == (0, "")
    nothing = command(*VERB, "comments.restore", "--yes")
    assert (nothing.returncode, nothing.stdout) == (1, "")
    assert nothing.stderr.startswith("there is nothing to restore.")


def test_help_of_restore_is_not_taken_for_a_file() -> None:
    assert not names_file(["invoke", "comments.restore", "--help"])
    assert names_file(["invoke", "comments.restore", "a.db", "--yes"])
    assert names_file(["invoke", "comments.restore", "--yes", "a.db"])
    shown = command(*VERB, "comments.restore", "--help", env={"COLUMNS": "100"})
    assert shown.returncode == 0
    assert "Put a copy of the comments back." in shown.stdout


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be another user")
def test_somebody_who_may_not_is_told_who_may(moderated: Isso, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    moderated.database.parent.chmod(0o700)
    script = (
        "import os, sys; from pathlib import Path; from plugins.comments import desk; os.setuid(65534)\n"
        "from plugins.kit.problems import SiteError\n"
        "try: desk.run_moderate(Path(sys.argv[1]))\n"
        "except SiteError as error: print(error)"
    )
    said = command("-c", script, str(moderated.database))
    assert said.stdout == f"{moderated.database}: {keep.CLOSED}\n", said.stderr


def test_snapshot_that_cannot_be_written_is_said(talk: Isso, blog: Blog, tmp_path: Path) -> None:
    talk.write()
    (tmp_path / "file").write_text("")
    settings = replace(blog.settings, snapshot=str(tmp_path / "file/comments.json"))
    assert "file/comments.json: cannot be written (" in stopped(lambda: desk.run_pull(settings))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_what_root_copies_belongs_to_isso(talk: Isso) -> None:
    talk.write()
    path = talk.database
    os.chown(path, 65534, 65534)
    desk.run_backup(path)
    (copy,) = copies.copies_of(path)
    path.write_bytes(b"thrown to pieces")
    desk.run_restore(path, str(copy), yes=True)
    owned = [path, path.parent / "backups", *copies.copies_of(path)]
    assert {(each.stat().st_uid, each.stat().st_gid) for each in owned} == {(65534, 65534)}
    assert len(owned) == 4
