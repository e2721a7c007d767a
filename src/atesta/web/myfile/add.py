"""What she remembers of a call, visit or message, or one line of her call list: marked as typed, wherever it shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.contact.history import Outcome
from atesta.contact.message import Channel, Recipient
from atesta.contact.place import PLACES
from atesta.errors import InputError
from atesta.locale import Catalogue
from atesta.store import keeping
from atesta.store.keeping import Given
from atesta.store.models import Debt, File
from atesta.store.timeline import made_there, zone_of
from atesta.telling.say import say_day
from atesta.web.access import Who
from atesta.web.message_form import check_length
from atesta.web.myfile import session
from atesta.web.myfile.forms import LONG, Asked, FormPage, Reading, choices, fresh
from atesta.web.myfile.means import means
from atesta.web.myfile.things import file_of
from atesta.web.paced import paced
from atesta.web.pages import Page
from atesta.web.show import show, words_of

CHANNELS = ("call", "visit", *(one.value for one in Channel if one not in (Channel.CALL, Channel.VISIT)))
"""What leaves no text behind comes first."""
OUTCOMES = tuple(outcome.value for outcome in Outcome)
TO = tuple(to.value for to in Recipient)
MOST_NOTE = 2000


@paced("keep")
def add(request: HttpRequest) -> HttpResponse:
    file, words = file_of(request), words_of(request)
    debts = tuple(file.debts.order_by("-made_at"))
    if not debts:
        return redirect("debt-new", lang=words.lang)
    asked = _asked(request, debts)
    back = f"/{words.lang}/file/home"
    if request.method != "POST":
        return show(request, "file_form.html", FormPage("add", fresh(asked, words), back))
    reading = Reading(request)
    debt = _debt(reading, debts)
    given = _given(reading, debt)
    if reading.wrong:
        return show(request, "file_form.html", FormPage("add", reading.again(asked), back), status=422)
    return _keep(request, file, debt, given)


def _keep(request: HttpRequest, file: File, debt: Debt, given: Given) -> HttpResponse:
    kept = keeping.keep_contact(file, debt, given, means(), session.now())
    said = "kept" if kept.new else "kept_before"
    return redirect(f"/{words_of(request).lang}/file/debt/{kept.contact.debt_id or debt.id}?said={said}")


def _asked(request: HttpRequest, debts: tuple[Debt, ...]) -> tuple[Asked, ...]:
    words = words_of(request)
    chosen = request.GET.get("debt", "")
    named = tuple((debt.id, _named(debt, words)) for debt in debts)
    return (
        *((Asked("debt", "select", chosen, named),) if len(debts) > 1 else ()),
        Asked("channel", "select", "call", choices(words, "channel", CHANNELS)),
        Asked("when", "datetime-local"),
        Asked("outcome", "select", "conversation", choices(words, "web_file.outcome", OUTCOMES)),
        Asked("sender"),
        Asked("to", "radio", "debtor", choices(words, "web_file.to", TO)),
        Asked("remembered", "textarea"),
        Asked("note", "textarea"),
    )


def _named(debt: Debt, words: Catalogue) -> str:
    return debt.lender or words.say("web_file.debt.unnamed", day=say_day(made_there(debt), words.lang))


def _debt(reading: Reading, debts: tuple[Debt, ...]) -> Debt:
    if len(debts) == 1:
        return debts[0]
    chosen = reading.choice("debt", (debt.id for debt in debts))
    return next((debt for debt in debts if debt.id == chosen), debts[0])


def _given(reading: Reading, debt: Debt) -> Given:
    zone = zone_of(debt) or PLACES[debt.place].zones[0]
    given = Given(
        channel=reading.choice("channel", CHANNELS),
        sender=reading.text("sender"),
        at=reading.moment("when", zone, session.now()),
        to=reading.choice("to", TO),
        outcome=reading.choice("outcome", OUTCOMES),
        provenance="typed",
        text=_remembered(reading),
        note=reading.text("note", most=MOST_NOTE),
    )
    if not (given.text or given.note or given.at or reading.wrong):
        reading.wrong["remembered"] = reading.words.say("web_file.wrong.nothing_said")
    return given


def _remembered(reading: Reading) -> str:
    """It is reviewed as a message is, and takes as long: one limit for both."""
    text = reading.text("remembered", most=LONG)
    try:
        check_length(text)
    except InputError as error:
        reading.refused(error, "remembered")
    return text


PAGES = (Page("file/add", add, "file-add", Who.OWNER, ("GET", "POST")),)
