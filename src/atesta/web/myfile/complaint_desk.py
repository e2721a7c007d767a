"""A complaint to the lender where the lender runs these pages: handed in by a press, and what its desk made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.errors import InputError
from atesta.locale import Catalogue
from atesta.store import complaint_case
from atesta.store.models import Complaint
from atesta.telling.visible import visible
from atesta.web.access import Who
from atesta.web.myfile import at_creditor, session
from atesta.web.myfile.forms import Asked, FormPage, Reading, fresh
from atesta.web.myfile.means import means
from atesta.web.pages import Page
from atesta.web.show import settings, show, words_of

ROOM = "hand_in"
MOST_WORDS = 6_000


@dataclass(frozen=True, slots=True)
class DeskSaid:
    """`can`: it can be handed in here, or what came since can be added, after an export where `export` says so. `state`
    is "" before, else open, answered or closed. `letter` is the desk's answer as it was sent, `closing` its result."""

    can: bool
    export: bool
    state: str
    received_on: date | None = None
    answered_on: date | None = None
    letter: str = ""
    closing: str = ""
    closed_on: date | None = None


def desk_said(complaint: Complaint) -> DeskSaid | None:
    """None where the operator is not the creditor, or it goes to somebody else."""
    if not at_creditor.here() or complaint.channel != complaint_case.DESK:
        return None
    can, case = complaint_case.may_hand(complaint), complaint_case.case_of(complaint)
    export = can and complaint_case.not_exported(complaint)
    if case is None:
        return DeskSaid(can, export, "")
    letter = visible(case.letter)
    return DeskSaid(can, export, case.state, case.received_on, case.answered_on, letter, case.closing, case.closed_on)


def desk(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Her words, with the contacts that can be read along; one button. What goes to somebody else leads back."""
    if not at_creditor.here():
        raise Http404
    words = words_of(request)
    back = f"/{words.lang}/file/complaint/{complaint.id}"
    if not complaint_case.may_hand(complaint):
        return redirect(back)
    fields = (Asked("desk_words", "textarea", room=ROOM),)
    lead = _lead(complaint, words)
    export = complaint_case.not_exported(complaint)
    if request.method != "POST":
        page = FormPage("desk", fresh(fields, words), back, lead=lead, room=ROOM, export=export)
        return show(request, "file_form.html", page)
    reading = Reading(request)
    text = reading.text("desk_words", most=MOST_WORDS)
    if not text and not complaint.about.exists():
        reading.wrong["desk_words"] = words.say("hand_in.desk.empty")
    if not reading.wrong:
        try:
            complaint_case.hand(complaint, text, means(), session.now())
            return redirect(f"{back}?said=handed")
        except InputError:
            reading.wrong["desk_words"] = words.say("web_file.hand.export_needed")
    page = FormPage("desk", reading.again(fields), back, lead=lead, room=ROOM, export=export)
    return show(request, "file_form.html", page, status=422)


def _lead(complaint: Complaint, words: Catalogue) -> str:
    n, name = complaint.about.count(), settings().operator.name
    said = [words.say("hand_in.desk.what", name=name), words.say("hand_in.desk.reads", n=n)]
    if complaint_case.not_exported(complaint):
        said.append(words.say("web_file.hand.export_needed"))
    return ("" if words.lang == "zh" else " ").join(said)


DESK_PAGES = (Page("file/complaint/<str:complaint>/desk", desk, "complaint-desk", Who.OWNER, ("GET", "POST")),)
