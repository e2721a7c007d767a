"""In her own open file: is anyone calling me now? Without a code, because the file is hers (EVIDENCE §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from atesta.store.checking_sent import calls_of
from atesta.store.models import Debt
from atesta.web.access import Who
from atesta.web.pages import Page
from atesta.web.sent.said import Fact, call_facts, moment_said
from atesta.web.show import show, words_of


@dataclass(frozen=True, slots=True)
class CallingPage:
    """`known`: the creditor's account of this debt is open in the file. `calls`: the facts of each open call."""

    debt: str
    known: bool
    calls: tuple[tuple[Fact, ...], ...]
    at: str


def calling(request: HttpRequest, debt: Debt) -> HttpResponse:
    now, words = datetime.now(UTC), words_of(request)
    found = calls_of(debt.ledger, now) if debt.ledger else ()
    calls = tuple(call_facts(one.found, debt.place, words) for one in found if one.found)
    page = CallingPage(debt.id, debt.ledger is not None, calls, moment_said(now, debt.place, words))
    return show(request, "sent_calling.html", page, place=debt.place)


PAGES = (Page("file/debt/<str:debt>/calling", calling, "debt-calling", Who.OWNER),)
