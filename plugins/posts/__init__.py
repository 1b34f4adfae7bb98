"""Posts and what gathers them: pages, authors, guests, topics, tags, series, archives, the home page.

Reads: `content/posts` (and whatever lies in no other folder), `pages`, `authors`, `guests`, `topics`.
Settings: `POSTS` (`posts.settings.PostsSettings`). Signals: none.
Fills: `Site.posts pages people labels paths newer older related follows followed_by mentioned_in`.
Writes: `/`, `/posts/<slug>/`, `/topics/`, `/tags/`, `/authors/`, `/guests/`, `/series/`, `/archive/`,
`/<yyyy>/`, `/<yyyy>/<mm>/`, one folder for each page, `404.html`.
"""

from __future__ import annotations

from plugins.engine.capability import Capability, nothing_else
from plugins.engine.documents import DocumentKind
from plugins.posts.archives import archive_outputs, history_parts
from plugins.posts.collect import collect
from plugins.posts.front_matter import PageMeta, PersonMeta, PostMeta, TopicMeta
from plugins.posts.home import home_outputs
from plugins.posts.lists import list_outputs
from plugins.posts.mistakes import find_mistakes
from plugins.posts.people import people_outputs
from plugins.posts.post_pages import plain_outputs, post_outputs
from plugins.posts.relations import relate
from plugins.posts.settings import PostsSettings

CAPABILITY = Capability(
    "posts",
    settings={"POSTS": PostsSettings},
    documents=(
        DocumentKind("post", "", PostMeta),
        DocumentKind("page", "pages", PageMeta),
        DocumentKind("author", "authors", PersonMeta, title_key="name"),
        DocumentKind("guest", "guests", PersonMeta, title_key="name"),
        DocumentKind("topic", "topics", TopicMeta),
    ),
    enrich=(collect, relate),
    reads=nothing_else,
    shell=history_parts,
    outputs=(
        find_mistakes,
        home_outputs,
        post_outputs,
        plain_outputs,
        list_outputs,
        people_outputs,
        archive_outputs,
    ),
)


def register() -> None:
    """Nothing to connect."""
