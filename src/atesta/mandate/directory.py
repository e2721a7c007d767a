"""Who may speak for a creditor: own senders, agencies, mandates, placements, registrations, do-not-contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Span:
    """Days in the debtor's zone, both ends inclusive; None is open."""

    from_: date | None = None
    to: date | None = None

    def covers(self, day: date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)

    def ended_before(self, day: date) -> bool:
        return self.to is not None and self.to < day


@dataclass(frozen=True, slots=True)
class Sender:
    address: str
    span: Span


@dataclass(frozen=True, slots=True)
class Agency:
    id: str
    name: str
    senders: tuple[Sender, ...] = ()


@dataclass(frozen=True, slots=True)
class Mandate:
    """`revoked_at`: it was ended early then, by the clock of the creditor, and `revoked_why` says why; `span` ends on
    the day before."""

    agency: str
    span: Span
    channels: tuple[str, ...] = ()
    revoked_at: datetime | None = None
    revoked_why: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    account: str
    agency: str
    span: Span


@dataclass(frozen=True, slots=True)
class Registration:
    """A contact announced before it was made: a message by its `text`, a call by its window and code.

    A registration that names no channel counts for any: the address decides by which one it can be sent.
    """

    address: str
    channel: str | None = None
    account: str | None = None
    at: datetime | None = None
    text: str | None = None
    opens: datetime | None = None
    closes: datetime | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Do not contact from this address again (B1.4), up to and including `to`. `at` is the moment of it where it is
    known: what came earlier on that day came before it."""

    address: str
    on: date
    by: str = ""
    to: date | None = None
    at: datetime | None = None

    def stands(self, day: date, moment: datetime | None = None) -> bool:
        made = self.at <= moment if self.at and moment else self.on <= day
        return made and (self.to is None or day <= self.to)


@dataclass(frozen=True, slots=True)
class Directory:
    """A creditor's list. `creditor` empty: nobody's, it holds only what the debtor reported herself."""

    creditor: str
    as_of: datetime | None
    own_senders: tuple[Sender, ...] = ()
    agencies: tuple[Agency, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    placements: tuple[Placement, ...] = ()
    registrations: tuple[Registration, ...] = ()
    reports: tuple[Report, ...] = ()

    @property
    def lists_senders(self) -> bool:
        """Whether it is anybody's word about who may speak for the creditor."""
        return bool(self.creditor)
