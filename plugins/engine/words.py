"""The words of the theme, one TOML file a language: `words("comments.count", n=3)`.

A value is text with `{names}`, or a table of plural forms (`one`, `other`, and `zero` where a language wants
it).
"""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from plugins.kit.problems import SiteError


class Words:
    """Callable: key and values → text. An unknown key is an error of the theme, not of the writer."""

    def __init__(self, language: str, table: dict[str, Any], digest_source: bytes) -> None:
        self.language = language
        self.source = digest_source
        self._table = table

    @classmethod
    def load(cls, folder: Path, language: str) -> Words:
        path = folder / f"{language}.toml"
        try:
            data = path.read_bytes()
            return cls(language, tomllib.loads(data.decode()), data)
        except OSError:
            known = ", ".join(sorted(file.stem for file in folder.glob("*.toml")))
            raise SiteError(
                f"SITE: there are no words for the language “{language}” in {folder.name}/. "
                f"Known are: {known}."
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SiteError(f"{path.name}: {error}. Mend the file of words.") from None

    def __call__(self, key: str, **values: Any) -> str:
        found: Any = self._table
        for part in key.split("."):
            if not isinstance(found, dict) or part not in found:
                raise SiteError(f"theme/i18n/{self.language}.toml: the words “{key}” are missing")
            found = found[part]
        if isinstance(found, dict):
            found = (
                found.get("zero")
                if values.get("n") == 0 and "zero" in found
                else found["one" if values.get("n") == 1 else "other"]
            )
        return str(found).format_map(values)

    def table(self, key: str) -> dict[str, Any]:
        """All words below a key, as they are written: for a script, which fills in names by itself."""
        found: Any = self._table
        for part in key.split("."):
            found = found[part]
        return dict(found)

    @property
    def direction(self) -> str:
        return str(self._table.get("direction", "ltr"))

    def month(self, number: int) -> str:
        return str(self._table["months"][number - 1])

    def short_month(self, number: int) -> str:
        return str(self._table["short_months"][number - 1])

    def date(self, moment: dt.datetime, form: str = "long") -> str:
        """Write a date as the language does: `long`, `medium` (the month in short), `short` (no year) or
        `month` (month and year).
        """
        return str(self._table["dates"][form]).format(
            day=moment.day,
            month=self.month(moment.month),
            short=self.short_month(moment.month),
            year=moment.year,
        )
