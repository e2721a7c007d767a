"""What is due, at the top of her file: one line a thing, which leads to its debt and can be put away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.action.due import Why
from atesta.locale import Catalogue
from atesta.store import reminding
from atesta.store.models import File, Request
from atesta.telling.citation import say_citation
from atesta.web.access import Who
from atesta.web.myfile import session
from atesta.web.myfile.means import means
from atesta.web.pages import Page
from atesta.web.show import words_of


@dataclass(frozen=True, slots=True)
class DueLine:
    """`request` is its id, `last` the last day of the rule's time or of the pause; `source` the rule."""

    request: str
    debt: str
    lender: str
    kind: str
    why: str
    asked_on: date
    last: date
    days: int
    source: str


def due_lines(file: File, words: Catalogue, now: datetime) -> tuple[DueLine, ...]:
    """None for a file that asked for nothing, without a look at the rules."""
    if not Request.objects.filter(debt__file=file, withdrawn_on=None).exists():
        return ()
    return tuple(
        DueLine(
            one.id,
            debt.id,
            debt.lender,
            one.kind,
            one.why.value,
            one.asked_on,
            one.last,
            one.days,
            say_citation(one.citation, words) if one.citation else "",
        )
        for debt, one in reminding.due_of(file, means().desk.rulebook, now)
    )


def put_away(request: HttpRequest, asked: Request) -> HttpResponse:
    """A word that is no reason of ours puts nothing away."""
    why = request.POST.get("why", "")
    if why in tuple(Why):
        reminding.put_away(asked, Why(why), session.now())
    return redirect("file-home", lang=words_of(request).lang)


PAGES = (Page("file/request/<str:asked>/put-away", put_away, "request-put-away", Who.OWNER, ("POST",)),)
