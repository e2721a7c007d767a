"""The catalogue: whole sentences in three languages, looked up by key. Findings stay free of language until here.

One TOML file a language and area (`en/review.toml`). A key is the path of tables, `authenticity.denied`. A sentence
takes named values, `{days}`; where number changes the words the entry is a table with `one` and `other`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDERS = {"en": "en", "es": "es", "zh": "zh_Hans"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one language."""

    lang: str
    entries: dict[str, Any]

    def has(self, key: str) -> bool:
        return self._entry(key) is not None

    def say(self, key: str, *, n: int | None = None, **values: object) -> str:
        """The sentence of `key` with its values filled in. A missing key is our fault: KeyError names it."""
        entry = self._entry(key)
        if isinstance(entry, dict) and "other" in entry:
            entry = entry["one"] if n == 1 and "one" in entry else entry["other"]
        if not isinstance(entry, str):
            raise KeyError(f"no sentence {key!r} in {self.lang}")
        if n is not None:
            values["n"] = n
        return entry.format(**values) if values else entry

    def _entry(self, key: str) -> Any:
        node: Any = self.entries
        for part in key.split("."):
            if not isinstance(node, dict) or part not in node:
                return None
            node = node[part]
        return node


@cache
def catalogue(lang: str) -> Catalogue:
    """The catalogue of `en`, `es` or `zh`, read once."""
    return Catalogue(lang, read_folder(Path(__file__).with_name(FOLDERS[lang])))


def read_folder(folder: Path) -> dict[str, Any]:
    """The tables of all files. ValueError names a table of two files, where the second would hide the first."""
    entries: dict[str, Any] = {}
    for file in sorted(folder.glob("*.toml")):
        read = tomllib.loads(file.read_text(encoding="utf-8"))
        if twice := sorted(read.keys() & entries.keys()):
            raise ValueError(f"{folder.name}/{file.name}: [{twice[0]}] is a table of another file, too")
        entries.update(read)
    return entries
