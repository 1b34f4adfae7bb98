"""Posts and what gathers them: pages, authors, guests, topics, tags, series, archives, the home page.

Reads: `content/posts` (and whatever lies in no other folder), `pages`, `authors`, `guests`, `topics`.
Settings: `POSTS` (`posts.settings.PostsSettings`). Signals: none.
Fills: `Site.posts pages people labels paths newer older related follows followed_by mentioned_in`.
Writes: `/`, `/posts/<slug>/`, `/topics/`, `/tags/`, `/authors/`, `/guests/`, `/series/`, `/archive/`,
`/<yyyy>/`, `/<yyyy>/<mm>/`, one folder for each page, `404.html`.
"""

from __future__ import annotations

from plugins.engine.capability import Capability, Later, nothing_else
from plugins.engine.documents import DocumentKind
from plugins.posts.front_matter import PageMeta, PersonMeta, PostMeta, TopicMeta
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
    enrich=(Later("plugins.posts.collect:collect"), Later("plugins.posts.relations:relate")),
    reads=nothing_else,
    shell=Later("plugins.posts.archives:history_parts"),
    glimpse=Later("plugins.posts.glimpse:glimpse"),
    outputs=(
        Later("plugins.posts.mistakes:find_mistakes"),
        Later("plugins.posts.home:home_outputs"),
        Later("plugins.posts.post_pages:post_outputs"),
        Later("plugins.posts.post_pages:plain_outputs"),
        Later("plugins.posts.lists:list_outputs"),
        Later("plugins.posts.people:people_outputs"),
        Later("plugins.posts.archives:archive_outputs"),
    ),
)


def register() -> None:
    """Nothing to connect."""
