"""Where to complain, for anybody: after the five answers or by itself. Nothing is kept, and nobody is asked who she is.

A message that was given goes along in the form, is looked at again, and its findings choose the way; the copy sheet for
12321 is made from it and sent at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.action.complaint.channel import load_channels
from atesta.action.complaint.packet import Asked as PacketAsked
from atesta.action.complaint.packet import missing
from atesta.action.complaint.packet.asked import Contact, Lender, Person, ReportKind
from atesta.action.complaint.packet.form import load_forms
from atesta.action.complaint.routing import Wants
from atesta.contact.place import PLACES, today_of
from atesta.errors import AtestaError
from atesta.locale import Catalogue
from atesta.pipeline import review_message
from atesta.review.as_json import review_bytes
from atesta.web.access import Who
from atesta.web.complain.asking import ROOM, AskPage, Known, case_of, fresh_groups, groups_again, sent_again
from atesta.web.complain.findings import findings_of
from atesta.web.complain.packet_fields import REPORT_KINDS, Given, asked_of, lacking, read, red_list
from atesta.web.complain.packets import packed, say_refusals, sent_zip, why_not
from atesta.web.complain.route_said import RoutePage, case_said, route_said
from atesta.web.desk import desk
from atesta.web.failures import refused
from atesta.web.field import Field
from atesta.web.message_form import Asked as MessageAsked
from atesta.web.message_form import Given as MessageGiven
from atesta.web.message_form import Refused, read_form
from atesta.web.myfile.forms import Asked, Reading, fresh
from atesta.web.paced import paced
from atesta.web.pages import Page
from atesta.web.registers import registers_of
from atesta.web.show import show, words_of

SHEET = "12321"


@paced("review")
def complain(request: HttpRequest, place: str) -> HttpResponse:
    """The form; sent with `wants`, the way. Sent with a message alone, the form that knows it."""
    words, now = words_of(request), datetime.now(UTC)
    given = MessageGiven.of({name: str(value) for name, value in request.POST.items()})
    asked = _message(given, place, now)
    known = known_of(asked, place, now, verify=request.POST.get("wants") == "verify")
    hidden = given.fields if asked else {}
    if request.method != "POST" or not {"wants", "do"} & set(request.POST):
        page = AskPage(fresh_groups(known, words), "", hidden={**hidden, "do": "show"})
        return show(request, "complain.html", page, place=place, again=hidden or None, returns=bool(hidden))
    reading = Reading(request)
    case = case_of(known, reading)
    again = {**hidden, **sent_again(reading)}
    if reading.wrong or request.POST.get("do") == "edit":
        page = AskPage(groups_again(known, reading), "", hidden={**hidden, "do": "show"})
        status, again = 422 if reading.wrong else 200, {**again, "do": "edit"}
        return show(request, "complain.html", page, place=place, again=again, status=status, returns=True)
    copied = SHEET if asked is not None else ""
    way = RoutePage(place, route_said(case, words), case_said(case, words), again, sheet=copied)
    return show(request, "complain_route.html", way, place=place, again=again, returns=True)


def _message(given: MessageGiven, place: str, now: datetime) -> MessageAsked | None:
    """The message that came along, as the page of its answers read it; None where none did, or it cannot be read."""
    if not given.text.strip():
        return None
    try:
        return read_form(given, place, now, None, registers_of(place))
    except Refused:
        return None


def known_of(asked: MessageAsked | None, place: str, now: datetime, *, verify: bool) -> Known:
    today = today_of(place, now)
    if asked is None:
        return Known(place, today)
    message, knowledge = asked.message, asked.knowledge
    review = review_message(message, knowledge, desk())
    found = findings_of(json.loads(review_bytes(review)), desk(), verify=verify)
    has = {"sms_text"} | ({"sender_number"} if message.sender else set())
    account = knowledge.account
    return Known(
        place=place,
        today=today,
        lender=account.lender.name if account else "",
        findings=found,
        has=frozenset(has),
        happened_on=today_of(place, message.received) if message.received else None,
        reviewed=True,
    )


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The copy sheet for 12321, before it is made. `hidden` is the message that it is made from."""

    text: str
    fields: tuple[Field, ...]
    hidden: Mapping[str, str]
    wrong: tuple[Field, ...]
    why_not: tuple[str, ...] = ()


@paced("review")
def sheet(request: HttpRequest, place: str) -> HttpResponse:
    """What is missing for the sheet is asked; with `do=make` it is made and sent at once, and nothing is kept. What
    speaks against it stands before what is missing, and before anything is typed."""
    words, now = words_of(request), datetime.now(UTC)
    given = MessageGiven.of({name: str(value) for name, value in request.POST.items()})
    asked = _message(given, place, now)
    if place not in load_channels()[SHEET].places:
        raise Http404
    if asked is None:
        return redirect("complain", lang=words.lang, place=place.lower())
    fields = _sheet_fields(asked, words)
    if request.POST.get("do") != "make":
        packet = _packet(asked, Given({}), asked.message.received, place, words.lang, now)
        return _sheet(request, place, asked, fresh(fields, words), {}, say_refusals(why_not(packet), words))
    reading = Reading(request)
    typed = read(fields, reading)
    at = asked.message.received or reading.moment("received_at", PLACES[place].zones[0], now)
    packet = _packet(asked, typed, at, place, words.lang, now)
    reading.wrong.update(lacking(missing(packet), fields, words))
    reasons = say_refusals(why_not(packet), words)
    if reading.wrong or reasons:
        return _sheet(request, place, asked, reading.again(fields), reading.wrong, reasons, 422)
    try:
        return sent_zip(packed(packet), SHEET)
    except AtestaError as error:
        return refused(request, error, 503)


def _sheet_fields(asked: MessageAsked, words: Catalogue) -> tuple[Asked, ...]:
    form, sender = load_forms()[SHEET], asked.message.sender or ""
    when = () if asked.message.received else (Asked("received_at", "datetime-local", needed=True, room=ROOM),)
    return (*when, *asked_of(form, {"sender_number": sender}, words, confirm=False))


def _packet(
    asked: MessageAsked, typed: Given, at: datetime | None, place: str, lang: str, now: datetime
) -> PacketAsked:
    message = asked.message
    contact = Contact(
        original=message.original,
        text=message.text,
        medium=message.channel,
        at=at,
        sender=message.sender or typed["sender_number"],
        receiver=typed["receiver_number"],
        kind=ReportKind(typed["report_kind"]) if typed["report_kind"] in REPORT_KINDS else None,
        provenance=message.provenance,
    )
    today = today_of(place, now)
    return PacketAsked(SHEET, place, lang, today, Person(""), Lender(""), Wants.STOP.value, (contact,))


def _sheet(  # the parts of one page
    request: HttpRequest,
    place: str,
    asked: MessageAsked,
    fields: tuple[Field, ...],
    wrong: Mapping[str, str],
    reasons: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    page = SheetPage(asked.message.text, fields, asked.fields, red_list(wrong, fields, words_of(request)), reasons)
    again = {**asked.fields, **{one.name: one.value for one in fields if one.value}}
    return show(request, "complain_sheet.html", page, place=place, again=again, status=status, returns=True)


PAGES = (
    Page("<str:place>/complain", complain, "complain", Who.ANYONE, ("GET", "POST")),
    Page("<str:place>/complain/sheet", sheet, "complain-sheet", Who.ANYONE, ("POST",)),
)
