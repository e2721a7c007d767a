"""The steps of a case that have pages of their own: a person decides, the agency is asked, the answer is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.action.complaint.answer_letter import Facts, Point, draft
from atesta.locale import catalogue
from atesta.store import agency, casework
from atesta.store.models import Case
from atesta.web.case_form import LONG, CaseForm
from atesta.web.case_view import FindingRow, Head, back_to, findings_of, head_of, why_of
from atesta.web.field import Field, wrong_fields
from atesta.web.show import LANGUAGE_NAMES, settings, show, words_of
from atesta.web.staff_case import REASON, Wrong
from atesta.web.staff_session import staff_of

# --- deciding --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DecidePage:
    head: Head
    findings: tuple[FindingRow, ...]
    decisions: tuple[tuple[str, str], ...]
    wrong_at: str
    wrong: str
    typed: str


def decide(request: HttpRequest, case: Case) -> HttpResponse:
    """One form for each finding; its id is sent along and must be of this case."""
    words, now, staff = words_of(request), datetime.now(UTC), staff_of(request)
    form = CaseForm(request)
    given = request.POST.get("finding", "")
    if form.sent:
        row = case.findings.filter(id=given).first()
        decision, reason = form.choice("decision", casework.DECISIONS), form.text("reason", most=REASON, needed=True)
        if row is not None and not form.wrong:
            casework.decide(row, decision, reason, staff, now)
            return redirect(f"{request.path}#f{row.number}")
    casework.looked(case, staff, why_of(case, words), now)
    page = DecidePage(
        head_of(case, now, words),
        findings_of(case, tuple(casework.exhibits(case)), words),
        tuple((word, words.say(f"desk_decision.{word}")) for word in casework.DECISIONS),
        given,
        next(iter(form.wrong.values()), ""),
        request.POST.get("reason", ""),
    )
    return show(request, "desk_decide.html", page, status=400 if form.sent else 200)


# --- the agency ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskRow:
    id: str
    made_at: datetime
    due_on: date
    over: bool
    replies: int
    asked: int


@dataclass(frozen=True, slots=True)
class AskPage:
    """`link` is shown once, right after it was made: only its digest is kept."""

    head: Head
    findings: tuple[FindingRow, ...]
    days: Field
    secret: str
    link: str
    running: AskRow | None
    wrong: str


def ask_agency(request: HttpRequest, case: Case) -> HttpResponse:
    words, now, staff, form = words_of(request), datetime.now(UTC), staff_of(request), CaseForm(request)
    link = wrong = ""
    if form.sent and request.POST.get("do") == "revoke":
        for running in case.asks.filter(revoked_at=None):
            agency.revoke(running, staff, now)
        return back_to(request, "staff-case-agency", case)
    if form.sent:
        secret = agency.secret_in(request.POST.get("secret", ""))
        chosen = [row for row in case.findings.order_by("number") if row.id in request.POST.getlist("findings")]
        days = form.choice("days", map(str, agency.DAYS))
        wrong = "" if chosen else words.say("desk_wrong.no_finding")
        if secret and chosen and not form.wrong and case.state != casework.CLOSED:
            agency.ask(case, chosen, int(days), secret, staff, now)
            link = f"{settings().origin}/{words.lang}/reply/{secret}"
    casework.looked(case, staff, why_of(case, words), now)
    today = casework.today_at(case.place, now)
    page = AskPage(
        head_of(case, now, words),
        findings_of(case, tuple(casework.exhibits(case)), words),
        form.field("days", "select", "10", tuple((str(n), words.say("desk_agency.days", n=n)) for n in agency.DAYS)),
        agency.new_secret(),
        link,
        _ask_row(case, today),
        wrong,
    )
    return show(request, "desk_agency.html", page, status=400 if form.sent and not link else 200)


def _ask_row(case: Case, today: date) -> AskRow | None:
    found = agency.awaited(case, today)
    if found is None:
        return None
    running, over = found
    told = running.events.filter(kind="replied").values("finding").distinct().count()
    return AskRow(running.id, running.made_at, running.due_on, over, told, len(running.findings))


# --- the answer ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LetterPage:
    head: Head
    fields: Wrong
    lang: str
    langs: tuple[tuple[str, str], ...]
    kept: str
    undecided: int

    @property
    def wrong(self) -> Wrong:
        return wrong_fields(self.fields)


def letter(request: HttpRequest, case: Case) -> HttpResponse:
    """A draft in the complainant's language, or in the one that was asked for; kept when it was sent."""
    words, now, staff, form = words_of(request), datetime.now(UTC), staff_of(request), CaseForm(request)
    today = casework.today_at(case.place, now)
    if form.sent:
        text, on = form.text("letter", most=LONG, needed=True), form.day("answered_on", needed=True)
        if on and on > today:
            form.fault("answered_on", "future")
        if on and on < case.received_on:
            form.fault("answered_on", "before")
        if on and not form.wrong:
            casework.answer(case, text, on, staff, now)
            return back_to(request, "staff-case", case)
    casework.looked(case, staff, why_of(case, words), now)
    asked = request.GET.get("in", "")
    lang = asked if asked in LANGUAGE_NAMES else case.lang
    text = case.letter if case.letter and not asked else draft(_facts(case, lang, today), lang)
    page = LetterPage(
        head_of(case, now, words),
        (form.field("letter", "textarea", text), form.field("answered_on", "date", today.isoformat())),
        lang,
        tuple(LANGUAGE_NAMES.items()),
        case.letter,
        case.findings.filter(decision="open").count(),
    )
    return show(request, "desk_letter.html", page, status=400 if form.sent else 200)


def _facts(case: Case, lang: str, today: date) -> Facts:
    shown = tuple(casework.exhibits(case))
    running = agency.awaited(case, today)
    return Facts(
        settings().operator.name,
        case.received_on,
        today,
        tuple(_point(row) for row in findings_of(case, shown, catalogue(lang))),
        len(shown),
        case.reference,
        case.body,
        case.agency,
        case.asks.exists(),
        running is not None and running[1],
    )


def _point(row: FindingRow) -> Point:
    reason = row.decided.text if row.decided and row.decided.word == row.decision else ""
    return Point(row.named, row.decision, reason, row.quote, row.exhibit, bool(row.replies))
