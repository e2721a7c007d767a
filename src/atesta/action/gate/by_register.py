"""May whoever asks speak for the creditor, by this sender, on this channel, about this account, on that day? (A3)

The same look-ups as review.authenticity, asked of whoever wants to make the contact instead of what it says of itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from atesta.action.gate.asked import OWN, Asked, Known, Reason
from atesta.contact.message import Purpose
from atesta.contact.place import PLACES
from atesta.mandate.lookup import Listing, Stand, Standing, listings, mandate_on, placement_on, revocation_of, standing_on
from atesta.rules.rule import Citation, Confidence, Force

A3 = (Citation("A3", Force.HOUSE, Confidence.V),)

_SENDER = {Standing.ENDED: "sender_ended", Standing.NOT_YET: "sender_not_yet"}
_MANDATE = {
    Standing.ENDED: "mandate_ended",
    Standing.NOT_YET: "mandate_not_yet",
    Standing.ABSENT: "mandate_absent",
}
_PLACEMENT = {
    Standing.ENDED: "placement_recalled",
    Standing.NOT_YET: "placement_not_yet",
    Standing.ABSENT: "placement_missing",
}


def from_register(asked: Asked, known: Known) -> Iterator[Reason]:
    """Where her zone is not known, every day that it may be has to give the same reasons; else somebody must look."""
    days = _days(asked, known)
    found = [tuple(_on_day(asked, known, day)) for day in days]
    if len({tuple(reason.id for reason in reasons) for reasons in found}) > 1:
        yield Reason("day_unknown", "ask", {"days": [day.isoformat() for day in days]}, A3)
    else:
        yield from found[0]


def _days(asked: Asked, known: Known) -> tuple[date, ...]:
    """The days at the debtor: one where her zone is known, else those of the zones of the place."""
    zone = known.account.zone if known.account is not None else None
    zones = (zone,) if zone else PLACES[known.place].zones
    return tuple(sorted({asked.at.astimezone(ZoneInfo(each)).date() for each in zones}))


def _on_day(asked: Asked, known: Known, day: date) -> Iterator[Reason]:
    yield from _of_sender(asked, known, day)
    if asked.by != OWN:
        yield from _of_agency(asked, known, day)
    if asked.account is None:
        yield Reason("account_unknown", "ask", {}, A3)


def _of_sender(asked: Asked, known: Known, day: date) -> Iterator[Reason]:
    found = listings(known.directory, asked.sender, known.place)
    own = [listing for listing in found if _holder(listing) == asked.by]
    stand = standing_on(day, (listing.sender.span for listing in own))
    if stand.standing is Standing.IN_FORCE:
        return
    if not found:
        yield Reason("sender_unlisted", "refused", {"on": day.isoformat()}, A3)
    elif not own:
        # Whose it is stays with the creditor: one agency is told nothing of another.
        yield Reason("sender_of_another", "refused", {"on": day.isoformat()}, A3)
    else:
        yield Reason(_SENDER[stand.standing], "refused", {"on": day.isoformat(), **_span(stand)}, A3)


def _holder(listing: Listing) -> str:
    return OWN if listing.agency is None else listing.agency.id


def _of_agency(asked: Asked, known: Known, day: date) -> Iterator[Reason]:
    channel = asked.channel.value
    mandate = mandate_on(known.directory, asked.by, channel, day)
    if mandate.standing is not Standing.IN_FORCE:
        yield _of_mandate(asked, known, day, mandate)
    if asked.account is None:
        return
    placed = placement_on(known.directory, asked.by, asked.account, day)
    if placed.standing is not Standing.IN_FORCE:
        yield Reason(_PLACEMENT[placed.standing], "refused", {"on": day.isoformat(), **_span(placed)}, A3)
    elif asked.purpose is Purpose.DEMAND and (others := _also_placed(asked, known, day)):
        yield Reason("placement_overlaps", "ask", {"on": day.isoformat(), "agencies": others + 1}, A3)


def _of_mandate(asked: Asked, known: Known, day: date, stand: Stand) -> Reason:
    """One that was revoked is told with its hour and the reason: it did not just run out."""
    measured = {"on": day.isoformat(), "channel": asked.channel.value, **_span(stand)}
    revoked = revocation_of(known.directory, asked.by, stand)
    if revoked is None or revoked.revoked_at is None:
        return Reason(_MANDATE[stand.standing], "refused", measured, A3)
    told = {"at": revoked.revoked_at.isoformat(timespec="seconds"), "why": revoked.revoked_why}
    return Reason("mandate_revoked", "refused", {**measured, **told}, A3)


def _also_placed(asked: Asked, known: Known, day: date) -> int:
    """With how many other agencies the account is on that day, without saying which."""
    placed = known.directory.placements
    return len({p.agency for p in placed if p.account == asked.account and p.agency != asked.by and p.span.covers(day)})


def _span(stand: Stand) -> dict[str, object]:
    if stand.span is None:
        return {}
    ends = {"from": stand.span.from_, "to": stand.span.to}
    return {key: day.isoformat() for key, day in ends.items() if day is not None}
