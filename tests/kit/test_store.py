"""The cache: it gives back what was put, or nothing; never something else, never an error."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from plugins.kit.store import KEEP_BUILDS, Store

VALUES = {bytes([n, 255 - n]): ("value", n, ["ü" * n]) for n in range(200)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "x.sqlite"


def test_values_come_back(path: Path) -> None:
    with Store(path) as store:
        store.put_many("shelf", VALUES)
    with Store(path) as store:
        assert store.get_many("shelf", list(VALUES)) == VALUES
        assert store.get_many("other", list(VALUES)) == {}
        assert store.get_many("shelf", [b"unknown"]) == {}


def test_keys_are_named_without_being_used(path: Path) -> None:
    with Store(path) as store:
        store.put_many("shelf", VALUES)
        assert sorted(store.keys("shelf")) == sorted(VALUES)
        assert store.keys("other") == []


def test_store_without_a_path_forgets(path: Path) -> None:
    with Store(None) as store:
        store.put_many("shelf", VALUES)
        assert store.get_many("shelf", list(VALUES)) == VALUES
    assert not path.exists()


def test_values_are_kept_when_the_build_fails(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), Store(path) as store:
        store.put_many("shelf", VALUES)
        raise ZeroDivisionError
    with Store(path) as store:
        assert store.get_many("shelf", list(VALUES)) == VALUES


def test_what_is_long_unused_is_forgotten_and_what_is_used_stays(path: Path) -> None:
    for build in range(KEEP_BUILDS * 2 + 2):
        with Store(path) as store:
            if build == 0:
                store.put_many("shelf", {b"used": 1, b"unused": 2})
            store.get_many("shelf", [b"used"])
            store.put_many("shelf", {b"of this build": build})
    with Store(path) as store:
        assert set(store.get_many("shelf", [b"used", b"unused"])) == {b"used"}


@pytest.mark.parametrize("data", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 500])
def test_file_that_is_no_database_is_replaced(path: Path, data: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(data)
    with Store(path) as store:
        assert store.get_many("shelf", [b"a"]) == {}
        store.put_many("shelf", {b"a": 1})
    with Store(path) as store:
        assert store.get_many("shelf", [b"a"]) == {b"a": 1}


def test_damaged_file_never_gives_a_wrong_value(path: Path) -> None:
    with Store(path) as store:
        store.put_many("shelf", VALUES)
    whole = path.read_bytes()
    for seed in range(60):
        dice = random.Random(seed)
        data = bytearray(whole)
        for _ in range(dice.choice([1, 20, 2000])):
            data[dice.randrange(len(data))] = dice.randrange(256)
        for left in path.parent.iterdir():
            left.unlink()
        path.write_bytes(data[: dice.randrange(len(data))] if seed % 5 == 0 else data)
        with Store(path) as store:
            found = store.get_many("shelf", list(VALUES))
            assert found.items() <= VALUES.items()
            store.put_many("shelf", VALUES)


def test_value_of_a_class_that_is_gone_is_not_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(path) as store:
        store.put_many("shelf", {b"a": Passing()})
    monkeypatch.delitem(globals(), "Passing")
    with Store(path) as store:
        assert store.get_many("shelf", [b"a"]) == {}


class Passing:
    pass
