"""What a directory says about one address on one day: listed, mandated, placed, reported (PRODUCT row 13; A3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from atesta.kept import Kept
from atesta.mandate.address import SAME_TAIL_DIGITS, parsed, same_address
from atesta.mandate.directory import Agency, Directory, Mandate, Registration, Report, Sender, Span


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


Entry = TypeVar("Entry")


class ByAddress(Generic[Entry]):
    """Entries by what the front of an address cannot change: the last digits of a number, the key of a name. What is
    found so is compared exactly; a directory of thousands is not."""

    def __init__(self, entries: Iterable[tuple[str, Entry]]) -> None:
        self._shelves: dict[str, list[tuple[int, str, Entry]]] = defaultdict(list)
        for order, (address, entry) in enumerate(entries):
            for shelf in _shelves(address)[:1]:
                self._shelves[shelf].append((order, address, entry))

    def at(self, address: str, place: str | None) -> tuple[Entry, ...]:
        """The entries of this address, in the order of the file."""
        found = [
            (order, entry)
            for shelf in _shelves(address)
            for order, listed, entry in self._shelves.get(shelf, ())
            if same_address(listed, address, place)
        ]
        if len(found) > 1:
            found.sort(key=lambda item: item[0])
        return tuple([entry for _, entry in found])


def _shelves(address: str) -> tuple[str, ...]:
    """Where an address may stand: a mailbox also under its domain. The first is where it is listed itself."""
    found = parsed(address)
    return found.names if found.number is None else (found.number[-SAME_TAIL_DIGITS:],)


class _Index:
    """One directory by address."""

    def __init__(self, directory: Directory) -> None:
        own = [(sender.address, Listing(None, sender)) for sender in directory.own_senders]
        others = [
            (sender.address, Listing(agency, sender)) for agency in directory.agencies for sender in agency.senders
        ]
        self.listings = ByAddress(own + others)
        self.reports = ByAddress((report.address, report) for report in directory.reports)
        self.registrations = ByAddress((entry.address, entry) for entry in directory.registrations)


_indexes: Kept[Directory, _Index] = Kept(64)


def listings(directory: Directory, address: str, place: str | None) -> tuple[Listing, ...]:
    """Every entry for this address, the creditor's own first."""
    return _indexes.of(directory, _Index).listings.at(address, place)


def mandate_on(directory: Directory, agency: str, channel: str, day: date) -> Stand:
    """The agency's mandate for this channel on this day; one that ended as a whole has ended for every channel."""
    mandates = [mandate for mandate in directory.mandates if mandate.agency == agency]
    stand = standing_on(day, (mandate.span for mandate in mandates if channel in mandate.channels))
    if stand.standing is not Standing.ABSENT:
        return stand
    whole = standing_on(day, (mandate.span for mandate in mandates))
    return whole if whole.standing is Standing.ENDED else Stand(Standing.ABSENT)


def revocation_of(directory: Directory, agency: str, stand: Stand) -> Mandate | None:
    """The mandate on which such a stand rests, where it has ended because it was revoked."""
    if stand.standing is not Standing.ENDED:
        return None
    revoked = (m for m in directory.mandates if m.agency == agency and m.revoked_at and m.span == stand.span)
    return max(revoked, key=lambda mandate: mandate.revoked_at or datetime.min, default=None)


def placement_on(directory: Directory, agency: str, account: str, day: date) -> Stand:
    """Was this account with this agency on this day? Placed with another agency only: absent."""
    found = (p.span for p in directory.placements if p.agency == agency and p.account == account)
    return standing_on(day, found)


def reports_of(directory: Directory, address: str, place: str | None) -> tuple[Report, ...]:
    """Every report of this address (B1.4), in the order of the file."""
    return _indexes.of(directory, _Index).reports.at(address, place)


def report_on(
    directory: Directory, address: str, place: str | None, day: date, moment: datetime | None = None
) -> Report | None:
    """The first report of this address in force on that day (B1.4); one made later, be it the same day, did not exist
    yet."""
    made = (report for report in reports_of(directory, address, place) if report.stands(day, moment))
    return min(made, key=lambda report: report.on, default=None)


def registered_by(directory: Directory, address: str, place: str | None) -> tuple[Registration, ...]:
    """What this address announced, in the order of the file."""
    return _indexes.of(directory, _Index).registrations.at(address, place)
