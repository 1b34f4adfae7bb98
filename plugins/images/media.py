"""Every file that pages use, and where it goes: pictures in better formats, drawings made safe, others as
they are.

The preview shows the writer's own files: nobody waits for a hundred photos to see a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import PurePosixPath

from plugins.engine.model import Media, Site
from plugins.engine.outputs import Copied, Output
from plugins.engine.views import PictureSource
from plugins.images.cache import Job, Kept, press_all
from plugins.images.press import File
from plugins.images.uses import Kind, Use, is_picture, uses_of
from plugins.kit.problems import Problem
from plugins.kit.text import slugify

EXTRA = "extra/"
KINDS: tuple[Kind, ...] = ("cover", "text", "face")
"""A file that is used in two ways is made for the one that wants more."""


def prepare(site: Site) -> Iterable[Problem]:
    """Find what is used, make what pages show of it; what cannot be shown is a problem."""
    uses = uses_of(site)
    made = press_all(site, [job for path in uses for job in _jobs(path, uses[path])])
    names: dict[str, str] = {}
    for path, found in uses.items():
        kinds = {job.kind: made[job] for job in _jobs(path, found)}
        yield from _problems(site, found, list(kinds.values()))
        site.media[path] = _media(site, path, kinds, names)
    for path in sorted(site.files):
        if path.startswith(EXTRA):
            site.copies[path.removeprefix(EXTRA)] = site.content / path


def media_outputs(site: Site) -> Iterable[Output | Problem]:
    """Yield the files that pages use, and those of `extra/`."""
    for path in sorted(site.copies):
        yield Copied(path, site.copies[path])


def _jobs(path: str, uses: list[Use]) -> Iterator[Job]:
    """What is to be made of a file: for pages at most one, for those who follow a link another."""
    kinds = {use.kind for use in uses}
    if shown := next((kind for kind in KINDS if kind in kinds), None):
        yield Job(path, shown)
    if "whole" in kinds and is_picture(path):
        yield Job(path, "whole")


def _media(site: Site, path: str, kinds: dict[Kind, Kept], names: dict[str, str]) -> Media:
    whole = kinds.pop("whole", None)
    link = "" if whole and not whole.pressed.files else path
    if link and (whole or not kinds):
        # Under its own name: others may have linked to it too.
        site.copies[path] = whole.file(whole.pressed.files[0]) if whole else site.content / path
    for kept in kinds.values():
        return _shown(site, path, kept, names, link)
    return Media(path, path, link=link)


def _shown(site: Site, path: str, kept: Kept, names: dict[str, str], link: str) -> Media:
    """What a page shows; equal files of different names are one."""
    pressed = kept.pressed
    if not pressed.files:
        return Media(path, "", link=link)
    # New bytes, new name, so that browsers may keep it for ever.
    stem = names.setdefault(pressed.digest, slugify(PurePosixPath(path).stem)[:60])
    name = f"assets/{stem}.{pressed.digest}" if pressed.digest else path
    paths = {file: f"{name}{file.end}" for file in pressed.files}
    site.copies |= {paths[file]: kept.file(file) for file in pressed.files}
    base, *others = pressed.files
    sources = (
        PictureSource(type_, _srcset(site, list(files), paths), media)
        for (type_, media), files in groupby(others, lambda file: (file.type, file.media))
    )
    size = (pressed.width, pressed.height)
    return Media(path, paths[base], *size, tuple(sources), pressed.tone, base.length, link)


def _srcset(site: Site, files: list[File], paths: dict[File, str]) -> str:
    """One address, or several with their widths (HTML, 4.8.4.2.1)."""
    urls = [site.place.url(paths[file]).replace(",", "%2C") for file in files]
    if len(files) == 1:
        return urls[0]
    return ", ".join(f"{url} {file.width}w" for url, file in zip(urls, files, strict=True))


def _problems(site: Site, uses: list[Use], found: list[Kept]) -> Iterator[Problem]:
    """Say it where the picture is used: there a writer can do something about it."""
    place = site.file(uses[0].document.path)
    for kept in found:
        trouble, hint = kept.pressed.trouble
        if trouble:
            what = f"the picture “{uses[0].path}” {trouble}"
            yield Problem(place, uses[0].line(site), what, f"{hint}. It was left out of the page", "warning")
            return
        if kept.pressed.removed:
            gone = ", ".join(kept.pressed.removed)
            what = f"the drawing “{uses[0].path}” does more than draw: {gone}"
            yield Problem(
                place, uses[0].line(site), what, "That was taken out; export it as plain SVG", "warning"
            )
            return
