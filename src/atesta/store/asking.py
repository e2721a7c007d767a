"""What a debtor asks of the creditor from her own file: sent with one press, decided by a person, binding all agencies.

The letter itself is not sent: the creditor gets the account, what is asked, since when and until when. From that moment
the gate asks a person before a demand, and once accepted it refuses one, whoever wants to make it. Erasing her letter
or her file takes nothing back; withdrawing does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from atesta.contact.account import PauseKind
from atesta.errors import InputError
from atesta.evidence.canonical import Json
from atesta.store import keeping, log, recalling
from atesta.store.answering import Means, changed_debt
from atesta.store.models import Agency, Creditor, File, LedgerAccount, LedgerRequest, Placement, Request, Staff
from atesta.store.registry import zone_of
from atesta.store.to_core import PAUSE_KINDS

PAUSE_DAYS = 30
"""So long a letter that asks for a pause asks for, where she names no day (action.requests.letters)."""
MOST_WHY = 300
WAYS = ("letter", "phone", "email", "person")
"""How a request comes that was not sent from a file."""
MOST_SAID = 1000
_WITH = ("account", "letter__debt__file")


def may_send(request: Request, today: date) -> bool:
    """A request that stops something, of a debt that she opened with the code of her statement, and not over."""
    if request.debt.ledger_id is None or request.kind not in PAUSE_KINDS or request.withdrawn_on:
        return False
    return request.until is None or request.until >= today


def sent_of(request: Request) -> LedgerRequest | None:
    """What the creditor has of it."""
    return LedgerRequest.objects.filter(letter=request).select_related("account").first()


def send(request: Request, now: datetime) -> LedgerRequest:
    """At once with the creditor and every agency that has the account; a second press finds what the first one sent.
    Raises InputError where it cannot be sent here (may_send)."""
    with transaction.atomic():
        held = Request.objects.select_for_update(of=("self",)).select_related("debt__ledger", "debt__file")
        letter = held.get(id=request.id)
        if (there := sent_of(letter)) is not None:
            return there
        account = letter.debt.ledger
        today = now.astimezone(zone_of(account)).date() if account else now.date()
        if account is None or not may_send(letter, today):
            raise InputError(
                "This request cannot be sent from here.",
                "It stops no contact, is over, or the creditor of this debt does not run this page.",
                "Send the letter yourself, through a channel of your contract.",
                key="request_not_from_here",
            )
        row = LedgerRequest.objects.create(
            account=account,
            letter=letter,
            kind=PAUSE_KINDS[letter.kind].value,
            asked_at=now,
            from_on=today,
            to_on=letter.until or (today + timedelta(days=PAUSE_DAYS) if letter.kind == "pause" else None),
        )
        log.append("request_sent", row.id, {"request": letter.id}, now, letter.debt.file)
    return row


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What reached the creditor otherwise than from a file: what it asks, on which day it came and by which of WAYS,
    what was `said` in it, and its last day where it names one."""

    kind: PauseKind
    on: date
    way: str
    said: str
    to_on: date | None = None


def enter(account: LedgerAccount, given: OnPaper, staff: Staff, now: datetime) -> LedgerRequest:
    """As if she had pressed: the gate asks from now on and every agency that has the account sees it. The same once
    more, while nobody decided, is the one that is there."""
    zone = zone_of(account)
    began = datetime.combine(given.on, time(), zone)
    said = {"kind": given.kind.value, "from_on": given.on, "to_on": given.to_on, "way": given.way, "said": given.said}
    with transaction.atomic():
        LedgerAccount.objects.select_for_update(no_key=True).get(id=account.id)
        there = LedgerRequest.objects.filter(account=account, accepted_at=None, declined_at=None, **said).first()
        if there is not None:
            return there
        row = LedgerRequest.objects.create(account=account, asked_at=min(began, now), entered_by=staff, **said)
        log.append("request_entered", row.id, {"staff": staff.id, "way": given.way}, now)
    return row


def withdraw(request: Request, on: date, means: Means, now: datetime) -> None:
    """She takes it back, in her file and at the creditor: from that day it stops nothing."""
    with transaction.atomic():
        row = LedgerRequest.objects.select_for_update(of=("self",)).filter(letter=request, withdrawn_at=None).first()
        if row is not None:
            row.withdrawn_at = now
            row.save(update_fields=("withdrawn_at",))
            log.append("request_taken_back", row.id, {}, now, request.debt.file)
        keeping.withdraw_request(request, on, means, now)


