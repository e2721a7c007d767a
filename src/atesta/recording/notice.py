"""Whether the place asks that the other party is told of the recording. Small dated data, in `notice.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal

from atesta.evidence.canonical import Json

Role = Literal["firm", "person"]
Asks = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Notice:
    """What is known of one place for one role. `place` None: nobody said where the other party is."""

    place: str | None
    role: Role
    asks: Asks
    consent: bool = False
    force: str = "unknown"
    confidence: str = "G"
    as_of: date | None = None
    text: str = ""

    @property
    def wanted(self) -> bool:
        """What is unknown is asked for: the other party is told, and loses nothing by it."""
        return self.asks != "no"

    def as_record(self) -> dict[str, Json]:
        """As it stands in a start record, so that a later reader sees what was known on that day."""
        return {
            "asks": self.asks,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "confidence": self.confidence,
            "consent": self.consent,
            "place": self.place,
            "role": self.role,
        }


def notice_in(place: str | None, role: Role) -> Notice:
    """What the place asks of who records there; a place without a line is unknown."""
    found = _places().get(place or "")
    if found is None:
        return Notice(place, role, "unknown", consent=True)
    kept = ("consent", "force", "confidence", "as_of", "text")
    return Notice(place, role, found[role], **{name: found[name] for name in kept})


def stricter(one: Notice, other: Notice) -> Notice:
    """Two ends of a call may lie in two places: the one that asks for more counts."""
    order = ("yes", "unknown", "no")
    return min(one, other, key=lambda notice: (order.index(notice.asks), not notice.consent))


@cache
def _places() -> dict[str, dict[str, Any]]:
    file = resources.files(__package__).joinpath("notice.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
