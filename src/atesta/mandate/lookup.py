"""What a directory says about one address on one day: listed, mandated, placed, reported (PRODUCT row 13; A3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from atesta.mandate.address import same_address
from atesta.mandate.directory import Agency, Directory, Registration, Report, Sender, Span


class Standing(StrEnum):
    """Where a day lies against the spans on file: in one, after one that ended, before the first; or no span at all."""

    IN_FORCE = "in_force"
    ENDED = "ended"
    NOT_YET = "not_yet"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Stand:
    """A standing and the span that it rests on: the one in force, the last ended or the next to begin."""

    standing: Standing
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One entry for an address. `agency` is None for the creditor's own sender."""

    agency: Agency | None
    sender: Sender


def standing_on(day: date, spans: Iterable[Span]) -> Stand:
    """Of several spans one in force wins; then what had ended, since that is what a creditor denies."""
    spans = tuple(spans)
    for span in spans:
        if span.covers(day):
            return Stand(Standing.IN_FORCE, span)
    ended = [span for span in spans if span.ended_before(day)]
    if ended:
        return Stand(Standing.ENDED, max(ended, key=lambda span: span.to or date.min))
    return (
        Stand(Standing.NOT_YET, min(spans, key=lambda span: span.from_ or date.min))
        if spans
        else Stand(Standing.ABSENT)
    )


def listings(directory: Directory, address: str, place: str | None) -> tuple[Listing, ...]:
    """Every entry for this address, the creditor's own first."""
    own = [Listing(None, sender) for sender in directory.own_senders]
    others = [Listing(agency, sender) for agency in directory.agencies for sender in agency.senders]
    return tuple(entry for entry in own + others if same_address(entry.sender.address, address, place))


def mandate_on(directory: Directory, agency: str, channel: str, day: date) -> Stand:
    """The agency's mandate for this channel on this day; one that ended as a whole has ended for every channel."""
    mandates = [mandate for mandate in directory.mandates if mandate.agency == agency]
    stand = standing_on(day, (mandate.span for mandate in mandates if channel in mandate.channels))
    if stand.standing is not Standing.ABSENT:
        return stand
    whole = standing_on(day, (mandate.span for mandate in mandates))
    return whole if whole.standing is Standing.ENDED else Stand(Standing.ABSENT)


def placement_on(directory: Directory, agency: str, account: str, day: date) -> Stand:
    """Was this account with this agency on this day? Placed with another agency only: absent."""
    found = (p.span for p in directory.placements if p.agency == agency and p.account == account)
    return standing_on(day, found)


def report_on(directory: Directory, address: str, place: str | None, day: date) -> Report | None:
    """The first report of this address made by that day (B1.4); one made later did not exist yet."""
    made = (r for r in directory.reports if r.on <= day and same_address(r.address, address, place))
    return min(made, key=lambda report: report.on, default=None)


def registered_by(directory: Directory, address: str, place: str | None) -> tuple[Registration, ...]:
    """What this address announced, in the order of the file."""
    return tuple(r for r in directory.registrations if same_address(r.address, address, place))
