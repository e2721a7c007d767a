"""What the gate allowed before a debtor's request was accepted does not outlive it: demands for its days that may still
be made lose their reservation, and what was announced of them is withdrawn, with a leaf."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.db.models import Q, QuerySet

from atesta.contact.account import PauseKind
from atesta.contact.message import Channel, Purpose, Recipient
from atesta.store import withdrawing
from atesta.store.models import Announcement, GateAsk, LedgerAccount, LedgerRequest
from atesta.store.registry import zone_of

_BY_VOICE = (Channel.CALL.value, Channel.VISIT.value)


def end_demands(row: LedgerRequest, now: datetime) -> int:
    """How many reservations ended. In the transaction that accepts: the account is locked as the gate locks it, so that
    whoever asks meanwhile is judged by the request or ended by it."""
    account = LedgerAccount.objects.select_for_update(no_key=True).get(id=row.account_id)
    asks = [ask.id for ask in _open(row, account, now).select_for_update(of=("self",), no_key=True)]
    for announced in Announcement.objects.filter(ask__in=asks):
        withdrawing.withdraw(announced, withdrawing.REQUESTED, now)
    return GateAsk.objects.filter(id__in=asks).update(ends_at=now)


def _open(row: LedgerRequest, account: LedgerAccount, now: datetime) -> QuerySet[GateAsk]:
    """Demands that it speaks about and may still be made on one of its days. A call may be made as long as its window
    is open; and what is vouched for from later on ends here, whatever was reported of it before its time."""
    may = Q(decision="allowed") | Q(override_at__isnull=False)
    ahead = Q(announcement__closes_at__gt=now) | Q(planned_at__gt=now)
    vouched = Q(announcement__isnull=False, announcement__closed_at=None, announcement__withdrawn_at=None) & ahead
    waits = Q(ends_at__gt=now, reported_at=None) | vouched
    found = GateAsk.objects.filter(may, waits, account=account, purpose=Purpose.DEMAND)
    return _on_its_days(row, account, _spoken_about(row, found))


def _spoken_about(row: LedgerRequest, found: QuerySet[GateAsk]) -> QuerySet[GateAsk]:
    """As review.limits.requests has it: writing only stops no letter, and a lawyer may be the other person."""
    if row.kind == PauseKind.WRITE_ONLY:
        return found.filter(channel__in=_BY_VOICE)
    return found.filter(to=Recipient.DEBTOR) if row.kind == PauseKind.REPRESENTED else found


def _on_its_days(row: LedgerRequest, account: LedgerAccount, found: QuerySet[GateAsk]) -> QuerySet[GateAsk]:
    """By the debtor's clock."""
    zone = zone_of(account)
    found = found.filter(planned_at__gte=datetime.combine(row.from_on, time.min, zone).astimezone(UTC))
    if row.to_on is None:
        return found
    return found.filter(planned_at__lt=datetime.combine(row.to_on + timedelta(days=1), time.min, zone).astimezone(UTC))
