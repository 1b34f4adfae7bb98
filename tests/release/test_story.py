"""The failure to make impossible: a title changes after publishing, and the slug with it.

Told from the first release to a subscriber's reader: nobody gets the post twice, and the link in the first
mail leads to the post, on a host of pages alone and on nginx with the printed lines.
"""

from __future__ import annotations

import re
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from urllib.parse import urljoin

import feedparser_sgmllib
import reader

from plugins.redirects.formats import FORMATS, table_of
from tests.redirects.test_servers import ask, nginx
from tests.release.blog import SITE, Blog
from tests.sites import post, run_site

# reader 3.26 wants a module that Python 3 no longer has, and that is published as source only; this is it.
sys.modules.setdefault("sgmllib", feedparser_sgmllib)

OLD = "posts/2026-01-05-nobody-reads-the-second-line.md"


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as reply:
        return str(reply.read().decode())


def follow(url: str) -> str:
    """Go where a page leads, as a browser does."""
    page = read(url)
    if found := re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page):
        return follow(urljoin(url, found[1]))
    return page


def let_its_second_pass(file: Path) -> None:
    """Wait until a change can be told from this: HTTP names times by the second (RFC 9110, 8.8.2)."""
    while time.time() < int(file.stat().st_mtime) + 1:
        time.sleep(0.02)


def test_a_renamed_post_reaches_each_reader_once_and_its_first_link_works(blog: Blog, tmp_path: Path) -> None:
    first = post("Nobody reads the second line", "2026-01-05", "Words that somebody liked.")
    blog.write({OLD: first, "posts/b.md": post("Other", "2026-01-04", "Others.")})
    assert blog.publish(first=True).code == 0
    with closing(reader.make_reader(":memory:")) as subscriber:
        feed = f"{blog.shown}/feeds/all.atom.xml"
        subscriber.add_feed(feed)
        subscriber.update_feeds()
        mailed = next(each for each in subscriber.get_entries() if each.title.startswith("Nobody"))
        assert mailed.link == f"{SITE}/posts/nobody-reads-the-second-line/"
        subscriber.mark_entry_as_read(mailed)

        # The title changes, and so does the file, as somebody who likes order would have it.
        new = "posts/2026-01-05-the-second-line-is-read.md"
        second = post("The second line is read", "2026-01-05", "Words that somebody liked, and more.")
        blog.write({OLD: None, new: second})
        said = blog.publish()
        assert said.code == 1
        assert f"If it was renamed to content/{new}, write id: nobody-reads-the-second-line" in said.errors
        assert follow(mailed.link.replace(SITE, blog.shown)).count("Words that somebody liked") >= 1

        # It does what the message says.
        let_its_second_pass(blog.live / "feeds/all.atom.xml")
        blog.write({new: second.replace("date:", "id: nobody-reads-the-second-line\ndate:")})
        said = blog.publish(dry_run=True)
        assert "feeds/all  1 changed: “The second line is read”" in said.out
        assert "/posts/nobody-reads-the-second-line/ leads to /posts/the-second-line-is-read/" in said.out
        assert blog.publish().code == 0

        # Nobody gets it twice: the reader has it as read, under its new title and address.
        (result,) = list(subscriber.update_feeds_iter(scheduled=False))
        assert not isinstance(result.value, Exception)
        entries = {entry.id: entry for entry in subscriber.get_entries()}
        assert len(entries) == 2
        assert entries[mailed.id].read
        assert entries[mailed.id].title == "The second line is read"
        assert entries[mailed.id].link == f"{SITE}/posts/the-second-line-is-read/"

    # The link in the first mail leads to the post, and to no other page on the way.
    page = follow(mailed.link.replace(SITE, blog.shown))
    assert "The second line is read" in page
    assert "Words that somebody liked, and more." in page

    # On a server with the printed lines it does so at once.
    built = run_site(tmp_path, SITEURL=SITE)
    tmp_path.chmod(0o755)
    with nginx(table_of(built.pelican.result.site), built.out, tmp_path) as port:
        assert ask(port, "/posts/nobody-reads-the-second-line/") == (301, "/posts/the-second-line-is-read/")
    assert FORMATS["netlify"].print(table_of(built.pelican.result.site)) in built.read("_redirects")
