"""The settings when the blog goes out (`./run build --production`): what differs from `pelicanconf.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from pelicanconf import *  # noqa: F403

SITEURL = "https://porchlight.example"
SETTINGS_FILE = "publishconf.py"
