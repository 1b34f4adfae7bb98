"""Whether the site is as light, valid and accessible as we promise, on real tools. A program, not in
`PLUGINS`.

Verb: `quality`. Builds the site as it goes out, serves it with its own headers, and runs the rows of
`quality.checks.CHECKS`. Writes `.cache/quality/` and `var/quality.json`; nothing of the blog is touched.
Needs Chromium, Java and npm (`quality.tools` says what is missing); the versions of what npm installs are in
`npm/package-lock.json`. How to read it: docs/quality.md.
"""
