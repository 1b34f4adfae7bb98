"""From the settings to the box of every page: a finished form, or feeds and a mail link."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from plugins.engine.model import Site
from plugins.engine.views import Link, SubscribeBox, SubscribeForm
from plugins.newsletter.count import shown_number
from plugins.newsletter.providers import Provider, values_of
from plugins.newsletter.settings import Newsletter

ORIGIN = re.compile(r"https?://[^/?#\s]+")
PATH = "subscribe/"
TRY = "/_preview/subscribe"
"""Where the form leads in the preview: nobody is put on a real list by trying the box."""
PLACES = (
    "post",
    "home",
    "page",
    "topic",
    "tag",
    "series",
    "author",
    "guest",
    "archive",
    "index",
    "search",
    "not-found",
    "list",
)
"""Where the theme shows the box; each is an argument of `theme/templates/macros/subscribe.html`."""


def box_of(site: Site) -> SubscribeBox:
    """The box: promise, ways, and a mail link when the blog has an address."""
    settings: Newsletter = site.settings["NEWSLETTER"]
    subject = quote(site.words("subscribe.mail_subject", site=site.name), safe="")
    issue = settings.last_issue
    return SubscribeBox(
        promise=settings.promise or site.about.promise,
        url=site.place.url(PATH),
        mail=f"mailto:{site.about.email}?subject={subject}" if site.about.email else "",
        frequency=settings.frequency,
        others=_others(site, settings),
        last_issue=Link(issue.title, _url(site, issue.url)) if issue else None,
        form=_form(site, settings) if settings.row.action else None,
    )


def _others(site: Site, settings: Newsletter) -> str:
    number = shown_number(settings) if settings.row.count else 0
    if not number or number < settings.floor:
        return ""
    return site.words("subscribe.join", number=f"{number:,}".replace(",", site.words("subscribe.thousands")))


def _form(site: Site, settings: Newsletter) -> SubscribeForm:
    row, words = settings.row, site.words
    values = values_of(settings, row) | {"home": site.place.absolute(site.place.url(""))}
    thanks = site.place.absolute(_url(site, settings.thanks_url)) if settings.thanks_url else ""
    hidden = [*row.hidden, *([(row.thanks, thanks)] if thanks else [])]
    action = row.action.format_map(values)
    return SubscribeForm(
        provider=row.label,
        action=TRY if site.is_preview else action,
        method=row.method,
        field=row.email,
        hidden=tuple((name, value.format_map(values)) for name, value in hidden),
        honeypot=row.honeypot.format_map(values),
        place_field=settings.place_field or row.place[0],
        places={place: row.place[1].format_map(values | {"place": place}) for place in PLACES},
        answer="cors" if row.answer == "json" else "no-cors",
        answer_url=TRY if site.is_preview else row.answer_url.format_map(values) or action,
        consent=settings.consent or words("subscribe.consent", site=site.name, provider=row.label),
        privacy=_url(site, settings.privacy) if settings.privacy else "",
        sent=words(f"subscribe.sent_{row.answer}", provider=row.label),
        failed=words("subscribe.failed", provider=row.label),
        origins=() if site.is_preview else _origins(values, row, (thanks, *settings.leads_to)),
    )


def _origins(values: Mapping[str, str], row: Provider, pages: Iterable[str]) -> tuple[str, ...]:
    """Name the hosts of the provider and those it sends readers on to: Chromium holds a form's redirects
    against the policy too.
    """
    onward = (ORIGIN.match(page) for page in pages)
    return tuple([each.format_map(values) for each in row.origins] + [each[0] for each in onward if each])


def _url(site: Site, url: str) -> str:
    return site.place.url(url) if url.startswith("/") else url
