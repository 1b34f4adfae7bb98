"""One row for each provider: what it must be told, what its public form takes, how it answers, who counts.

Adding a provider is adding a row, its name in `settings.ProviderName`, and its contract in
`tests/newsletter/contract.py`. Text in braces is filled from the settings, and from the named groups of the
patterns below. Contracts as of 2026-11; `docs/subscribers.md` says where each value is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from plugins.kit.needs import Need

if TYPE_CHECKING:
    from plugins.newsletter.settings import Newsletter

Answer = Literal["json", "opaque"]
"""`json`: other sites may read the answer (CORS). `opaque`: the browser sends, and tells nobody what came."""

NUMBER = r"\d+"
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
LISTMONK = r"(?P<origin>https://[^\s/?#]+|http://(?:localhost|127\.0\.0\.1)(?::\d+)?)(?:/[^\s?#]*)?"


class Count(Struct, frozen=True):
    """How the number of subscribers is asked for. `key` is the environment variable with the API key; `read`
    finds the number in the JSON, given the values of the settings; KeyError and TypeError mean that it is not
    there.
    """

    base: str
    path: str
    key: str
    header: tuple[str, str]
    read: Callable[[Any, Mapping[str, str]], int]


class Provider(Struct, frozen=True):
    """`place` is the field for where the reader signed up, with its value; `thanks` the field for the page
    shown afterwards. `answer_url` differs from `action` where JSON comes from another door. `origins` belong
    into a CSP, as form-action and connect-src.
    """

    label: str
    needs: tuple[Need, ...] = ()
    action: str = ""
    method: Literal["post"] = "post"
    email: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    honeypot: str = ""
    place: tuple[str, str] = ("", "")
    thanks: str = ""
    answer: Answer = "opaque"
    answer_url: str = ""
    origins: tuple[str, ...] = ()
    count: Count | None = None


def values_of(settings: Newsletter, row: Provider) -> dict[str, str]:
    """What fills the braces of a row. The settings have been checked."""
    values = {need.name: getattr(settings, need.name).rstrip("/") for need in row.needs}
    for need in row.needs:
        if found := re.fullmatch(need.pattern, values[need.name]):
            values |= found.groupdict()
    return values


def _at(*way: str) -> Callable[[Any, Mapping[str, str]], int]:
    """Follow keys to the number."""

    def read(data: Any, _values: Mapping[str, str]) -> int:
        for key in way:
            data = data[key]
        return int(data)

    return read


def _of_list(data: Any, values: Mapping[str, str]) -> int:
    """Find the list among those that listmonk has."""
    found = {each["uuid"]: each for each in data["data"]["results"]}
    return int(found[values["list_id"]]["subscriber_count"])


BUTTONDOWN = Provider(
    label="Buttondown",
    needs=(Need("account", r"[\w.-]+", "acme", "It is the end of your address, buttondown.com/acme"),),
    action="https://buttondown.com/api/emails/embed-subscribe/{account}",
    email="email",
    hidden=(("embed", "1"),),
    honeypot="metadata__website",
    place=("tag", "{place}"),
    origins=("https://buttondown.com",),
    count=Count(
        "https://api.buttondown.com",
        "/v1/subscribers?type=regular",
        "BUTTONDOWN_API_KEY",
        ("Authorization", "Token {key}"),
        _at("count"),
    ),
)

LISTMONK_ROW = Provider(
    label="listmonk",
    needs=(
        Need("server", LISTMONK, "https://lists.example.com", "It is the address of your listmonk"),
        Need(
            "list_id",
            UUID,
            "0f1e2d3c-4b5a-4968-8776-655443322110",
            "In listmonk, open Lists and copy the UUID of a public list",
        ),
    ),
    action="{server}/subscription/form",
    email="email",
    hidden=(("l", "{list_id}"),),
    honeypot="nonce",
    thanks="next",
    answer="json",
    answer_url="{server}/api/public/subscription",
    origins=("{origin}",),
    count=Count(
        "{server}",
        "/api/lists?per_page=all",
        "LISTMONK_API_KEY",
        ("Authorization", "token {key}"),
        _of_list,
    ),
)

MAILCHIMP = Provider(
    label="Mailchimp",
    needs=(
        Need(
            "server",
            r"[\w-]+\.(?P<centre>us\d+)\.list-manage\.com",
            "acme.us21.list-manage.com",
            "In the embedded form's code it stands between https:// and /subscribe",
        ),
        Need(
            "account",
            r"[0-9a-f]{25}",
            "1462626880ade1ac87bd9c93a",
            "In the embedded form's code it stands behind u=",
        ),
        Need("list_id", r"[0-9a-f]{10}", "92a4423d01", "In the embedded form's code it stands behind id="),
        Need(
            "form_id",
            r"[0-9a-f]{10}",
            "00f4a6e5f0",
            "In the embedded form's code it stands behind f_id=",
        ),
    ),
    action="https://{server}/subscribe/post?u={account}&id={list_id}&f_id={form_id}",
    email="EMAIL",
    honeypot="b_{account}_{list_id}",
    place=("PLACE", "{place}"),
    origins=("https://{server}",),
    count=Count(
        "https://{centre}.api.mailchimp.com",
        "/3.0/lists/{list_id}?fields=stats.member_count",
        "MAILCHIMP_API_KEY",
        ("Authorization", "Basic {basic}"),
        _at("stats", "member_count"),
    ),
)

KIT = Provider(
    label="Kit",
    needs=(
        Need(
            "form_id",
            NUMBER,
            "9471578",
            "In the form's HTML code it stands between /forms/ and /subscriptions",
        ),
    ),
    action="https://app.kit.com/forms/{form_id}/subscriptions",
    email="email_address",
    honeypot="fields[website]",
    place=("fields[place]", "{place}"),
    answer="json",
    origins=("https://app.kit.com",),
    count=Count(
        "https://api.kit.com",
        "/v4/subscribers?status=active&include_total_count=true&per_page=1",
        "KIT_API_KEY",
        ("X-Kit-Api-Key", "{key}"),
        _at("pagination", "total_count"),
    ),
)

MAILERLITE = Provider(
    label="MailerLite",
    needs=(
        Need(
            "account", NUMBER, "1561600", "In the embedded form's code it stands between /jsonp/ and /forms/"
        ),
        Need(
            "form_id",
            NUMBER,
            "155870684527986630",
            "In the embedded form's code it stands between /forms/ and /subscribe",
        ),
    ),
    action="https://assets.mailerlite.com/jsonp/{account}/forms/{form_id}/subscribe",
    email="fields[email]",
    hidden=(("ml-submit", "1"), ("anticsrf", "true")),
    honeypot="fields[website]",
    place=("fields[place]", "{place}"),
    origins=("https://assets.mailerlite.com",),
    count=Count(
        "https://connect.mailerlite.com",
        "/api/subscribers?limit=0",
        "MAILERLITE_API_KEY",
        ("Authorization", "Bearer {key}"),
        _at("total"),
    ),
)

WORDPRESS = Provider(
    label="WordPress.com",
    needs=(
        Need(
            "list_id",
            NUMBER,
            "16762266",
            "It is the number of your blog: the blog_id in a subscribe form's code",
        ),
    ),
    action="https://subscribe.wordpress.com",
    email="email",
    hidden=(("action", "subscribe"), ("blog_id", "{list_id}"), ("sub-type", "widget")),
    honeypot="website",
    place=("source", "{home}?from={place}"),
    origins=("https://subscribe.wordpress.com",),
    count=Count(
        "https://public-api.wordpress.com",
        "/rest/v1.1/sites/{list_id}/stats/followers?type=email&max=1",
        "WORDPRESS_API_KEY",
        ("Authorization", "Bearer {key}"),
        _at("total"),
    ),
)

PROVIDERS: Mapping[str, Provider] = {
    "none": Provider(label="none"),
    "buttondown": BUTTONDOWN,
    "listmonk": LISTMONK_ROW,
    "mailchimp": MAILCHIMP,
    "kit": KIT,
    "mailerlite": MAILERLITE,
    "wordpress": WORDPRESS,
}