def waiting(creditor: Creditor) -> QuerySet[LedgerRequest]:
    """Nobody has decided about them; the oldest first."""
    rows = LedgerRequest.objects.filter(account__creditor=creditor, accepted_at=None, declined_at=None)
    return rows.filter(withdrawn_at=None).select_related("account", "entered_by").order_by("asked_at", "id")


def decided(creditor: Creditor) -> QuerySet[LedgerRequest]:
    """Accepted, declined or taken back; the newest first."""
    over = Q(accepted_at__isnull=False) | Q(declined_at__isnull=False) | Q(withdrawn_at__isnull=False)
    rows = LedgerRequest.objects.filter(over, account__creditor=creditor)
    return rows.select_related("account", "by", "entered_by").order_by("-asked_at", "-id")


def binding(agency: Agency, today: date) -> QuerySet[LedgerRequest]:
    """Asked or accepted and not over, of accounts that are placed with this agency today; the newest first."""
    placed = Placement.objects.filter(agency=agency, from_on__lte=today).filter(Q(to_on=None) | Q(to_on__gte=today))
    rows = LedgerRequest.objects.filter(account__in=placed.values("account"), account__creditor=agency.creditor_id)
    open_ = rows.filter(declined_at=None, withdrawn_at=None).filter(Q(to_on=None) | Q(to_on__gte=today))
    return open_.select_related("account").order_by("-asked_at", "-id")


def accept(row: LedgerRequest, from_on: date, to_on: date | None, staff: Staff, means: Means, now: datetime) -> bool:
    """Binds the creditor and all its agencies on these days, both ends inclusive, and she sees it in her file; what was
    allowed or announced before for one of them ends. False: it was decided already, or taken back."""
    with transaction.atomic():
        held = _undecided(row)
        if held is None:
            return False
        held.from_on, held.to_on, held.accepted_at, held.by = from_on, to_on, now, staff
        held.save(update_fields=("from_on", "to_on", "accepted_at", "by"))
        ended: dict[str, Json] = {"ended": recalling.end_demands(held, now)}
        days: dict[str, Json] = {"from": from_on.isoformat(), "to": to_on.isoformat() if to_on else None}
        log.append("request_granted", held.id, {"staff": staff.id, **days, **ended}, now, _file(held))
        _told(held, from_on, means, now)
    return True


def decline(row: LedgerRequest, why: str, staff: Staff, now: datetime) -> bool:
    """With the reason that she reads. False: it was decided already, or taken back."""
    with transaction.atomic():
        held = _undecided(row)
        if held is None:
            return False
        held.declined_at, held.by, held.why = now, staff, why[:MOST_WHY]
        held.save(update_fields=("declined_at", "by", "why"))
        log.append("request_declined", held.id, {"staff": staff.id}, now, _file(held))
    return True


def end(row: LedgerRequest, to_on: date, why: str, staff: Staff, means: Means, now: datetime) -> bool:
    """An accepted one gets a last day, with the reason that she reads: today at the earliest, for nothing that was
    promised is taken back for days that are over. False: not in force, or the day lies before today."""
    with transaction.atomic():
        held = LedgerRequest.objects.select_for_update(of=("self",)).select_related(*_WITH).get(id=row.id)
        today = now.astimezone(zone_of(held.account)).date()
        if held.accepted_at is None or held.withdrawn_at or to_on < max(today, held.from_on):
            return False
        held.to_on, held.why, held.by = to_on, why[:MOST_WHY], staff
        held.save(update_fields=("to_on", "why", "by"))
        log.append("request_ended", held.id, {"staff": staff.id, "to": to_on.isoformat()}, now, _file(held))
        _told(held, held.from_on, means, now)
    return True


def _told(row: LedgerRequest, accepted_on: date, means: Means, now: datetime) -> None:
    """Her own request says so too, and what she keeps is answered with the days as they are now."""
    letter = row.letter
    if letter is None:
        return
    if letter.accepted_on == accepted_on:
        changed_debt(letter.debt, means, now)
    else:
        keeping.accept_request(letter, accepted_on, means, now)


def _undecided(row: LedgerRequest) -> LedgerRequest | None:
    """Locked, so that of two people who decide at once one does, and none about what she takes back meanwhile."""
    open_ = LedgerRequest.objects.filter(id=row.id, accepted_at=None, declined_at=None, withdrawn_at=None)
    return open_.select_for_update(of=("self",)).select_related(*_WITH).first()


def _file(row: LedgerRequest) -> File | None:
    return row.letter.debt.file if row.letter else None
