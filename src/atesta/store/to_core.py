"""Rows -> the vocabulary of the core: a kept contact is a Message or a Call again, a debt an Account and a history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Protocol
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from atesta.contact.account import Account, Lender, LenderKind, Pause, PauseKind
from atesta.contact.account import Receipt as CoreReceipt
from atesta.contact.call import Call
from atesta.contact.history import Outcome, PastContact
from atesta.contact.message import Channel, Message, Provenance, Purpose, Recipient
from atesta.contact.money import Money
from atesta.contact.papers import with_pauses, with_receipts
from atesta.contact.place import PLACES
from atesta.errors import AtestaError
from atesta.evidence.anchors import Anchors
from atesta.intake.extract_file import open_extract
from atesta.intake.fields import zone_names
from atesta.intake.own_figures import account_of_figures, amount_of
from atesta.intake.transcript_file import read_transcript
from atesta.mandate.directory import Directory, Report
from atesta.store.models import Debt, Extract, KeptContact, LedgerRequest, Receipt, ReportedSender, Request
from atesta.telling.measures import read_measures
from atesta.transcript.acoustics import Acoustics

PAUSE_KINDS = {kind.value: kind for kind in PauseKind} | {"pause": PauseKind.STOP}
"""What a request stops. A pause asks for silence for a time: to stop, with an end. A statement stops nothing."""
UNKNOWN_SENDER = "unknown"
LOOKED_BACK = timedelta(days=62)
"""An earlier contact says nothing about a later one beyond this; only a refusal counts for so long."""
COUNTED_BACK = timedelta(days=10)
"""No count of any rule looks further back, whatever the zone: a week at most, see rules of kind `frequency`."""
MOST_EARLIER = 500
"""Of those that are counted: far beyond what any rule allows."""
PAST = ("at", "at_offset", "channel", "outcome", "to", "purpose", "sender")
"""What a line of a history needs of a row: rows without their texts, and not as models, are read ten times as fast."""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Timed(Protocol):
    """A row with a time, model or not."""

    @property
    def at(self) -> datetime | None: ...
    @property
    def at_offset(self) -> int | None: ...


class Passed(Timed, Protocol):
    """A row with the fields of PAST."""

    @property
    def channel(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def to(self) -> str: ...
    @property
    def purpose(self) -> str: ...
    @property
    def sender(self) -> str: ...


def moment_of(contact: Timed) -> datetime | None:
    """On the clock that she saw."""
    if contact.at is None or contact.at_offset is None:
        return contact.at
    return contact.at.astimezone(timezone(timedelta(minutes=contact.at_offset)))


def message_of(contact: KeptContact) -> Message:
    """A call or visit that she remembers is read like a message: what she wrote down is all there is."""
    return Message(
        text=contact.text,
        original=contact.text.encode("utf-8", "surrogatepass"),
        sender=contact.sender or None,
        received=moment_of(contact),
        channel=Channel(contact.channel),
        to=Recipient(contact.to),
        purpose=Purpose(contact.purpose),
        provenance=Provenance(contact.provenance),
    )


def call_of(contact: KeptContact) -> Call | None:
    """None where nothing of it was recorded or written down turn by turn."""
    if not contact.transcript:
        return None
    data = contact.transcript.encode()
    return Call(
        transcript=read_transcript(data, "transcript.json"),
        original=f"sha256:{contact.original.sha256}" if contact.original else "",
        caller=contact.sender or None,
        began=moment_of(contact),
        to=Recipient(contact.to),
        purpose=Purpose(contact.purpose),
        provenance=Provenance(contact.provenance),
    )


def acoustics_of(contact: KeptContact) -> Acoustics | None:
    return read_measures(contact.measures) if contact.measures else None


def past_of(contact: Passed) -> PastContact | None:
    """As a line of a history; None without a time: it counts in no day."""
    at = moment_of(contact)
    if at is None:
        return None
    return PastContact(
        at=at,
        channel=Channel(contact.channel),
        outcome=Outcome(contact.outcome or default_outcome(contact.channel)),
        by=UNKNOWN_SENDER,
        to=Recipient(contact.to),
        purpose=Purpose(contact.purpose),
        address=contact.sender or None,
    )


def reports_of(debt: Debt) -> Directory | None:
    """What she reported herself, as a list of nobody's: it knows no sender of the creditor's. None: she did not."""
    rows = ReportedSender.objects.filter(file=debt.file_id).order_by("on", "id")
    zone = ZoneInfo(given_zone(debt) or PLACES[debt.place].zones[0])
    reports = tuple(Report(row.address, row.on, row.by, at=_reported_at(row, zone)) for row in rows)
    return Directory("", None, reports=reports) if reports else None


def _reported_at(report: ReportedSender, zone: ZoneInfo) -> datetime:
    """When it surely had been made: what she reported came before that, and often on the same day. Entered on its day,
    it was made by then; else by the end of the day."""
    entered = report.made_at.astimezone(zone)
    if entered.date() == report.on:
        return entered
    return datetime.combine(report.on + timedelta(days=1), time(), zone)


def default_outcome(channel: str) -> str:
    return "conversation" if channel in ("call", "visit") else "delivered"


def history_of(contact: KeptContact) -> tuple[PastContact, ...]:
    """What was kept of this debt before it and any rule can ask about, oldest first: what is counted; who refused to be
    contacted again; where there is neither, the latest one, because it is known then that there was one. Without a time
    of its own nothing is counted, and all that came before it is asked about."""
    if contact.debt_id is None:
        return ()
    before = KeptContact.objects.filter(
        debt_id=contact.debt_id, order__lt=contact.order, order__gte=contact.order - LOOKED_BACK, at__isnull=False
    ).order_by("-order", "-id")
    since = contact.order - (COUNTED_BACK if contact.at else LOOKED_BACK)
    recent = pasts(before.filter(order__gte=since), MOST_EARLIER)
    refused = before.filter(order__lt=since, to=Recipient.THIRD_PARTY, outcome=Outcome.REFUSED)
    found = (*recent, *pasts(refused, MOST_EARLIER)) or pasts(before, 1)
    return tuple(reversed(found))


def pasts(contacts: QuerySet[KeptContact], most: int) -> tuple[PastContact, ...]:
    """The first `most` of them, as lines of a history."""
    rows = contacts.values_list(*PAST, named=True)[:most]
    return tuple(past for row in rows if (past := past_of(row)) is not None)


def account_of(debt: Debt, anchors: Anchors) -> Account | None:
    """The newest extract, else her own figures, with her receipts and requests beside it; None where neither is held
    and she asked for nothing. An extract whose signer nobody knows counts as hers (intake.extract_file)."""
    extracted = next(filter(None, (read_extract(row, anchors) for row in newest_extracts(debt))), None)
    pauses = tuple(_pauses(debt.requests.select_related("at_creditor").order_by("asked_on", "id")))
    if extracted is not None:
        account = extracted
    elif debt.owed and debt.due and debt.lender:
        account = account_of_figures(
            debt.lender,
            debt.due,
            debt.owed,
            debt.currency,
            debt.place,
            debt.figures_at or debt.made_at,
            kind=LenderKind(debt.lender_kind),
            zone=given_zone(debt),
        )
    elif pauses:
        account = _bare(debt)
    else:
        return None
    return with_pauses(with_receipts(account, _receipts(debt, account.currency)), pauses)


def given_zone(debt: Debt) -> str | None:
    """Hers, where there is such a zone: one row that came with another must not close the whole file."""
    return debt.zone if debt.zone in zone_names() else None


def newest_extracts(debt: Debt) -> QuerySet[Extract]:
    return debt.extracts.order_by("-as_of", "-made_at", "-id")


def read_extract(row: Extract, anchors: Anchors) -> Account | None:
    """None where it can no longer be read: it was whole when it was kept, so the page says that and goes on."""
    try:
        return open_extract(row.token, anchors).account
    except AtestaError:
        return None


def _bare(debt: Debt) -> Account:
    """Only her requests are known. It is as old as can be, so that nobody takes it for a word about what is owed."""
    lender = Lender(debt.lender, LenderKind(debt.lender_kind))
    return Account(
        _LONG_AGO, "", debt.lender, lender, debt.place, given_zone(debt), debt.currency, typed_by_debtor=True
    )


def _receipts(debt: Debt, currency: str) -> Iterator[CoreReceipt]:
    for row in debt.receipts.order_by("on", "id"):
        yield receipt_of(row, debt, currency)


def receipt_of(row: Receipt, debt: Debt, currency: str) -> CoreReceipt:
    return CoreReceipt(row.on, Money(amount_of(row.amount, debt.place, currency, "amount"), currency), row.reference)


def _pauses(requests: Iterable[Request]) -> Iterator[Pause]:
    """Asked until it is accepted, then accepted; withdrawn from that day on. What was never asked stops nothing. Where
    the creditor accepted it here, its last day counts."""
    for request in requests:
        kind = PAUSE_KINDS.get(request.kind)
        if kind is None:
            continue
        last = _earlier(request.until, _day_before(request.withdrawn_on))
        accepted = request.accepted_on
        asked_last = _earlier(last, _day_before(accepted))
        if asked_last is None or asked_last >= request.asked_on:
            yield Pause(kind, request.asked_on, asked_last, accepted=False)
        last = _earlier(last, _granted_until(request))
        if accepted and (last is None or last >= accepted):
            yield Pause(kind, accepted, last)


def _granted_until(request: Request) -> date | None:
    row: LedgerRequest | None = getattr(request, "at_creditor", None)
    return row.to_on if row is not None and row.accepted_at else None


def _day_before(day: date | None) -> date | None:
    return day - timedelta(days=1) if day else None


def _earlier(first: date | None, second: date | None) -> date | None:
    return min(filter(None, (first, second)), default=None)
