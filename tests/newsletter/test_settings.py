"""What is wrong with NEWSLETTER is said before anything is built, all of it, with what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from plugins.newsletter.providers import PROVIDERS
from plugins.newsletter.settings import Issue, Newsletter, ProviderName
from tests.newsletter.contract import SETTINGS
from tests.sites import Build, post


@pytest.fixture
def said(build_site: Build) -> Any:
    """Call it as `said(provider="kit")`: the problems of a build with these settings, without the file."""

    def build(**settings: Any) -> list[str]:
        built = build_site({"posts/a.md": post()}, NEWSLETTER=settings)
        assert not built.out.exists() or built.code == 0
        return [line.split(": ", 1)[1] for line in built.problems]

    return build


def test_every_name_has_a_row_and_every_row_a_name() -> None:
    assert set(get_args(ProviderName)) == set(PROVIDERS)


@pytest.mark.parametrize("provider", SETTINGS)
def test_what_the_documentation_shows_is_right(provider: Any) -> None:
    assert list(Newsletter(provider=provider, **SETTINGS[provider]).mistakes()) == []


@pytest.mark.parametrize("provider", SETTINGS)
def test_the_example_of_every_setting_is_right(provider: Any) -> None:
    row = PROVIDERS[provider]
    examples: dict[str, Any] = {need.name: need.example for need in row.needs}
    assert list(Newsletter(provider=provider, **examples).mistakes()) == []


def test_what_is_missing_is_said_together_with_its_source(said: Any) -> None:
    assert said(provider="mailerlite", privacy="privacy page") == [
        "NEWSLETTER: MailerLite needs account, such as “1561600”. In the embedded form's code it stands "
        "between /jsonp/ and /forms/.",
        "NEWSLETTER: MailerLite needs form_id, such as “155870684527986630”. In the embedded form's code it "
        "stands between /forms/ and /subscribe.",
        "NEWSLETTER: privacy wants an address, not “privacy page”. Write https://… or a path of this site "
        "such as /about/.",
    ]


def test_a_provider_that_is_nearly_right_is_guessed(said: Any) -> None:
    assert said(provider="buttondwon", account="acme") == [
        "NEWSLETTER: provider: “buttondwon” is not one of none, buttondown, listmonk, mailchimp, kit, "
        "mailerlite, wordpress. Did you mean “buttondown”?"
    ]


def test_a_setting_that_is_nearly_right_is_guessed(said: Any) -> None:
    assert said(provider="kit", from_id="123") == [
        "NEWSLETTER: “from_id” is not a known key. Did you mean “form_id”?"
    ]


def test_a_pasted_address_is_no_number(said: Any) -> None:
    assert said(provider="kit", form_id="https://app.kit.com/forms/9471578/subscriptions") == [
        "NEWSLETTER: form_id of Kit looks like “9471578”, not like “https://app.kit.com/forms/9471578/"
        "subscriptions”. In the form's HTML code it stands between /forms/ and /subscriptions."
    ]


def test_a_setting_of_another_provider_is_said(said: Any) -> None:
    assert said(provider="buttondown", account="acme", list_id="1") == [
        "NEWSLETTER: Buttondown does not read list_id. Known are: account. Else take it out."
    ]


def test_ids_without_a_provider_are_said(said: Any) -> None:
    assert said(account="acme") == [
        "NEWSLETTER: account is set, but provider is none. Say which, or take it out."
    ]


def test_what_a_form_cannot_say_is_said(said: Any) -> None:
    assert said(provider="kit", form_id="1", thanks_url="/thanks/") == [
        "NEWSLETTER: the form of Kit cannot say thanks_url. Take it out, and set that page in the settings "
        "of Kit."
    ]
    assert said(provider="listmonk", **SETTINGS["listmonk"], place_field="tag") == [
        "NEWSLETTER: listmonk keeps no word on where a reader signed up. Take place_field out."
    ]


@pytest.mark.parametrize(
    "server", ["lists.example.com", "http://lists.example.com", "https://l.example/x?y", "https://"]
)
def test_a_listmonk_is_reached_by_https(said: Any, server: str) -> None:
    (line,) = said(provider="listmonk", server=server, list_id=SETTINGS["listmonk"]["list_id"])
    assert line.startswith("NEWSLETTER: server of listmonk looks like “https://lists.example.com”")


def test_an_instance_is_looked_at_as_a_dict_is(build_site: Build) -> None:
    bad: Any = "buttondwon"
    built = build_site({"posts/a.md": post()}, NEWSLETTER=Newsletter(provider=bad, floor=-1))
    assert built.code == 1
    assert "Did you mean “buttondown”?" in built.errors


def test_the_line_of_the_setting_is_named(build_site: Build, tmp_path: Path) -> None:
    conf = tmp_path / "blogconf.py"
    conf.write_text("# a blog\nNEWSLETTER = 1\n")
    built = build_site({"posts/a.md": post()}, NEWSLETTER={"provider": "kit"}, SETTINGS_FILE="blogconf.py")
    assert built.problems[0].startswith("blogconf.py:2: NEWSLETTER: Kit needs form_id")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "archive"])
def test_an_address_is_an_address(url: str) -> None:
    (mistake,) = Newsletter(last_issue=Issue("May", url)).mistakes()
    assert mistake.key == "last_issue.url"
    (mistake,) = Newsletter(provider="kit", form_id="1", leads_to=("https://a.example/", url)).mistakes()
    assert mistake.key == "leads_to"
