"""Which dated lists of agencies this installation holds for a place, who publishes them, how one has them corrected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse

from atesta.mandate.register_csv import ListKind, PublicRegister
from atesta.web.access import Who
from atesta.web.pages import Page
from atesta.web.registers import registers_of
from atesta.web.show import show


@dataclass(frozen=True, slots=True)
class ListSaid:
    """`lender`: a lender publishes it, not a public body."""

    lender: bool
    source: str
    as_of: date
    rows: int
    bad_rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class ListsPage:
    place: str
    lists: tuple[ListSaid, ...]


def lists(request: HttpRequest, place: str) -> HttpResponse:
    held = tuple(_said(register) for register in registers_of(place))
    return show(request, "lists.html", ListsPage(place, held), place=place)


def _said(register: PublicRegister) -> ListSaid:
    lender = register.kind is ListKind.LENDER_LIST
    rows, bad = len(register.listed), len(register.bad_rows)
    return ListSaid(lender, register.source, register.as_of, rows, bad, register.digest)


PAGES = (Page("<str:place>/lists", lists, "lists", Who.ANYONE),)
