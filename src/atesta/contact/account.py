"""An account as of a moment: what the creditor says is owed (one witness) and what the debtor holds (the other)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

from atesta.contact.money import Money


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
    """One step on record, with the proof that a court step carries."""

    stage: LegalStage
    on: date
    court: str = ""
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class CreditReport:
    on: date


@dataclass(frozen=True, slots=True)
class Pause:
    """A request that stops contact. Both ends inclusive, in the debtor's zone; no `to` means still in force."""

    kind: PauseKind
    from_: date
    to: date | None = None
    accepted: bool = True


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
