"""One row for each provider of comments: what it must be told, what its widget is given, whom it calls.

Adding a provider is adding a row, its name in `settings.ProviderName`, its adapter in
`theme/scripts/comments/` (most need none of their own), and its contract in `tests/comments/contract.py`.
Text in braces is filled from the settings; `{thread} {title} {page} {permanent} {language} {theme}` by our
script. Contracts as of 2026-11; `docs/comments.md` says where each value is found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from msgspec import Struct, field

from plugins.kit.needs import Need, filled

if TYPE_CHECKING:
    from plugins.comments.settings import Comments

HTTPS = r"https://[^\s/?#@]+|http://(?:localhost|127\.0\.0\.1)(?::\d+)?"
SERVER = rf"(?:{HTTPS})(?:/[^\s?#]*)?"
REPO = Need("repo", r"[\w.-]+/[\w.-]+", "acme/talk", "It is the name of the repository on GitHub")


class Provider(Struct, frozen=True):
    """`adapter` is its function in our script; `client` what that is given: `script` and `element` are
    attributes, `message` what its frame is told when light turns to dark. `themes` are its names for light
    and dark. `origins` belong into a CSP: directive → what it must allow. `inline` says why styles must be
    let in that no hash can name. `outside` is where a thread can be read and answered without our script;
    `anchor` the id of a comment on our page.
    """

    label: str
    adapter: str = ""
    needs: tuple[Need, ...] = ()
    client: Mapping[str, Any] = field(default_factory=dict)
    themes: tuple[str, str] = ("light", "dark")
    origins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inline: str = ""
    outside: str = ""
    anchor: str = "comment-{id}"


def values_of(settings: Comments) -> dict[str, str]:
    """What fills the braces of a row. The settings have been checked."""
    values = {need.name: getattr(settings, need.name).rstrip("/") for need in settings.row.needs}
    for name in ("server", "client"):
        if url := values.get(name):
            parts = urlsplit(url)
            values[f"{name}_origin"] = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return values


def client_of(settings: Comments) -> dict[str, Any]:
    """What our script is told of the provider; nothing of it is a secret."""
    told: dict[str, Any] = filled(dict(settings.row.client), values_of(settings))
    return told


def origins_of(settings: Comments) -> dict[str, set[str]]:
    """Whom a page must be allowed to call once a reader has clicked."""
    values = values_of(settings)
    wanted = {name: {filled(each, values) for each in found} for name, found in settings.row.origins.items()}
    return {name: found - {""} for name, found in wanted.items() if found - {""}}


def host_of(settings: Comments) -> str:
    """The host that a click leads to, empty when it is this site."""
    origins = sorted(set().union(*origins_of(settings).values()) - {"'unsafe-inline'"})
    shown = [re.sub(r"^https?://(\*\.)?", "", origin) for origin in origins]
    return min(shown, key=len) if shown else ""


def everywhere(origin: str, *directives: str) -> dict[str, tuple[str, ...]]:
    """The same origin in several directives."""
    return dict.fromkeys(directives, (origin,))


PROVIDERS: dict[str, Provider] = {
    "none": Provider("none"),
    "isso": Provider(
        "Isso",
        "isso",
        needs=(
            Need(
                "server",
                rf"(?:/[\w~-][\w.~-]*)+|{SERVER}",
                "/isso",
                "It is the path of this site, or the address, at which Isso answers",
            ),
        ),
        client={"server": "{server}"},
        origins={"connect-src": ("{server_origin}",)},
        anchor="isso-{id}",
    ),
    "giscus": Provider(
        "giscus",
        "frame",
        needs=(
            REPO,
            Need("repo_id", r"[\w=-]+", "R_kgDOAcme1", "giscus.app shows it when the repository is chosen"),
            Need("category", r"[^\s<>\"][^<>\"]*", "Announcements", "It is the category of Discussions"),
            Need("category_id", r"[\w=-]+", "DIC_kwDOAcme1", "giscus.app shows it with the category"),
        ),
        client={
            "script": {
                "src": "https://giscus.app/client.js",
                "data-repo": "{repo}",
                "data-repo-id": "{repo_id}",
                "data-category": "{category}",
                "data-category-id": "{category_id}",
                "data-mapping": "specific",
                "data-term": "{thread}",
                "data-strict": "1",
                "data-reactions-enabled": "1",
                "data-emit-metadata": "0",
                "data-input-position": "top",
                "data-theme": "{theme}",
                "data-lang": "{language}",
                "crossorigin": "anonymous",
            },
            "holder": {"class": "giscus"},
            "origin": "https://giscus.app",
            "message": {"giscus": {"setConfig": {"theme": "{theme}"}}},
        },
        origins=everywhere("https://giscus.app", "script-src", "style-src", "frame-src"),
        outside="https://github.com/{repo}/discussions?discussions_q={thread}",
    ),
    "utterances": Provider(
        "utterances",
        "frame",
        needs=(REPO,),
        client={
            "script": {
                "src": "https://utteranc.es/client.js",
                "repo": "{repo}",
                "issue-term": "{thread}",
                "theme": "{theme}",
                "crossorigin": "anonymous",
            },
            "origin": "https://utteranc.es",
            "message": {"type": "set-theme", "theme": "{theme}"},
        },
        themes=("github-light", "github-dark"),
        origins={
            "script-src": ("https://utteranc.es",),
            "style-src": ("'unsafe-inline'",),
            "frame-src": ("https://utteranc.es",),
        },
        inline="its script writes a style element of its own into the page",
        outside="https://github.com/{repo}/issues?q={thread}",
    ),
    "disqus": Provider(
        "Disqus",
        "disqus",
        needs=(
            Need("shortname", r"[a-z0-9-]+", "acme-blog", "It is the first part of acme-blog.disqus.com"),
        ),
        client={
            "holder": {"id": "disqus_thread"},
            "script": {"src": "https://{shortname}.disqus.com/embed.js", "data-timestamp": "0"},
        },
        origins={
            "script-src": ("https://*.disqus.com", "https://*.disquscdn.com"),
            "style-src": ("https://*.disquscdn.com", "'unsafe-inline'"),
            "frame-src": ("https://disqus.com",),
            "img-src": ("https://*.disqus.com", "https://*.disquscdn.com"),
            "connect-src": ("https://*.disqus.com",),
        },
        inline="its script writes styles of its own into the page",
    ),
    "remark42": Provider(
        "Remark42",
        "remark42",
        needs=(
            Need("server", HTTPS, "https://talk.example.com", "It is the address of your Remark42"),
            Need("site_id", r"[\w.-]+", "blog", "It is SITE in the settings of your Remark42"),
        ),
        client={
            "settings": {
                "host": "{server}",
                "site_id": "{site_id}",
                "url": "{permanent}",
                "components": ["embed"],
                "theme": "{theme}",
                "locale": "{language}",
                "page_title": "{title}",
            },
            "holder": {"id": "remark42"},
            "script": {"type": "module", "src": "{server}/web/embed.mjs"},
        },
        origins=everywhere(
            "{server_origin}", "script-src", "style-src", "frame-src", "connect-src", "img-src"
        ),
    ),
    "comentario": Provider(
        "Comentario",
        "comentario",
        needs=(Need("server", SERVER, "https://talk.example.com", "It is the address of your Comentario"),),
        client={
            "script": {"src": "{server}/comentario.js"},
            "element": "comentario-comments",
            "holder": {
                "page-id": "{thread}",
                "theme": "{theme}",
                "lang": "{language}",
                "max-level": "5",
                "no-fonts": "true",
                "live-update": "false",
                "auto-init": "false",
            },
        },
        origins=everywhere("{server_origin}", "script-src", "style-src", "connect-src", "img-src"),
    ),
    "hyvor": Provider(
        "Hyvor Talk",
        "hyvor",
        needs=(
            Need("site_id", r"\d+", "1234", "It is the number of the website in the console of Hyvor Talk"),
        ),
        client={
            "script": {"type": "module", "src": "https://talk.hyvor.com/embed/embed.js"},
            "element": "hyvor-talk-comments",
            "holder": {
                "website-id": "{site_id}",
                "page-id": "{thread}",
                "page-url": "{page}",
                "page-title": "{title}",
                "page-language": "{language}",
                "colors": "{theme}",
            },
        },
        origins=everywhere(
            "https://talk.hyvor.com", "script-src", "style-src", "frame-src", "connect-src", "img-src"
        ),
    ),
    "waline": Provider(
        "Waline",
        "waline",
        needs=(
            Need("server", SERVER, "https://talk.example.com", "It is the address of your Waline"),
            Need(
                "client",
                SERVER,
                "https://unpkg.com/@waline/client@v3/dist",
                "It is the folder with waline.js and waline.css",
            ),
        ),
        client={
            "script": {"src": "{client}/waline.js"},
            "style": "{client}/waline.css",
            "settings": {
                "serverURL": "{server}",
                "path": "{thread}",
                "lang": "{language}",
                "login": "disable",
                "imageUploader": False,
                "search": False,
            },
        },
        origins={
            "script-src": ("{client_origin}",),
            "style-src": ("{client_origin}",),
            "connect-src": ("{server_origin}",),
        },
    ),
}
"""`none` has no conversation: the page offers a mail link."""
