"""Contacts about an account as one history: what was made, and what the gate allowed and nobody took back (A3, B1.4).

The creditor's own and every agency's are together. A contact that was asked for and is in a dial log, too, is one: the
log's line that lies in the time it was allowed for, by the same agency, channel and number, is taken for it. One that
nobody reported counts as a conversation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from atesta.contact.history import Outcome, PastContact
from atesta.contact.message import Channel, Purpose, Recipient
from atesta.store.models import GateAsk, LedgerAccount, Touch

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
COUNTS = (Q(decision="allowed") | Q(override_at__isnull=False) | Q(reported_at__isnull=False)) & ~Q(outcome=NOT_MADE)
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
        )


def history_of(account: LedgerAccount, now: datetime, without: GateAsk | None = None) -> tuple[PastContact, ...]:
    """The last 31 days of this account and what is still planned, the earliest first. `without`: the ask of the very
    contact that is reviewed, which is no contact before itself."""
    return histories([account.id], now, without.id if without else "")[account.id]


def histories(accounts: Sequence[str], now: datetime, without: str = "") -> dict[str, tuple[PastContact, ...]]:
    """The same of several accounts, by their id. Two queries, however many they are."""
    made, planned = _by_account(_touches(accounts, now)), _by_account(_asks(accounts, now, without))
    return {account: merged(made.get(account, []), planned.get(account, [])) for account in accounts}


def _touches(accounts: Sequence[str], now: datetime) -> Iterator[tuple[str, Line]]:
    rows = Touch.objects.filter(account__in=accounts, at__gte=now - LOOKED_BACK).values_list(*_TOUCH)
    for account, at, *rest in rows.order_by("-at")[:MOST_TOUCHES] if len(accounts) == 1 else rows:
        yield account, _line(at, rest, at, at)


def _asks(accounts: Sequence[str], now: datetime, without: str) -> Iterator[tuple[str, Line]]:
    rows = GateAsk.objects.filter(COUNTS, account__in=accounts, planned_at__gte=now - LOOKED_BACK)
    for id_, account, planned, happened, ends, *rest in rows.values_list(*_ASK):
        if id_ != without:
            at = happened or planned
            yield account, _line(at, rest, at - NEAR, (at if happened else max(ends or at, at)) + NEAR, id_)


def _line(at: datetime, rest: Sequence[Any], from_: datetime, to: datetime, ask: str = "") -> Line:
    channel, outcome, by, recipient, person, purpose, address = rest
    return Line(at, channel, outcome, by or OWN, recipient, person, purpose, address, from_, to, ask)


def unreported_of(accounts: Sequence[str], by: str, first: datetime, last: datetime) -> dict[str, list[Line]]:
    """What one of them asked for in that time and did not report yet, by account."""
    rows = GateAsk.objects.filter(COUNTS, account__in=accounts, reported_at=None, planned_at__range=(first, last))
    found: dict[str, list[Line]] = defaultdict(list)
    for id_, account, planned, _, ends, *rest in rows.values_list(*_ASK):
        line = _line(planned, rest, planned - NEAR, max(ends or planned, planned) + NEAR, id_)
        if line.by == by:
            found[account].append(line)
    return found


def _by_account(lines: Iterable[tuple[str, Line]]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for account, line in lines:
        found[account].append(line)
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
