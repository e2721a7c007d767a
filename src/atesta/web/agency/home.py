"""The agency's first page: what the gate said to it today, what binds it, then the way to everything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.http import HttpRequest, HttpResponse

from atesta.store import asking
from atesta.store.models import Agency, GateAsk, StaffOf
from atesta.store.overview import day_of, zone_of
from atesta.store.wording import PROPOSED, TRIES_A_DAY, templates, tries_today
from atesta.web.access import works_for
from atesta.web.gate_rows import AskRow, adverse, row_of
from atesta.web.show import show, words_of
from atesta.web.wordings import whose

MOST = 10


@dataclass(frozen=True, slots=True)
class AgencyHome:
    """`refused`: the newest of today; `count` of them and of what waits for a person. `requests` bind accounts that it
    has; of its `wordings` so many wait; `spent` of `most` tries today."""

    agency: str
    creditor: str
    refused: tuple[AskRow, ...]
    count: int
    requests: int
    wordings: int
    spent: int
    most: int


def agency_of(works: StaffOf) -> Agency:
    """Whoever opens these pages works for one (access.Who.AGENCY, staffing.add)."""
    assert works.agency is not None
    return works.agency


def home(request: HttpRequest) -> HttpResponse:
    works, words, now = works_for(request), words_of(request), datetime.now(UTC)
    agency, today = agency_of(works), day_of(works.creditor, now)
    midnight = datetime.combine(today, time(), zone_of(works.creditor))
    rows = adverse(GateAsk.objects.filter(creditor=works.creditor, agency=agency, asked_at__gte=midnight))
    its = whose(works)
    page = AgencyHome(
        agency.name,
        works.creditor.name,
        tuple(row_of(row, agency, words, now) for row in rows[:MOST]),
        rows.count(),
        asking.binding(agency, today).count(),
        templates(its).filter(state=PROPOSED).count(),
        tries_today(its, now),
        TRIES_A_DAY,
    )
    return show(request, "agency_home.html", page)
