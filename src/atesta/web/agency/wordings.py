"""An agency's wordings: propose one, see what would be flagged before a campaign, read what was decided and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from atesta.store.models import Template
from atesta.store.wording import TRIES_A_DAY, templates, tries_today
from atesta.web.access import Who, works_for
from atesta.web.creditor.wordings import FORM, one_page
from atesta.web.pages import Page
from atesta.web.show import show, words_of
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
    return show(request, "wording_one.html", one_page(request, wording))


PAGES = (
    Page("agency/templates", home, "agency-templates", Who.AGENCY),
    Page("agency/templates/try", try_page, "agency-templates-try", Who.AGENCY, FORM),
    Page("agency/templates/one/<str:wording>", one, "agency-template", Who.AGENCY),
)
