"""The creditor's desk: what needs a person today, the clock first; taking complaints in; texts that are one text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.action.complaint.case_csv import FIELDS, MOST_CHARS, Table, Wrong, read_table
from atesta.action.complaint.channel import load_channels
from atesta.contact.account import LenderKind
from atesta.contact.place import PLACES
from atesta.locale import Catalogue
from atesta.store import casework, oversight
from atesta.store.models import Case, Evidence, HandOver
from atesta.store.ranking_rows import clusters_of
from atesta.telling.say import say_day
from atesta.web.access import Who, finder, may
from atesta.web.case_form import LONG, CaseForm
from atesta.web.field import Field, wrong_fields
from atesta.web.myfile.means import means
from atesta.web.show import LANGUAGE_NAMES, settings, show, words_of
from atesta.web.staff_session import staff_of

View = Callable[..., HttpResponse]
MOST = oversight.MOST
SOON_DAYS = 3
MOST_COMPARED = 2_000
MOST_SORTED = 2_000
"""Open cases whose clock is read, the oldest first: far more than a page lists, so that a near deadline is not cut."""


def creditor_only(view: View) -> View:
    """Only where the operator is the creditor: elsewhere there is no such desk."""

    @wraps(view)
    def asked(request: HttpRequest, **found: Any) -> HttpResponse:
        if settings().operator.kind != "creditor":
            raise Http404
        return view(request, **found)

    return asked


@dataclass(frozen=True, slots=True)
class CaseRow:
    """`late` and `soon` by the clock; `due` None: no clock known. Nobody is named in a list."""

    id: str
    intake: str
    place: str
    body: str
    reference: str
    agency: str
    received_on: date
    due: date | None
    late: bool
    soon: bool
    undecided: int
    state: str
    waits: bool


@dataclass(frozen=True, slots=True)
class HandedRow:
    contact: str
    contacts: int
    since: datetime
    place: str


@dataclass(frozen=True, slots=True)
class CaseList:
    """`today` are those whose clock ends soon or is over; `rest` the others that are open."""

    today: tuple[CaseRow, ...]
    rest: tuple[CaseRow, ...]
    handed: tuple[HandedRow, ...]
    more: bool
    closed: bool


@finder("case")
def _case(request: HttpRequest, given: str) -> Case:
    found = Case.objects.select_related("file").filter(id=given).first()
    if found is None or not may(request, Who.KEEPER) or settings().operator.kind != "creditor":
        raise Http404
    return found


@finder("casecontact")
def _handed(request: HttpRequest, given: str) -> HandOver:
    rows = oversight.handed_over().select_related("contact__debt", "contact__file").filter(contact_id=given)
    found = rows.first()
    if found is None or not may(request, Who.KEEPER) or settings().operator.kind != "creditor":
        raise Http404
    return found


@creditor_only
def cases(request: HttpRequest) -> HttpResponse:
    return show(request, "desk_cases.html", _open(datetime.now(UTC)))


def _open(now: datetime) -> CaseList:
    found = [row for state in (casework.OPEN, casework.ANSWERED) for row in casework.of_state(state)[:MOST_SORTED]]
    rows = sorted((_row(case, now) for case in found), key=_urgency)[:MOST]
    handed = tuple(HandedRow(*each) for each in casework.handed_files())
    today = tuple(row for row in rows if row.late or row.soon)
    return CaseList(today, tuple(row for row in rows if row not in today), handed, len(found) > MOST, closed=False)


@creditor_only
def closed(request: HttpRequest) -> HttpResponse:
    found = list(casework.of_state(casework.CLOSED).order_by("-closed_on", "id")[: MOST + 1])
    now = datetime.now(UTC)
    rows = tuple(_row(case, now) for case in found[:MOST])
    return show(request, "desk_cases.html", CaseList((), rows, (), len(found) > MOST, closed=True))


def _urgency(row: CaseRow) -> tuple[bool, date, date]:
    return row.due is None, row.due or row.received_on, row.received_on


def _row(case: Case, now: datetime) -> CaseRow:
    today = casework.today_at(case.place, now)
    due = casework.due_on(case, today)
    day = due[0] if due else None
    return CaseRow(
        case.id,
        case.intake,
        case.place,
        case.body,
        case.reference,
        case.agency,
        case.received_on,
        day,
        day is not None and day < today,
        day is not None and 0 <= (day - today).days <= SOON_DAYS,
        getattr(case, "undecided", 0),
        case.state,
        case.state == casework.OPEN,
    )


@creditor_only
def take(request: HttpRequest, casecontact: HandOver) -> HttpResponse:
    case = casework.take_handed(casecontact.contact, staff_of(request), means(), datetime.now(UTC))
    return redirect("staff-case", lang=words_of(request).lang, case=case.id)


# --- a regulator's letter --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewCase:
    fields: tuple[Field, ...]

    @property
    def wrong(self) -> tuple[Field, ...]:
        return wrong_fields(self.fields)


@creditor_only
def new(request: HttpRequest) -> HttpResponse:
    form, now = CaseForm(request), datetime.now(UTC)
    if form.sent and (typed := _typed(form, now)) is not None:
        case, _ = casework.take_typed(typed, staff_of(request), now)
        return redirect("staff-case", lang=words_of(request).lang, case=case.id)
    page = NewCase(_fields(form, words_of(request)))
    return show(request, "desk_new.html", page, status=400 if form.sent else 200)


def _typed(form: CaseForm, now: datetime) -> casework.Typed | None:
    received, deadline = form.day("received_on", needed=True), form.day("deadline_on")
    place = form.choice("place", PLACES)
    if received and place in PLACES and received > casework.today_at(place, now):
        form.fault("received_on", "future")
    if received and deadline and deadline < received:
        form.fault("deadline_on", "before")
    channel = form.choice("channel", casework.CHANNELS)
    if place in PLACES and channel in casework.CHANNELS and place not in load_channels()[channel].places:
        form.fault("channel", "not_there")
    typed = casework.Typed(
        received or now.date(),
        place,
        form.choice("lang", LANGUAGE_NAMES),
        form.text("text", most=LONG, needed=True),
        form.text("body", needed=True),
        form.text("reference", most=80),
        form.choice("lender_kind", (kind.value for kind in LenderKind)),
        channel,
        form.text("agency"),
        form.text("person"),
        deadline,
    )
    return None if form.wrong else typed


def _fields(form: CaseForm, words: Catalogue) -> tuple[Field, ...]:
    channels = load_channels()
    return (
        form.field("body"),
        form.field("reference", most=80),
        form.field("received_on", "date"),
        form.field("deadline_on", "date"),
        form.field("place", "select", next(iter(PLACES)), _said(words, "place_name", PLACES)),
        form.field("lang", "select", words.lang, tuple(LANGUAGE_NAMES.items())),
        form.field("lender_kind", "select", "bank", _said(words, "lender_kind", (kind.value for kind in LenderKind))),
        form.field(
            "channel",
            "select",
            "lender_desk",
            tuple((each, channels[each].names[words.lang]) for each in casework.CHANNELS),
        ),
        form.field("agency"),
        form.field("person"),
        form.field("text", "textarea"),
    )


def _said(words: Catalogue, prefix: str, values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((value, words.say(f"{prefix}.{value}")) for value in values)


# --- a table ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ImportPage:
    """Nothing is taken before the preview was seen: `table` is its content, `text` goes along to be sent again."""

    fields: tuple[Field, ...]
    table: Table | None
    text: str
    header: str

    @property
    def wrong(self) -> tuple[Field, ...]:
        return wrong_fields(self.fields)

    @property
    def faults(self) -> tuple[Wrong, ...]:
        return self.table.wrong[:MOST] if self.table else ()


@creditor_only
def read_in(request: HttpRequest) -> HttpResponse:
    form, now = CaseForm(request), datetime.now(UTC)
    text = _given_table(form) if form.sent else ""
    table = read_table(text, now.date()) if text else None
    if form.sent and not text:
        form.fault("table", "missing")
    if table and table.lines and request.POST.get("do") == "take":
        casework.take_lines(table.lines, staff_of(request), now)
        return redirect("staff-cases", lang=words_of(request).lang)
    page = ImportPage((form.field("table", "textarea"), form.field("file", "file")), table, text, ",".join(FIELDS))
    bad = bool(form.wrong) or bool(table and not table.lines)
    return show(request, "desk_import.html", page, status=400 if bad else 200)


def _given_table(form: CaseForm) -> str:
    given = form.request.FILES.get("file")
    if given is None:
        return form.request.POST.get("table", "").replace("\0", "")
    if (given.size or 0) > MOST_CHARS:
        form.fault("file", "too_large")
        return ""
    try:
        return str(given.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        form.fault("file", "not_utf8")
        return ""


# --- texts that are one text -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClusterRow:
    rows: tuple[CaseRow, ...]
    beside: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True)
class ClusterPage:
    compared: int
    found: tuple[ClusterRow, ...]
    more: bool


@creditor_only
def alike(request: HttpRequest) -> HttpResponse:
    """Shown to a person; nothing follows from it by itself."""
    now = datetime.now(UTC)
    with_contacts = Prefetch("evidence", Evidence.objects.select_related("contact"))
    newest = Case.objects.exclude(text="").order_by("-received_on", "id").prefetch_related(with_contacts)
    rows = list(newest[: MOST_COMPARED + 1])
    by: Mapping[str, Case] = {case.id: case for case in rows[:MOST_COMPARED]}
    found = tuple(one for one in clusters_of(by.values()) if len(one.keys) > 1)

    def told(keys: Iterable[str]) -> tuple[CaseRow, ...]:
        return tuple(_row(by[key], now) for key in keys)

    page = ClusterPage(
        len(by), tuple(ClusterRow(told(one.keys), told(one.beside)) for one in found[:50]), len(rows) > MOST_COMPARED
    )
    return show(request, "desk_clusters.html", page)


def due_said(case: Case, today: date, words: Catalogue) -> tuple[str, bool]:
    """One sentence about the clock, and whether it is over."""
    due = casework.due_on(case, today)
    if case.state != casework.OPEN:
        return "", False
    if due is None:
        return words.say("desk_clock.unknown"), False
    day, counted = due
    key = "stated" if counted is None else "counted"
    over = day < today
    said = words.say(f"desk_clock.{key}{'_over' if over else ''}", day=say_day(day, words.lang))
    glue = "" if words.lang == "zh" else " "
    if counted is not None:
        said += glue + words.say(f"desk_clock.by_{counted.set_by.value}")
        if counted.unsure:
            said += glue + words.say("desk_clock.unsure")
    return said, over
