"""Who sent it? Two keys to a yes: the directory of that day and the contact announced beforehand (A3, B2.1.6).

Nothing that the message says about itself is read here: a text can call itself verified as often as it likes.
A yes says that this text was announced by that address. It does not say that the text is true, nor that a copy that
was forwarded is unaltered (EVIDENCE §7).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from atesta.contact.account import Account
from atesta.contact.message import Message
from atesta.contact.place import PLACES
from atesta.intake.provenance import CAPS
from atesta.mandate.directory import Directory
from atesta.mandate.lookup import (
    Listing,
    Stand,
    Standing,
    listings,
    mandate_on,
    placement_on,
    registered_by,
    report_on,
    revocation_of,
    standing_on,
)
from atesta.mandate.normal_form import normal_form
from atesta.review.authenticity.announced import ORDER, Announced, announced, announced_by_anyone
from atesta.review.finding import Authenticity, Finding
from atesta.rules.rule import Citation, Confidence, Force

OWN, AGENCY, CANNOT, DENIED = "own_staff", "authorised_agency", "cannot_be_vouched_for", "denied"

RULE = "house-sender-registered"
RULE_VERSION = "2019-03-15"
# Every word that `measured["reason"]` may hold: the catalogue of each language has a sentence for each of them.
REASONS = (
    "no_directory",
    "directory_of_another_creditor",
    "sender_unknown",
    "time_unknown",
    "zone_unknown",
    "account_unknown",
    "address_unlisted",
    "address_listed",
    "sender_not_yet",
    "sender_ended",
    "mandate_in_force",
    "mandate_not_yet",
    "mandate_ended",
    "mandate_revoked",
    "mandate_absent",
    "placement_in_force",
    "placement_not_yet",
    "placement_recalled",
    "placement_missing",
    *ORDER,
    "registered_by_another_address",
    "words_not_exact",
    "reported",
)
CITATIONS = (Citation("A3", Force.HOUSE, Confidence.V), Citation("B2.1.6", Force.HOUSE, Confidence.V))


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was looked up: a stable word and what the file shows."""

    reason: str
    measured: dict[str, object]


@dataclass(frozen=True, slots=True)
class Outcome:
    answer: str
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """One message, looked up on one day of the debtor's."""

    message: Message
    sender: str
    received: datetime
    account: str | None
    directory: Directory
    place: str | None
    day: date


def answer_sender(
    message: Message, account: Account | None, directory: Directory | None, place: str | None
) -> Authenticity:
    """The answer and what it rests on.

    `place` is a code of contact/place.py and comes before the account's. Without a directory, a sender or a time of
    receipt nobody can be vouched for. Pure: same input, same findings.
    """
    place = place if place is not None else (account.place if account is not None else None)
    outcome = _missing(message, account, directory)
    hers = directory is not None and not directory.lists_senders and message.sender and message.received
    if directory is not None and (outcome is None or hers):
        outcome = _on_every_day(message, account, directory, place)
    assert outcome is not None
    return Authenticity(outcome.answer, _findings(outcome, directory))


def _missing(message: Message, account: Account | None, directory: Directory | None) -> Outcome | None:
    if directory is None or not directory.lists_senders:
        return _cannot("no_directory")
    if account is not None and not _same_name(account.creditor, directory.creditor):
        return _cannot("directory_of_another_creditor")
    if message.sender is None or not message.sender.strip():
        return _cannot("sender_unknown")
    if message.received is None:
        return _cannot("time_unknown")
    return None


def _same_name(first: str, second: str) -> bool:
    return first == second or _plain(first) == _plain(second)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _cannot(reason: str, **measured: object) -> Outcome:
    return Outcome(CANNOT, (Seen(reason, measured),))


def _on_every_day(message: Message, account: Account | None, directory: Directory, place: str | None) -> Outcome:
    """The day is the debtor's. Where her zone is not known, every day that it may have been must give one answer."""
    assert message.sender is not None and message.received is not None
    days = _days(message.received, account, place)
    if not days:
        return _cannot("time_unknown")
    number = account.account if account is not None else None
    outcomes = [
        _on_day(Lookup(message, message.sender, message.received, number, directory, place, day)) for day in days
    ]
    if len({outcome.answer for outcome in outcomes}) > 1:
        return _cannot("zone_unknown", days=[day.isoformat() for day in days])
    return outcomes[0]


def _days(received: datetime, account: Account | None, place: str | None) -> tuple[date, ...]:
    """The days that it may have been: one where the zone is known, else those of the place's or of all the world's."""
    if account is not None and account.zone is not None:
        zones: Iterable[str] = (account.zone,)
    elif place is not None and place in PLACES:
        zones = PLACES[place].zones
    else:
        zones = ("Etc/GMT+12", "Etc/GMT-14")
    try:
        return tuple(sorted({received.astimezone(ZoneInfo(zone)).date() for zone in zones}))
    except OverflowError:  # the first or last day of the calendar, moved beyond it
        return ()


def _on_day(lookup: Lookup) -> Outcome:
    found = listings(lookup.directory, lookup.sender, lookup.place)
    report = report_on(lookup.directory, lookup.sender, lookup.place, lookup.day, lookup.received)
    reported = () if report is None else (Seen("reported", {"on": report.on.isoformat(), "by": report.by}),)
    if not found:
        outcome = _cannot("address_unlisted" if lookup.directory.lists_senders else "no_directory")
    else:
        outcome = _best(_for_listing(lookup, listing) for listing in _deciding(found, lookup.day))
    if reported and outcome.answer in (OWN, AGENCY):
        outcome = replace(outcome, answer=CANNOT)
    return replace(outcome, seen=outcome.seen + reported) if reported else outcome


