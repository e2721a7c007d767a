"""Contacts that their owners handed over: a list without contents; a look is entered before anything is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse

from atesta.contact.message import Purpose
from atesta.locale import Catalogue
from atesta.mandate.do_not_contact import Refused, may_contact
from atesta.store import house, oversight
from atesta.store.answering import review_alone
from atesta.store.models import HandOver, KeptContact
from atesta.store.to_core import message_of
from atesta.telling.answers_view import AnswersView, answers_view
from atesta.telling.say_finding import help_line
from atesta.telling.say_house import say_reason
from atesta.web.access import Who, finder, may
from atesta.web.call_page import CallAnswer, call_answer
from atesta.web.myfile.call import told_call
from atesta.web.myfile.means import means
from atesta.web.show import show, words_of
from atesta.web.staff_door import StaffForm
from atesta.web.staff_fields import Field, typed
from atesta.web.staff_session import staff_of

REASON_CHARS = 200


@dataclass(frozen=True, slots=True)
class HandedList:
    rows: tuple[oversight.Handed, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class HandedDoor:
    """Why do you look? Asked each time, before anything is shown."""

    at: datetime
    distress: bool
    form: StaffForm


@dataclass(frozen=True, slots=True)
class Turn:
    """Of a call."""

    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class HandedContact:
    """What she handed over: the contact as it came in, with five answers that rest on nothing else of hers (`call` of a
    call, else `view`). Her own note and her other things are not in it. `help`: whom she can turn to, where it is about
    her life. `listed`: why the sender stood on the do-not-contact list when this came."""

    at: datetime | None
    channel: str
    sender: str
    text: str
    turns: tuple[Turn, ...]
    distress: bool
    help: str
    reason: str
    call: CallAnswer | None
    view: AnswersView | None
    listed: tuple[str, ...]


@finder("handed")
def _handed(request: HttpRequest, given: str) -> HandOver:
    found = (
        oversight.handed_over()
        .select_related("contact__answers", "contact__file", "contact__debt")
        .filter(contact_id=given)
        .first()
    )
    if found is None or not may(request, Who.KEEPER):
        raise Http404
    return found


def handed_list(request: HttpRequest) -> HttpResponse:
    rows = oversight.waiting()
    return show(request, "staff_handed.html", HandedList(rows, len(rows) == oversight.MOST))


def read(request: HttpRequest, handed: HandOver) -> HttpResponse:
    contact, reason = handed.contact, typed(request, "reason", REASON_CHARS)
    if request.method == "POST" and reason:
        oversight.look(staff_of(request), contact, reason, datetime.now(UTC))
        return show(
            request,
            "staff_contact.html",
            _contact(contact, reason, words_of(request)),
            place=contact.debt.place if contact.debt else None,
            again={"reason": reason},
        )
    wrong = "reason" if request.method == "POST" else ""
    form = StaffForm((Field("reason", "reason", wrong=wrong, hint="reason_hint", most=REASON_CHARS),))
    page = HandedDoor(handed.at, oversight.in_distress(contact), form)
    return show(request, "staff_look.html", page, status=400 if wrong else 200)


def _contact(contact: KeptContact, reason: str, words: Catalogue) -> HandedContact:
    turns = json.loads(contact.transcript)["turns"] if contact.transcript else []
    held = means()
    review, knowledge = review_alone(contact, held)
    told = told_call(contact, review, knowledge, held.desk, words.lang) if turns else None
    view = None if told else answers_view(review, message_of(contact), knowledge, held.desk.rulebook, words)
    return HandedContact(
        contact.at,
        contact.channel,
        contact.sender,
        contact.text,
        tuple(Turn(turn["speaker"], turn["text"]) for turn in turns),
        oversight.in_distress(contact),
        help_line(contact.debt.place if contact.debt else None, words),
        reason,
        call_answer(told, words, words.say(f"call_answer.weak.{contact.provenance}")) if told else None,
        view,
        _listed(contact, words),
    )


def _listed(contact: KeptContact, words: Catalogue) -> tuple[str, ...]:
    """By the sender alone: what she herself refused is not looked up by a number that a file names."""
    if contact.debt is None or contact.at is None or not contact.sender:
        return ()
    held, purpose = house.as_list(contact.debt.place), Purpose(contact.purpose)
    found = may_contact(held, contact.sender, None, contact.at, purpose=purpose)
    return tuple(say_reason(one, words) for one in found.reasons) if isinstance(found, Refused) else ()
