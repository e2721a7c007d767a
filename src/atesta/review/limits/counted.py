"""How far a limit is used up now: a count beside the number of its rule, no opinion (PRODUCT §4.1 step 6).

Only rules that name a number for a stretch of days are counted here; what else a rule asks stays with its review.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from atesta.contact.history import Outcome, PastContact
from atesta.contact.message import Channel, Recipient
from atesta.review.limits.contact import COLLECTING, local_day
from atesta.rules.rule import InForce, Rule
from atesta.rules.rulebook import Rulebook

_UNANSWERED = frozenset({Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.REFUSED})


@dataclass(frozen=True, slots=True)
class Counted:
    """`count` of at most `most` from `first` to `last` (both included, days of `zone`), over every sender together."""

    rule: Rule
    version: InForce
    count: int
    most: int
    first: date
    last: date
    zone: str


def counted(
    history: Iterable[PastContact], rulebook: Rulebook, place: str, zone: str, now: datetime, lender: str = "unknown"
) -> tuple[Counted, ...]:
    """Each rule of `place` with a number, in force now and open to this lender. `zone`: the debtor's."""
    pressing = tuple(p for p in history if p.purpose in COLLECTING and p.to is Recipient.DEBTOR and p.at <= now)
    return tuple(_counted(pressing, rulebook, place, zone, now, lender))


def _counted(
    pressing: tuple[PastContact, ...], rulebook: Rulebook, place: str, zone: str, now: datetime, lender: str
) -> Iterator[Counted]:
    for rule, version in rulebook.applying(local_day(now, zone), place, "frequency"):
        if "max" not in version.parameters or not _for(version, lender):
            continue
        clock = str(version.parameters.get("zone", zone))
        today = local_day(now, clock)
        first = today - timedelta(days=_days(version) - 1)
        within = [past for past in pressing if first <= local_day(past.at, clock) <= today]
        number = _number(within, version)
        yield Counted(rule, version, number, cast(int, version.parameters["max"]), first, today, clock)


def _for(version: InForce, lender: str) -> bool:
    """Rules of members are counted only where the lender is surely one."""
    return version.for_lender(lender) and version.surely_binds("agency", lender)


def _days(version: InForce) -> int:
    """A week is counted as seven days back: what a calendar week would leave out is said with the rule."""
    per = version.parameters.get("per")
    return {"day": 1, "week": 7}.get(str(per)) or cast(int, version.parameters.get("days", 1))


def _number(within: list[PastContact], version: InForce) -> int:
    channels = version.parameters.get("channels", tuple(Channel))
    ours = [past for past in within if past.channel in cast(list[str], channels)]
    match version.parameters["counter"]:
        case "conversations":
            return sum(past.outcome is Outcome.CONVERSATION for past in ours)
        case "attempts":
            tried = Counter(past.to_number for past in ours if past.outcome in _UNANSWERED)
            return max(tried.values(), default=0)
        case _:
            doubted = cast(list[str], version.parameters.get("uncertain", ()))
            return sum(past.outcome not in doubted for past in ours)
