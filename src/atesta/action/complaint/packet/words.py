"""The sentences of a packet in one language, whole: `words.en.toml`, `words.es.toml`, `words.zh.toml`.

A letter is written in the body's language, its reading copy in the person's; both are told from the same data, so no
sentence is ever translated after it was written.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["LANGUAGE_OF", "Words", "words_in"]

LANGUAGE_OF: Mapping[str, str] = {
    "CN": "zh",
    **dict.fromkeys(("MX", "CO", "CL", "PE", "ES"), "es"),
    **dict.fromkeys(("US", "GB"), "en"),
}
"""In which language a body of a place is written to."""


@dataclass(frozen=True, slots=True)
class Words:
    lang: str
    entries: Mapping[str, Any]

    def say(self, key: str, *, n: int | None = None, **values: str) -> str:
        """The sentence of `key` (`field.contract`). A missing one is our fault: KeyError."""
        entry = self._entry(key)
        if isinstance(entry, dict):
            entry = entry["one"] if n == 1 else entry["other"]
        known = values if n is None else values | {"n": str(n)}
        return str(entry.format(**known)) if known else str(entry)

    def best(self, key: str, **values: str) -> str:
        """The first way of saying `key` whose values are all known (not empty)."""
        known = {name: value for name, value in values.items() if value}
        for way in self._entry(key):
            if {name for _, name, _, _ in string.Formatter().parse(way) if name} <= set(known):
                return str(way.format(**known))
        raise KeyError(f"no way to say {key!r}")

    def has(self, key: str) -> bool:
        first, _, last = key.rpartition(".")
        node: Any = self.entries
        for part in first.split(".") if first else ():
            node = node.get(part, {})
        return last in node

    def day(self, day: date) -> str:
        month = self.entries["dates"]["months"][day.month - 1]
        return self.say("dates.day", day=str(day.day), month=month, year=str(day.year))

    def moment(self, at: datetime | None) -> str:
        """With its own offset: nobody has to guess whose clock it was."""
        if at is None:
            return self.say("dates.unknown")
        offset = f"UTC{at:%z}"
        return self.say("dates.moment", day=self.day(at), time=f"{at:%H:%M}", offset=f"{offset[:-2]}:{offset[-2:]}")

    def begins(self, at: datetime | None) -> str:
        """The same as a sentence begins with it."""
        return self.say("dates.begins", moment=self.moment(at)) if at else self.say("dates.begins_unknown")

    def items(self, items: tuple[str, ...]) -> str:
        return self.say("between.items").join(items)

    def _entry(self, key: str) -> Any:
        node: Any = self.entries
        for part in key.split("."):
            node = node[part]
        return node


@cache
def words_in(lang: str) -> Words:
    """The words of en, es or zh."""
    raw = Path(__file__).with_name(f"words.{lang}.toml").read_text(encoding="utf-8")
    return Words(lang, tomllib.loads(raw))
