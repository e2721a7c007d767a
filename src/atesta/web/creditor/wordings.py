"""The creditor's registry of wordings: what waits, what is in use, every try; each decided with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.store.models import Agency, Creditor, Template, TemplateTry
from atesta.store.staffing import MANAGER
from atesta.store.wording import (
    ACTS,
    APPROVED,
    DECLINED,
    ENDED,
    MOST_WHY,
    PROPOSED,
    TRIES_A_DAY,
    WITHDRAWN,
    Whose,
    decide,
    tries_before,
    tries_today,
)
from atesta.web.access import Who, finder, works_for
from atesta.web.field import Field, wrong_fields
from atesta.web.pages import Page
from atesta.web.show import show, words_of
from atesta.web.staff_fields import typed
from atesta.web.staff_session import staff_of
from atesta.web.wordings import (
    MOST,
    FlagSaid,
    TryRow,
    WordingRow,
    flags_of,
    flags_said,
    row_of,
    try_page,
    try_row,
)


@dataclass(frozen=True, slots=True)
class Today:
    """How often one house tried today. `id` "own": our own staff."""

    id: str
    who: str
    spent: int


@dataclass(frozen=True, slots=True)
class WordingsPage:
    waiting: tuple[WordingRow, ...]
    in_use: tuple[WordingRow, ...]
    over: tuple[WordingRow, ...]
    more: bool
    today: tuple[Today, ...]
    most: int


@dataclass(frozen=True, slots=True)
class TriesPage:
    rows: tuple[TryRow, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class OneWording:
    """`room` creditor or agency. `acts` can be decided now; the agency sees neither these nor tries. `own`: the agency
    may take it back; `late`: it wanted to and somebody had decided."""

    room: str
    place: str
    row: WordingRow
    flags: tuple[FlagSaid, ...]
    tries: tuple[TryRow, ...]
    acts: tuple[str, ...]
    reason: Field
    wrong: tuple[Field, ...]
    own: bool
    late: bool

    @property
    def base(self) -> str:
        return f"web/{self.room}_base.html"


@finder("wording")
def _wording(request: HttpRequest, given: str) -> Template:
    """The creditor's people find each of its wordings, an agency's only their own."""
    works = works_for(request)
    rows = Template.objects.filter(id=given, creditor=works.creditor).select_related("creditor", "agency", "by")
    if works.staff.role == MANAGER:
        rows = rows.filter(agency=works.agency)
    found = rows.first()
    if found is None:
        raise Http404
    return found


def home(request: HttpRequest) -> HttpResponse:
    creditor, words, now = works_for(request).creditor, words_of(request), datetime.now(UTC)
    rows = Template.objects.filter(creditor=creditor).select_related("creditor", "agency", "by").order_by("-made_at")
    found = [rows.filter(state__in=states)[: MOST + 1] for states in _STATES]
    waiting, in_use, over = (tuple(row_of(row, words) for row in part[:MOST]) for part in found)
    today = tuple(_today(creditor, agency, words.say("wordings.own"), now) for agency in (None, *_agencies(creditor)))
    more = any(len(part) > MOST for part in found)
    return show(request, "wordings.html", WordingsPage(waiting, in_use, over, more, today, TRIES_A_DAY))


_STATES = ((PROPOSED,), (APPROVED,), (DECLINED, ENDED, WITHDRAWN))


def _agencies(creditor: Creditor) -> Iterable[Agency]:
    return creditor.agencies.order_by("name", "id")


def _today(creditor: Creditor, agency: Agency | None, own: str, now: datetime) -> Today:
    spent = tries_today(Whose(creditor, agency), now)
    return Today(agency.id if agency else "own", agency.name if agency else own, spent)


def tries(request: HttpRequest) -> HttpResponse:
    creditor, words = works_for(request).creditor, words_of(request)
    rows = TemplateTry.objects.filter(creditor=creditor).select_related("agency").order_by("-at", "-id")
    found = list(rows[: MOST + 1])
    page = TriesPage(tuple(try_row(row, words, creditor.place) for row in found[:MOST]), len(found) > MOST)
    return show(request, "wording_tries.html", page)


def one(request: HttpRequest, wording: Template) -> HttpResponse:
    reason, act, words = typed(request, "reason", MOST_WHY + 1), request.POST.get("do", ""), words_of(request)
    wrong = ""
    if request.method == "POST":
        if reason and len(reason) <= MOST_WHY and act in ACTS:
            decide(wording, act, staff_of(request), reason, datetime.now(UTC))
            return redirect("creditor-template", lang=words.lang, wording=wording.id)
        wrong = words.say("wording_wrong.reason")
    return show(request, "wording_one.html", one_page(request, wording, reason, wrong), status=422 if wrong else 200)


def one_page(
    request: HttpRequest, template: Template, given: str = "", wrong: str = "", *, late: bool = False
) -> OneWording:
    """The agency's has neither quotes nor tries nor anything to decide."""
    words, ours = words_of(request), works_for(request).agency is None
    hint = words.say("wording_field.reason_hint")
    reason = Field("reason", words.say("wording_field.reason"), given, "textarea", hint, wrong, required=True)
    place = template.creditor.place
    return OneWording(
        "creditor" if ours else "agency",
        place,
        row_of(template, words),
        flags_said(flags_of(template), words, quotes=ours),
        tuple(try_row(row, words, place) for row in tries_before(template)[:MOST]) if ours else (),
        tuple(act for act in ACTS if template.state in ACTS[act]) if ours else (),
        reason,
        wrong_fields((reason,)),
        not ours and template.state == PROPOSED,
        late,
    )


FORM = ("GET", "POST")
PAGES = (
    Page("creditor/templates", home, "creditor-templates", Who.COMPLIANCE),
    Page("creditor/templates/try", try_page, "creditor-templates-try", Who.COMPLIANCE, FORM),
    Page("creditor/templates/tries", tries, "creditor-templates-tries", Who.COMPLIANCE),
    Page("creditor/templates/one/<str:wording>", one, "creditor-template", Who.COMPLIANCE, FORM),
)
