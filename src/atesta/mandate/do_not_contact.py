"""Do not contact (B1.4): senders that somebody reported, and people who refused, as one list for all agencies.

A reported sender is blocked towards the reporter at once, and for everyone when compliance confirmed it. A person's
refusal binds every agency once it is verified that it is hers; until then somebody has to decide. The gate asks
`may_contact` before a contact; a review of one that was made reads the same list as a directory's reports, an account's
pauses and a history's refusals, so that both can only say the same.

A person is here by a keyed hash of her number and by nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from atesta.contact.account import Pause, PauseKind
from atesta.contact.history import Outcome, PastContact
from atesta.contact.message import Channel, Purpose, Recipient
from atesta.kept import Kept
from atesta.mandate.directory import Directory, Report
from atesta.mandate.lookup import ByAddress

__all__ = [
    "REASONS",
    "Allowed",
    "AskPerson",
    "Decision",
    "DoNotContact",
    "Reason",
    "Refusal",
    "RefusalKind",
    "Refused",
    "ReportedSender",
    "beside",
    "may_contact",
    "pauses_for",
    "refused_before",
    "reports_for",
]


class RefusalKind(StrEnum):
    """stop: no contact. write_only: nobody calls or comes. represented: only her lawyer or adviser is contacted.
    third_party: somebody who does not owe refuses all of it."""

    STOP = "stop"
    WRITE_ONLY = "write_only"
    REPRESENTED = "represented"
    THIRD_PARTY = "third_party"


@dataclass(frozen=True, slots=True)
class ReportedSender:
    """`reporter`: the keyed hash of the number that reported it, "" where nobody knows. It ends at `lifted_at`."""

    address: str
    reporter: str
    since: datetime
    by: str = ""
    confirmed_at: datetime | None = None
    lifted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """`recipient`: the keyed hash of her number. `verified_at`: when it was known to be hers."""

    recipient: str
    kind: RefusalKind
    since: datetime
    verified_at: datetime | None = None
    lifted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DoNotContact:
    """`place` is whose numbers these are where one is written without its country."""

    place: str | None = None
    senders: tuple[ReportedSender, ...] = ()
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """`id` is one of REASONS; `since` is when that began, `by` the body to which a sender was reported."""

    id: str
    since: datetime | None = None
    by: str = ""


REASONS = (
    "sender_reported",
    "sender_reported_by_recipient",
    "recipient_unknown",
    "refused_stop",
    "refused_write_only",
    "refused_represented",
    "refused_third_party",
    "refusal_unverified",
    "channel_unknown",
)


@dataclass(frozen=True, slots=True)
class Allowed:
    """By this list: hours, counts, mandate and placement are asked elsewhere."""


@dataclass(frozen=True, slots=True)
class Refused:
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class AskPerson:
    reasons: tuple[Reason, ...]


Decision = Allowed | Refused | AskPerson
_BY_VOICE = frozenset({Channel.CALL, Channel.VISIT})


class _Index:
    def __init__(self, held: DoNotContact) -> None:
        self.senders = ByAddress((one.address, one) for one in held.senders)
        self.refusals: dict[str, list[Refusal]] = {}
        for one in held.refusals:
            self.refusals.setdefault(one.recipient, []).append(one)


_indexes: Kept[DoNotContact, _Index] = Kept(16)


def may_contact(  # the question and what it is about, by name
    held: DoNotContact,
    sender: str,
    recipient: str | None,
    at: datetime,
    *,
    purpose: Purpose = Purpose.DEMAND,
    channel: Channel | None = None,
) -> Decision:
    """May this sender contact this person (a keyed hash, None where nobody knows the number) at that moment?

    Notices that the law requires, answers and receipts pass: a list may not keep from her what she is owed.
    """
    if purpose is not Purpose.DEMAND:
        return Allowed()
    refused, asked = list[Reason](), list[Reason]()
    for certain, reason in (*_of_sender(held, sender, recipient, at), *_of_recipient(held, recipient, at, channel)):
        (refused if certain else asked).append(reason)
    if refused:
        return Refused(tuple(refused))
    return AskPerson(tuple(asked)) if asked else Allowed()


def _of_sender(held: DoNotContact, sender: str, recipient: str | None, at: datetime) -> Iterator[tuple[bool, Reason]]:
    for one in _index(held).senders.at(sender, held.place):
        if not _runs(one.since, one.lifted_at, at):
            continue
        if one.confirmed_at is not None and one.confirmed_at <= at:
            yield True, Reason("sender_reported", one.since, one.by)
        elif recipient is None:
            yield False, Reason("recipient_unknown", one.since, one.by)
        elif one.reporter and one.reporter == recipient:
            yield True, Reason("sender_reported_by_recipient", one.since, one.by)


def _of_recipient(
    held: DoNotContact, recipient: str | None, at: datetime, channel: Channel | None
) -> Iterator[tuple[bool, Reason]]:
    for one in refusals_of(held, recipient):
        if not _runs(one.since, one.lifted_at, at):
            continue
        if one.kind is RefusalKind.WRITE_ONLY and channel is not None and channel not in _BY_VOICE:
            continue
        if one.verified_at is None or one.verified_at > at:
            yield False, Reason("refusal_unverified", one.since)
        elif one.kind is RefusalKind.WRITE_ONLY and channel is None:
            yield False, Reason("channel_unknown", one.since)
        else:
            yield True, Reason(f"refused_{one.kind.value}", one.since)


def refusals_of(held: DoNotContact, recipient: str | None) -> tuple[Refusal, ...]:
    return tuple(_index(held).refusals.get(recipient, ())) if recipient else ()


def _index(held: DoNotContact) -> _Index:
    return _indexes.of(held, _Index)


def _runs(since: datetime, until: datetime | None, at: datetime) -> bool:
    return since <= at and (until is None or at < until)


def reports_for(held: DoNotContact, recipient: str | None, zone: tzinfo) -> tuple[Report, ...]:
    """What a review of a contact with this person reads: her own reports from their moment, other people's from when
    they were confirmed. Days are of `zone`, the debtor's. What was lifted stands until the day before."""
    return tuple(report for one in held.senders for report in _report(one, recipient, zone))


