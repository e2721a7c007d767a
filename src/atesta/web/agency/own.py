"""An agency's lists: what was refused to it, what it announced, what binds it, and its own sheet. Nothing of others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from atesta.store import asking
from atesta.store.models import Announcement, GateAsk
from atesta.store.overview import DAYS, announced_by, day_of
from atesta.web.access import Who, works_for
from atesta.web.agency.home import agency_of
from atesta.web.announced_rows import house_announced, newest
from atesta.web.creditor.registered import RegisteredPage
from atesta.web.gate_rows import Rows, adverse, page_of
from atesta.web.house_sheet import sheet_page
from atesta.web.pages import Page
from atesta.web.request_rows import RequestRow, row_of
from atesta.web.show import show, words_of
from atesta.web.wordings import whose

MOST = 500


@dataclass(frozen=True, slots=True)
class OwnRefused:
    rows: Rows


@dataclass(frozen=True, slots=True)
class OwnRequests:
    rows: tuple[RequestRow, ...]
    more: bool


def refused(request: HttpRequest) -> HttpResponse:
    works = works_for(request)
    agency = agency_of(works)
    rows = adverse(GateAsk.objects.filter(creditor=works.creditor, agency=agency))
    shown = page_of(rows, request.GET.get("before", ""), agency, words_of(request), datetime.now(UTC))
    page = OwnRefused(shown)
    return show(request, "refused_own.html", page)


def registered(request: HttpRequest) -> HttpResponse:
    works, words, now = works_for(request), words_of(request), datetime.now(UTC)
    agency = agency_of(works)
    told = announced_by(works.creditor, now, whose(works))[agency.id]
    rows = newest(Announcement.objects.filter(creditor=works.creditor, agency=agency), words, agency, now)
    page = RegisteredPage("agency", (house_announced(agency.name, told, words),), rows, DAYS, told.bare is not None)
    return show(request, "registered.html", page)


def requests(request: HttpRequest) -> HttpResponse:
    works = works_for(request)
    found = asking.binding(agency_of(works), day_of(works.creditor, datetime.now(UTC)))[: MOST + 1]
    rows = tuple(map(row_of, found))
    return show(request, "requests_own.html", OwnRequests(rows[:MOST], len(rows) > MOST))


def sheet(request: HttpRequest) -> HttpResponse:
    page = sheet_page("agency", whose(works_for(request)), words_of(request), datetime.now(UTC))
    return show(request, "house.html", page)


PAGES = (
    Page("agency/refused", refused, "agency-refused", Who.AGENCY),
    Page("agency/registered", registered, "agency-registered", Who.AGENCY),
    Page("agency/requests", requests, "agency-requests", Who.AGENCY),
    Page("agency/sheet", sheet, "agency-sheet", Who.AGENCY),
)
