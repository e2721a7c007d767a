"""The whole flow on one page: a message or a call in, five answers out.

    text -> reading          every phrase of every language, once, evasions undone        rules.phrasebook
         -> who sent it      address, mandate, placement, registered text                  review.authenticity
         -> is it true       each claim beside the account and the rulebook                review.truth
         -> is it intact     a message alone has no seal to check                          review.integrity
         -> was it civil     phrases, paraphrases, courtesies, order                       review.conduct
         -> was it allowed   hour, day, count, person, requests                            review.limits
         -> what now         at most three steps                                           action

A call goes the same way: each turn is read, what the agent said is judged with its second, its claims are one truth
review (review.conduct.call_conduct, review.truth.spoken), and the check of its bundle is the answer about its record.

The five answers stay apart: nothing here adds them up. Pure: the clock, the files and the language are handed in.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from atesta.action.next_steps import next_steps
from atesta.contact.account import Account
from atesta.contact.history import PastContact
from atesta.contact.message import Message
from atesta.contact.place import PLACES
from atesta.contact.turn import Speaker, Turn
from atesta.kept import Kept
from atesta.mandate.directory import Directory
from atesta.review.as_json import canonical, value_text
from atesta.review.authenticity import answer_sender
from atesta.review.conduct import BENIGN, LABELS, check_conduct, texts
from atesta.review.conduct.distress import FAMILY as DISTRESS_FAMILY
from atesta.review.conduct.distress import found as distress_found
from atesta.review.conduct.paraphrase import Paraphraser
from atesta.review.conduct.thresholds import load_thresholds
from atesta.review.finding import Authenticity, Conduct, Finding, Integrity, Review, TextSpan
from atesta.review.limits import Contact, bound_party, limits_of
from atesta.review.truth import check_claims
from atesta.rules.phrase import Reading
from atesta.rules.phrase_index import load_phrases
from atesta.rules.phrasebook import PhraseBook
from atesta.rules.rulebook import Rulebook, load_rulebook

if TYPE_CHECKING:
    from atesta.contact.call import Call
    from atesta.mandate.consulted import Consulted
    from atesta.mandate.register_csv import PublicRegister
    from atesta.review.integrity.record import Record
    from atesta.transcript.acoustics import Acoustics


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is held beside the message. `history` None: unknown; empty: there was none. `digest` covers all of it.

    `consulted` is what the creditor's own register said of this contact: the first answer is looked up there, as long
    as no directory is held that lists anybody; what was reported to `directory` counts in either.
    `registers` are public lists of agencies: shown beside the first answer, never a reason for it."""

    account: Account | None = field(default=None, repr=False)  # a person's: not for whatever prints a fault
    directory: Directory | None = field(default=None, repr=False)
    history: tuple[PastContact, ...] | None = field(default=None, repr=False)
    place: str | None = None
    digest: str = ""
    registers: tuple[PublicRegister, ...] = field(default=(), repr=False)
    consulted: Consulted | None = field(default=None, repr=False)

    @classmethod
    def of(
        cls,
        account: Account | None = None,
        directory: Directory | None = None,
        history: tuple[PastContact, ...] | None = None,
        place: str | None = None,
        registers: tuple[PublicRegister, ...] = (),
        consulted: Consulted | None = None,
    ) -> Knowledge:
        """A place given by hand comes before the account's."""
        chosen = place or (account.place if account else None)
        named = tuple(_named(register) for register in registers)
        asked = (consulted,) if consulted else ()  # what nobody asked for leaves every older digest as it is
        digest = _digest(canonical(_plain((account, directory, history, chosen, named, *asked))))
        return cls(account, directory, history, chosen, digest, registers, consulted)

    @property
    def listing(self) -> Directory | None:
        """By which a sender is looked up."""
        held = self.directory
        if self.consulted is None or (held is not None and held.lists_senders):
            return held
        said = self.consulted.directory
        return dataclasses.replace(said, reports=said.reports + held.reports) if held else said

    @property
    def zone(self) -> str | None:
        """The debtor's zone: the account's, else the place's where it has only one."""
        if self.account and self.account.zone:
            return self.account.zone
        return PLACES[self.place].only_zone if self.place else None


