"""Which account is with which agency: how it stands, and the file of today (PRODUCT 4.5, 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse

from atesta.store import ledger_files, mandating, placing
from atesta.store.models import LedgerImport
from atesta.web.access import Who, works_for
from atesta.web.creditor.agencies import placed_now
from atesta.web.creditor.importing import begin
from atesta.web.creditor.ledger_form import LedgerForm, posted
from atesta.web.field import Field, wrong_fields
from atesta.web.pages import Page
from atesta.web.show import show


@dataclass(frozen=True, slots=True)
class PlacementsPage:
    """`standing` is (agency, accounts with it today, recalled as of today)."""

    standing: tuple[tuple[str, int, int], ...]
    imports: tuple[LedgerImport, ...]
    fields: tuple[Field, ...]
    more: tuple[Field, ...]
    wrong: tuple[Field, ...]
    today: date


def placements(request: HttpRequest) -> HttpResponse:
    form, creditor = LedgerForm(request), works_for(request).creditor
    columns = {name: form.text(f"column_{name}", most=60) for name in placing.COLUMNS}
    if posted(request) and not form.wrong:
        answer = begin(request, form, ledger_files.PLACEMENTS, columns)
        if answer is not None:
            return answer
    today = mandating.day_at(creditor, datetime.now(UTC))
    standing = tuple(
        (agency.name, placed_now(agency, today), agency.placements.filter(to_on=today).count())
        for agency in creditor.agencies.order_by("name")
    )
    fields = (form.field("file", "file", accept=".csv,.txt,.tsv,text/csv", required=True),)
    more = tuple(form.field(f"column_{name}", maxlength=60) for name in placing.COLUMNS)
    rows = tuple(creditor.imports.filter(kind=placing.KIND).select_related("by").order_by("-at")[:5])
    wrong = wrong_fields((*fields, *more))
    page = PlacementsPage(standing, rows, fields, more, wrong, today)
    return show(request, "creditor_placements.html", page, status=422 if wrong else 200)


PAGES = (Page("creditor/placements", placements, "creditor-placements", Who.COMPLIANCE, ("GET", "POST")),)
