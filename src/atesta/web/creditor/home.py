"""Monday's page: what needs a person today, then the way to every house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse

from atesta.store import asking
from atesta.store.models import GateAsk, Template, Unregistered
from atesta.store.overview import day_of, houses
from atesta.store.wording import PROPOSED
from atesta.web.access import works_for
from atesta.web.gate_rows import waiting
from atesta.web.show import show, words_of

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class CreditorHome:
    """What waits: debtors' `requests`, contacts that the gate put before a person (`asks`), `wordings`; `reported` in
    the last week that nobody had announced. `houses` are (id, name), our own first."""

    creditor: str
    requests: int
    asks: int
    wordings: int
    reported: int
    houses: tuple[tuple[str, str], ...]


def home(request: HttpRequest) -> HttpResponse:
    creditor, words, now = works_for(request).creditor, words_of(request), datetime.now(UTC)
    listed = (
        (house.agency.id, house.agency.name) if house.agency else ("own", words.say("wordings.own"))
        for house in houses(creditor)
    )
    page = CreditorHome(
        creditor.name,
        asking.waiting(creditor).count(),
        len(waiting(GateAsk.objects.filter(creditor=creditor), now)),
        Template.objects.filter(creditor=creditor, state=PROPOSED).count(),
        Unregistered.objects.filter(creditor=creditor, on__gt=day_of(creditor, now - WEEK)).count(),
        tuple(listed),
    )
    return show(request, "creditor_home.html", page)
