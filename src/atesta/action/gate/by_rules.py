"""Hours, counts, visits, other people and requests, by review.limits: a breach refuses, a doubt asks a person.

A call that is planned may be answered or not, and one rule counts the answered ones, another the unanswered: it has to
stand both ways. It has to leave room for what was allowed before it and lies after it, too: of two calls that are one
too many the second to be asked for is the one that is refused, whichever of them comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from atesta.action.gate.asked import AnswerWord, Asked, Known, Reason
from atesta.contact.history import Outcome, PastContact
from atesta.contact.message import Channel, Message, Provenance, Purpose
from atesta.review.finding import Finding, Truth
from atesta.review.limits import ANSWERS, Contact, limits_of
from atesta.review.limits.contact import COLLECTING
from atesta.review.limits.hours import open_windows
from atesta.rules.rule import InForce, Rule

_REFUSED = frozenset({"breach", "benchmark_breach"})
_ASK = frozenset({"likely_breach", "undetermined"})
_DAYS_SEARCHED = 10
_FAR = timedelta(days=8)
"""No rule looks further than a calendar week."""


def from_rules(asked: Asked, known: Known) -> Iterator[Reason]:
    history = known.history
    contact = _contact(asked, known, history)
    for finding in _weighed(contact, known):
        if answer := _answer(finding, asked, known):
            yield Reason(finding.id, answer, _measured(finding, asked, known, contact), finding.citations)
    if history is not None and asked.purpose in COLLECTING:
        yield from _crowded(asked, known, history)


def open_until(asked: Asked, known: Known) -> datetime | None:
    """The end of the permitted hours in which this contact begins, for what lasts longer than a moment; its own moment
    where it begins outside of them, which somebody must have allowed by name. None where no rule of hours weighs it."""
    contact = _contact(asked, known, known.history)
    ends: list[datetime | None] = []
    for finding in limits_of(contact, known.rulebook, pressed=True).findings:
        rule = _rule(finding, known)
        version = rule.on(contact.day) if rule.kind == "hours" and contact.day else None
        if rule.kind == "hours" and _answer(finding, asked, known):
            ends.append(asked.at)
        elif version is not None and finding.answer == "within":
            ends += [_end_of(local, version) for local in contact.clocks.values()]
    return min(filter(None, ends), default=None)


def _end_of(local: datetime, version: InForce) -> datetime | None:
    """Of the window that is open at that moment, by the same clock."""
    ends = (end for start, end in open_windows(local.date(), version) if start <= local.time() < end)
    end = next(ends, None)
    return datetime.combine(local.date(), end, local.tzinfo) if end else None


def _answer(finding: Finding, asked: Asked, known: Known) -> AnswerWord | None:
    if finding.answer in _REFUSED:
        counted = _rule(finding, known).kind == "frequency"
        # What the law makes the creditor send is not kept from her by a count: somebody decides.
        return "ask" if counted and asked.purpose is Purpose.REQUIRED_NOTICE else "refused"
    if asked.account is None and finding.measured.get("reason") == "history_unknown":
        return None  # that nobody knows the account is said already
    if finding.answer in _ASK or finding.measured.get("reason") == "asked_not_accepted":
        return "ask"
    return None


def _rule(finding: Finding, known: Known) -> Rule:
    return known.rulebook.rule(finding.rule)


def _weighed(contact: Contact, known: Known) -> tuple[Finding, ...]:
    """Each finding once, as the worse of both ways that a call may end."""
    found = limits_of(contact, known.rulebook, pressed=True).findings
    if contact.message.channel is not Channel.CALL:
        return found
    missed = limits_of(replace(contact, conversation=False), known.rulebook, pressed=True).findings
    worst: dict[str, Finding] = {}
    for finding in (*found, *missed):
        held = worst.get(finding.id)
        if held is None or ANSWERS.index(finding.answer) < ANSWERS.index(held.answer):
            worst[finding.id] = finding
    return tuple(worst.values())


def _contact(
    asked: Asked, known: Known, history: tuple[PastContact, ...] | None, at: datetime | None = None
) -> Contact:
    message = Message(
        text="",
        original=b"",
        sender=asked.sender,
        receiver=asked.recipient,
        received=at or asked.at,
        channel=asked.channel,
        to=asked.to,
        purpose=asked.purpose,
        provenance=Provenance.IMPORTED,
    )
    return _placed(message, known, history, asked.party)


def _placed(message: Message, known: Known, history: tuple[PastContact, ...] | None, party: str) -> Contact:
    """A review leaves out what came at the very moment of the contact; of two that were asked for the same moment the
    second has to count the first."""
    contact = Contact.of(message, Truth(), known.account, known.directory, history, known.place, party)
    until = message.received
    assert until is not None
    before = tuple(past for past in history or () if past.purpose in COLLECTING and past.at <= until)
    return replace(contact, before=before)


def _crowded(asked: Asked, known: Known, history: tuple[PastContact, ...]) -> Iterator[Reason]:
    """What would become one too many by this contact, of all that is planned after it."""
    mine = PastContact(
        asked.at, asked.channel, Outcome.CONVERSATION, asked.by, asked.to, asked.recipient, asked.purpose, asked.sender
    )
    for later in sorted(history, key=lambda past: past.at):
        if asked.at < later.at <= asked.at + _FAR and later.purpose in COLLECTING:
            others = tuple(past for past in history if past is not later)
            contact = _again(later, known, (*others, mine))
            for finding in limits_of(contact, known.rulebook, pressed=True).findings:
                answer = _answer(finding, asked, known)
                if answer and _rule(finding, known).kind == "frequency" and _counts(finding, mine):
                    measured = {**_said(finding), "planned": later.at.isoformat(), "planned_by": later.by}
                    yield Reason(finding.id, answer, measured, finding.citations)


def _again(later: PastContact, known: Known, history: tuple[PastContact, ...]) -> Contact:
    message = Message(
        text="",
        original=b"",
        receiver=later.to_number,
        received=later.at,
        channel=later.channel,
        to=later.to,
        purpose=later.purpose,
    )
    return _placed(message, known, history, "own" if later.by == "own" else "agency")


def _counts(finding: Finding, mine: PastContact) -> bool:
    counted = finding.measured.get("counted")
    return isinstance(counted, list) and any(entry["at"] == mine.at.isoformat() for entry in counted)


def _measured(finding: Finding, asked: Asked, known: Known, contact: Contact) -> Mapping[str, object]:
    """The figures of the finding, and until when they stand in the way where that can be worked out."""
    kind = _rule(finding, known).kind
    if kind == "frequency":
        return {**_said(finding), **_free_on(finding, asked, known)}
    if kind == "hours":
        return {**_said(finding), **_opens_at(finding, contact, known)}
    return _said(finding)


def _said(finding: Finding) -> dict[str, object]:
    """Its figures with what it is called: a standard is no law, and a doubt no breach."""
    return {"limits": finding.answer, "version": finding.version, **finding.measured}


def _free_on(finding: Finding, asked: Asked, known: Known) -> dict[str, object]:
    """The first day on which the same contact would not be one too many, as things stand."""
    if known.history is None:
        return {}
    for days in range(1, _DAYS_SEARCHED):
        contact = _contact(asked, known, known.history, asked.at + timedelta(days=days))
        found = [one for one in _weighed(contact, known) if one.id == finding.id]
        if not any(_answer(one, asked, known) for one in found):
            return {"free_on": contact.day.isoformat()} if contact.day else {}
    return {}


def _opens_at(finding: Finding, contact: Contact, known: Known) -> dict[str, object]:
    """When the next allowed hours begin, by her clock."""
    version = _rule(finding, known).on(contact.day) if contact.day else None
    if version is None or len(contact.clocks) != 1:
        return {}
    (local,) = contact.clocks.values()
    for days in range(_DAYS_SEARCHED):
        day = local.date() + timedelta(days=days)
        for start, _ in open_windows(day, version):
            opens = datetime.combine(day, start, local.tzinfo)
            if opens > local:
                return {"opens_at": opens.isoformat()}
    return {}
