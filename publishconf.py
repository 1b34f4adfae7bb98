"""The settings when the blog goes out (`./run build --production`): what differs from `pelicanconf.py`."""

import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from pelicanconf import *  # noqa: F403

SITEURL = "https://porchlight.example"
# Where the comments of the public blog are: the address of its Isso, f"{SITEURL}/isso", or its database.
# Those that you tried in `./run serve` are in var/comments.db, and do not go out.
COMMENTS = replace(COMMENTS, source="data/comments.json")  # noqa: F405
# Where ./run publish brings the blog: docs/publishing.md
# from plugins.release.settings import Release
# RELEASE = Release(target="file:///var/www/blog")
SETTINGS_FILE = "publishconf.py"
