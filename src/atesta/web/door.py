"""The way in: which place, then what happened. No account, nothing kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.contact.place import PLACES
from atesta.web.access import Who
from atesta.web.pages import Page
from atesta.web.show import preferred, show


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    code: str
    href: str


@dataclass(frozen=True, slots=True)
class Where:
    """The first question: a rule and a channel belong to a place."""

    places: tuple[PlaceChoice, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """Three buttons (PRODUCT §4.1 step 1)."""

    place: str


def to_start(request: HttpRequest) -> HttpResponse:
    return redirect("where", lang=preferred(request))


def where(request: HttpRequest) -> HttpResponse:
    choices = tuple(PlaceChoice(code, f"{request.path_info}{code.lower()}/") for code in PLACES)
    return show(request, "where.html", Where(choices))


def begin(request: HttpRequest, place: str) -> HttpResponse:
    return show(request, "begin.html", Start(place), place=place)


PAGES = (
    Page("", where, "where", Who.ANYONE),
    Page("<str:place>/", begin, "begin", Who.ANYONE),
)
