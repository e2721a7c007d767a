"""An agency's wordings: propose one, see what would be flagged before a campaign, read what was decided and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.store.models import Template
from atesta.store.wording import TRIES_A_DAY, WITHDRAWN, take_back, templates, tries_today
from atesta.web.access import Who, works_for
from atesta.web.creditor.wordings import FORM, one_page
from atesta.web.pages import Page
from atesta.web.show import show, words_of
from atesta.web.staff_session import staff_of
from atesta.web.wordings import MOST, WordingRow, row_of, try_page, whose


@dataclass(frozen=True, slots=True)
class OwnWordings:
    creditor: str
    rows: tuple[WordingRow, ...]
    more: bool
    spent: int
    most: int


def home(request: HttpRequest) -> HttpResponse:
    its, words = whose(works_for(request)), words_of(request)
    found = list(templates(its).select_related("creditor")[: MOST + 1])
    rows, spent = tuple(row_of(row, words) for row in found[:MOST]), tries_today(its, datetime.now(UTC))
    return show(
        request, "wordings_own.html", OwnWordings(its.creditor.name, rows, len(found) > MOST, spent, TRIES_A_DAY)
    )


def one(request: HttpRequest, wording: Template) -> HttpResponse:
    """It is taken back while nobody decided; pressed twice it is taken back once."""
    late = False
    if request.POST.get("do") == "withdraw":
        if take_back(wording, staff_of(request), datetime.now(UTC)) or wording.state == WITHDRAWN:
            return redirect("agency-template", lang=words_of(request).lang, wording=wording.id)
        wording.refresh_from_db()
        late = True
    page = one_page(request, wording, late=late)
    return show(request, "wording_one.html", page, status=422 if late else 200)


PAGES = (
    Page("agency/templates", home, "agency-templates", Who.AGENCY),
    Page("agency/templates/try", try_page, "agency-templates-try", Who.AGENCY, FORM),
    Page("agency/templates/one/<str:wording>", one, "agency-template", Who.AGENCY, FORM),
)
