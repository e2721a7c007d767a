"""What debtors asked, as rows of a page: for the creditor to decide, for an agency to keep to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from atesta.store.models import LedgerRequest
from atesta.store.registry import zone_of
from atesta.telling.visible import visible

STATES = (("withdrawn", "withdrawn_at"), ("declined", "declined_at"), ("accepted", "accepted_at"))


@dataclass(frozen=True, slots=True)
class RequestRow:
    """`kind` is a word of contact.account.PauseKind; `state` asked, accepted, declined or withdrawn, since `when`. `way`:
    how it came where it was not sent from her file; then only its day `asked_on` is known, and who `entered` it."""

    id: str
    tail: str
    kind: str
    asked_at: datetime
    from_on: date
    to_on: date | None
    state: str
    when: datetime
    by: str
    why: str
    asked_on: date
    way: str
    entered: str
    said: str


def row_of(row: LedgerRequest) -> RequestRow:
    """By the debtor's clock."""
    zone = zone_of(row.account)
    state, when = next(((name, at) for name, cell in STATES if (at := getattr(row, cell))), ("asked", row.asked_at))
    return RequestRow(
        row.id,
        row.account.tail,
        row.kind,
        row.asked_at.astimezone(zone),
        row.from_on,
        row.to_on,
        state,
        when.astimezone(zone),
        row.by.login if row.by else "",
        visible(row.why),
        row.asked_at.astimezone(zone).date(),
        row.way,
        row.entered_by.login if row.entered_by else "",
        visible(row.said),
    )
