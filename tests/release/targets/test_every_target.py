"""What each target promises, asked of real ones: nothing here knows which target it talks to."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.kit.problems import SiteError
from plugins.release.target import Outrun, Target, Tell
from plugins.release.targets import open_target
from tests.release.targets.trees import (
    Place,
    manifest_of,
    pages,
    publish,
    publishing,
    replace,
    style_of,
    whole_of,
    words_of,
)


def test_first_release_is_served_whole_and_nothing_else_is(place: Place, tmp_path: Path) -> None:
    target = open_target(place.url)
    assert target.live() is None
    assert target.releases() == []
    tree = tmp_path / "tree"
    release = publish(
        target, tree, "r1", {**pages("one"), ".porchlight": "feed.xml\n"} | {"CNAME": "a.example"}
    )
    assert dict(place.read()) == {path: (tree / path).read_bytes() for path in release.files}
    assert ".porchlight" not in release.files
    assert open_target(place.url).live() == release


def test_next_release_is_served_with_the_style_of_the_last(place: Place, tmp_path: Path) -> None:
    target, tree = open_target(place.url), tmp_path / "tree"
    publish(target, tree, "r1", pages("one", 4))
    release = publish(target, tree, "r2", pages("two", 2))
    served = dict(place.read())
    # Whoever fetched a page before the switch asks for this after it.
    assert served.pop(style_of("one")) == b"/* one */"
    assert set(served) == set(release.files)
    assert whole_of(served) == "two"
    assert target.live() == release


def test_rollback_serves_the_older_release_with_the_style_of_the_newer(place: Place, tmp_path: Path) -> None:
    target, tree = open_target(place.url), tmp_path / "tree"
    first = publish(target, tree, "r1", pages("one", 4))
    second = publish(target, tree, "r2", pages("two", 2))
    assert target.roll_back("r1", lambda _: None) == first
    served = dict(place.read())
    assert served.pop(style_of("two")) == b"/* two */"
    assert set(served) == set(first.files)
    assert whole_of(served) == "one"
    assert target.live() == first
    assert [each.name for each in target.releases()] == ["r2", "r1"]
    assert target.roll_back("r2", lambda _: None) == second
    assert whole_of(place.read()) == "two"
    third = publish(target, tree, "r3", pages("three"))
    assert third.parent == "r2"
    assert whole_of(place.read()) == "three"


def test_rollback_to_a_release_that_is_not_there_names_the_nearest(place: Place, tmp_path: Path) -> None:
    target = open_target(place.url)
    publish(target, tmp_path / "tree", "20261122T093000Z-aaaa", pages("one"))
    with pytest.raises(SiteError) as caught:
        target.roll_back("20261122T093000Z-aaab", lambda _: None)
    assert str(caught.value) == (
        f"{target.where}: there is no release “20261122T093000Z-aaab” to go back to. "
        "Did you mean “20261122T093000Z-aaaa”?"
    )
    assert whole_of(place.read()) == "one"


def test_release_upon_another_than_the_live_one_is_outrun(place: Place, tmp_path: Path) -> None:
    target, tree = open_target(place.url), tmp_path / "tree"
    publish(target, tree, "r1", pages("one"))
    planned = manifest_of(tree, "r2", "")
    with pytest.raises(Outrun, match="somebody else has published in the meantime") as caught:
        target.deploy(tree, planned, lambda _: None)
    assert str(caught.value).endswith("Nothing was changed. Fetch what they did, and publish again.")
    assert whole_of(place.read()) == "one"


def test_of_two_publishers_at_once_one_wins_and_the_other_is_told(place: Place, tmp_path: Path) -> None:
    publish(open_target(place.url), tmp_path / "tree", "r1", pages("one"))
    for name in ("two", "three"):
        replace(tmp_path / f"tree-{name}", pages(name))
    with publishing(place) as one, publishing(place) as other:
        one.look(tmp_path / "tree-two", "two")
        other.look(tmp_path / "tree-three", "three")
        one.go()
        other.go()
        ends = {"two": one.end(), "three": other.end()}
    winners = [name for name, end in ends.items() if end.startswith("done")]
    assert len(winners) == 1, ends
    assert any(end.startswith("Outrun: ") for end in ends.values()), ends
    assert whole_of(place.read()) == winners[0]
    live = open_target(place.url).live()
    assert live
    assert live.name == winners[0]


def test_who_is_overtaken_on_the_way_is_told_and_changes_nothing(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, tree = open_target(place.url), tmp_path / "tree"
    publish(target, tree, "r1", pages("one"))
    other = tmp_path / "other"
    ends: dict[str, str] = {}

    def meanwhile(_: str) -> None:
        if "other" not in ends:
            # From another machine: one that shares nothing with this.
            monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "there"))
            ends["other"] = _end(target, _laid(other, "two"), "two")

    ends["mine"] = _end(target, _laid(tree, "three"), "three", meanwhile)
    assert sorted(ends.values()) in (["Outrun", "three"], ["Outrun", "two"]), ends
    assert whole_of(place.read()) in ends.values()
    live = target.live()
    assert live
    assert live.name in ends.values()
    assert {each.name for each in target.releases()} == {"r1", live.name}


def _end(target: Target, tree: Path, name: str, tell: Tell = lambda _: None) -> str:
    try:
        target.deploy(tree, manifest_of(tree, name, "r1"), tell)
    except Outrun:
        return "Outrun"
    return name


def test_surplus_releases_go_and_the_live_one_never(place: Place, tmp_path: Path) -> None:
    target, tree = open_target(place.url), tmp_path / "tree"
    for number in range(1, 6):
        publish(target, tree, f"r{number}", pages(f"n{number}"))
    target.roll_back("r1", lambda _: None)
    assert target.prune(2) == ["r2", "r3"]
    assert [each.name for each in target.releases()] == ["r5", "r4", "r1"]
    assert whole_of(place.read()) == "n1"
    target.roll_back("r4", lambda _: None)
    assert whole_of(place.read()) == "n4"
    assert target.prune(2) == ["r1"]
    with pytest.raises(SiteError, match="there is no release “r1” to go back to"):
        target.roll_back("r1", lambda _: None)
    publish(target, tree, "r6", pages("n6"))
    publish(target, tree, "r7", pages("n7"))
    target.prune(1)
    publish(target, tree, "r8", pages("n8"))
    # The style of a release that cannot be gone back to is not kept for ever.
    assert {path for path in place.read() if path.endswith(".css")} == {style_of("n7"), style_of("n8")}


NAMES = [
    "-rf",
    "a b/c d.html",
    "höhe/größe.html",
    'it\'s "quoted" $HOME `x`.html',
    "日本/語.html",
    "a\\b%20c+d&e.html",
]


def test_names_of_every_kind_arrive_and_go(place: Place, tmp_path: Path) -> None:
    target, tree = open_target(place.url), tmp_path / "tree"
    for number, names in enumerate((NAMES, NAMES[::2])):
        files = {name: f"{number}{name}" for name in names}
        publish(target, tree, f"r{number}", files)
        assert {path: data.decode() for path, data in place.read().items()} == files


def test_file_that_becomes_a_folder_and_back(place: Place, tmp_path: Path) -> None:
    target, tree = open_target(place.url), tmp_path / "tree"
    for number, path in enumerate(["a", "a/b", "a/b/c", "a"]):
        publish(target, tmp_path / f"{tree}{number}", f"r{number}", {path: "x"})
        assert dict(place.read()) == {path: b"x"}


def test_file_that_changed_while_publishing_stops_it(place: Place, tmp_path: Path) -> None:
    target, tree = open_target(place.url), tmp_path / "tree"
    publish(target, tree, "r1", pages("one"))
    release = manifest_of(_laid(tree, "two"), "r2", "r1")
    (tree / "feed.xml").write_text("<p>three")
    with pytest.raises(SiteError, match=r"feed\.xml: was changed while it was being published"):
        target.deploy(tree, release, lambda _: None)
    assert whole_of(place.read()) == "one"
    live = target.live()
    assert live
    assert live.name == "r1"


def _laid(tree: Path, word: str) -> Path:
    replace(tree, pages(word))
    return tree


def test_killed_at_any_step_the_site_is_whole_and_the_next_publish_ends_well(
    place: Place, tmp_path: Path
) -> None:
    target, tree = open_target(place.url), tmp_path / "tree"
    publish(target, tree, "r000", pages("old", 2))
    before = "old"
    with publishing(place) as somebody:
        somebody.look(_laid(tree, before), "r001")
        somebody.go()
        stride = int(somebody.end().removeprefix("done ")) // place.moments + 1
        end, step = "", 1
        while not end.startswith("done"):
            word, name = f"w{step}", f"r{step + 1:03}"
            somebody.look(_laid(tree, word), name, killed_at=step)
            somebody.go()
            end = somebody.end()
            assert end == "killed" or end.startswith("done"), end
            served = place.read()
            assert words_of(served) <= {before, word}
            now = whole_of(served) if place.is_switched else ""
            # What is said to be live is what is served, after whatever was undone or ended.
            live = target.live()
            assert live
            before = word if live.name == name else before
            assert whole_of(place.read()) == before
            assert now in {"", before}
            # So that a deploy has no more steps each time: it carries the styles of all that are kept.
            target.prune(2)
            step += stride
    assert step > 4
    publish(target, tree, "r998", pages("last"))
    assert whole_of(place.read()) == "last"
    target.roll_back(live.name, lambda _: None)
    assert whole_of(place.read()) == before
