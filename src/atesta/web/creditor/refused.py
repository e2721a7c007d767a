"""What the gate refused or put before a person, by agency and newest first; a person decides, by name, with a reason.

Doing nothing leaves it refused: a question that nobody answered is over when the time of its contact is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.errors import InputError
from atesta.store import gating
from atesta.store.models import GateAsk
from atesta.store.overview import houses
from atesta.telling.say_error import say_briefly
from atesta.web.access import Who, finder, works_for
from atesta.web.field import Field, wrong_fields
from atesta.web.gate_rows import AskRow, Rows, adverse, may_allow, of_its_text, page_of, row_of, waiting
from atesta.web.pages import Page
from atesta.web.show import show, words_of
from atesta.web.staff_fields import typed
from atesta.web.staff_session import staff_of

MOST_WHY = 300
OWN = "own"


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """`houses` are (id, name), `of` the id whose rows are shown, "" all."""

    waiting: tuple[AskRow, ...]
    rows: Rows
    houses: tuple[tuple[str, str], ...]
    of: str


@dataclass(frozen=True, slots=True)
class OneAsk:
    row: AskRow
    may_allow: bool
    of_text: bool
    reason: Field
    wrong: tuple[Field, ...]


@finder("gateask")
def _ask(request: HttpRequest, given: str) -> GateAsk:
    rows = adverse(GateAsk.objects.filter(creditor=works_for(request).creditor))
    found = rows.filter(id=given).first()
    if found is None:
        raise Http404
    return found


def refused(request: HttpRequest) -> HttpResponse:
    creditor, words, of = works_for(request).creditor, words_of(request), request.GET.get("of", "")
    rows = GateAsk.objects.filter(creditor=creditor)
    listed = tuple(
        (house.agency.id, house.agency.name) if house.agency else (OWN, words.say("wordings.own"))
        for house in houses(creditor)
    )
    if of not in dict(listed):
        of = ""
    shown = rows if not of else rows.filter(agency=None) if of == OWN else rows.filter(agency=of)
    now = datetime.now(UTC)
    page = RefusedPage(
        tuple(row_of(row, None, words, now) for row in waiting(shown, now)),
        page_of(adverse(shown), request.GET.get("before", ""), None, words, now),
        listed,
        of,
    )
    return show(request, "refused.html", page)


def one(request: HttpRequest, gateask: GateAsk) -> HttpResponse:
    why, words, now, wrong = typed(request, "reason", MOST_WHY + 1), words_of(request), datetime.now(UTC), ""
    if request.method == "POST":
        try:
            if why and len(why) <= MOST_WHY:
                gating.override(gateask, staff_of(request), why, now)
                return redirect("creditor-refused-one", lang=words.lang, gateask=gateask.id)
            wrong = words.say("refused_page.reason_wrong")
        except InputError as error:
            wrong = say_briefly(error, words)
    hint = words.say("refused_page.reason_hint")
    reason = Field("reason", words.say("refused_page.reason"), why, "textarea", hint, wrong, required=True)
    page = OneAsk(
        row_of(gateask, None, words, now),
        may_allow(gateask, now),
        of_its_text(gateask),
        reason,
        wrong_fields((reason,)),
    )
    return show(request, "refused_one.html", page, status=422 if wrong else 200)


PAGES = (
    Page("creditor/refused", refused, "creditor-refused", Who.COMPLIANCE),
    Page("creditor/refused/one/<str:gateask>", one, "creditor-refused-one", Who.COMPLIANCE, ("GET", "POST")),
)
