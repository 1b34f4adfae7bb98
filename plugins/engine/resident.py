"""A site that stays in memory, whose pages are made when somebody asks for one: what `serve` looks at.

`Resident.follow` takes in what was saved. When only texts changed, the site stays as it is and the pages that
print them are made anew when they are wanted: that takes as long for ten thousand posts as for ten. When a
title or a tag did, the post's own page is shown at once, and the site is put together behind it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, MutableMapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.engine.build import put_together, reading_of, view, without_collection
from plugins.engine.capability import BodyMaker, Capability
from plugins.engine.documents import Text
from plugins.engine.model import Site
from plugins.engine.opening import jobs_of, open_site, open_store, stop_on
from plugins.engine.outputs import Composed, Copied, Made, Output, Rendered, Written
from plugins.engine.read import Entry, Found, Reading, look, read_file
from plugins.engine.render import Origin, collisions
from plugins.engine.shell import make_shell
from plugins.engine.templates import Templates
from plugins.kit.files import is_passed_over, sign_of
from plugins.kit.problems import errors
from plugins.kit.store import Store


@dataclass
class Shown:
    """One reading of the site: its outputs by path, and what was made of them so far, with the texts that it
    prints.
    """

    site: Site
    reading: Reading
    found: Found
    outputs: dict[str, Output]
    templates: Templates
    eager: frozenset[str]
    """Texts that were asked for before any page was: a change of them may be on every page."""
    made: dict[str, tuple[bytes, frozenset[str]]] = field(default_factory=dict)
    is_ahead: bool = False
    """Whether it shows pages of documents that it was not put together with."""
    lock: threading.RLock = field(default_factory=threading.RLock)

    def page(self, path: str) -> bytes | None:
        """Make one file; None when there is none of this name. Raise `SiteError` for a template's mistake."""
        output = self.outputs.get(path)
        if output is None:
            return None
        with self.lock:
            if path not in self.made:
                self.site.texts.touched.clear()
                data = self._make(output)
                self.made[path] = (data, frozenset(self.site.texts.touched))
            return self.made[path][0]

    def _make(self, output: Output) -> bytes:
        match output:
            case Rendered(_, template, view):
                return self.templates.render(template, view)
            case Composed(_, template, compose):
                return self.templates.render(template, compose())
            case Written(_, data):
                return data
            case Made(_, _, make):
                return make()
            case Copied(_, source):
                return source.read_bytes()

    def take_texts(self, paths: Collection[str], maker: BodyMaker, store: Store) -> bool:
        """Take in texts that were saved; False, with nothing done, when more than texts changed by it."""
        if self.is_ahead or not self.eager.isdisjoint(paths):
            return False
        read = {path: read_file(self.reading, path, maker) for path in paths}
        if any(each.face != self.found.texts[path].face for path, (_, each, _) in read.items()):
            return False
        with self.lock:
            for path, (key, each, text) in read.items():
                sign = sign_of(f"{self.reading.content}/{path}")
                self.found.texts[path] = Entry(sign, key, each.face)
                self.found.read[path] = each
                self.site.texts.put(path, text)
            stale = [path for path, (_, texts) in self.made.items() if not texts.isdisjoint(read)]
            for path in stale:
                del self.made[path]
        store.put_many("documents", {key: each for key, each, _ in read.values()})
        store.put_many("texts", {key: text for key, _, text in read.values()})
        store.flush()
        return True

    def glimpse(self, paths: Collection[str], maker: BodyMaker, capabilities: Sequence[Capability]) -> bool:
        """Show the pages of documents that were saved, before the site is put together; False, with nothing
        done, when that cannot be.
        """
        hooks = [each.glimpse for each in capabilities if each.glimpse]
        outputs, texts = list[Output](), dict[str, Text]()
        for path in paths:
            _, read, texts[path] = read_file(self.reading, path, maker)
            found = [
                each for document in read.documents for hook in hooks if (each := hook(self.site, document))
            ]
            if not found or errors(read.problems):
                return False
            outputs += found
        with self.lock:
            self.is_ahead = True
            for path, text in texts.items():
                self.site.texts.put(path, text)
            for output in outputs:
                self.outputs[output.path] = output
                self.made.pop(output.path, None)
        return True


class Resident:
    """The site of some settings, as it is now."""

    def __init__(self, settings: MutableMapping[str, Any], capabilities: Sequence[Capability]) -> None:
        self._settings, self._capabilities = settings, capabilities
        self._store = open_store(settings)
        self._makers: dict[bytes, BodyMaker] = {}
        self.shown: Shown | None = None

    def read(self) -> Shown:
        """Read everything that changed and put the site together. Raise `SiteError` with what is wrong; what
        was shown before stays.
        """
        site = open_site(self._settings, self._capabilities)
        reading = reading_of(site, self._capabilities)
        with without_collection():
            found = look(reading, self._store, jobs=jobs_of(self._settings))
            if self.shown:
                found.read |= self.shown.found.still(found)
            put_together(site, self._capabilities, reading, found, self._store)
            eager = set(site.texts.touched)
            origins: dict[str, Origin] = {}
            outputs, clashes = collisions(view(site, self._capabilities, origins))
        self._store.flush()
        site.problems += clashes
        stop_on(site.problems)
        by_path = {each.path: each for each in outputs}
        site.texts.touched.clear()
        shell = make_shell(site, self._capabilities, by_path.keys())
        eager |= site.texts.touched.union(*(each.texts for each in origins.values()))
        templates = Templates(site.theme / "templates", site.words, shell)
        templates.check({each.template for each in outputs if isinstance(each, Rendered | Composed)})
        self.shown = Shown(site, reading, found, by_path, templates, frozenset(eager))
        return self.shown

    def follow(self, changed: Collection[Path], soon: Callable[[], None]) -> bool:
        """Take in what was saved, and say whether pages may be others now; raise `SiteError` as `read`
        does. `soon` is called where the pages of what was saved can be seen before the others.
        """
        texts = self._texts_among(changed)
        if texts == []:
            return False
        if self.shown is None or texts is None:
            self.read()
        elif not self.shown.take_texts(texts, self.warm(), self._store):
            if self.shown.glimpse(texts, self.warm(), self._capabilities):
                soon()
            self.read()
        return True

    def warm(self) -> BodyMaker:
        """Make ready what turns Markdown into HTML, which the first text that is saved would wait for."""
        assert self.shown
        reading = self.shown.reading
        if reading.fingerprint not in self._makers:
            self._makers = {reading.fingerprint: reading.make_body()}
        return self._makers[reading.fingerprint]

    def _texts_among(self, changed: Collection[Path]) -> list[str] | None:
        """Name the documents among files that changed; None when other things did."""
        if self.shown is None:
            return None
        content, known = self.shown.reading.content, self.shown.found.texts
        roots = {content.absolute(), content.resolve()}
        texts = []
        for path in changed:
            root = next((each for each in roots if path.is_relative_to(each)), None)
            name = path.relative_to(root).as_posix() if root else ""
            if name in known and path.is_file():
                texts.append(name)
            elif not name or not is_passed_over(path.name):
                return None
        return texts
