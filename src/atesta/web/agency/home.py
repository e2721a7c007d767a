"""The agency's first page: what the gate said to it lately, then the way to everything else."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from atesta.web.access import works_for
from atesta.web.show import show


@dataclass(frozen=True, slots=True)
class AgencyHome:
    agency: str
    creditor: str


def home(request: HttpRequest) -> HttpResponse:
    works = works_for(request)
    name = works.agency.name if works.agency else ""
    return show(request, "agency_home.html", AgencyHome(name, works.creditor.name))
