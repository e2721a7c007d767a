"""Who said what: one turn of a call."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Speaker(StrEnum):
    AGENT = "agent"
    DEBTOR = "debtor"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Turn:
    """`start` and `end` are seconds from the beginning of the call; None where nobody measured them."""

    speaker: Speaker
    text: str
    start: float | None = None
    end: float | None = None
