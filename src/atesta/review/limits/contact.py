"""What every check of a limit reads: one contact, its zone, its day and who stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from atesta.contact.account import Account
from atesta.contact.history import PastContact
from atesta.contact.message import Message, Purpose, Recipient
from atesta.contact.place import PLACES
from atesta.kept import Kept
from atesta.mandate.directory import Directory
from atesta.review.finding import Claim, Finding, TextSpan, Truth
from atesta.rules.rule import Citation, InForce, Rule

# Only these press for payment, or stand in for it: what the debtor asked for may be sent at any hour and any number
# of times (facts/intl.md CO-FREQ?, SFC 2023080946).
COLLECTING = frozenset({Purpose.DEMAND, Purpose.REQUIRED_NOTICE})


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact beside the account and the directory. `zones` are all that the recipient may live in (none: the
    place is unknown); `history` None is unknown, () is none; `party` None is unknown.

    `clocks` has the moment of receipt in each zone, none where it is unknown. `day` is the day at the debtor: requests
    run by it, and it chooses the version of a rule. `before` are the contacts that press for payment and came before
    this one, none when the history is unknown. `conversation`: somebody was spoken to, which a message
    left on voice mail did not do. All three are asked by every rule, so they are worked out once.
    """

    message: Message
    claims: tuple[Claim, ...]
    account: Account | None
    directory: Directory | None
    history: tuple[PastContact, ...] | None
    place: str | None
    party: str | None
    clocks: Mapping[str, datetime]
    zones: tuple[str, ...]
    day: date | None
    before: tuple[PastContact, ...]
    conversation: bool = True

    @classmethod
    def of(
        cls,
        message: Message,
        truth: Truth,
        account: Account | None,
        directory: Directory | None,
        history: tuple[PastContact, ...] | None,
        place: str | None,
        party: str | None,
    ) -> Contact:
        zones, received = candidate_zones(message, account, place), message.received
        clocks = {zone: received.astimezone(ZoneInfo(zone)) for zone in zones} if received is not None else {}
        day = _day(received, (account.zone if account else None) or next(iter(zones), None), clocks)
        before = _before(history or (), received)
        return cls(message, truth.claims, account, directory, history, place, party, clocks, zones, day, before)


def _day(received: datetime | None, zone: str | None, clocks: Mapping[str, datetime]) -> date | None:
    if received is None:
        return None
    local = clocks.get(zone or "") or (received.astimezone(ZoneInfo(zone)) if zone else received)
    return local.date()


def _before(history: tuple[PastContact, ...], received: datetime | None) -> tuple[PastContact, ...]:
    return tuple([past for past in history if past.purpose in COLLECTING and (received is None or past.at < received)])


@lru_cache(16_384)
def local_day(moment: datetime, zone: str) -> date:
    """The calendar day of a moment. Kept: a history is counted again for each rule and each message."""
    return moment.astimezone(ZoneInfo(zone)).date()


def candidate_zones(message: Message, account: Account | None, place: str | None) -> tuple[str, ...]:
    """The account's zone is the debtor's; anybody else may live anywhere in the place."""
    if account is not None and account.zone and message.to is Recipient.DEBTOR:
        return (account.zone,)
    return PLACES[place].zones if place is not None else ()


def limit_finding(
    rule: Rule,
    version: InForce,
    answer: str,
    measured: Mapping[str, object],
    *,
    claim: Claim | None = None,
) -> Finding:
    """A finding of this room. Its id is the rule's, and for something announced also where it stands."""
    begins, cited = _cited.of(version, _cited_as)
    return Finding(
        id=f"limits:{rule.id}:{claim.start}" if claim else f"limits:{rule.id}",
        rule=rule.id,
        version=begins,
        answer=answer,
        span=TextSpan(claim.start, claim.end) if claim else None,
        quote=claim.quote if claim else "",
        citations=cited,
        measured=dict(measured),
    )


_cited: Kept[InForce, tuple[str, tuple[Citation, ...]]] = Kept(1024)


def _cited_as(version: InForce) -> tuple[str, tuple[Citation, ...]]:
    return version.version, (version.citation,)