@dataclass(frozen=True, slots=True)
class Desk:
    """What is built once a process: rules, phrases, and the paraphrase layer (None leaves it out).

    `encode`: "undecided", the encoder is asked where no phrase has decided: none has hit, or all that hit are of a kind
    that the meaning may speak against (thresholds.toml, `doubted`); "all", it is asked about every text.
    """

    rulebook: Rulebook = field(repr=False)  # hundreds of kB
    phrasebook: PhraseBook = field(repr=False)
    paraphraser: Paraphraser | None = field(default=None, repr=False)
    encode: str = "undecided"

    def asks_encoder(self, reading: Reading) -> bool:
        if self.paraphraser is None or distress_found(reading) or _reassures(reading):
            return False
        hit = {hit.phrase.label for hit in reading.of("conduct")}.intersection(LABELS)
        return self.encode == "all" or hit <= load_thresholds().doubted

    def scores(self, readings: list[Reading]) -> list[Mapping[str, float] | None]:
        """The paraphrase layer's scores, in one batch; None for a text that it was not asked about."""
        asked = [number for number, reading in enumerate(readings) if self.asks_encoder(reading)]
        given: list[Mapping[str, float] | None] = [None] * len(readings)
        if self.paraphraser and asked:
            scored = self.paraphraser.scores_of([readings[number] for number in asked])
            for number, scores in zip(asked, scored, strict=True):
                given[number] = scores
        return given


def _reassures(reading: Reading) -> bool:
    """What will not be done, said to calm: the encoder cannot tell a denial from what it denies."""
    return any(hit.phrase.label == "reassurance" for hit in reading.of("courtesy"))


def open_desk(*, paraphrase: bool = True) -> Desk:
    """The rulebook and phrases that ship with the product. The encoder's weights load with the first text for it."""
    phrases = PhraseBook(phrase for phrase in load_phrases() if phrase.family != CALL_FAMILY)
    return Desk(load_rulebook(), phrases, Paraphraser() if paraphrase else None)


def review_message(message: Message, knowledge: Knowledge, desk: Desk) -> Review:
    """Five answers about one message, and what now."""
    account, place, rulebook = knowledge.account, knowledge.place, desk.rulebook
    reading = desk.phrasebook.read(message.text)
    authenticity = _sender(message, knowledge)
    party = bound_party(message, knowledge.listing, place)
    truth = check_claims(reading, message, account, rulebook, place, knowledge.directory, party)
    distress = distress_found(reading)
    cited = texts(rulebook, place, _day(message.received, knowledge.zone), party, _lender(account))
    conduct = check_conduct(reading, message, truth, cited, desk.scores([reading])[0])
    contact = Contact.of(message, truth, account, knowledge.directory, knowledge.history, place, party)
    limits = limits_of(contact, rulebook, pressed=bool(set(conduct.labels) - {BENIGN}))
    conduct = _to_a_person_first(conduct, reading) if distress else conduct
    return Review(
        input=_digest((value_text(_message_plain(message)) + knowledge.digest).encode("utf-8", "surrogatepass")),
        rulebook=rulebook.digest,
        authenticity=authenticity,
        truth=truth,
        integrity=Integrity(),
        conduct=conduct,
        limits=limits,
        distress=distress,
        next_steps=next_steps(authenticity, truth, conduct, limits, distress, account, message.to),
        provenance=message.provenance.value,
    )


