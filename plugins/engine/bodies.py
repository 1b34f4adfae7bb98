"""A document's HTML with its references resolved: links to posts and pages, pictures, files, words of the
theme.

What does not lead anywhere is a problem with file and line, and the page is still whole.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from urllib.parse import unquote

from markupsafe import Markup, escape
from msgspec import Struct, field

from plugins.engine.documents import MARK, Document, Ref
from plugins.engine.model import Media, Post, Site
from plugins.engine.pictures import picture_of, print_picture
from plugins.kit.files import TEXTS
from plugins.kit.problems import Problem
from plugins.kit.urls import within

PELICAN = re.compile(r"[{|](filename|static|attach|author|category|tag|index)[}|]", re.I)
NOTHING = Markup()
TAG = re.compile(r"""<(?:([a-zA-Z][^\s/>]*)(?:[^>"']|"[^"]*"|'[^']*')*>|!--)""")
WORDS = "a abbr b bdi bdo br cite data del dfn em i ins mark q s small span strong sub sup time"
LINES = "h2 h3 h4 h5 h6 img li ol p picture source ul var wbr"
PLAIN = {*WORDS.split(), *LINES.split()}
"""What the first styles of a page know how to show (`theme/styles`); the rest needs the late ones."""
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.I)


class Resolved(Struct):
    html: Markup = NOTHING
    links: list[str] = field(default_factory=list)
    """Sources of the documents that are linked to."""
    media: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def resolve(site: Site, document: Document, *, eager: int = 0) -> Resolved:
    """Put the references back. The first `eager` pictures load at once, the others when they come near."""
    done = Resolved()
    pieces = site.texts.of(document).html.split(MARK)
    pictures = 0
    for index in range(1, len(pieces), 2):
        name = pieces[index]
        if not name.isdigit():
            key, _, value = name.partition(":")
            pieces[index] = str(escape(site.words(f"body.{key}", name=value)))
            continue
        ref = document.body.refs[int(name)]
        pictures += ref.kind == "image"
        pieces[index] = _put_back(site, document, ref, done, lazy=pictures > eager)
    done.html = Markup("".join(pieces))
    return done


def mistakes_in(site: Site, document: Document) -> list[Problem]:
    """Find what a document refers to and is not there, without its HTML."""
    done = Resolved()
    for ref in document.body.refs:
        _put_back(site, document, ref, done, lazy=True)
    return done.problems


def _put_back(site: Site, document: Document, ref: Ref, done: Resolved, *, lazy: bool) -> str:
    if ref.kind == "image":
        return _image(site, document, ref, done, lazy=lazy)
    url = target_url(site, document, ref, done)
    # A link that leads nowhere stays as words; a file that is not there keeps its place.
    return str(escape(url)) if ref.kind == "file" else f' href="{escape(url)}"' if url else ""


def html_of(site: Site, post: Post) -> str:
    """The HTML of a post as its page has it, plugins of others included."""
    changed = site.bodies.get(post.source)
    return changed if changed is not None else resolve(site, post.document, eager=0 if post.image else 1).html


def parted(html: str) -> tuple[Markup, Markup]:
    """Part a text before its first element that is more than words: what a reader sees at once, and the rest.

    An element that begins within an attribute or a comment is none.
    """
    for tag in TAG.finditer(html):
        if tag[1] is None or tag[1].lower() not in PLAIN:
            return Markup(html[: tag.start()]), Markup(html[tag.start() :])
    return Markup(html), NOTHING


def target_url(site: Site, document: Document, ref: Ref, done: Resolved) -> str:
    """Find where a link leads: a document, a file, a path of the site; empty, with a problem, for nowhere."""
    target, hash_mark, anchor = ref.target.partition("#")
    path = find_source(site, document.path, target)
    if path is not None and path in site.paths:
        done.links.append(path)
        return site.place.url(site.paths[path]) + hash_mark + anchor
    if path is not None and path in site.files:
        done.media.append(path)
        link = site.media.get(path, Media(path, path, link=path)).link
        return site.place.url(link) if link else ""
    if target.startswith("/") and not target.endswith(TEXTS):
        # A path of the finished site; `check` knows whether it is there.
        return site.place.url(target) + hash_mark + anchor
    line = line_of(site, document, ref.target)
    if path is not None and any(each.path == path for each in site.documents):
        done.problems.append(
            Problem(
                site.file(document.path),
                line,
                f"links to {ref.target}, which is not published",
                "The link was taken out of the page",
                "warning",
            )
        )
    else:
        done.problems.append(
            Problem(
                site.file(document.path),
                line,
                f"links to “{ref.target}”, and no such file is in {site.shown}",
                "Mend the path; it is relative to the file it stands in",
                "warning",
            )
        )
    return ""


def find_source(site: Site, path: str, target: str) -> str | None:
    """Resolve what a writer typed (`x.md`, `../images/a.jpg`, `{filename}/posts/x.md`) to a path in the
    content folder.
    """
    bare = PELICAN.sub("", unquote(target.partition("?")[0]))
    folder = path.rpartition("/")[0]
    beside = within(folder, bare)
    if beside is not None and (beside in site.paths or beside in site.files):
        return beside
    from_root = within("", bare)
    return from_root if from_root in site.files or from_root in site.paths else beside


def _image(site: Site, document: Document, ref: Ref, done: Resolved, *, lazy: bool) -> str:
    if SCHEME.match(ref.target):
        line = line_of(site, document, ref.target)
        done.problems.append(
            Problem(
                site.file(document.path),
                line,
                f"shows a picture from another host ({ref.target[:60]})",
                "Every reader would call that host. Save the picture beside the post",
                "warning",
            )
        )
        words = ref.alt or ref.target
        if ref.is_in_link:
            return str(escape(words))
        return str(Markup('<a href="{}" rel="external noopener">{}</a>').format(ref.target, words))
    path = find_source(site, document.path, ref.target) if ref.target else None
    if path is None or path not in site.files:
        line = line_of(site, document, ref.target or f"[{ref.alt or ''}](")
        done.problems.append(
            Problem(
                site.file(document.path),
                line,
                f"shows the picture “{ref.target}”, and no such file is in {site.shown}",
                "Mend the path; it is relative to the file it stands in",
                "warning",
            )
        )
        return _missing(ref)
    if ref.alt is None:
        line = line_of(site, document, ref.target)
        done.problems.append(
            Problem(
                site.file(document.path),
                line,
                f"the picture “{ref.target}” has no alt text",
                'Say what it shows: ![words](…); an empty alt="" means that it only decorates',
                "warning",
            )
        )
    done.media.append(path)
    picture = picture_of(site, path, ref.alt or "")
    return str(print_picture(picture, lazy=lazy, title=ref.title)) if picture else _missing(ref)


def _missing(ref: Ref) -> str:
    """The words in the place of a picture that is not there."""
    return str(Markup('<span class="missing">{}</span>').format(ref.alt)) if ref.alt else ""


def line_of(site: Site, document: Document, needle: str) -> int:
    """Find the line on which a reference stands. Read again: only problems need it, and they are few."""
    # Behind the front matter, which may name the same file.
    head = max(document.lines.values(), default=0)
    return _line(site.content / document.path, needle, head) or document.lines.get("title", 1)


def _line(path: Path, needle: str, head: int) -> int:
    try:
        text = _text(path, path.stat().st_mtime_ns)
    except OSError:
        return 1
    position = text.find(needle, sum(len(line) + 1 for line in text.split("\n", head)[:head]))
    return text.count("\n", 0, position) + 1 if position >= 0 else 0


@functools.lru_cache(maxsize=2)
def _text(path: Path, _changed: int) -> str:
    return path.read_text("utf-8", errors="replace")
