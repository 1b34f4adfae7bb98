"""Two branches that both released: Git merges their ledgers, or `ledger.merge` does, and nothing is lost."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.kit.problems import SiteError
from plugins.ledger.book import Book
from plugins.ledger.desk import run_merge
from plugins.ledger.merge import joined
from tests.sites import Build, post

names = st.sampled_from("abcd")
few = st.lists(st.sampled_from("xyz"), unique=True, max_size=3)
said = st.fixed_dictionaries(
    {"source": st.sampled_from("pq"), "released": st.sampled_from(["2025", "2026"])},
    optional={"urls": few, "feeds": few, "was_in": few},
)


def ledgers(name: str) -> st.SearchStrategy[dict[str, Any]]:
    shelf = st.dictionaries(names, said)
    addresses = st.dictionaries(names, st.sampled_from(["tag", "feed"]))
    keys = {"posts": shelf, "forgotten": shelf, "addresses": addresses}
    return st.fixed_dictionaries(keys).map(
        lambda data: {
            **data,
            "forgotten": {key: each for key, each in data["forgotten"].items() if key not in data["posts"]},
            "release": {"name": name},
        }
    )


def entries(data: dict[str, Any]) -> dict[str, Any]:
    return {**data.get("forgotten", {}), **data.get("posts", {})}


@given(ledgers("r1"), ledgers("r2"))
def test_nothing_that_was_released_is_lost_and_the_order_does_not_matter(
    one: dict[str, Any], two: dict[str, Any]
) -> None:
    whole = joined(one, two)
    assert Book("content", whole).print() == Book("content", joined(two, one)).print()
    assert whole["release"] == {"name": "r2"}
    for side in (one, two):
        assert side["addresses"].keys() <= whole.get("addresses", {}).keys()
        for name, each in entries(side).items():
            kept = entries(whole)[name]
            assert set(each.get("urls", ())) <= set(kept.get("urls", ()))
            feeds = {*each.get("feeds", ()), *each.get("was_in", ())}
            assert feeds <= {*kept.get("feeds", ()), *kept.get("was_in", ())}
            assert kept["released"] <= each["released"]


@given(ledgers("r1"))
def test_a_ledger_joined_with_itself_keeps_what_it_says(one: dict[str, Any]) -> None:
    whole = joined(one, one)
    assert set(entries(whole)) == set(entries(one))
    assert joined(whole, whole) == whole


def git(*words: str) -> int:
    who = ["-c", "user.email=ann@a.example", "-c", "user.name=Ann"]
    return subprocess.run(["git", *who, *words], capture_output=True, check=False).returncode


def ledger(release: str, *posts: str) -> None:
    known = {
        name: {"released": "2026-01-01", "source": f"posts/{name}.md", "urls": [f"/posts/{name}/"]}
        for name in posts
    }
    data = {"posts": known, "release": {"name": release, "moment": f"2026-01-0{release[1]}T00:00:00+00:00"}}
    Path("ledger.json").write_text(Book("content", data).print(), "utf-8")


@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_two_branches_that_both_released_are_joined(build_site: Build, style: str) -> None:
    assert build_site({f"posts/{name}.md": post(name.upper()) for name in "abcz"}).code == 0
    git("init", "-q", "-b", "main")
    git("config", "merge.conflictStyle", style)
    ledger("r1", "a", "z")
    git("add", ".")
    git("commit", "-qm", "One")
    git("checkout", "-q", "-b", "other")
    ledger("r3", "a", "c", "z")
    git("commit", "-qam", "Theirs")
    git("checkout", "-q", "main")
    ledger("r2", "a", "b", "z")
    git("commit", "-qam", "Ours")
    assert git("merge", "other") == 1
    assert "two branches were not merged here. Join them: ./run ledger.merge." in build_site().errors
    assert run_merge(content="content") == (
        "ledger.json: joined, 4 posts in it. Look at the site, then commit it."
    )
    data = json.loads(Path("ledger.json").read_text("utf-8"))
    assert sorted(data["posts"]) == ["a", "b", "c", "z"]
    assert data["release"]["name"] == "r3"
    assert build_site().code == 0
    assert run_merge(content="content") == "ledger.json: is whole, there is nothing to merge"


def test_a_side_that_is_no_ledger_is_left_to_people(build_site: Build) -> None:
    build_site({"posts/a.md": post()})
    Path("ledger.json").write_text("{\n<<<<<<< a\n=======\n}\n>>>>>>> b\n", "utf-8")
    with pytest.raises(SiteError, match="a side of it is not JSON"):
        run_merge(content="content")
