"""The database: it begins with the seed, is moderated while Isso runs, and forgets who is gone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from isso import config
from isso.db import SQLite3

from plugins.comments import keep
from plugins.comments.database import read_database, rows_of_seed
from plugins.comments.rows import read_seed
from plugins.comments.server import make_isso
from plugins.comments.talk import talk_of
from plugins.kit.problems import SiteError
from tests.comments.running import NOWHERE, Isso, change, isso, rows
from tests.sites import ROOT

SEED = "data/comments.json"
PRIVATE = {"author": "Zoë Quill", "email": "zoe@private.example", "website": "https://zoe.private.example/"}


def theirs(path: Path) -> None:
    """A database that Isso made, without us."""
    path.parent.mkdir(parents=True)
    SQLite3(str(path), config.load(config.default_file()))


def test_database_begins_with_the_seed_as_the_seed_is_read(database: Path) -> None:
    keep.begin(database, SEED)
    threads = read_seed((ROOT / SEED).read_bytes())
    for each in threads:
        planted = [row for row in read_database(database) if row.thread == each.thread]
        said = [row for row in rows_of_seed(threads) if row.thread == each.thread]
        assert talk_of(planted, "isso-{id}") == talk_of(said, "isso-{id}")
    assert not [
        row for row in rows(database) if row["parent"] and rows_by_id(database)[row["parent"]]["parent"]
    ]
    assert database.stat().st_mode & 0o077 == 0


def rows_by_id(database: Path) -> dict[int, dict[str, object]]:
    return {row["id"]: row for row in rows(database)}


def test_database_that_is_there_gets_no_seed(talk: Isso) -> None:
    talk.write()
    keep.begin(talk.database, SEED)
    assert len(rows(talk.database)) == 1


def test_seed_that_cannot_be_read_leaves_no_database(database: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('[{"thread": 5}]')
    for seed, words in (("data/gone.json", "cannot be read"), (str(tmp_path / "bad.json"), "Mend the file")):
        with pytest.raises(SiteError, match=words):
            keep.begin(database, seed)
    assert not database.exists()


def test_what_waits_is_listed_newest_first_and_let_through(moderated: Isso) -> None:
    for text in ("First words.", "Second words."):
        assert moderated.write(text, thread="/posts/of-no-post/").status == 202
    found = keep.entries(moderated.database)
    assert [(each.id, each.author, each.text, each.thread) for each in found] == [
        (2, "Ann", "Second words.", "/posts/of-no-post/"),
        (1, "Ann", "First words.", "/posts/of-no-post/"),
    ]
    assert moderated.told("/posts/of-no-post/") == []
    assert keep.approve(moderated.database, [2, 9]) == [2]
    assert keep.approve(moderated.database, [2]) == []
    assert [one["id"] for one in moderated.told("/posts/of-no-post/")] == [2]
    assert [each.id for each in keep.entries(moderated.database)] == [1]
    assert [each.is_waiting for each in keep.entries(moderated.database, published=True)] == [False, True]
    assert keep.waiting(moderated.database) == 1


def test_database_of_isso_itself_is_moderated(database: Path) -> None:
    theirs(database)
    assert keep.entries(database) == []
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("INSERT INTO comments (tid, created, mode, text, voters) VALUES (7, 1e18, 2, 'Lost', '')")
    (lost,) = keep.entries(database)
    assert (lost.thread, lost.created.year, lost.author) == ("", 9999, "")
    assert keep.approve(database, [1]) == [1]
    assert keep.delete(database, [1]) == [1]
    assert rows(database) == []


def test_of_a_comment_with_replies_the_place_stays_and_nothing_else(talk: Isso) -> None:
    talk.write(**PRIVATE)
    talk.ask("/id/1/like", "POST", {}, X_Forwarded_For="192.0.2.7")
    talk.write("A reply.", parent=1)
    assert keep.delete(talk.database, [1, 1, 5]) == [1]
    assert keep.delete(talk.database, [1]) == []
    (place, _) = rows(talk.database)
    assert {name: place[name] for name in ("author", "email", "website", "text", "remote_addr", "likes")} == {
        **dict.fromkeys(("author", "email", "website")),
        "text": "",
        "remote_addr": keep.NOBODY,
        "likes": 0,
    }
    assert place["voters"] == bytes(256)
    assert [(one["mode"], one["author"]) for one in talk.told()] == [(4, None), (1, "Ann")]
    assert keep.delete(talk.database, [2]) == [2]
    assert rows(talk.database) == rows(talk.database, "SELECT * FROM threads") == []


@pytest.mark.parametrize("name", ["Zoë", "100% _me_", "Al](x)"])
def test_reply_to_a_reply_keeps_the_place_and_loses_the_name(name: str, talk: Isso) -> None:
    typed = name.replace("]", "\\]").replace("_", "\\_")
    talk.write("First.")
    talk.write("Second.", author=name, parent=1)
    talk.write(f"[@{typed}](#isso-2) Third.", parent=2)
    talk.write("[@Ann](#isso-1) see [here](#isso-2)", parent=1)
    assert keep.delete(talk.database, [2]) == [2]
    assert [row["text"] for row in rows(talk.database)] == [
        "First.",
        "",
        "[@…](#isso-2) Third.",
        "[@Ann](#isso-1) see [here](#isso-2)",
    ]
    said = talk_of(read_database(talk.database), "isso-{id}")
    assert [(each.id, each.parent, each.is_deleted) for each in said][:3] == [
        ("1", "", False),
        ("2", "1", True),
        ("3", "2", False),
    ]
    keep.delete(talk.database, [3])
    assert [row["id"] for row in rows(talk.database)] == [1, 4]


def test_a_number_that_begins_like_another_holds_no_place(talk: Isso) -> None:
    for number in range(12):
        talk.write(f"Comment {number}.")
    talk.write("[@Ann](#isso-12) Yes.")
    keep.delete(talk.database, [1, 12])
    assert [row["id"] for row in rows(talk.database) if row["mode"] == 4] == [12]


def test_what_isso_deletes_is_forgotten_too(talk: Isso) -> None:
    cookies = [talk.write("Words.", **PRIVATE).cookie for _ in range(2)]
    talk.write("[@Zoë Quill](#isso-1) A reply.", parent=1)
    talk.write("[@Zoë Quill](#isso-2) Not below it.")
    for number, cookie in enumerate(cookies, 1):
        assert talk.ask(f"/id/{number}", "DELETE", Cookie=cookie).status == 200
    assert [(row["id"], row["mode"], row["email"], row["text"]) for row in rows(talk.database)] == [
        (1, 4, None, ""),
        (3, 1, None, "[@…](#isso-1) A reply."),
        (4, 1, None, "[@…](#isso-2) Not below it."),
    ]
    assert rows(talk.database)[0]["remote_addr"] == keep.NOBODY


def test_nothing_of_who_is_gone_is_left_in_the_file(database: Path) -> None:
    """Not every SQLite writes over what it deletes; `change` asks it not to."""
    with isso(database) as talk:
        talk.write("A secret sentence.", **PRIVATE)
        talk.write("[@Zoë Quill](#isso-1) A reply.", parent=1)
        for _ in range(20):  # whole pages of the file
            talk.write("A secret sentence. " * 20, **PRIVATE)
    change(database, *(f"DROP TRIGGER {name}" for name in keep.TRIGGERS))
    change(
        database, "UPDATE comments SET mode = 4, text = '' WHERE id = 1", "DELETE FROM comments WHERE id > 2"
    )
    words = [b"private.example", "Zoë".encode(), b"secret"]
    assert [word in database.read_bytes() for word in words] == [True] * 3
    keep.scrub(database)
    assert [word in database.read_bytes() for word in words] == [False] * 3


def test_mail_addresses_are_found_however_they_were_typed(talk: Isso) -> None:
    for email in (
        "Ann@Private.Example",
        "ann@private.example",
        "bob@private.example",
        "o'a&b@private.example",
    ):
        talk.write(email=email)
    assert keep.of_person(talk.database, " ANN@private.example ") == [1, 2]
    assert keep.of_person(talk.database, "o'a&b@private.example") == [4]
    assert keep.of_person(talk.database, "nn@private.example") == []


def test_database_that_another_program_writes_to(talk: Isso) -> None:
    talk.write()
    with closing(sqlite3.connect(talk.database)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SiteError) as stopped, keep.opened(talk.database, patience=0.1) as db:
            db.execute("SELECT * FROM comments").fetchall()
    assert str(stopped.value).endswith(
        "comments.db: another program is writing to it. Try again in a moment."
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "there is no such database"),
        (b"words " * 200, "Is it a database of Isso?"),
        (b"", "no such table"),
    ],
)
def test_file_that_is_no_database_of_isso(data: bytes | None, words: str, database: Path) -> None:
    database.parent.mkdir()
    if data is not None:
        database.write_bytes(data)
    for work in (keep.entries, keep.waiting, lambda path: keep.delete(path, [1])):
        with pytest.raises(SiteError, match=words):
            work(database)


def test_older_database_is_brought_up_by_isso_and_then_taught(database: Path) -> None:
    theirs(database)
    change(database, "PRAGMA user_version = 4")
    keep.teach(database)
    assert rows(database, "SELECT * FROM sqlite_master WHERE name LIKE 'porchlight%'") == []
    with isso(database) as talk:
        talk.write(**PRIVATE)
        talk.write("A reply.", parent=1)
        change(database, "UPDATE comments SET mode = 4 WHERE id = 1")
    assert rows(database)[0]["email"] is None
    assert rows(database, "PRAGMA user_version") == [{"user_version": 5}]


def test_triggers_of_an_older_blog_are_replaced(database: Path) -> None:
    keep.begin(database)
    wanted = rows(database, "SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    change(
        database,
        "DROP TRIGGER porchlight_forget",
        "CREATE TRIGGER porchlight_forget AFTER DELETE ON comments BEGIN SELECT 1; END",
    )
    before = database.read_bytes()
    keep.teach(database)
    assert rows(database, "SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name") == wanted
    assert database.read_bytes() != before
    after = database.stat().st_mtime_ns
    keep.teach(database)
    assert database.stat().st_mtime_ns == after  # a build would read it again


def test_isso_takes_the_database_that_we_begin_for_its_own(database: Path, tmp_path: Path) -> None:
    keep.begin(database)
    theirs(tmp_path / "isso/comments.db")
    make_isso(database, host=NOWHERE, endpoint=NOWHERE, moderated=True, is_public=True, password="x")
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    columns = (
        'SELECT m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk FROM sqlite_master m, '
        "pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, c.cid"
    )
    for question in (tables, columns, "PRAGMA user_version"):
        assert rows(database, question) == rows(tmp_path / "isso/comments.db", question)
