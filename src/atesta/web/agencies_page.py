"""Who may speak for the creditors that keep their register here: a page and two files, for anybody (PRODUCT row 13)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from atesta.store.published import Published, as_csv, as_json, published
from atesta.web.access import Who
from atesta.web.pages import Page
from atesta.web.show import show


@dataclass(frozen=True, slots=True)
class AgenciesPublished:
    place: str
    creditors: tuple[Published, ...]


def agencies(request: HttpRequest, place: str) -> HttpResponse:
    found = published(place, datetime.now(UTC))
    return show(request, "agencies.html", AgenciesPublished(place, found), place=place)


def agencies_json(request: HttpRequest, place: str) -> HttpResponse:
    data = json.dumps(as_json(published(place, datetime.now(UTC))), ensure_ascii=False, indent=1)
    return _file(data, "application/json", f"agencies-{place.lower()}.json")


def agencies_csv(request: HttpRequest, place: str) -> HttpResponse:
    data = "\ufeff" + as_csv(published(place, datetime.now(UTC)))
    return _file(data, "text/csv", f"agencies-{place.lower()}.csv")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-cache"
    return answer


PAGES = (
    Page("<str:place>/agencies", agencies, "agencies", Who.ANYONE),
    Page("<str:place>/agencies.json", agencies_json, "agencies-json", Who.ANYONE),
    Page("<str:place>/agencies.csv", agencies_csv, "agencies-csv", Who.ANYONE),
)