def review_call(
    call: Call, acoustics: Acoustics | None, record: Record | None, knowledge: Knowledge, desk: Desk
) -> Review:
    """The same five answers about a call. `acoustics` None: nothing was measured; `record` None: nothing was sealed."""
    from atesta.review import spoken_review as said  # noqa: PLC0415 - a message has no turns
    from atesta.review.conduct.call_conduct import check_call, for_a_person  # noqa: PLC0415
    from atesta.review.conduct.call_judge import Judge  # noqa: PLC0415
    from atesta.review.conduct.spoken import Spoken  # noqa: PLC0415
    from atesta.review.integrity.of_record import integrity_of  # noqa: PLC0415

    account, place, rulebook = knowledge.account, knowledge.place, desk.rulebook
    spoken = Spoken.of(call.transcript, _heard(call, desk), acoustics)
    lines = said.agent_lines(spoken)
    message = said.as_message(call, lines)
    authenticity = _sender(message, knowledge)
    party = bound_party(message, knowledge.listing, place)
    told = check_claims(desk.phrasebook.read(lines.text), message, account, rulebook, place, knowledge.directory, party)
    claims = said.spoken_claims(told, lines, spoken)
    cited = texts(rulebook, place, _day(message.received, knowledge.zone), party, _lender(account))
    scores = desk.scores([spoken.readings[number] for number in spoken.of_agent()])
    judge = Judge(spoken, cited, *said.known_names(account, knowledge.directory))
    found = check_call(judge, message, claims, scores, record)
    if distress := any(map(distress_found, spoken.readings)):
        found = for_a_person(found)
    contact = said.contact_of(message, found.conduct, told, knowledge, party)
    limits = limits_of(contact, rulebook, pressed=bool(set(found.conduct.labels) - {BENIGN}))
    truth = said.told_once(claims)
    return Review(
        input=_digest(canonical(_plain(said.looked_at(call, acoustics, record))) + knowledge.digest.encode()),
        rulebook=rulebook.digest,
        authenticity=authenticity,
        truth=truth,
        integrity=integrity_of(record, rulebook),
        conduct=found.conduct,
        limits=said.placed_limits(limits, lines, spoken),
        distress=distress,
        next_steps=next_steps(authenticity, truth, found.conduct, limits, distress, account, call.to),
        provenance=call.provenance.value,
        call=found.as_review(spoken, record),
    )


def _sender(message: Message, knowledge: Knowledge) -> Authenticity:
    asked = knowledge.consulted if knowledge.listing is not knowledge.directory else None
    account = asked.who if asked else knowledge.account
    authenticity = answer_sender(message, account, knowledge.listing, knowledge.place)
    if not knowledge.registers:
        return authenticity
    from atesta.review.authenticity.register import beside_registers  # noqa: PLC0415 - few have one

    return beside_registers(authenticity, message, knowledge.registers)


def _lender(account: Account | None) -> str:
    return account.lender.kind.value if account else "unknown"


def _heard(call: Call, desk: Desk) -> list[Reading]:
    """Each turn read by the phrases of messages and of calls. The one place where spoken words are read. What a
    recogniser wrote may be misspelt; what somebody typed is read as it is."""
    book = _call_books.of(desk.phrasebook, _with_calls)
    turns, typed = call.transcript.turns, call.transcript.engine == TYPED
    if typed:
        return [book.read(turn.text) for turn in turns]
    return [book.read_heard(turn.text, turn.lang or call.transcript.lang) for turn in turns]


def _with_calls(book: PhraseBook) -> PhraseBook:
    return PhraseBook((*book.phrases, *(phrase for phrase in load_phrases() if phrase.family == CALL_FAMILY)))


TYPED = "imported"
"""The engine of a transcript that came as a file (contact.transcript)."""
CALL_FAMILY = "call"
"""Phrases that mean something only in a talk: they are not looked for in messages."""
_call_books: Kept[PhraseBook, PhraseBook] = Kept(2)


@dataclass(frozen=True, slots=True)
class Screened:
    """What one of many texts was found to be; in distress nothing of it is scored."""

    conduct: Conduct
    distress: bool


@dataclass(frozen=True, slots=True)
class ScreenedCall:
    """The fields of a call as y, n or na; and what stands against the agent, with turn and characters."""

    fields: dict[str, str]
    findings: tuple[Finding, ...]
    distress: bool


def screen_texts(texts: list[tuple[str, str]], desk: Desk) -> list[Screened]:
    """Conduct of many (text, context) at once, nothing else held; the encoder is asked once for all of them.

    The context only says what the text answers: it is never judged itself.
    """
    readings = [desk.phrasebook.read(text) for text, _ in texts]
    scored = zip(readings, desk.scores(readings), strict=True)
    return [_screen(reading, scores, desk) for reading, scores in scored]


