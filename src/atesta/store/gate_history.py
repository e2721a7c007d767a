"""Contacts about an account as one history: what was made, and what the gate allowed and nobody took back (A3, B1.4).

The creditor's own and every agency's are together. A contact that was asked for and is in a dial log, too, is one: the
log's line that lies in the time it was allowed for, by the same agency, channel and number, is taken for it. One that
nobody reported counts as a conversation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from atesta.contact.history import Outcome, PastContact
from atesta.contact.message import Channel, Purpose, Recipient
from atesta.store.models import GateAsk, LedgerAccount, Touch
from atesta.store.ready import Ready

LOOKED_BACK = timedelta(days=31)
"""No rule that we carry counts further back than a calendar week."""
MOST_TOUCHES = 1_000
"""Of one account: far beyond what any rule allows in a week."""
NOT_MADE = "not_made"
OWN = "own"
NEAR = timedelta(minutes=5)
"""How far the clock of a dialer may be from ours."""

_SAID = ("channel", "outcome", "agency__slug", "to", "person", "purpose", "address")
_TOUCH = ("account_id", "at", *_SAID)
_ASK = ("id", "account_id", "planned_at", "happened_at", "ends_at", *_SAID)
_ASKED = (Q(decision="allowed") | Q(override_at__isnull=False) | Q(reported_at__isnull=False)) & ~Q(outcome=NOT_MADE)
IN_TIME = Q(reported_at__isnull=False) | Q(ends_at=None) | Q(ends_at__gte=F("planned_at"))
"""Without what an accepted request ended before its time (store.recalling) and nobody says was made."""
COUNTS = _ASKED & IN_TIME
"""What was asked for and may have been made: allowed, allowed by somebody of the creditor, or reported all the same."""


@dataclass(slots=True)
class Line:
    """A contact before it is told. `from_` and `to`: the time in which a log may have what was asked for; `ask` its row
    there."""

    at: datetime
    channel: str
    outcome: str
    by: str
    recipient: str
    person: str
    purpose: str
    address: str
    from_: datetime
    to: datetime
    ask: str = ""

    def told(self) -> PastContact:
        return PastContact(
            at=self.at,
            channel=Channel(self.channel),
            outcome=Outcome(self.outcome or Outcome.CONVERSATION),
            by=self.by,
            to=Recipient(self.recipient),
            to_number=self.person or None,
            purpose=Purpose(self.purpose),
            address=self.address or None,
            reported=bool(self.outcome),
        )


def history_of(account: LedgerAccount, now: datetime, without: GateAsk | None = None) -> tuple[PastContact, ...]:
    """The last 31 days of this account and what is still planned, the earliest first. `without`: the ask of the very
    contact that is reviewed, which is no contact before itself."""
    skipped = without.id if without else ""
    planned = [line for line in planned_of(account.id, now) if line.ask != skipped]
    return merged(made_of(account.id, now), planned)


def made_of(account: str, now: datetime) -> list[Line]:
    return lines_made(MADE.rows(account=account, since=now - LOOKED_BACK))


def lines_made(rows: Iterable[Sequence[Any]]) -> list[Line]:
    return [_line(at, rest, at, at) for _, at, *rest in rows]


def planned_of(account: str, now: datetime) -> list[Line]:
    return lines_planned(PLANNED.rows(account=account, since=now - LOOKED_BACK))


def lines_planned(rows: Iterable[Sequence[Any]]) -> list[Line]:
    return [_as_planned(row) for row in rows]


def histories(accounts: Sequence[str], now: datetime) -> dict[str, tuple[PastContact, ...]]:
    """The history of each of several accounts, by their id. Two queries, however many they are."""
    made, planned = defaultdict(list), defaultdict(list)
    for account, at, *rest in _touches(accounts, now - LOOKED_BACK):
        made[account].append(_line(at, rest, at, at))
    for row in _asks(accounts, now - LOOKED_BACK):
        planned[row[1]].append(_as_planned(row))
    return {account: merged(made[account], planned[account]) for account in accounts}


def _touches(accounts: Sequence[str], since: datetime) -> QuerySet[Touch, tuple[Any, ...]]:
    return Touch.objects.filter(account__in=accounts, at__gte=since).values_list(*_TOUCH)


def _asks(accounts: Sequence[str], since: datetime, which: Q = COUNTS) -> QuerySet[GateAsk, tuple[Any, ...]]:
    return GateAsk.objects.filter(which, account__in=accounts, planned_at__gte=since).values_list(*_ASK)


MADE = Ready(
    lambda account, since: _touches([account], since).order_by("-at")[:MOST_TOUCHES],
    *("account", "since"),
    moments=("since",),
)
PLANNED = Ready(lambda account, since: _asks([account], since), "account", "since", moments=("since",))


def _as_planned(row: Sequence[Any]) -> Line:
    id_, _, planned, happened, ends, *rest = row
    at = happened or planned
    return _line(at, rest, at - NEAR, (at if happened else max(ends or at, at)) + NEAR, id_)


def _line(at: datetime, rest: Sequence[Any], from_: datetime, to: datetime, ask: str = "") -> Line:
    channel, outcome, by, recipient, person, purpose, address = rest
    return Line(at, channel, outcome, by or OWN, recipient, person, purpose, address, from_, to, ask)


def unreported_of(accounts: Sequence[str], by: str, first: datetime, last: datetime) -> dict[str, list[Line]]:
    """What one of them asked for in that time and did not report yet, by account; also what was ended before its time:
    a log may say that it was made all the same."""
    rows = _asks(accounts, first, _ASKED).filter(reported_at=None, planned_at__lte=last)
    found: dict[str, list[Line]] = defaultdict(list)
    for row in rows:
        line = _as_planned(row)
        if line.by == by:
            found[row[1]].append(line)
    return found


def merged(made: list[Line], planned: list[Line]) -> tuple[PastContact, ...]:
    """Both as one history: an ask whose contact is in a log is told by the log, as a conversation if either says so."""
    for ask, touch in paired(made, planned):
        if ask.outcome == Outcome.CONVERSATION:
            touch.outcome = ask.outcome
        planned.remove(ask)
    return tuple(sorted((line.told() for line in (*made, *planned)), key=lambda past: past.at))


def paired(made: Iterable[Line], planned: Iterable[Line]) -> list[tuple[Line, Line]]:
    """Each ask with the line of a log that is the same contact, the nearest in time; a line is taken for one ask."""
    free, found = list(made), list[tuple[Line, Line]]()
    for ask in sorted(planned, key=lambda line: line.at):
        fitting = [line for line in free if _fits(ask, line)]
        if fitting:
            nearest = min(fitting, key=lambda line: abs(line.at - ask.at))
            free.remove(nearest)
            found.append((ask, nearest))
    return found


def _fits(ask: Line, line: Line) -> bool:
    if (ask.channel, ask.by, ask.recipient) != (line.channel, line.by, line.recipient):
        return False
    return ask.from_ <= line.at <= ask.to and (not ask.person or not line.person or ask.person == line.person)


def refused_long_ago(account: LedgerAccount, now: datetime) -> tuple[PastContact, ...]:
    """What other people refused before the days that are looked back: that does not lapse."""
    rows = Touch.objects.filter(
        account=account, at__lt=now - LOOKED_BACK, to=Recipient.THIRD_PARTY, outcome=Outcome.REFUSED
    )
    return tuple(_line(at, rest, at, at).told() for _, at, *rest in rows.values_list(*_TOUCH))
