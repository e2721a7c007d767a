"""An account as of a moment: what the creditor says is owed (one witness) and what the debtor holds (the other)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from enum import IntEnum, StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from atesta.contact.money import Money
from atesta.contact.place import PLACES

MAX_AGE = timedelta(days=3)  # INTERFACES, "what is owed": an extract up to three days older than the message is used


class LenderKind(StrEnum):
    """Who really lent decides the regulator and some rules (facts/cn.md A5-A8)."""

    BANK = "bank"
    CONSUMER_FINANCE = "consumer_finance"
    SMALL_LOAN = "small_loan"
    PLATFORM = "platform"
    COMMERCIAL = "commercial"
    UNREGISTERED = "unregistered"
    UNKNOWN = "unknown"


class LegalStage(IntEnum):
    """The ladder, rising (PRODUCT row 17)."""

    NONE = 0
    REMINDER = 1
    AGENCY = 2
    LAWYERS_LETTER = 3
    HANDED_TO_LAWYERS = 4
    FILED = 5
    JUDGMENT = 6
    ENFORCEMENT = 7


class PauseKind(StrEnum):
    HARDSHIP = "hardship"
    DISPUTE = "dispute"
    WRITE_ONLY = "write_only"
    STOP = "stop"
    REPRESENTED = "represented"


@dataclass(frozen=True, slots=True)
class Lender:
    """Who really lent: not always the creditor whose name the debtor knows."""

    name: str
    kind: LenderKind = LenderKind.UNKNOWN


@dataclass(frozen=True, slots=True)
class LatenessGrade:
    """The creditor's own class for days past due, both ends inclusive; no `to_day` means no upper end."""

    grade: str
    from_day: int
    to_day: int | None = None


@dataclass(frozen=True, slots=True)
class Instalment:
    """`paid` is as of the extract's `as_of`."""

    due: date
    amount: Money
    paid: Money


@dataclass(frozen=True, slots=True)
class Payment:
    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Fee:
    on: date
    amount: Money
    kind: str


@dataclass(frozen=True, slots=True)
class LegalStep:
    """One step on record, with the proof that a court step carries. `at` is the moment by which lawyers had accepted,
    None where only the day is kept."""

    stage: LegalStage
    on: date
    court: str = ""
    case_number: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CreditReport:
    on: date


@dataclass(frozen=True, slots=True)
class Pause:
    """A request that stops contact. Both ends inclusive, in the debtor's zone; no `to` means still in force. `written`
    False: it was only said; a rule about written requests says nothing of it."""

    kind: PauseKind
    from_: date
    to: date | None = None
    accepted: bool = True
    written: bool = True


