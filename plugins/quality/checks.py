"""The table of checks. A new one is a function from a `Job` to `Found`, a row here, and a test with a page
that has the fault.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from plugins.kit.problems import SiteError, nearest
from plugins.quality.axe import check_axe
from plugins.quality.data import check_data
from plugins.quality.findings import Found
from plugins.quality.job import Job
from plugins.quality.keyboard import check_keyboard
from plugins.quality.lighthouse import check_lighthouse
from plugins.quality.links import check_links
from plugins.quality.load import check_requests
from plugins.quality.markup import check_html, check_nu
from plugins.quality.outline import check_outline
from plugins.quality.reflow import check_reflow
from plugins.quality.slow import check_slow
from plugins.quality.weigh import check_bytes


class Check(Struct, frozen=True):
    """`name` is what `--only` takes; `needs` names rows of `tools.TOOLS`."""

    name: str
    look: Callable[[Job], Found]
    needs: tuple[str, ...] = ()


CHECKS: Sequence[Check] = (
    Check("bytes", check_bytes),
    Check("outline", check_outline),
    Check("nu", check_nu, ("npm", "java")),
    Check("html", check_html, ("npm",)),
    Check("data", check_data, ("npm",)),
    Check("links", check_links, ("npm",)),
    Check("requests", check_requests, ("chromium",)),
    Check("slow", check_slow, ("chromium",)),
    Check("keyboard", check_keyboard, ("chromium",)),
    Check("reflow", check_reflow, ("chromium",)),
    Check("axe", check_axe, ("npm", "chromium")),
    Check("lighthouse", check_lighthouse, ("npm", "chromium")),
)


def chosen(only: str) -> list[Check]:
    """Choose checks by their names, with commas between; all of them by nothing. Raise `SiteError` with all
    names that are none.
    """
    names = [name.strip() for name in only.split(",") if name.strip()]
    known = [check.name for check in CHECKS]
    if wrong := [
        f"there is no check “{name}”. {nearest(name, known)}" for name in names if name not in known
    ]:
        raise SiteError("\n".join(f"--only: {each}" for each in wrong))
    return [check for check in CHECKS if check.name in names or not names]
