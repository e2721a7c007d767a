"""Monday's page: what needs a person today, then the way to everything else."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from atesta.web.access import works_for
from atesta.web.show import show


@dataclass(frozen=True, slots=True)
class CreditorHome:
    creditor: str


def home(request: HttpRequest) -> HttpResponse:
    return show(request, "creditor_home.html", CreditorHome(works_for(request).creditor.name))