@dataclass(frozen=True, slots=True)
class Receipt:
    """Held by the debtor: the second witness."""

    on: date
    amount: Money
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """The creditor's extract, and the debtor's receipts beside it (PRODUCT row 12)."""

    as_of: datetime
    account: str
    creditor: str
    lender: Lender
    place: str
    zone: str | None
    currency: str
    instalments: tuple[Instalment, ...] = ()
    payments: tuple[Payment, ...] = ()
    fees: tuple[Fee, ...] = ()
    legal: tuple[LegalStep, ...] = ()
    credit_reports: tuple[CreditReport, ...] = ()
    pauses: tuple[Pause, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    lateness_grades: tuple[LatenessGrade, ...] = ()
    pay_to: tuple[str, ...] | None = None
    typed_by_debtor: bool = False


class Witness(StrEnum):
    """How an extract may be used for a moment (INTERFACES, "what is owed")."""

    USED = "used"
    TOO_OLD = "too_old"
    CANNOT_REBUILD = "cannot_rebuild"


@dataclass(frozen=True, slots=True)
class OpenInstalment:
    """An instalment of which something was not paid on a day. `days_late` is 0 up to and including the due day."""

    due: date
    left: Decimal
    days_late: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What one witness says was owed on a day of the debtor's zone; amounts in `currency`, instalments oldest first.

    `overdue` were due before that day, `to_come` on it or later. `fees` are those charged up to that day. `unallocated`
    are payments that the extract lists but no instalment shows as paid: the extract does not say where they went.
    """

    day: date
    currency: str
    overdue: tuple[OpenInstalment, ...]
    to_come: tuple[OpenInstalment, ...]
    fees: Decimal
    unallocated: Decimal = Decimal(0)

    @property
    def owed(self) -> Decimal:
        return sum((part.left for part in self.overdue), Decimal(0))

    @property
    def remaining(self) -> Decimal:
        return self.owed + sum((part.left for part in self.to_come), Decimal(0))

    @property
    def days_late(self) -> int:
        """Days past due of the oldest instalment that is not paid; 0 when nothing is overdue."""
        return self.overdue[0].days_late if self.overdue else 0


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def debtor_zone(account: Account | None, place: str | None) -> tzinfo | None:
    """The debtor's zone: the account's, or the place's where the place has only one; None when neither is known."""
    if account is not None and account.zone:
        return _zone(account.zone)
    code = account.place if account is not None else place
    known = PLACES.get(code or "")
    return _zone(known.only_zone) if known and known.only_zone else None


def debtor_day(account: Account, moment: datetime) -> date:
    """The calendar day of a moment where the debtor lives; of the moment's own offset when the zone is unknown."""
    return moment.astimezone(debtor_zone(account, None) or moment.tzinfo).date()


def witness(account: Account, moment: datetime) -> Witness:
    """May this extract speak for what was owed at `moment`?

    Older by at most three days: yes. Newer: yes, when each amount shown as paid is covered by dated payments, so that
    those made after the moment's day can be taken off again; a payment of that very day counts as already there.
    """
    if moment - account.as_of > MAX_AGE:
        return Witness.TOO_OLD
    if account.as_of > moment and debtor_day(account, account.as_of) > debtor_day(account, moment):
        dated = sum((p.amount.amount for p in account.payments), Decimal(0))
        if _paid(account) > dated:
            return Witness.CANNOT_REBUILD
    return Witness.USED


def standing(account: Account, day: date, *, with_receipts: bool = False) -> Standing:
    """What was owed on `day`: instalments due before it and not paid, later payments not counted.

    `paid` of an instalment is as of the extract. Payments between the extract and `day` are added, oldest instalment
    first; payments after `day` are taken off again, newest instalment first. With `with_receipts`, receipts that the
    extract does not know are added too: that is the debtor's own account of it (PRODUCT row 12).
    """
    extract_day = debtor_day(account, account.as_of)
    late = sum((p.amount.amount for p in account.payments if day < p.on <= extract_day), Decimal(0))
    more = sum((p.amount.amount for p in account.payments if extract_day < p.on <= day), Decimal(0))
    if with_receipts:
        more += sum((r.amount.amount for r in unknown_receipts(account, day)), Decimal(0))
    left = _left(account, take_off=late, add=more)
    parts = tuple(OpenInstalment(due, amount, max((day - due).days, 0)) for due, amount in left if amount > 0)
    counted = sum((p.amount.amount for p in account.payments if p.on <= min(day, extract_day)), Decimal(0))
    return Standing(
        day=day,
        currency=account.currency,
        overdue=tuple(part for part in parts if part.due < day),
        to_come=tuple(part for part in parts if part.due >= day),
        fees=sum((fee.amount.amount for fee in account.fees if fee.on <= day), Decimal(0)),
        unallocated=max(counted - max(_paid(account) - late, Decimal(0)), Decimal(0)),
    )


def _paid(account: Account) -> Decimal:
    return sum((instalment.paid.amount for instalment in account.instalments), Decimal(0))


def _left(account: Account, *, take_off: Decimal, add: Decimal) -> list[tuple[date, Decimal]]:
    """Each instalment's open part by due date: payments taken off (newest first), then added (oldest first)."""
    rows = sorted(account.instalments, key=lambda instalment: instalment.due)
    paid = [row.paid.amount for row in rows]
    for index in reversed(range(len(rows))):
        part = min(take_off, paid[index])
        paid[index] -= part
        take_off -= part
    for index, row in enumerate(rows):
        part = min(add, max(row.amount.amount - paid[index], Decimal(0)))
        paid[index] += part
        add -= part
    return [(row.due, row.amount.amount - paid[index]) for index, row in enumerate(rows)]


class Beside(StrEnum):
    """How a receipt of the debtor stands beside the extract. The last two are unknown to it."""

    MATCHES = "matches"
    IN_PAID_SUM = "in_paid_sum"  # no dated payment, but inside what is shown as paid
    NEWER = "newer"  # the extract was made before that day: it cannot know it
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class ReceiptBeside:
    """One receipt, how it stands, and the payment of the extract that is taken for the same one."""

    receipt: Receipt
    beside: Beside
    payment: Payment | None = None

    @property
    def known(self) -> bool:
        return self.beside in (Beside.MATCHES, Beside.IN_PAID_SUM)


def receipts_beside(account: Account, day: date) -> tuple[ReceiptBeside, ...]:
    """Each receipt up to `day` beside the extract, by day: one later than `day` was not there yet.

    A payment of the same amount within five days is taken for the same payment (bank days); each payment explains one
    receipt. What is shown as paid without a dated payment explains receipts too.
    """
    extract_day = debtor_day(account, account.as_of)
    payments = list(account.payments)
    undated = max(_paid(account) - sum((p.amount.amount for p in payments), Decimal(0)), Decimal(0))
    found = []
    for receipt in sorted(account.receipts, key=lambda receipt: receipt.on):
        if receipt.on > day:
            continue
        known = next((p for p in payments if p.amount == receipt.amount and abs((p.on - receipt.on).days) <= 5), None)
        beside = Beside.NEWER if receipt.on > extract_day else Beside.NOT_KNOWN
        if known is not None:
            payments.remove(known)
            beside = Beside.MATCHES
        elif receipt.on <= extract_day and receipt.amount.amount <= undated:
            undated -= receipt.amount.amount
            beside = Beside.IN_PAID_SUM
        found.append(ReceiptBeside(receipt, beside, known))
    return tuple(found)


def unknown_receipts(account: Account, day: date) -> tuple[Receipt, ...]:
    """Receipts up to `day` that the extract does not know: neither among its payments nor inside what it shows as paid.

    A receipt newer than the extract is unknown to it as well ("paid, not cleared", PRODUCT 5 row 17).
    """
    return tuple(found.receipt for found in receipts_beside(account, day) if not found.known)


def grade_for(account: Account, days_late: int) -> LatenessGrade | None:
    """The creditor's own grade for a count of days, or None where the creditor gave none."""
    for grade in account.lateness_grades:
        if grade.from_day <= days_late and (grade.to_day is None or days_late <= grade.to_day):
            return grade
    return None


def step_on(account: Account, day: date, moment: datetime | None = None) -> LegalStep | None:
    """The furthest legal step on record on that day, at that moment of it; a later step is not yet there."""
    steps = [step for step in account.legal if step.stage > LegalStage.NONE and _there(step, day, moment)]
    return max(steps, key=lambda step: (step.stage, step.on), default=None)


def _there(step: LegalStep, day: date, moment: datetime | None) -> bool:
    """A hand-off counts from its moment, or from the day after it: an acceptance of the evening makes nothing true that
    was said in the morning."""
    if step.stage is not LegalStage.HANDED_TO_LAWYERS or step.on != day:
        return step.on <= day
    return step.at is not None and moment is not None and step.at <= moment


def reported_on(account: Account, day: date) -> CreditReport | None:
    """The latest report to a credit bureau up to that day."""
    reports = [report for report in account.credit_reports if report.on <= day]
    return max(reports, key=lambda report: report.on, default=None)
