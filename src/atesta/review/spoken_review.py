"""What the five questions are asked about, for a call: its words as one contact, its claims with their seconds, and
the digest of everything that was looked at."""

from __future__ import annotations

import dataclasses
from typing import Any, Protocol

from atesta.contact.account import Account
from atesta.contact.call import Call
from atesta.contact.history import PastContact
from atesta.contact.message import Channel, Message, Recipient
from atesta.mandate.directory import Directory
from atesta.review.conduct.call_mask import LONG, MASK
from atesta.review.conduct.spoken import Place, Spoken, milliseconds
from atesta.review.finding import Claim, Conduct, Finding, Limits, TextSpan, Truth
from atesta.review.integrity.record import Record
from atesta.review.limits.contact import Contact
from atesta.review.truth.spoken import Lines, by_turn, counted_once
from atesta.transcript.acoustics import Acoustics

UNCHECKED = "cannot_be_checked"


def agent_lines(spoken: Spoken) -> Lines:
    """What the collector said, a line a turn."""
    return Lines.of((number, spoken.turns[number].text) for number in spoken.of_agent())


def as_message(call: Call, lines: Lines) -> Message:
    """The call as a contact: who called, when, whom, what for, and everything that the collector said."""
    return Message(
        text=lines.text,
        original=b"",
        sender=call.caller,
        received=call.began,
        channel=Channel.CALL,
        to=call.to,
        purpose=call.purpose,
        provenance=call.provenance,
        code=call.code,
    )


def spoken_claims(truth: Truth, lines: Lines, spoken: Spoken) -> tuple[Claim, ...]:
    """Every claim in its turn with its seconds. What rests on words that nobody could make out cannot be checked: a sum
    that was misheard accuses nobody."""
    return tuple(_placed(claim, spoken) for claim in by_turn(truth, lines)) if lines.turns else ()


def _placed(claim: Claim, spoken: Spoken) -> Claim:
    assert claim.turn is not None
    place = Place(claim.turn, claim.start, claim.end)
    found, doubt = spoken.seconds(place), spoken.doubt(place)
    measured = {**claim.measured, **({"reason": doubt} if doubt else {})}
    if spoken.probable or spoken.speaker_unknown:
        measured["speaker"] = "unknown" if spoken.speaker_unknown else "probable"
    return dataclasses.replace(
        claim,
        quote=spoken.quote(place) or claim.quote,
        said=_shown_as(claim.said, spoken, place),
        answer=UNCHECKED if doubt else claim.answer,
        measured=measured,
        start_ms=milliseconds(found[0]) if found else None,
        end_ms=milliseconds(found[1]) if found else None,
    )


def _shown_as(said: str, spoken: Spoken, place: Place) -> str:
    """What was said, masked where its words are: an account number in a claim is one all the same (A5.3)."""
    at = spoken.turns[place.turn].text.find(said, place.start, place.end) if said else -1
    if at >= 0:
        return spoken.quote(Place(place.turn, at, at + len(said)))
    figures = sum(letter.isdecimal() for letter in said)
    return MASK * len(said) if figures >= LONG and MASK in spoken.quote(place) else said


def told_once(claims: tuple[Claim, ...]) -> Truth:
    return Truth(counted_once(claims))


def placed_limits(limits: Limits, lines: Lines, spoken: Spoken) -> Limits:
    """What is announced stands where it was said."""
    return Limits(limits.answer, tuple(_in_call(finding, lines, spoken) for finding in limits.findings))


def _in_call(finding: Finding, lines: Lines, spoken: Spoken) -> Finding:
    if not isinstance(finding.span, TextSpan):
        return finding
    place = Place(*lines.place(finding.span.start, finding.span.end))
    id_ = f"{finding.id.rpartition(':')[0]}:{place.turn}.{place.start}"
    return dataclasses.replace(finding, id=id_, span=spoken.span(place), quote=spoken.quote(place))


def known_names(account: Account | None, directory: Directory | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of agencies, and of the creditor, by which a firm may be recognised in misheard words."""
    agencies = tuple(agency.name for agency in directory.agencies) if directory else ()
    creditors = [held.creditor for held in (account, directory) if held]
    return agencies, tuple(dict.fromkeys(creditors))


class Held(Protocol):
    """What is held beside the call: the part of `pipeline.Knowledge` that limits ask for."""

    @property
    def account(self) -> Account | None: ...
    @property
    def directory(self) -> Directory | None: ...
    @property
    def history(self) -> tuple[PastContact, ...] | None: ...
    @property
    def place(self) -> str | None: ...


def contact_of(message: Message, conduct: Conduct, told: Truth, held: Held, party: str | None) -> Contact:
    """The call as it was made: to somebody else, where she said so and was told all the same; no conversation, where it
    was left on voice mail."""
    to_other = any("who" in one.measured and one.answer == "breach" for one in conduct.findings)
    voicemail = any(one.rule == "house-voicemail" for one in (*conduct.findings, *conduct.not_reviewable))
    made = dataclasses.replace(message, to=Recipient.THIRD_PARTY) if to_other else message
    contact = Contact.of(made, told, held.account, held.directory, held.history, held.place, party)
    return dataclasses.replace(contact, conversation=not voicemail)


def looked_at(call: Call, acoustics: Acoustics | None, record: Record | None) -> dict[str, Any]:
    """For the digest of the input. The drawing of the sound is no part of it; a bundle is named by its digest."""
    kept = call, _without_drawing(acoustics) if acoustics else None, record
    return dict(zip(("call", "acoustics", "record"), kept, strict=True))


def _without_drawing(acoustics: Acoustics) -> Acoustics:
    sides = tuple(dataclasses.replace(side, peaks=(), levels=()) for side in acoustics.sides)
    return dataclasses.replace(acoustics, sides=sides)
