"""The table of providers: what is missing is said at once, and each leads a browser where it says."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from plugins.comments import CAPABILITY
from plugins.comments.providers import PROVIDERS, client_of, host_of, origins_of
from plugins.comments.settings import Comments
from plugins.engine.settings import read_settings
from tests.comments.contract import SETTINGS
from tests.sites import Build, post

NEEDY = [name for name, row in PROVIDERS.items() if row.needs]


def problems(**chosen: Any) -> list[str]:
    return [str(each) for each in read_settings([CAPABILITY], {"COMMENTS": chosen}, "pelicanconf.py")]


def test_every_provider_has_settings_to_try_it_with() -> None:
    assert set(SETTINGS) == set(PROVIDERS) - {"none"}


@pytest.mark.parametrize("name", NEEDY)
def test_what_is_missing_is_said_all_at_once(name: str) -> None:
    found = problems(provider=name)
    row = PROVIDERS[name]
    assert len(found) == len(row.needs)
    for need in row.needs:
        assert any(
            f"{row.label} needs {need.name}, such as “{need.example}”. {need.source}." in each
            for each in found
        )


@pytest.mark.parametrize("name", NEEDY)
def test_what_is_wrong_is_said_with_what_it_looks_like(name: str) -> None:
    for need in PROVIDERS[name].needs:
        [found] = problems(provider=name, **{**SETTINGS[name], need.name: '"><script>'})
        assert f"{need.name} of {PROVIDERS[name].label} looks like “{need.example}”" in found


@pytest.mark.parametrize("name", NEEDY)
def test_examples_of_the_table_are_right(name: str) -> None:
    assert problems(provider=name, **{need.name: need.example for need in PROVIDERS[name].needs}) == []


def test_what_a_provider_does_not_read_is_said() -> None:
    [found] = problems(provider="giscus", **SETTINGS["giscus"], shortname="x")
    assert "giscus does not read shortname" in found
    [found] = problems(provider="none", server="/isso")
    assert "server is set, but provider is none. Say which, or take it out." in found


def test_unknown_provider_is_named_with_those_that_are_known() -> None:
    assert "disquss" in problems(provider="disquss")[0]
    assert "disqus" in problems(provider="disquss")[0].replace("disquss", "")


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_every_address_that_the_script_is_given_is_let_in(name: str) -> None:
    settings = Comments(provider=name, **SETTINGS[name])  # type: ignore[arg-type]
    allowed = set().union(*origins_of(settings).values())
    told = json.dumps(client_of(settings))
    hosts = set(re.findall(r"https://[\w.-]+", told))
    assert {host for host in hosts if not any(_covers(each, host) for each in allowed)} == set()
    assert "{server}" not in told
    assert "{repo}" not in told


def _covers(allowed: str, host: str) -> bool:
    return allowed == host or ("*." in allowed and host.endswith(allowed.partition("*")[2]))


@pytest.mark.parametrize("name", sorted(set(SETTINGS) - {"isso"}))
def test_reader_is_told_who_is_called(name: str, build_site: Build) -> None:
    chosen = {"server": "", "seed": "", "provider": name, **SETTINGS[name]}
    host = host_of(Comments(provider=name, **SETTINGS[name]))  # type: ignore[arg-type]
    built = build_site({"posts/a.md": post()}, COMMENTS=chosen)
    assert built.code == 0, built.errors
    assert host
    assert f"That asks {host} for the comments." in built.post("a")


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_policy_is_weakened_only_where_the_build_says_so(name: str, build_site: Build) -> None:
    chosen = {"server": "", "seed": "", "provider": name, **SETTINGS[name]}
    built = build_site({"posts/a.md": post()}, COMMENTS=chosen)
    is_weak = "'unsafe-inline'" in built.read("_headers")
    assert is_weak == (name in {"utterances", "disqus"})
    assert any("needs style-src 'unsafe-inline'" in each for each in built.warnings) == is_weak


def test_only_the_table_and_the_settings_know_a_provider() -> None:
    """No `if provider == …` anywhere else."""
    from tests.sites import ROOT

    names = "|".join(sorted(set(SETTINGS) - {"isso"}))
    for path in (ROOT / "plugins").rglob("*.py"):
        if path.name not in {"providers.py", "settings.py"}:
            assert not re.search(rf"[\"']({names})[\"']", path.read_text("utf-8")), path
