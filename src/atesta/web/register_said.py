"""The creditor's register beside a message or a contact of her file: asked as the public page asks (web.sent), with her
number where she typed it, or about the account that she opened; told with the same words."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from atesta.contact.message import Message
from atesta.locale import Catalogue
from atesta.mandate.consulted import Consulted
from atesta.pipeline import Knowledge
from atesta.store import checking_sent, register_said
from atesta.store.models import KeptContact
from atesta.store.sent_told import Found
from atesta.web.message_form import Asked
from atesta.web.paced import say_wait
from atesta.web.register_here import is_here, wait_number
from atesta.web.sent.said import ClaimLine, Fact, call_facts, claims_of, facts_of, late_of, moment_said


@dataclass(frozen=True, slots=True)
class Said:
    """`state`: "" no register is kept here; could: nobody asked it; later: it was asked too often, and answers again
    after `wait`; asked: the first answer rests on it, about the account that is hers where it is `own`. `facts` and
    what follows only where an announcement was found."""

    state: str
    facts: tuple[Fact, ...] = ()
    late: tuple[str, ...] = ()
    claims: tuple[ClaimLine, ...] = ()
    claims_of: str = ""
    own: bool = False
    wait: str = ""


NOT_HERE = Said("")


@dataclass(frozen=True, slots=True)
class Heard:
    """What was asked, with what the register said beside it; `wait` in seconds."""

    asked: Asked
    state: str
    found: Found | None = None
    wait: int = 0


def heard(request: HttpRequest, place: str, asked: Asked, now: datetime) -> Heard:
    """The register asked about this message, where it is here and her number was typed."""
    number = asked.fields.get("number", "")
    if not is_here(place):
        return Heard(asked, "")
    if not number:
        return Heard(asked, "could")
    if seconds := wait_number(request, number, place, now).seconds:
        return Heard(asked, "later", wait=seconds)
    sent = _ask(asked.message, number, place, now)
    return Heard(dataclasses.replace(asked, knowledge=_beside(asked.knowledge, sent.consulted)), "asked", sent.found)


def _ask(message: Message, number: str, place: str, now: datetime) -> checking_sent.Sent:
    asked = checking_sent.Asked(
        place, message.text, number, message.sender or "", message.received, channel=message.channel
    )
    return checking_sent.check_text(asked, now)


def _beside(known: Knowledge, consulted: Consulted | None) -> Knowledge:
    return Knowledge.of(known.account, known.directory, known.history, known.place, known.registers, consulted)


def said_of(state: str, found: Found | None, place: str, words: Catalogue, *, own: bool = False, wait: int = 0) -> Said:
    if found is None:
        return Said(state, own=own, wait=say_wait(wait, words) if wait else "")
    facts = call_facts if found.row.kind == "call" else facts_of
    return Said(
        state,
        facts(found, place, words),
        late_of(found, place, words),
        claims_of(found, words),
        moment_said(found.account_as_of, place, words) if found.account_as_of else "",
    )


def said_of_kept(contact: KeptContact, words: Catalogue, now: datetime) -> Said:
    """What was kept with it, and what has happened since to the announcement that it is about."""
    if contact.debt is None:
        return NOT_HERE
    place = contact.debt.place
    if contact.register:
        own = contact.debt.ledger_id is not None
        return said_of("asked", register_said.found_of(contact, now), place, words, own=own)
    return Said("could" if is_here(place) else "")
