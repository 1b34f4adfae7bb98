"""The linters: each is a function from the built site to problems, and a row of `CHECKS`.

A new check is a function `check_<what>`, a row, and a test of a page that has the fault and one without.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from plugins.checks.built import Built, Target
from plugins.checks.pages import Page, Ref
from plugins.kit.problems import Level, Problem
from plugins.kit.typed import shown

Look = Callable[[Built], Iterator[Problem]]


class Check(Struct, frozen=True):
    """`what` says in the summary what was looked for. Errors decide the exit code."""

    name: str
    look: Look
    what: str
    level: Level = "warning"


def check_links(built: Built) -> Iterator[Problem]:
    """Find addresses of this site, but not of pictures, that lead to no file."""
    for page, ref, target in _inner(built):
        if target.path in built.files or _is_picture(ref):
            continue
        what, hint = f"“{shown(ref.url)}” leads nowhere", "Correct the address, or take the link out"
        if target.path is None:
            what = f"“{shown(ref.url)}” leads out of the site, which lives under {built.place.base}/"
        yield built.problem(page, ref.line, what, hint, spellings(built, ref.url))


def check_images(built: Built) -> Iterator[Problem]:
    """Find pictures that are not there."""
    for page, ref, target in _inner(built):
        if target.path not in built.files and _is_picture(ref):
            what = f"the picture “{shown(ref.url)}” is not there"
            yield built.problem(
                page, ref.line, what, "Correct its path, or add the file", spellings(built, ref.url)
            )


def check_anchors(built: Built) -> Iterator[Problem]:
    """Find links to a place on a page that the page does not have."""
    for page, ref, target in _inner(built):
        # What follows :~: is for the browser (URL Fragment Text Directives, 3.1), and #top needs no id.
        anchor, path = target.anchor.partition(":~:")[0], str(target.path)
        if not anchor or anchor == "top" or ref.kind != "link" or path not in built.files:
            continue
        if path.endswith((".html", ".htm")) and anchor not in built.anchors(path):
            where = "this page" if path == page.path else f"/{path.removesuffix('index.html')}"
            what = f"links to “#{shown(anchor, 100)}”, a place that {where} does not have"
            words = (ref.url, f"#{anchor}", f"#{urlsplit(ref.url).fragment.partition(':~:')[0]}")
            yield built.problem(
                page, ref.line, what, "Use the id of one of its headings, or leave it out", words
            )


def check_alts(built: Built) -> Iterator[Problem]:
    """Find pictures without an alt attribute."""
    for page in built.pages:
        for spot in page.without_alt:
            what, hint = (
                f"the picture “{shown(spot.text)}” has no alt text",
                'Say what it shows; alt="" if it only decorates',
            )
            yield built.problem(page, spot.line, what, hint, spellings(built, spot.text))


def check_ids(built: Built) -> Iterator[Problem]:
    """Find ids that stand twice on a page: links to them and labels for them find the first only."""
    for page in built.pages:
        for name, times in Counter(spot.text for spot in page.ids).items():
            if times > 1:
                line = [spot.line for spot in page.ids if spot.text == name][1]
                words = (f'id="{name}"', f"{{#{name}}}")
                yield built.problem(
                    page,
                    line,
                    f"the id “{shown(name)}” stands {times} times on the page",
                    "Keep one, and rename the others",
                    words,
                )


def check_main_heading(built: Built) -> Iterator[Problem]:
    """Find pages that have not exactly one h1."""
    for page in _read(built):
        main = [spot for spot in page.headings if spot.level == 1]
        if len(main) != 1:
            line = main[1].line if main else 0
            hint = "Give the page one main heading; the others are headings of a lower level"
            yield built.problem(
                page, line, f"has {len(main) or 'no'} main heading{'s' if main else ''} (h1)", hint
            )


def check_heading_levels(built: Built) -> Iterator[Problem]:
    """Find headings that skip a level: who listens to a page moves by them."""
    for page in _read(built):
        for above, spot in pairwise(page.headings):
            if spot.level > above.level + 1:
                what = f"the heading “{shown(spot.text)}” (h{spot.level}) follows one of level {above.level}"
                yield built.problem(page, spot.line, what, f"Make it level {above.level + 1}", (spot.text,))


def check_link_texts(built: Built) -> Iterator[Problem]:
    """Find links without words."""
    for page in built.pages:
        for spot in page.without_text:
            what = f"the link to “{shown(spot.text)}” has no words"
            yield built.problem(
                page, spot.line, what, "Write what it leads to: [words](address)", spellings(built, spot.text)
            )


def check_titles(built: Built) -> Iterator[Problem]:
    """Find pages without a title or description, which search engines and shared links show."""
    for page in _read(built):
        if not page.title:
            yield built.problem(page, 0, "has no title", "Give the page a title element")
        if not page.description:
            yield built.problem(page, 0, "has no description", "Write a summary for it")


def check_hosts(built: Built) -> Iterator[Problem]:
    """Find what a reader's browser would fetch from somebody else."""
    for page in built.pages:
        for ref in page.refs:
            if ref.kind in {"image", "load"} and _is_other_host(built, page, ref):
                what = f"<{ref.tag}> calls another host ({shown(ref.url)})"
                yield built.problem(
                    page, ref.line, what, "That host sees every reader. Keep the file on the site", (ref.url,)
                )


