"""One case of the creditor's desk: what it rests on, each finding decided by a person, the agency asked, the answer.

Each page that shows something of hers enters a look before it is sent, which she sees in her own file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.action.complaint.answer_letter import Facts, Point, draft
from atesta.action.complaint.packet.words import words_in
from atesta.locale import Catalogue, catalogue
from atesta.review.conduct import LABELS
from atesta.store import agency, casework
from atesta.store.models import Case, CaseEvent, CaseFinding, Evidence
from atesta.store.stamping import State as StampState
from atesta.store.stamping import of_seal
from atesta.store.to_core import moment_of
from atesta.telling.say import say_moment
from atesta.web.case_form import LONG, CaseForm
from atesta.web.desk import desk
from atesta.web.field import Field, wrong_fields
from atesta.web.kept_record import record_of, seal_of
from atesta.web.show import LANGUAGE_NAMES, settings, show, words_of
from atesta.web.staff_cases import due_said
from atesta.web.staff_session import staff_of

REASON = 500
Wrong = tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ExhibitRow:
    """`seal` is a word of [desk_seal]; `stamped` when an outside time stands behind it."""

    number: int
    when: str
    channel: str
    sender: str
    text: str
    kept: str
    digest: str
    seal: str
    stamped: bool
    provenance: str


@dataclass(frozen=True, slots=True)
class Said:
    """One step about a finding: a decision of ours, or a reply of the agency."""

    who: str
    word: str
    text: str
    late: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class FindingRow:
    """`exhibit` 0: what the complaint itself says. `before` and `after` are what stands around the quote."""

    id: str
    number: int
    named: str
    quote: str
    before: str
    after: str
    rule: str
    cites: tuple[str, ...]
    exhibit: int
    decision: str
    decided: Said | None
    replies: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What every page of a case says first."""

    id: str
    intake: str
    place: str
    body: str
    reference: str
    agency: str
    person: str
    received_on: date
    state: str
    clock: str
    over: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """`next` is the one thing to do now: decide, letter, close or "" ."""

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
    fields: Wrong
    form: str

    @property
    def wrong(self) -> Wrong:
        return wrong_fields(self.fields)


def case_page(request: HttpRequest, case: Case) -> HttpResponse:
    """`do` is point, close or reopen."""
    form, now, staff = CaseForm(request), datetime.now(UTC), staff_of(request)
    do = request.POST.get("do", "") if form.sent else ""
    if form.sent and _did(do, form, case, now):
        return _back(request, "staff-case", case)
    casework.looked(case, staff, _why(case, words_of(request)), now)
    return show(request, "desk_case.html", _page(request, case, form, do, now), status=400 if form.sent else 200)


def _did(do: str, form: CaseForm, case: Case, now: datetime) -> bool:
    staff = staff_of(form.request)
    if do == "point":
        kind, quote = form.choice("kind", LABELS), form.text("quote", most=REASON)
        if not form.wrong:
            casework.add_point(case, kind, quote, staff, now)
    elif do == "close":
        closing, cause = form.choice("closing", casework.CLOSINGS), form.choice("cause", casework.CAUSES)
        told = form.text("cause_words", most=REASON, needed=cause == "other")
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
    findings = _findings(case, shown, words)
    undecided = sum(one.decision == "open" for one in findings)
    return CasePage(
        _head(case, now, words),
        case.text,
        tuple(_exhibit(one, now, words) for one in shown),
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
        tuple(_said(event) for event in case.events.filter(finding=None).select_related("by").order_by("at", "id")),
        _case_fields(case, form, do, words),
        do,
    )


def _next(case: Case, undecided: int) -> str:
    if case.state == casework.OPEN:
        return "decide" if undecided else "letter"
    return "close" if case.state == casework.ANSWERED else ""


