"""Who asks the gate, for what, and until when what it allowed may be made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from atesta.contact.message import Channel, Purpose, Recipient
from atesta.errors import InputError
from atesta.store.gate_history import OWN
from atesta.store.models import Agency, Creditor

CALL_LASTS, OTHER_LASTS = timedelta(minutes=15), timedelta(hours=1)
"""After the planned time: until then what was allowed may be made."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as its key or its sign-in says: the creditor itself (`agency` None) or one of its agencies."""

    creditor: Creditor
    agency: Agency | None = None

    @property
    def by(self) -> str:
        return self.agency.slug if self.agency else OWN


@dataclass(frozen=True, slots=True)
class Wanted:
    """A contact that somebody wants to make: the account's number as the creditor writes it, the number to reach (""
    where the channel has none), the sender's address, and when."""

    account: str
    number: str
    address: str
    channel: Channel
    purpose: Purpose
    to: Recipient
    at: datetime


def ends_at(channel: Channel, planned: datetime, now: datetime) -> datetime:
    return max(planned, now) + lasts(channel)


def lasts(channel: Channel) -> timedelta:
    return CALL_LASTS if channel is Channel.CALL else OTHER_LASTS


def no_offset() -> InputError:
    return InputError(
        "The time has no offset from UTC.",
        "Its day and hour at the debtor would be a guess.",
        "Give it as 2026-11-24T10:30:00+08:00.",
        key="gate_moment",
    )
