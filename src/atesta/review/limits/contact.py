"""What every check of a limit reads: one contact, its zone, its day and who stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from atesta.contact.account import Account
from atesta.contact.history import PastContact
from atesta.contact.message import Message, Purpose, Recipient
from atesta.contact.place import PLACES
from atesta.mandate.directory import Directory
from atesta.review.finding import Claim, Finding, TextSpan, Truth
from atesta.review.limits.party import bound_party
from atesta.rules.rule import InForce, Rule

# Only these press for payment, or stand in for it: what the debtor asked for may be sent at any hour and any number
# of times (facts/intl.md CO-FREQ?, SFC 2023080946).
COLLECTING = frozenset({Purpose.DEMAND, Purpose.REQUIRED_NOTICE})


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact beside the account and the directory. `zones` are all that the recipient may live in (none: the
    place is unknown); `history` None is unknown, () is none; `party` None is unknown."""

    message: Message
    claims: tuple[Claim, ...]
    account: Account | None
    directory: Directory | None
    history: tuple[PastContact, ...] | None
    place: str | None
    zones: tuple[str, ...]
    party: str | None

    @classmethod
    def of(
        cls,
        message: Message,
        truth: Truth,
        account: Account | None,
        directory: Directory | None,
        history: tuple[PastContact, ...] | None,
        place: str | None,
    ) -> Contact:
        zones = candidate_zones(message, account, place)
        party = bound_party(message, directory, place)
        return cls(message, truth.claims, account, directory, history, place, zones, party)

    @property
    def day(self) -> date | None:
        """The day at the debtor: requests run by it, and it chooses the version of a rule."""
        zone = (self.account.zone if self.account else None) or next(iter(self.zones), None)
        local = self.local(zone) if zone else self.message.received
        return local.date() if local is not None else None

    def local(self, zone: str) -> datetime | None:
        received = self.message.received
        return None if received is None else received.astimezone(ZoneInfo(zone))

    def before(self) -> tuple[PastContact, ...]:
        """Contacts that press for payment and came before this one. Empty when the history is unknown."""
        received = self.message.received
        return tuple(
            past
            for past in self.history or ()
            if past.purpose in COLLECTING and (received is None or past.at < received)
        )


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
    return Finding(
        id=f"limits:{rule.id}" + (f":{claim.start}" if claim else ""),
        rule=rule.id,
        version=version.version,
        answer=answer,
        span=TextSpan(claim.start, claim.end) if claim else None,
        quote=claim.quote if claim else "",
        citations=(version.citation,),
        measured=dict(measured),
    )
