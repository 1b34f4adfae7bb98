"""Records → the index that a browser searches, by Pagefind's program. The only module that imports its wheel.

In: records, their language, a folder to keep indexes in. Out: the folder of the index, named by the digest of
all that it depends on: what is there need not be made again.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from plugins.kit.digests import digest, encode
from plugins.search.canonical import put_in_order
from plugins.search.records import Records, document_of

KEPT = 4
"""Indexes in the cache: of the blog as it goes out, of the preview, of a content folder or two."""
PARTS = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "*.pf_meta", "f*/*", "index/*")
"""What browsers ask for, besides the motor; Pagefind's own faces for results are left out."""

PASSED_OVER = ".footnote-backref"
"""What is no text of the writer."""


def program() -> Path | None:
    """Find Pagefind's program; None on a machine for which there is no wheel of it."""
    try:
        import pagefind_bin  # type: ignore[import-untyped]  # it has types, and does not say so

        return Path(pagefind_bin.get_executable())
    except (ImportError, FileNotFoundError):
        return None


def make_index(records: Records, language: str, cache: Path, *, fresh: bool = False) -> Path:
    """Return the folder of the index, made when it is not in `cache`, or `fresh` is asked for.

    Raise `OSError` or `ValueError`, with what Pagefind said, when it cannot be made.
    """
    folder = cache / _digest(records, language)
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=".") as scratch:
            made = _run(records, language, Path(scratch))
            put_in_order(made)
            if not folder.is_dir():
                made.rename(folder)
    os.utime(folder)
    _forget_oldest(cache)
    return folder


def files_of(folder: Path) -> Iterator[str]:
    """Name the files of an index that browsers ask for, in order."""
    entry = json.loads((folder / "pagefind-entry.json").read_text("utf-8"))
    motors = [f"wasm.{each['wasm'] or 'unknown'}.pagefind" for each in entry["languages"].values()]
    found = {path for pattern in (*PARTS, *motors) for path in folder.glob(pattern)}
    yield from sorted(path.relative_to(folder).as_posix() for path in found)


def _run(records: Records, language: str, scratch: Path) -> Path:
    site, made = scratch / "site", scratch / "made"
    site.mkdir()
    for each in records:
        (site / each.path).mkdir(parents=True)
        (site / each.path / "index.html").write_text(document_of(each), "utf-8", "replace")
    words = ["--site", str(site), "--output-path", str(made), "--force-language", _primary(language)]
    words += ["--exclude-selectors", PASSED_OVER, "--silent"]
    # It reads settings from the folder that it runs in, and from its surroundings.
    env = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    done = subprocess.run(
        [str(program()), *words], cwd=scratch, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode or not (made / "pagefind-entry.json").is_file():
        said = (done.stderr or done.stdout).strip().splitlines() or [f"exit status {done.returncode}"]
        raise ValueError(said[-1])
    return made


def _primary(language: str) -> str:
    """`pt-BR` is searched as Portuguese."""
    return language.replace("_", "-").partition("-")[0].lower()


def _digest(records: Records, language: str) -> str:
    code = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return digest(version("pagefind_bin").encode(), language.encode(), code, encode(records)).hex()


def _forget_oldest(cache: Path) -> None:
    folders = [each for each in cache.iterdir() if each.is_dir() and not each.name.startswith(".")]
    for old in sorted(folders, key=lambda each: (-each.stat().st_mtime_ns, each.name))[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
