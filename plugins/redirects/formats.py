"""Redirects in the form that each kind of host reads. A new form is a new row of `FORMATS`.

In: where older addresses lead, as whole paths of the host. Out: text. A page at each older address does the
same on hosts that read none of these, but browsers alone follow it: feeds and programs do not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote

from msgspec import Struct

from plugins.engine.model import Site

COMMENTS = "comments.atom.xml"
S3_MOST = 50
"""Rules of one bucket (docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html, 2026)."""


class Table(Struct, frozen=True):
    """`moved` leads from paths, as a server decodes them, to URLs; `gone` are paths. Sorted."""

    moved: tuple[tuple[str, str], ...]
    gone: tuple[str, ...]


def table_of(site: Site) -> Table:
    """Make the table of a site whose redirects are known, under its base path. The feed of the comments of a
    post goes along with it.
    """
    steps = dict(site.redirects)
    for path, to in list(steps.items()):
        if f"{to}{COMMENTS}" in site.outputs:
            steps[f"{path}{COMMENTS}"] = f"{to}{COMMENTS}"
    moved = ((f"{site.place.base}/{path}", site.place.url(to)) for path, to in sorted(steps.items()))
    return Table(tuple(moved), tuple(f"{site.place.base}/{path}" for path in site.gone))


def print_netlify(table: Table) -> str:
    """Netlify and Cloudflare Pages. Netlify shows a page that is there unless `!` forces it away, and takes
    the first line; Cloudflare does not know `!`, and passes over what it does not know. Neither knows gone.
    """
    lines = ["# Each address twice: the first line is Netlify's, the second Cloudflare's."] * bool(
        table.moved
    )
    for path, url in table.moved:
        lines += [f"{quote(path)} {url} 301!", f"{quote(path)} {url} 301"]
    return _text(lines)


def print_nginx(table: Table) -> str:
    """Nginx: two maps, which stand in `http`; the two lines that use them stand in `server`."""
    moved = {key: url for path, url in table.moved for key in _spellings(path)}
    gone = {key: "1" for path in table.gone for key in _spellings(path)}
    lines = ["# In http { … }. In server { … } of the blog belong:"]
    lines += ["#   if ($blog_moved) { return 301 $blog_moved; }", "#   if ($blog_gone) { return 410; }"]
    lines += _sizes([*moved, *gone])
    for name, values in (("moved", moved), ("gone", gone)):
        lines += [f"map $uri $blog_{name} {{", '  default "";']
        lines += [f'  "{key}" "{value}";' for key, value in values.items()]
        lines.append("}")
    return _text(lines)


def print_apache(table: Table) -> str:
    """Apache, with `mod_alias`: whole addresses, since `Redirect` takes all that begins with one."""
    lines = [f'RedirectMatch 301 "^{_pattern(path)}$" "{url}"' for path, url in table.moved]
    lines += [f'RedirectMatch 410 "^{_pattern(path)}$"' for path in table.gone]
    return _text(lines)


def print_s3(table: Table) -> str:
    """The website configuration of a bucket, for `aws s3api put-bucket-website`. A rule is about all that
    begins with a key, and there are 50 at most: the others have their pages.
    """
    rules = [
        {
            "Condition": {"KeyPrefixEquals": path.lstrip("/")},
            "Redirect": {"HttpRedirectCode": "301", "ReplaceKeyWith": url.lstrip("/")},
        }
        for path, url in table.moved[:S3_MOST]
    ]
    whole = {"IndexDocument": {"Suffix": "index.html"}, "ErrorDocument": {"Key": "404.html"}}
    return json.dumps({**whole, **({"RoutingRules": rules} if rules else {})}, indent=2) + "\n"


def _sizes(keys: list[str]) -> Iterator[str]:
    """What nginx must be told of its tables (nginx.org/en/docs/hash.html): a key that is longer than a bucket
    stops it, and buckets that are too few warn.
    """
    if max((len(key.encode()) for key in keys), default=0) > 40:
        yield f"map_hash_bucket_size {1 << (max(len(key.encode()) for key in keys) * 4).bit_length()};"
    if len(keys) > 500:
        yield f"map_hash_max_size {1 << (len(keys) * 4).bit_length()};"


def _spellings(path: str) -> Iterator[str]:
    """A folder is asked for with a slash at its end and without."""
    yield path
    if path.endswith("/"):
        yield path[:-1]


def _pattern(path: str) -> str:
    return f"{re.escape(path.rstrip('/'))}{'/?' if path.endswith('/') else ''}"


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


class Format(Struct, frozen=True):
    """`place` says where the lines go."""

    place: str
    print: Callable[[Table], str]


FORMATS: Mapping[str, Format] = {
    "apache": Format("the file .htaccess in the folder of the blog; needs mod_alias", print_apache),
    "netlify": Format(
        "the file _redirects, for Netlify and Cloudflare Pages; each build writes it", print_netlify
    ),
    "nginx": Format(
        "a file that http { … } includes; its first lines say what server { … } needs", print_nginx
    ),
    "s3": Format("aws s3api put-bucket-website --bucket NAME --website-configuration file://…", print_s3),
}
