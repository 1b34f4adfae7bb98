"""What a careful reader would stumble over, found before the blog goes out: the verbs `check`,
`test` and `looks`.

`check` builds the site, says all that the build says, and looks at the finished pages: broken links and
anchors, missing pictures and alt texts, ids that stand twice, headings, titles, requests to other hosts
(`checks.linters.CHECKS`).
`test` runs the checks of the code: ruff, mypy and the tests, browser included; `looks` the one of these that
compares pictures of pages.
Settings: none. Files: `.cache/check/`, the site that `check` looks at; with `--fix` the posts that it mends.
Signals: none, and no step in a build: it is not in `PLUGINS`.
Published: `checks.output.check_output(folder, base)`; `checks.verify.inspect`, for `publish`.
"""

from __future__ import annotations


def register() -> None:
    """Nothing to connect."""
