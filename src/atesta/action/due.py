"""What is due in somebody's file: a letter without an answer when the rule's time is over, a pause about to end.

A pure function of what she asked, of a moment and of her clock. Figures that grow old are no reminder: nobody has to do
anything about them on a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from atesta.action.requests import answered_within
from atesta.contact.account import LenderKind
from atesta.rules.rule import Citation
from atesta.rules.rulebook import Rulebook

ENDS_SOON = timedelta(days=3)
PAUSES = ("pause", "hardship")


class Why(StrEnum):
    """no_answer: the time that the rule gives is over. ends: it ends within three days."""

    NO_ANSWER = "no_answer"
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of hers: days by her own clock, None where there is none."""

    id: str
    kind: str
    asked_on: date
    until: date | None = None
    accepted_on: date | None = None
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """`last` is the last day of the rule's time, or of the pause. `days` and `citation` are the rule's."""

    id: str
    kind: str
    why: Why
    asked_on: date
    last: date
    days: int = 0
    citation: Citation | None = None


def due(
    asked: Iterable[Asked],
    at: datetime,
    zone: str,
    place: str,
    rulebook: Rulebook,
    lender: LenderKind = LenderKind.UNKNOWN,
) -> tuple[Due, ...]:
    """What is due at the moment `at` (with an offset) by the clock of `zone`, what was due first first."""
    today = at.astimezone(ZoneInfo(zone)).date()
    found = (one for request in asked for one in _due(request, today, place, rulebook, lender))
    return tuple(sorted(found, key=lambda one: (one.last, one.id, one.why)))


def _due(asked: Asked, today: date, place: str, rulebook: Rulebook, lender: LenderKind) -> Iterator[Due]:
    if asked.withdrawn_on is not None:
        return
    if asked.until and asked.kind in PAUSES and asked.until - ENDS_SOON <= today <= asked.until:
        yield Due(asked.id, asked.kind, Why.ENDS, asked.asked_on, asked.until)
    if asked.accepted_on is None and (within := answered_within(asked.kind, place, rulebook, asked.asked_on, lender)):
        last = asked.asked_on + timedelta(days=within.days)
        if today > last:
            yield Due(asked.id, asked.kind, Why.NO_ANSWER, asked.asked_on, last, within.days, within.citation)
