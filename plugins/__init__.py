"""Porchlight's capabilities, one folder each, listed in `PLUGINS`.

The way of a build:  files ─read→ documents ─enrich→ site ─view→ views ─render→ bytes ─write→ output/

- `kit`      small values and functions that two or more capabilities use
- `engine`   the steps above, the cache, the workers, the seam to Pelican
- the rest   capabilities; the docstring of each tells what it does, reads and writes
- programs   bench, checks, desk, preview, release: they build sites and look at them; not in `PLUGINS`

Import rule, kept by `tests/test_house.py`: `kit` imports no sibling; a capability imports `kit` and what
`engine` publishes, never another capability. They meet in the site (`engine.model.Site`), in the views
(`engine.views`), and over what was released (`engine.remembered`). Programs may use one another.

Values are frozen Structs (msgspec): a build makes some hundred thousand of them, and its start some hundred
kinds. What people write in `pelicanconf.py` is a frozen dataclass, so that `dataclasses.replace` works in
`publishconf.py`.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    """`Porchlight`, for Pelican, which asks the first package of a dotted name for its class."""
    if name == "Porchlight":
        from plugins.engine.host import Porchlight

        return Porchlight
    raise AttributeError(name)
