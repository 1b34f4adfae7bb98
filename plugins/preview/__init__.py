"""The verb `serve`: the blog at a local address, with drafts and scheduled posts, that shows what was saved.

Settings: none. Signals: none. Not in `PLUGINS`: it builds the site, it is no part of it.
The site is kept in memory, and a page is made when it is looked at; themes and plugins that are not ours are
built into `<cache>/preview/`. The real output is not touched.
A mistake is shown over the page, with file and line, until it is gone. Pages have the headers that `_headers`
asks a host for, so what the Content-Security-Policy forbids is seen here first.
"""