def _deciding(found: tuple[Listing, ...], day: date) -> tuple[Listing, ...]:
    """An address may have changed hands: who holds it on that day decides, then who held it, then who will."""
    for standing in (Standing.IN_FORCE, Standing.ENDED, Standing.NOT_YET):
        group = tuple(entry for entry in found if standing_on(day, (entry.sender.span,)).standing is standing)
        if group:
            return group
    return found


def _best(outcomes: Iterable[Outcome]) -> Outcome:
    """Of several holders of one address: the agency before the house, because own staff is the larger claim."""
    return min(outcomes, key=lambda outcome: (AGENCY, OWN, DENIED, CANNOT).index(outcome.answer))


def _for_listing(lookup: Lookup, listing: Listing) -> Outcome:
    stand = standing_on(lookup.day, (listing.sender.span,))
    who = _who(listing)
    if stand.standing is not Standing.IN_FORCE:
        reason = "sender_ended" if stand.standing is Standing.ENDED else "sender_not_yet"
        answer = DENIED if stand.standing is Standing.ENDED else CANNOT
        return Outcome(answer, (Seen(reason, {**who, **_span(stand)}),))
    listed = Seen("address_listed", {**who, **_span(stand)})
    if listing.agency is None:
        return _second_key(lookup, OWN, (listed,))
    return _for_agency(lookup, listing.agency.id, (listed,))


def _for_agency(lookup: Lookup, agency: str, seen: tuple[Seen, ...]) -> Outcome:
    """Mandate for the channel and placement of the account, both on that day; what had ended is denied."""
    mandate = mandate_on(lookup.directory, agency, lookup.message.channel.value, lookup.day)
    seen += (_of_mandate(lookup, agency, mandate),)
    placement: Stand | None = None
    if lookup.account is None:
        seen += (Seen("account_unknown", {}),)
    else:
        placement = placement_on(lookup.directory, agency, lookup.account, lookup.day)
        seen += (Seen(_placement_word(placement), {"agency": agency, **_span(placement)}),)
    standings = [mandate.standing, placement.standing if placement is not None else Standing.ABSENT]
    if Standing.ENDED in standings:
        return Outcome(DENIED, seen)
    if standings != [Standing.IN_FORCE, Standing.IN_FORCE]:
        return Outcome(CANNOT, seen)
    return _second_key(lookup, AGENCY, seen)


def _of_mandate(lookup: Lookup, agency: str, stand: Stand) -> Seen:
    measured = {"agency": agency, "channel": lookup.message.channel.value, **_span(stand)}
    revoked = revocation_of(lookup.directory, agency, stand)
    if revoked is None or revoked.revoked_at is None:
        return Seen(f"mandate_{stand.standing.value}", measured)
    return Seen("mandate_revoked", {**measured, "at": revoked.revoked_at.isoformat(timespec="seconds")})


def _placement_word(stand: Stand) -> str:
    return {
        Standing.IN_FORCE: "placement_in_force",
        Standing.ENDED: "placement_recalled",
        Standing.NOT_YET: "placement_not_yet",
        Standing.ABSENT: "placement_missing",
    }[stand.standing]


def _second_key(lookup: Lookup, answer: str, seen: tuple[Seen, ...]) -> Outcome:
    """The announced text or call. Without it an address proves nothing: anyone can write any sender."""
    own = registered_by(lookup.directory, lookup.sender, lookup.place)
    form = normal_form(lookup.message.text) if lookup.directory.registrations else ""
    result = announced(lookup.message, form, own, lookup.account)
    if result.word in ("text_unregistered", "call_unregistered") and announced_by_anyone(
        lookup.message, form, lookup.directory, lookup.account
    ):
        result = Announced("registered_by_another_address")
    seen += (Seen(result.word, result.seen),)
    provenance = lookup.message.provenance
    if result.yes and not CAPS[provenance].exact_words:
        # The words are those of a person or of a picture: the yes holds for them, not for a message nobody handed in.
        seen += (Seen("words_not_exact", {"provenance": provenance.value}),)
    return Outcome(answer if result.yes else CANNOT, seen)


def _who(listing: Listing) -> dict[str, object]:
    if listing.agency is None:
        return {"holder": "own"}
    return {"holder": "agency", "agency": listing.agency.id, "agency_name": listing.agency.name}


def _span(stand: Stand) -> dict[str, object]:
    if stand.span is None:
        return {}
    ends = {"from": stand.span.from_, "to": stand.span.to}
    return {key: day.isoformat() for key, day in ends.items() if day is not None}


def _findings(outcome: Outcome, directory: Directory | None) -> tuple[Finding, ...]:
    source: dict[str, object] = {}
    if directory is not None and directory.lists_senders:
        as_of = directory.as_of
        source = {"source": "directory", "as_of": as_of.isoformat() if as_of is not None else None}
    return tuple(
        Finding(
            id=f"authenticity:{seen.reason}",
            rule=RULE,
            version=RULE_VERSION,
            answer=outcome.answer,
            citations=CITATIONS,
            measured={"reason": seen.reason, **seen.measured, **source},
        )
        for seen in outcome.seen
    )
