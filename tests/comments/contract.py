"""What each provider asks of a page by its documentation of 2026-11: settings to try it with, and a stand-in
for its script that says what it was given. The hosted services themselves are not reached by tests.
"""

from __future__ import annotations

SETTINGS: dict[str, dict[str, str]] = {
    "isso": {"server": "/isso"},
    "giscus": {"repo": "acme/talk", "repo_id": "R_1", "category": "Ideas & more", "category_id": "DIC_1"},
    "utterances": {"repo": "acme/talk"},
    "disqus": {"shortname": "acme-blog"},
    "remark42": {"server": "https://talk.acme.example", "site_id": "blog"},
    "comentario": {"server": "https://talk.acme.example/comentario"},
    "hyvor": {"site_id": "1234"},
    "waline": {"server": "https://talk.acme.example", "client": "https://cdn.acme.example/waline"},
}
