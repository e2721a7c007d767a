"""One case of the creditor's desk: what it rests on, what there is to do now, how it was closed.

Each page that shows something of hers enters a look before it is sent, which she sees in her own file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse

from atesta.locale import Catalogue
from atesta.review.conduct import LABELS
from atesta.store import casework
from atesta.store.models import Case
from atesta.web.case_form import LINE, CaseForm
from atesta.web.case_view import (
    ExhibitRow,
    FindingRow,
    Head,
    Said,
    back_to,
    exhibit_of,
    findings_of,
    head_of,
    said_of,
    why_of,
)
from atesta.web.field import Field, wrong_fields
from atesta.web.show import show, words_of
from atesta.web.staff_session import staff_of

REASON = 500
Wrong = tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    """`next` is the one thing to do now: decide, letter, close or "". `unconfirmed`: she complained here and did not
    say that it is settled."""

    head: Head
    text: str
    exhibits: tuple[ExhibitRow, ...]
    taken_back: int
    findings: tuple[FindingRow, ...]
    undecided: int
    next: str
    letter: str
    answered_on: date | None
    closing: str
    cause: str
    cause_words: str
    closed_on: date | None
    events: tuple[Said, ...]
    agency: Field
    fields: Wrong
    form: str
    unconfirmed: bool

    @property
    def wrong(self) -> Wrong:
        return wrong_fields((self.agency, *self.fields))


def case_page(request: HttpRequest, case: Case) -> HttpResponse:
    """`do` is point, firm, close or reopen."""
    form, now, staff = CaseForm(request), datetime.now(UTC), staff_of(request)
    do = request.POST.get("do", "") if form.sent else ""
    if form.sent and _did(do, form, case, now):
        return back_to(request, "staff-case", case)
    casework.looked(case, staff, why_of(case, words_of(request)), now)
    return show(request, "desk_case.html", _page(request, case, form, do, now), status=400 if form.sent else 200)


def _did(do: str, form: CaseForm, case: Case, now: datetime) -> bool:
    staff = staff_of(form.request)
    if do == "point":
        kind, quote = form.choice("kind", LABELS), form.text("quote", most=REASON)
        if not casework.said_there(case, quote):
            form.fault("quote", "not_said")
        if not form.wrong:
            casework.add_point(case, kind, quote, staff, now)
    elif do == "firm":
        agency = form.text("agency", most=LINE)
        if not form.wrong:
            casework.name_firm(case, agency, staff, now)
    elif do == "close":
        closing, cause = form.choice("closing", casework.CLOSINGS), form.choice("cause", casework.CAUSES)
        told = form.text("cause_words", most=REASON, needed=cause == "other" or casework.unconfirmed(case))
        if casework.in_the_way(case, closing):
            form.fault("closing", "undecided")
        if not form.wrong:
            casework.close(case, closing, cause, told, staff, now)
    elif do == "reopen":
        reason = form.text("reopen_reason", most=REASON, needed=True)
        if not form.wrong:
            casework.reopen(case, reason, staff, now)
    else:
        return False
    return not form.wrong


def _page(request: HttpRequest, case: Case, form: CaseForm, do: str, now: datetime) -> CasePage:
    words = words_of(request)
    shown = tuple(casework.exhibits(case))
    findings = findings_of(case, shown, words)
    undecided = sum(one.decision == "open" for one in findings)
    return CasePage(
        head_of(case, now, words),
        case.text,
        tuple(exhibit_of(one, now, words) for one in shown),
        case.evidence.count() - len(shown),
        findings,
        undecided,
        _next(case, undecided),
        case.letter,
        case.answered_on,
        case.closing,
        case.cause,
        case.cause_words,
        case.closed_on,
        tuple(said_of(event) for event in case.events.filter(finding=None).select_related("by").order_by("at", "id")),
        form.field("agency", value="" if do == "firm" else case.agency),
        _case_fields(case, form, words),
        do,
        casework.unconfirmed(case),
    )


def _next(case: Case, undecided: int) -> str:
    if case.state == casework.OPEN:
        return "decide" if undecided else "letter"
    return "close" if case.state == casework.ANSWERED else ""


def _case_fields(case: Case, form: CaseForm, words: Catalogue) -> Wrong:
    if case.state == casework.CLOSED:
        return (form.field("reopen_reason", most=REASON),)

    def said(table: str, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        return ("", words.say("desk_case.choose")), *((value, words.say(f"{table}.{value}")) for value in values)

    return (
        form.field("kind", "select", "", said("label", LABELS)),
        form.field("quote", most=REASON),
        form.field("closing", "select", "", said("desk_closing", casework.CLOSINGS)),
        form.field("cause", "select", "", said("desk_cause", casework.CAUSES)),
        form.field("cause_words", most=REASON),
    )