def _case_fields(case: Case, form: CaseForm, do: str, words: Catalogue) -> Wrong:
    if case.state == casework.CLOSED:
        return (form.field("reopen_reason", most=REASON),)

    def said(table: str, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        return tuple((value, words.say(f"{table}.{value}")) for value in values)

    return (
        form.field("kind", "select", LABELS[0], said("label", LABELS)),
        form.field("quote", most=REASON),
        form.field("closing", "select", "not_upheld", said("desk_closing", casework.CLOSINGS)),
        form.field("cause", "select", "none_found", said("desk_cause", casework.CAUSES)),
        form.field("cause_words", most=REASON),
    )


def _head(case: Case, now: datetime, words: Catalogue) -> Head:
    clock, over = due_said(case, casework.today_at(case.place, now), words)
    return Head(
        case.id,
        case.intake,
        case.place,
        case.body,
        case.reference,
        case.agency,
        case.person,
        case.received_on,
        case.state,
        clock,
        over,
    )


def _why(case: Case, words: Catalogue) -> str:
    return words.say("desk_case.look_reason", day=case.received_on.isoformat())


def _back(request: HttpRequest, page: str, case: Case) -> HttpResponse:
    return redirect(page, lang=words_of(request).lang, case=case.id)


# --- what it rests on ------------------------------------------------------------------------------------------------


def _exhibit(exhibit: Evidence, now: datetime, words: Catalogue) -> ExhibitRow:
    contact = exhibit.contact
    at = moment_of(contact)
    record = record_of(contact.original) if contact.original else None
    stamp = of_seal(seal_of(contact.original), None, now) if contact.original and record else None
    return ExhibitRow(
        exhibit.number,
        say_moment(at, words.lang) if at else words.say("desk_case.time_unknown"),
        contact.channel,
        contact.sender,
        contact.text,
        exhibit.kept,
        exhibit.digest,
        record.answer if record else "none",
        stamp is not None and stamp.state in (StampState.STAMPED, StampState.UNKNOWN),
        contact.provenance,
    )


def _findings(case: Case, shown: tuple[Evidence, ...], words: Catalogue) -> tuple[FindingRow, ...]:
    """Those about a contact that she took back are not there."""
    texts = {one.id: one for one in shown}
    rows = case.findings.prefetch_related("events__by").order_by("number", "id")
    return tuple(
        _finding(row, texts.get(row.evidence_id or ""), words)
        for row in rows
        if row.evidence_id is None or row.evidence_id in texts
    )


def _finding(row: CaseFinding, exhibit: Evidence | None, words: Catalogue) -> FindingRow:
    events = sorted(row.events.all(), key=lambda event: (event.at, event.id))
    decided = [event for event in events if event.kind == "decided"]
    before, after = _around(row, exhibit)
    return FindingRow(
        row.id,
        row.number,
        named(row, words),
        row.quote,
        before,
        after,
        f"{row.rule} · {row.version}" if row.rule else "",
        tuple(row.cites),
        exhibit.number if exhibit else 0,
        row.decision,
        _said(decided[-1]) if decided else None,
        tuple(_said(event) for event in events if event.kind == "replied"),
    )


AROUND = 60


def _around(row: CaseFinding, exhibit: Evidence | None) -> tuple[str, str]:
    text = exhibit.contact.text if exhibit and row.turn is None else ""
    if row.start is None or row.end is None or text[row.start : row.end] != row.quote:
        return "", ""
    return text[max(0, row.start - AROUND) : row.start], text[row.end : row.end + AROUND]


def named(row: CaseFinding, words: Catalogue) -> str:
    """A label, a kind of claim, or the title of a rule; the rule's id where this version of the rules has none."""
    if words.has(f"label.{row.kind}"):
        return words.say(f"label.{row.kind}")
    kind = row.kind.removeprefix("claim.")
    letters = words_in(words.lang)
    if kind != row.kind and letters.has(f"finding.{kind}"):
        return letters.say(f"finding.{kind}")
    try:
        return desk().rulebook.rule(row.rule).titles[words.lang].rstrip(".。")
    except KeyError:
        return row.rule or kind


def _said(event: CaseEvent) -> Said:
    return Said(event.by.login if event.by else "", event.word or event.kind, event.text, event.late, event.at)


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
    casework.looked(case, staff, _why(case, words), now)
    page = DecidePage(
        _head(case, now, words),
        _findings(case, tuple(casework.exhibits(case)), words),
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
        return _back(request, "staff-case-agency", case)
    if form.sent:
        secret = agency.secret_in(request.POST.get("secret", ""))
        chosen = [row for row in case.findings.order_by("number") if row.id in request.POST.getlist("findings")]
        days = form.choice("days", map(str, agency.DAYS))
        wrong = "" if chosen else words.say("desk_wrong.no_finding")
        if secret and chosen and not form.wrong and case.state != casework.CLOSED:
            agency.ask(case, chosen, int(days), secret, staff, now)
            link = f"{settings().origin}/{words.lang}/reply/{secret}"
    casework.looked(case, staff, _why(case, words), now)
    today = casework.today_at(case.place, now)
    page = AskPage(
        _head(case, now, words),
        _findings(case, tuple(casework.exhibits(case)), words),
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
            return _back(request, "staff-case", case)
    casework.looked(case, staff, _why(case, words), now)
    asked = request.GET.get("in", "")
    lang = asked if asked in LANGUAGE_NAMES else case.lang
    text = case.letter if case.letter and not asked else draft(_facts(case, lang, today), lang)
    page = LetterPage(
        _head(case, now, words),
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
        tuple(_point(row) for row in _findings(case, shown, catalogue(lang))),
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
