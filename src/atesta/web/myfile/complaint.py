"""One complaint: its packet, that it was handed in, its clock, every step since, and what came again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from atesta.action.complaint.channel import Reach, load_channels
from atesta.action.complaint.clock import State
from atesta.errors import AtestaError
from atesta.locale import Catalogue
from atesta.store import casework, complaining, complaint_case, erasing, handing_in
from atesta.store.complaining import BLOCKS_SENDERS, ENDS, STEPS
from atesta.store.erasing import HeldError
from atesta.store.models import Block, Complaint, ComplaintContact, ComplaintEvent, KeptContact
from atesta.telling.say import say_day
from atesta.telling.visible import visible
from atesta.web.access import Who
from atesta.web.complain.asking import ROOM
from atesta.web.complain.clock_said import ClockSaid, clock_said, reminder_said
from atesta.web.complain.route_said import checked_said
from atesta.web.myfile import at_creditor, session
from atesta.web.myfile.at_creditor import NOTHING, HandIn, Typed
from atesta.web.myfile.complaint_desk import DESK_PAGES, DeskSaid, desk_said
from atesta.web.myfile.complaint_packet import PACKET_PAGES
from atesta.web.myfile.contact import download
from atesta.web.myfile.forms import Asked, FormPage, Reading, choices, fresh
from atesta.web.myfile.hold import held
from atesta.web.myfile.home import SHOWN_CHARACTERS
from atesta.web.myfile.leave import erase_asked
from atesta.web.myfile.means import means
from atesta.web.pages import Page
from atesta.web.show import show, words_of

SAID = frozenset({"sent", "step", "same", "added", "kept", "prepared", "handed"})
MOST_TEXT = 2000
OFTEN = ("accepted", "answered", "refused", "no_answer", "closed", "reopened")
"""Steps that stand in the open; the others are folded."""
NO_DAY = frozenset({"apology", "remedy"})
"""Steps that are words, with the day of now."""


@dataclass(frozen=True, slots=True)
class EventLine:
    """`on`: the day that she gave, else the day by her clock on which it was entered."""

    kind: str
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class AboutLine:
    """A contact that it is about, or could be: `by` is what it shares with what was reported."""

    id: str
    on: date | None
    sender: str
    begins: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class ComplaintPage:
    """`reach`: how it is handed in, as the channel's data has it; `steps` and `more`: those that can be taken now;
    `ask`: which question waits for her, "" for none; `tell`: the creditor that runs these
    pages of whom she reported, None elsewhere; `told`: that can be taken back."""

    id: str
    debt: str
    name: str
    channel: str
    place: str
    state: str
    facts: tuple[tuple[str, str], ...]
    checked: str
    reach: tuple[tuple[str, str, str], ...]
    clock: ClockSaid
    remind: str
    again: tuple[AboutLine, ...]
    about: tuple[AboutLine, ...]
    events: tuple[EventLine, ...]
    steps: tuple[str, ...]
    more: tuple[str, ...]
    ask: str
    apology: str
    remedy: str
    receipt: bool
    packet: bool
    reported: tuple[str, ...]
    tell: HandIn | None
    told: bool
    desk: DeskSaid | None
    said: str


def complaint_page(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    return _complaint_page(request, complaint)


def _complaint_page(
    request: HttpRequest, complaint: Complaint, typed: Typed = NOTHING, status: int = 200
) -> HttpResponse:
    words, today = words_of(request), complaining.today_of(complaint, session.now())
    channel = load_channels()[complaint.channel].seen_from(complaint.place)
    name = channel.names[words.lang]
    events = tuple(complaint.events.order_by("seq"))
    reminder = complaining.due_of(complaint, today)
    said, can, desk = request.GET.get("said", ""), _can(complaint), desk_said(complaint)
    page = ComplaintPage(
        id=complaint.id,
        debt=complaint.debt_id or "",
        name=name,
        channel=complaint.channel,
        place=complaint.place,
        state=complaint.state,
        facts=_facts(complaint, words),
        checked=checked_said(channel, today, words),
        reach=tuple(_reach(one, words) for one in channel.reach),
        clock=clock_said(complaining.clock(complaint, today), today, words),
        remind=reminder_said(reminder, name, words) if reminder else "",
        again=_again(complaint),
        about=tuple(_about(one) for one in _rows(complaint)),
        events=tuple(_event(one, complaint) for one in events),
        steps=tuple(kind for kind in OFTEN if kind in can),
        more=tuple(kind for kind in can if kind not in OFTEN),
        ask=_asks(events, desk) if complaint.state != State.CLOSED else "",
        apology=visible(complaint.apology),
        remedy=visible(complaint.remedy),
        receipt=complaint.receipt_id is not None,
        packet=complaint.packet_id is not None,
        reported=tuple(visible(one) for one in complaint.reported.values_list("address", flat=True)),
        tell=_tell(complaint, words, typed),
        told=any(block.lifted_at is None for block in _blocks(complaint)),
        desk=desk,
        said=said if said in SAID else "",
    )
    return show(request, "file_complaint.html", page, place=complaint.place, status=status)


def _tell(complaint: Complaint, words: Catalogue, typed: Typed) -> HandIn | None:
    can = bool(handing_in.untold(complaint))
    to, file, place = f"{_address(words, complaint)}/tell", complaint.file, complaint.place
    return at_creditor.hand_in("tell", to, file, place, _blocks(complaint), words, typed, can=can)


def _blocks(complaint: Complaint) -> tuple[Block, ...]:
    rows = complaint.reported.exclude(block=None).select_related("block").order_by("made_at", "id")
    return tuple(row.block for row in rows if row.block is not None)


def tell(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """The creditor that runs these pages, too: one press, and one that takes it back. Nothing of it goes by itself."""
    if not at_creditor.here():
        raise Http404
    words, now, typed = words_of(request), session.now(), request.POST.get("number", "")
    if request.POST.get("do") == "untell":
        handing_in.untell_senders(complaint, now)
        return redirect(_address(words, complaint))
    try:
        handing_in.tell_senders(complaint, at_creditor.number_of(complaint.file, complaint.place, typed), now)
    except AtestaError as error:
        return _complaint_page(request, complaint, Typed(typed, at_creditor.wrong_number(error, words)), 422)
    return redirect(_address(words, complaint))


def _can(complaint: Complaint) -> tuple[str, ...]:
    """`not_solved` is an answer to a question, and is offered with it."""
    return tuple(kind for kind, one in STEPS.items() if complaint.state in one.from_ and kind != "not_solved")


def _event(one: ComplaintEvent, complaint: Complaint) -> EventLine:
    return EventLine(one.kind, one.on or complaining.today_of(complaint, one.made_at), visible(one.text))


def _asks(events: tuple[ComplaintEvent, ...], desk: DeskSaid | None) -> str:
    """Which question is asked: they say that it is solved, or the desk here answered or closed its case, and she took
    no step since. "": none."""
    last = events[-1].kind if events else ""
    if last == "answered" and desk is not None and desk.state == casework.ANSWERED:
        return "answered"
    return last if last in ("solved", complaining.CLOSED_THERE) else ""


def _facts(row: Complaint, words: Catalogue) -> tuple[tuple[str, str], ...]:
    said = (
        ("state", words.say(f"web_complaint.state.{row.state}")),
        ("lender", visible(row.lender)),
        ("wants", words.say(f"web_complaint.wants.{row.wants}")),
        ("filed_on", say_day(row.filed_on, words.lang) if row.filed_on else ""),
        ("reference", visible(row.reference)),
        ("tracking", visible(row.tracking)),
        ("ended", words.say(f"web_complaint.ended.{row.ended}") if row.ended else ""),
    )
    return tuple((words.say(f"web_complaint.fact.{name}"), value) for name, value in said if value)


def _reach(one: Reach, words: Catalogue) -> tuple[str, str, str]:
    return words.say(f"complaint_way.{one.way.value}"), one.at, one.fact.texts[words.lang]


def _rows(row: Complaint) -> tuple[ComplaintContact, ...]:
    return tuple(row.about.select_related("contact__debt").order_by("contact__order", "id"))


def _about(one: ComplaintContact) -> AboutLine:
    return _line(one.contact, one.complaint, "again" if one.again else "")


def _line(contact: KeptContact, row: Complaint, by: str) -> AboutLine:
    begins = " ".join((contact.text or contact.note).split())[:SHOWN_CHARACTERS]
    return AboutLine(contact.id, complaining.day_of(contact, row.place), visible(contact.sender), visible(begins), by)


def _again(row: Complaint) -> tuple[AboutLine, ...]:
    found = {one.key: one.by.value for one in complaining.again_of(row)}
    contacts = row.file.contacts.filter(id__in=found).select_related("debt").order_by("order", "id")
    return tuple(_line(contact, row, found[contact.id]) for contact in contacts)


# --- handed in ----------------------------------------------------------------------------------------------------


def sent(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """She says when she handed it in, and what she was given. Later again, to add a number that came afterwards."""
    words, now = words_of(request), session.now()
    back, today = _address(words, complaint), complaining.today_of(complaint, now)
    lead = words.say("web_complaint.sent.reports") if complaint.channel in BLOCKS_SENDERS else ""
    if request.method != "POST":
        page = FormPage("sent", fresh(_sent_fields(complaint, today), words), back, lead=lead, room=ROOM)
        return show(request, "file_form.html", page, place=complaint.place)
    reading = Reading(request)
    on = _day_of(reading, "filed_on", today, complaining.first_day(complaint), "before_contact")
    reference, tracking, receipt = reading.text("reference"), reading.text("tracking"), reading.file("receipt")
    if reading.wrong or on is None:
        page = FormPage("sent", reading.again(_sent_fields(complaint, today)), back, lead=lead, room=ROOM)
        return show(request, "file_form.html", page, place=complaint.place, status=422)
    try:
        complaining.send(complaint, on, reference, tracking, receipt, means(), now)
    except HeldError as error:
        return held(request, error.hold, back)
    return redirect(f"{back}?said=sent")


def _sent_fields(row: Complaint, today: date) -> tuple[Asked, ...]:
    return (
        Asked("filed_on", "date", (row.filed_on or today).isoformat(), needed=True, room=ROOM),
        Asked("reference", value=row.reference, room=ROOM),
        Asked("tracking", value=row.tracking, room=ROOM),
        Asked("receipt", "file", room=ROOM),
    )


def _day_of(
    reading: Reading, name: str, today: date, earliest: date | None, before: str = "before_filed"
) -> date | None:
    on = reading.day(name, needed=True)
    if on and on > today:
        reading.wrong[name] = reading.words.say("web_file.wrong.later")
    elif on and earliest and on < earliest:
        reading.wrong[name] = reading.words.say(f"web_complaint.wrong.{before}")
    return on


# --- each further step --------------------------------------------------------------------------------------------


def step(request: HttpRequest, complaint: Complaint, step: str) -> HttpResponse:
    """One step, by her word and on her day. One that cannot be taken any more (a second tab) changes nothing."""
    words, now = words_of(request), session.now()
    back, today = _address(words, complaint), complaining.today_of(complaint, now)
    if complaint.state not in STEPS[step].from_:
        return redirect(f"{back}?said=same")
    fields = _step_fields(step, today, words)
    if request.method != "POST":
        page = FormPage(f"step_{step}", fresh(fields, words), back, room=ROOM)
        return show(request, "file_form.html", page, place=complaint.place)
    reading = Reading(request)
    on = today if step in NO_DAY else _day_of(reading, "on", today, complaint.filed_on)
    text = reading.text("note", most=MOST_TEXT, needed=step in NO_DAY)
    ended = reading.choice("ended", ENDS) if step == "closed" else ""
    if reading.wrong:
        page = FormPage(f"step_{step}", reading.again(fields), back, room=ROOM)
        return show(request, "file_form.html", page, place=complaint.place, status=422)
    try:
        done = complaint_case.step(complaint, step, on, text, now, ended)
    except HeldError as error:
        return held(request, error.hold, back)
    return redirect(f"{back}?said={'step' if done else 'same'}")


def _step_fields(kind: str, today: date, words: Catalogue) -> tuple[Asked, ...]:
    ended = (Asked("ended", "radio", "", choices(words, "web_complaint.ended", ENDS), True, ROOM),)
    day = (Asked("on", "date", today.isoformat(), needed=True, room=ROOM),)
    note = (Asked("note", "textarea", needed=kind in NO_DAY, room=ROOM),)
    return (*(ended if kind == "closed" else ()), *(() if kind in NO_DAY else day), *note)


def add_again(request: HttpRequest, complaint: Complaint, contact: KeptContact) -> HttpResponse:
    """One tap: what came again becomes part of the complaint."""
    complaining.add_again(complaint, contact, session.now())
    return redirect(f"{_address(words_of(request), complaint)}?said=added")


def receipt(request: HttpRequest, complaint: Complaint) -> HttpResponseBase:
    return download(request, complaint.receipt)


def kept_packet(request: HttpRequest, complaint: Complaint) -> HttpResponseBase:
    if complaint.packet is None:
        raise Http404
    return download(request, complaint.packet, f"atesta-{complaint.packet.id[:8]}.zip")


def erase(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    words = words_of(request)
    after = f"/{words.lang}/file/debt/{complaint.debt_id}" if complaint.debt_id else f"/{words.lang}/file/home"

    def gone(now: datetime) -> None:
        erasing.erase_complaint(complaint, means(), now)

    return erase_asked(request, "erase_complaint", _address(words, complaint), after, gone)


def _address(words: Catalogue, complaint: Complaint) -> str:
    return f"/{words.lang}/file/complaint/{complaint.id}"


PAGES = (
    *PACKET_PAGES,
    *DESK_PAGES,
    Page("file/complaint/<str:complaint>", complaint_page, "file-complaint", Who.OWNER),
    Page("file/complaint/<str:complaint>/sent", sent, "complaint-sent", Who.OWNER, ("GET", "POST")),
    Page("file/complaint/<str:complaint>/step/<str:step>", step, "complaint-step", Who.OWNER, ("GET", "POST")),
    Page("file/complaint/<str:complaint>/add/<str:contact>", add_again, "complaint-add", Who.OWNER, ("POST",)),
    Page("file/complaint/<str:complaint>/tell", tell, "complaint-tell", Who.OWNER, ("POST",)),
    Page("file/complaint/<str:complaint>/receipt", receipt, "complaint-receipt", Who.OWNER),
    Page("file/complaint/<str:complaint>/packet/kept", kept_packet, "complaint-kept", Who.OWNER),
    Page("file/complaint/<str:complaint>/erase", erase, "complaint-erase", Who.OWNER, ("GET", "POST")),
)