def check_inline_styles(built: Built) -> Iterator[Problem]:
    """Find style attributes, which a strict Content-Security-Policy turns off."""
    for page in built.pages:
        for spot in page.styled:
            yield built.problem(
                page,
                spot.line,
                f"<{spot.text}> has a style attribute",
                "Give it a class, and the class a rule",
            )


def check_not_found(built: Built) -> Iterator[Problem]:
    """Find relative addresses in 404.html, which a server shows under any address."""
    for page in built.pages:
        if page.path != "404.html":
            continue
        for ref in page.refs:
            if ref.url and not ref.url.startswith(("/", "#")) and not _scheme(ref.url):
                what = f"“{shown(ref.url)}” leads elsewhere under each address that this page is shown for"
                yield built.problem(page, ref.line, what, f"Begin it with {built.place.base}/")


CHECKS: Sequence[Check] = (
    Check("links", check_links, "links and files of the site that are not there", "error"),
    Check("anchors", check_anchors, "links to a place that the page does not have", "error"),
    Check("images", check_images, "pictures that are not there", "error"),
    Check("alts", check_alts, "pictures without alt text", "error"),
    Check("ids", check_ids, "ids that stand twice on a page", "error"),
    Check("main heading", check_main_heading, "pages without exactly one main heading"),
    Check("heading levels", check_heading_levels, "headings that skip a level"),
    Check("link texts", check_link_texts, "links without words"),
    Check("titles", check_titles, "pages without title or description"),
    Check("hosts", check_hosts, "files that are fetched from another host"),
    Check("inline styles", check_inline_styles, "style attributes"),
    Check("not found", check_not_found, "relative addresses in the page for lost readers"),
)


def spellings(built: Built, url: str) -> tuple[str, ...]:
    """How a writer may have typed an address: as it is, decoded, without the base, the file name alone."""
    path = unquote(urlsplit(url).path) if _scheme(url) is not None else url
    inner = path.removeprefix(built.place.base)
    name = path.rpartition("/")[2]
    forms = (url, unquote(url), inner, inner.rstrip("/"), name if "." in name else "")
    return tuple(dict.fromkeys(form for form in forms if form.strip("/")))


def _inner(built: Built) -> Iterator[tuple[Page, Ref, Target]]:
    for page in built.pages:
        for ref in page.refs:
            if ref.kind == "form" and not ref.url:
                continue
            try:
                target = built.target(page, ref.url)
            except ValueError:  # such as https://[
                target = Target("")
            if target:
                yield page, ref, target


def _read(built: Built) -> Iterator[Page]:
    """The pages that somebody reads: not those that only send on."""
    return (page for page in built.pages if not page.is_redirect)


def _is_picture(ref: Ref) -> bool:
    return ref.kind == "image" or ref.tag == "meta"


def _is_other_host(built: Built, page: Page, ref: Ref) -> bool:
    try:
        return built.is_other_host(page, ref.url)
    except ValueError:
        return False


def _scheme(url: str) -> str | None:
    try:
        return urlsplit(url).scheme
    except ValueError:
        return None