def _report(one: ReportedSender, recipient: str | None, zone: tzinfo) -> Iterator[Report]:
    own = bool(one.reporter) and one.reporter == recipient
    at = one.since if own else one.confirmed_at
    if at is None:
        return
    on, to = at.astimezone(zone).date(), _last_day(one.lifted_at, zone)
    if to is None or on <= to:
        yield Report(one.address, on, one.by, to, at)


def _last_day(lifted_at: datetime | None, zone: tzinfo) -> date | None:
    """The day on which it was lifted accuses nobody any more."""
    return lifted_at.astimezone(zone).date() - timedelta(days=1) if lifted_at else None


def beside(directory: Directory, held: DoNotContact, recipient: str | None, zone: tzinfo) -> Directory:
    """The directory as a review of a contact with this person reads it."""
    return replace(directory, reports=directory.reports + reports_for(held, recipient, zone))


def pauses_for(held: DoNotContact, recipient: str | None, zone: tzinfo) -> tuple[Pause, ...]:
    """Her own refusals as requests of an account: accepted from the day on which they were verified, asked before."""
    return tuple(pause for one in refusals_of(held, recipient) for pause in _pauses(one, zone))


def _pauses(one: Refusal, zone: tzinfo) -> Iterator[Pause]:
    if one.kind is RefusalKind.THIRD_PARTY:
        return
    kind, last = PauseKind(one.kind.value), _last_day(one.lifted_at, zone)
    first = one.since.astimezone(zone).date()
    verified = one.verified_at.astimezone(zone).date() if one.verified_at else None
    until = last if verified is None else verified - timedelta(days=1)
    if (verified is None or first < verified) and (until is None or first <= until):
        yield Pause(kind, first, until, accepted=False)
    if verified is not None and (last is None or verified <= last):
        yield Pause(kind, max(first, verified), last)


def refused_before(held: DoNotContact, recipient: str | None, at: datetime) -> tuple[PastContact, ...]:
    """The verified refusals of somebody who does not owe that stand at `at`, as lines of a history."""
    return tuple(
        PastContact(one.since, Channel.LETTER, Outcome.REFUSED, "own", Recipient.THIRD_PARTY)
        for one in refusals_of(held, recipient)
        if one.kind is RefusalKind.THIRD_PARTY
        and one.verified_at is not None
        and one.verified_at <= at
        and _runs(one.since, one.lifted_at, at)
    )
