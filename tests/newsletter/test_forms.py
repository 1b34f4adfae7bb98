"""The form of the real page, posted as a browser would, to a server that enforces the provider's contract."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections import Counter
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

import jinja2
import lxml.html
import pytest

from plugins.newsletter.box import box_of
from tests.newsletter.conftest import PAGES, Blog
from tests.newsletter.contract import SETTINGS, Providers
from tests.sites import ROOT, Built

PLACES = {
    "buttondown": ("tag", "{}"),
    "mailchimp": ("PLACE", "{}"),
    "kit": ("fields[place]", "{}"),
    "mailerlite": ("fields[place]", "{}"),
    "wordpress": ("source", "https://porchlight.example/?from={}"),
}
"""Provider → field and value that say where a reader signed up."""


def forms_of(built: Built, page: str) -> list[lxml.html.FormElement]:
    return lxml.html.fromstring(built.read(page)).xpath("//form[@data-answer]")


def submit(stand_in: Providers, form: lxml.html.FormElement, url: str = "", **typed: str) -> tuple[int, str]:
    """Post what a browser would: every named field, in order, percent-encoded; give status and body."""
    fields = {each.get("name"): each.get("value", "") for each in form.xpath(".//input")} | typed
    target = urlsplit(url or form.get("action"))
    path = f"{target.path or '/'}{'?' + target.query if target.query else ''}"
    request = urllib.request.Request(
        stand_in.url + path,
        data=urlencode(fields).encode(),
        headers={"Host": target.netloc},
        method=form.get("method").upper(),
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.parametrize("provider", SETTINGS)
def test_the_form_of_every_page_keeps_the_contract(provider: str, blog: Blog, stand_in: Providers) -> None:
    built = blog(provider)
    assert built.code == 0, built.errors
    for page, place in PAGES.items():
        (form,) = forms_of(built, page)
        email = form.xpath(".//input[@type='email']")[0].get("name")
        status, said = submit(stand_in, form, **{email: "ann@reader.example"})
        assert (status, stand_in.seen[-1].problem) == (200, ""), (page, said)
        assert stand_in.last(email) == "ann@reader.example"
        if provider in PLACES:
            name, value = PLACES[provider]
            assert stand_in.last(name) == value.format(place), page
    assert len(stand_in.taken) == len(PAGES)


@pytest.mark.parametrize("provider", SETTINGS)
def test_the_address_for_scripts_keeps_the_contract(provider: str, blog: Blog, stand_in: Providers) -> None:
    (form,) = forms_of(blog(provider), "index.html")
    email = form.xpath(".//input[@type='email']")[0].get("name")
    status, said = submit(stand_in, form, url=form.get("data-url"), **{email: "ann@reader.example"})
    assert (status, stand_in.seen[-1].problem) == (200, ""), said


@pytest.mark.parametrize("provider", SETTINGS)
def test_a_filled_trap_is_refused(provider: str, blog: Blog, stand_in: Providers) -> None:
    (form,) = forms_of(blog(provider), "index.html")
    email = form.xpath(".//input[@type='email']")[0].get("name")
    trap = form.xpath(".//*[@aria-hidden='true']//input")[0].get("name")
    submit(stand_in, form, **{email: "bot@reader.example", trap: "buy"})
    assert stand_in.taken == []
    assert "has to be there and empty" in stand_in.seen[-1].problem


@pytest.mark.parametrize("provider", SETTINGS)
def test_the_box_can_be_used_by_everybody(provider: str, blog: Blog) -> None:
    built = blog(provider, privacy="/about/")
    for page in PAGES:
        root = lxml.html.fromstring(built.read(page))
        ids = Counter(root.xpath("//@id"))
        assert [name for name, n in ids.items() if n > 1] == [], page
        (form,) = root.xpath("//form[@data-answer]")
        (field,) = form.xpath(".//input[@type='email']")
        assert field.get("autocomplete") == field.get("inputmode") == "email"
        assert field.get("required") is not None
        assert form.xpath(f".//label[@for='{field.get('id')}']")[0].text_content()
        assert root.get_element_by_id(field.get("aria-describedby")).text_content()
        (trap,) = form.xpath(".//*[@aria-hidden='true']//input")
        assert (trap.get("tabindex"), trap.get("autocomplete")) == ("-1", "off")
        (said,) = form.xpath(".//*[@role='status']")
        assert said.get("aria-live") == "polite"
        assert not said.text_content()
        assert form.xpath(".//button")[0].text_content() == "Subscribe"


def test_two_boxes_on_one_page_share_no_id(blog: Blog) -> None:
    site = blog("kit").pelican.result.site
    theme = jinja2.Environment(loader=jinja2.FileSystemLoader(ROOT / "theme/templates"), autoescape=True)
    theme.globals = {"t": site.words, "site": SimpleNamespace(subscribe=box_of(site))}
    text = '{% from "macros/subscribe.html" import box %}{{ box("home") }}{{ box("post") }}'
    ids = lxml.html.fromstring(theme.from_string(text).render()).xpath("//@id")
    assert len(ids) == len(set(ids)) == 10


def test_the_box_says_what_the_settings_say(blog: Blog) -> None:
    built = blog(
        "buttondown",
        promise="Two letters <a year>.",
        frequency="In May & in October",
        consent="We keep it.",
        privacy="/privacy/",
        last_issue={"title": "May & after", "url": "/posts/a-post/"},
    )
    page = built.read("index.html")
    assert "<p>Two letters &lt;a year&gt;.</p>" in page
    assert "<li>In May &amp; in October</li>" in page
    assert 'We keep it. <a href="/privacy/">How we treat it</a>' in page
    assert '<li>The last one: <a href="/posts/a-post/">May &amp; after</a></li>' in page


def test_without_words_of_its_own_the_box_has_the_promise_of_the_site(blog: Blog) -> None:
    page = blog("kit").read("index.html")
    assert "<p>One letter a month.</p>" in page
    assert "Kit keeps your address" in page


def test_none_offers_feeds_and_a_letter(blog: Blog) -> None:
    built = blog("none")
    for page in PAGES:
        assert forms_of(built, page) == []
    assert ">Ways to subscribe</a>" in built.read("posts/a-post/index.html")
    assert "mailto:hello@blog.example" in built.read("subscribe/index.html")


def test_a_page_for_thanks_is_asked_for(blog: Blog, stand_in: Providers) -> None:
    (form,) = forms_of(blog("listmonk", thanks_url="/welcome/"), "index.html")
    submit(stand_in, form, email="ann@reader.example")
    assert stand_in.last("next") == "https://porchlight.example/welcome/"


def test_a_field_of_your_own_says_the_place(blog: Blog, stand_in: Providers) -> None:
    (form,) = forms_of(blog("mailchimp", place_field="SIGNUP"), "posts/a-post/index.html")
    submit(stand_in, form, EMAIL="ann@reader.example")
    assert stand_in.last("SIGNUP") == "post"


def test_the_view_names_the_origins_for_a_policy(blog: Blog) -> None:
    built = blog("mailchimp")
    form = box_of(built.pelican.result.site).form
    assert form is not None
    assert form.origins == ("https://acme.us21.list-manage.com",)
    assert form.action.startswith(form.origins[0] + "/")


def test_pages_that_the_provider_sends_a_reader_on_to_are_origins_too(blog: Blog) -> None:
    built = blog(
        "listmonk", thanks_url="https://a.example/thanks?x", leads_to=["https://b.example:444", "/here/"]
    )
    form = box_of(built.pelican.result.site).form
    assert form is not None
    assert form.origins[1:] == ("https://a.example", "https://b.example:444")


def test_in_the_preview_nothing_leads_to_the_provider(blog: Blog) -> None:
    built = blog("buttondown", preview=True)
    for page in PAGES:
        (form,) = forms_of(built, page)
        assert (form.get("action"), form.get("data-url")) == ("/_preview/subscribe",) * 2
        assert "buttondown.com" not in built.read(page)