def _screen(reading: Reading, scores: Mapping[str, float] | None, desk: Desk) -> Screened:
    message = Message(reading.text, b"")
    truth = check_claims(reading, message, None, desk.rulebook, None)
    conduct = check_conduct(reading, message, truth, texts(desk.rulebook, None, None, None), scores)
    distress = distress_found(reading)
    return Screened(_to_a_person_first(conduct, reading) if distress else conduct, distress)


def screen_transcript(turns: tuple[Turn, ...], desk: Desk) -> ScreenedCall:
    """Distress in any turn stops the scoring of the whole call: what the agent said goes to a person first, and what
    the debtor said is not judged at all."""
    from atesta.review.conduct.call import call_fields  # noqa: PLC0415 - a message has no turns

    screened = screen_texts([(turn.text, "") for turn in turns], desk)
    distress = any(one.distress for one in screened)
    fields = {field.name: field.value for field in call_fields(turns)}
    for name, speaker in (("profanity_agent", Speaker.AGENT), ("profanity_borrower", Speaker.DEBTOR)):
        swore = any(
            turn.speaker is speaker and "profanity" in one.conduct.labels
            for turn, one in zip(turns, screened, strict=True)
        )
        fields[name] = "y" if swore else "n"
    if distress:
        fields["profanity_borrower"] = "na"
    findings = [
        _in_turn(_for_person(finding) if distress else finding, number)
        for number, (turn, one) in enumerate(zip(turns, screened, strict=True))
        if turn.speaker is Speaker.AGENT
        for finding in (one.conduct.not_reviewable if one.distress else one.conduct.findings)
        if one.distress or finding.answer == "breach"
    ]
    return ScreenedCall(fields, tuple(findings), distress)


def _in_turn(finding: Finding, turn: int) -> Finding:
    """The same finding, placed in its turn."""
    span = dataclasses.replace(finding.span, turn=turn) if finding.span else None
    return dataclasses.replace(finding, id=f"{finding.id}@{turn}", span=span)


def _to_a_person_first(conduct: Conduct, reading: Reading) -> Conduct:
    """Distress stops the scoring (DESIGN decision 13): no labels, and what was found about the other side is kept for
    a person, who sees it before anything else happens with it. How the writer put it is nobody's to judge: neither
    courtesies nor the words of distress themselves are kept."""
    found = (*conduct.findings, *conduct.not_reviewable)
    kept = [one for one in found if {"label", "phrase"} & set(one.measured) and not _of_distress(one, reading)]
    return Conduct((), (), tuple(_for_person(finding) for finding in kept))


def _of_distress(finding: Finding, reading: Reading) -> bool:
    span = finding.span
    return isinstance(span, TextSpan) and any(
        hit.start < span.end and span.start < hit.end for hit in reading.of(DISTRESS_FAMILY)
    )


def _for_person(finding: Finding) -> Finding:
    return dataclasses.replace(finding, answer="not_reviewable", measured={**finding.measured, "first": "person"})


def _day(received: datetime | None, zone: str | None) -> date | None:
    if received is None:
        return None
    return received.astimezone(ZoneInfo(zone)).date() if zone else received.date()


def _message_plain(message: Message) -> dict[str, Any]:
    return {
        "original": hashlib.sha256(message.original).hexdigest(),
        "sender": message.sender,
        "receiver": message.receiver,
        "received": message.received.isoformat() if message.received else None,
        "channel": message.channel.value,
        "to": message.to.value,
        "purpose": message.purpose.value,
        "provenance": message.provenance.value,
        "code": message.code,
    }


def _named(register: PublicRegister) -> object:
    """A list is named by its file's digest, where it has one: writing out thousands of rows would take longer than the
    review."""
    if not register.digest:
        return register
    return (register.kind, register.name, register.as_of, register.place, register.source, register.digest)


_PLAIN = frozenset({str, int, bool, type(None)})


def _plain(value: Any) -> Any:
    """Dataclasses as JSON values, so that a digest does not depend on how Python prints them."""
    if type(value) in _PLAIN:  # most of what a history holds; the questions below take longer than the answer
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Enum):
        return value.value
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()
