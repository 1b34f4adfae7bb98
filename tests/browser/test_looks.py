"""Whether pages look as somebody has reviewed them (`looks/*.webp`): content, clock and letters are fixed.

Letters are those of our brands, in the text too, so that they are the same on every machine. When a page is
meant to look different: `./run looks --accept`, and look at each picture that changed before you commit it.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from plugins.comments.rows import Row, Snapshot, write_snapshot
from plugins.engine.settings import SiteSettings
from plugins.quality.browser import SETTLED, STYLED
from tests.browser.conftest import host
from tests.browser.looks import beside, compare, keep, small
from tests.browser.scenery import FILES, REPLIES, ROOMS
from tests.sites import ROOT, lay, run_site

KEPT, SEEN = Path(__file__).with_name("looks"), ROOT / "var/looks"
ACCEPT = os.environ.get("LOOKS") == "accept"
MODES = {"360-light": 3, "768-dark": 3, "1440-light": 4}
"""Width and scheme; how many times smaller the picture is kept."""
PAGES = {"home": "", "post": "posts/long/", "interview": "posts/talk/", "archive": "archive/"}
LETTERS = {
    "Display": "porchlight/young-serif",
    "Text": "orchard/instrument-serif",
    "Plain": "harbour/bricolage-grotesque",
}
PINNED = (
    "".join(
        f"@font-face {{ font-family: {name}; src: url(/letters/{name}.woff2); font-display: block }}"
        for name in LETTERS
    )
    + ":root { --display: Display; --serif: Text; --sans: Plain; --mono: Plain }"
)
READY = """async () => {
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
}"""


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small blog of its own, so that a new post changes no picture."""
    folder = tmp_path_factory.mktemp("looks")
    fonts = {
        f"extra/letters/{name}.woff2": (ROOT / f"theme/brands/{path}.woff2").read_bytes()
        for name, path in LETTERS.items()
    }
    lay(folder / "content", {**FILES, **fonts})
    talk = folder / "talk.json"
    rows = [Row(**{"html": "<p>Hm.</p>", **each}) for each in REPLIES]
    talk.write_bytes(write_snapshot(Snapshot("", rows)))
    about = SiteSettings(
        tagline="Fixed for pictures", description="A small blog.", email="a@a.example", **ROOMS
    )
    built = run_site(
        folder,
        production=True,
        AS_OF="2026-03-20",
        SITE=about,
        SITENAME="Scenery",
        SITEURL="https://a.example",
        COMMENTS={"source": str(talk)},
        SEARCH={"index": False},
    )
    assert built.code == 0, built.errors
    with host(built.out) as address:
        yield address


@pytest.fixture(scope="module", params=MODES)
def window(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[str, Page]]:
    width, scheme = request.param.split("-")
    context = browser.new_context(
        viewport={"width": int(width), "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    yield request.param, context.new_page()
    context.close()


def photograph(page: Page, url: str) -> Image.Image:
    page.goto(url)
    page.evaluate(STYLED, PINNED)
    page.evaluate(READY)
    page.evaluate(SETTLED)
    return Image.open(io.BytesIO(page.screenshot(full_page=True, animations="disabled")))


@pytest.mark.parametrize("name", PAGES)
def test_page_looks_as_reviewed(name: str, window: tuple[str, Page], scene: str) -> None:
    mode, page = window
    now = small(photograph(page, f"{scene}/{PAGES[name]}"), MODES[mode])
    path = KEPT / f"{name}-{mode}.webp"
    kept = small(path, 1) if path.is_file() else None
    found = compare(kept, now, MODES[mode]) if kept else None
    if ACCEPT and (found or not kept):
        keep(now, path)
        return
    assert kept, f"{path.name}: there is no reviewed picture of this page. Type ./run looks --accept"
    if found:
        SEEN.mkdir(parents=True, exist_ok=True)
        beside(kept, now, found.mask).save(SEEN / f"{path.stem}.png")
        width, scheme = mode.split("-")
        pytest.fail(
            f"the page “{name}”, {width} wide, {scheme}, {found.words}. Look at var/looks/{path.stem}.png"
            " (as it was, as it is, where it differs); if it is meant, type ./run looks --accept",
            pytrace=False,
        )


def drawn(colour: str = "#b5502f", top: int = 60, height: int = 240) -> Image.Image:
    """A page of two blocks on paper."""
    page = Image.new("RGB", (180, height), "#fbf7ef")
    page.paste("#1c1b30", (20, 20, 160, 32))
    page.paste(colour, (20, top, 160, top + 60))
    return page


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (drawn(top=63), "looks different from 144 pixels below its top"),
        (drawn(colour="#b5643f"), "looks different from 144 pixels below its top"),
        (drawn(height=250), "is 30 pixels longer than it was"),
        (drawn(height=236), "is 12 pixels shorter than it was"),
        (drawn(height=241), None),
        (drawn(colour="#b5542f"), None),
        (drawn().resize((179, 239)).resize((180, 240)), None),
    ],
    ids=[
        "moved",
        "another colour",
        "longer",
        "shorter",
        "as long",
        "nearly the colour",
        "drawn in another way",
    ],
)
def test_what_an_eye_would_see_is_a_difference(now: Image.Image, words: str | None) -> None:
    found = compare(drawn(), now, 3)
    assert (found.words if found else None) == words
