"""The settings of the blog. `publishconf.py` holds what is different when it goes out."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))  # `pelican` does not look here by itself

from plugins.comments.settings import Comments  # noqa: E402
from plugins.engine.settings import MenuItem, SiteSettings  # noqa: E402
from plugins.feeds.settings import Feeds  # noqa: E402
from plugins.ledger.settings import LedgerSettings  # noqa: E402
from plugins.markup.settings import MarkupSettings  # noqa: E402
from plugins.meta.settings import Meta  # noqa: E402
from plugins.newsletter.settings import Newsletter  # noqa: E402
from plugins.posts.settings import PostsSettings  # noqa: E402
from plugins.search.settings import Search  # noqa: E402

# The blog
SITENAME = "Porchlight"
SITEURL = "http://127.0.0.1:8000"
TIMEZONE = "Europe/London"
DEFAULT_LANG = "en"
SITE = SiteSettings(
    tagline="Marketing as conversation",
    description="Marketing as conversation rather than broadcast: letters, feeds, people who answer.",
    menu=(
        MenuItem("Topics", "/topics/"),
        MenuItem("Interviews", "/guests/"),
        MenuItem("Archive", "/archive/"),
        MenuItem("About", "/about/"),
    ),
    footer=(
        MenuItem("About", "/about/"),
        MenuItem("Contact", "/contact/"),
        MenuItem("Privacy", "/privacy/"),
        MenuItem("Authors", "/authors/"),
        MenuItem("Guests", "/guests/"),
        MenuItem("Series", "/series/"),
        MenuItem("Tags", "/tags/"),
        MenuItem("Archive", "/archive/"),
    ),
    follow=(
        MenuItem("Mastodon", "https://social.example/@porchlight"),
        MenuItem("Bluesky", "https://bluesky.example/profile/porchlight"),
    ),
    email="hello@porchlight.example",
    promise="One post every other Tuesday, by people, for people. No tracking, and one click to leave.",
    language="en",
    brand="porchlight",  # or harbour, orchard, your own: docs/brand.md
)

# What the blog can do; a capability is switched off by taking its line out. Redirects come last
PLUGINS = [
    "plugins.markup",
    "plugins.ledger",
    "plugins.posts",
    "plugins.comments",
    "plugins.images",
    "plugins.cards",
    "plugins.assets",
    "plugins.feeds",
    "plugins.search",
    "plugins.newsletter",
    "plugins.meta",
    "plugins.redirects",
]
MARKUP = MarkupSettings(typographic=True)
POSTS = PostsSettings(per_page=9, related=3, recent=5)
LEDGER = LedgerSettings(path="ledger.json")
COMMENTS = Comments(  # or giscus, remark42, none …: docs/comments.md
    provider="isso",
    server="/isso",
    seed="data/comments.json",  # what a new database begins with; a blog of your own takes this line out
)
FEEDS = Feeds(authority="porchlight.example,2025", items=50, label_items=10)
SEARCH = Search(index=True)
META = Meta(twins=False)
NEWSLETTER = Newsletter(provider="none")  # or buttondown, listmonk, mailchimp, kit …: docs/subscribers.md

# Where things are
PATH = str(ROOT / "content")
OUTPUT_PATH = str(ROOT / "output")
CACHE_PATH = str(ROOT / ".cache")
LOAD_CONTENT_CACHE = True  # `--fresh` (pelican --ignore-cache) works without
THEME = str(ROOT / "theme")
PLUGIN_PATHS = [str(ROOT)]
SETTINGS_FILE = "pelicanconf.py"

# How Pelican is entered; another theme falls back to Pelican's own generators
PELICAN_CLASS = "plugins.Porchlight"
ARTICLE_PATHS = [""]
ARTICLE_EXCLUDES = ["pages", "authors", "guests", "topics", "extra"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["images"]
ARTICLE_URL, ARTICLE_SAVE_AS = "posts/{slug}/", "posts/{slug}/index.html"
PAGE_URL, PAGE_SAVE_AS = "{slug}/", "{slug}/index.html"
CATEGORY_URL, CATEGORY_SAVE_AS = "topics/{slug}/", "topics/{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "tags/{slug}/", "tags/{slug}/index.html"
AUTHOR_URL, AUTHOR_SAVE_AS = "authors/{slug}/", "authors/{slug}/index.html"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
