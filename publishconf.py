"""The settings when the blog goes out: `./run build --production`. Only what differs from `pelicanconf.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from pelicanconf import *  # noqa: E402, F403

SITEURL = "https://porchlight.example"
SETTINGS_FILE = "publishconf.py"
