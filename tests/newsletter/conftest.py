"""The providers' stand-in, and a small blog that shows the box in every place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.newsletter.contract import SETTINGS, Providers, providers
from tests.sites import Build, Built, post

FILES = {
    "posts/a-post.md": post("A post", topic="Talk", tags="one", authors="Ann Other", series="Parts"),
    "posts/an-interview.md": post("An interview", kind="interview", guest="Gail Guest", date="2025-06-06"),
}
PAGES = {
    "index.html": "home",
    "posts/a-post/index.html": "post",
    "posts/an-interview/index.html": "post",
    "topics/talk/index.html": "topic",
    "tags/one/index.html": "tag",
    "series/parts/index.html": "series",
    "authors/ann-other/index.html": "author",
    "guests/gail-guest/index.html": "guest",
    "topics/index.html": "index",
    "authors/index.html": "index",
    "archive/index.html": "archive",
    "2025/index.html": "archive",
    "2025/05/index.html": "archive",
    "search/index.html": "search",
    "subscribe/index.html": "page",
    "404.html": "not-found",
}
"""Page → the place that its box names."""
Blog = Callable[..., Built]


@pytest.fixture
def stand_in() -> Iterator[Providers]:
    with providers() as running:
        yield running


@pytest.fixture
def blog(build_site: Build, tmp_path: Path) -> Blog:
    """Call it as `blog("kit", floor=10)`: the small blog, built as it goes out, with a provider."""

    def build(provider: str, **settings: Any) -> Built:
        preview = bool(settings.pop("preview", False))
        newsletter = {
            "count_file": str(tmp_path / "subscribers.json"),
            **SETTINGS.get(provider, {}),
            **settings,
        }
        newsletter = {name: value for name, value in newsletter.items() if value is not None}
        return build_site(
            FILES,
            production=not preview,
            preview=preview,
            NEWSLETTER={"provider": provider, **newsletter},
            SITE={"promise": "One letter a month.", "email": "hello@blog.example"},
        )

    return build
