"""One message of an export, with what the export says about it and what it leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from atesta.contact.message import Message


class Direction(StrEnum):
    """Seen from the one whose export it is."""

    IN = "in"
    OUT = "out"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """`number` counts from 1 in the order of the export, `local` is the time as printed where no zone is known.

    `kind` is "message", "media" (a note that a file was left out) or "system" (written by the program, by nobody).
    `notes` are stable words for what could not be read: "time_unreadable", "date_order_ambiguous", "zone_unknown", …
    """

    number: int
    message: Message
    direction: Direction = Direction.UNKNOWN
    name: str | None = None
    kind: str = "message"
    local: datetime | None = None
    notes: tuple[str, ...] = ()
