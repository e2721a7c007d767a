"""The creditor's desk: complaints taken in, findings decided by a person, the case answered and closed.

Every step is a CaseEvent and an entry of the log, in the transaction that makes it; the same press twice has one
effect. What a review finds is a proposal until somebody decides. Who complained is in no entry of the log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from atesta.action.complaint.case_csv import Line
from atesta.action.complaint.channel import By, Step
from atesta.action.complaint.clock import Clock, Due, Filing, State, clock_of
from atesta.contact.account import LenderKind
from atesta.contact.place import PLACES
from atesta.evidence.canonical import Json
from atesta.store import complaining, log, oversight
from atesta.store.answering import Means, review_alone
from atesta.store.models import (
    Blob,
    Case,
    CaseEvent,
    CaseFinding,
    Complaint,
    Evidence,
    File,
    HandOver,
    KeptContact,
    LogHead,
    Staff,
)
from atesta.store.points import points_of
from atesta.store.to_core import call_of

OPEN, ANSWERED, CLOSED = "open", "answered", "closed"
DECISIONS = ("confirmed", "rejected", "open")
CAUSES = ("agency_conduct", "training", "wrong_data", "system", "instructions", "other_sender", "none_found", "other")
CLOSINGS = ("upheld", "partly", "not_upheld", "withdrawn", "not_ours", "duplicate", "passed_on")
JUDGED = ("upheld", "partly", "not_upheld")
"""These say what came of the points; the others leave them alone."""
OWED = (Step.ANSWER, Step.DECIDE)
CHANNELS = (
    "lender_desk",
    *("nfra_12378", "nfra_post", "local_financial_authority", "12315"),
    *("condusef_redeco", "profeco", "banco_de_espana", "aepd", "sfc_co", "sic_co", "sernac", "indecopi"),
    *("cfpb", "ftc", "fos_uk"),
)
"""By whose data the clock runs: ours, where she wrote to us, else that of the body that passed the complaint on."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A complaint from a letter or a line of a table."""

    received_on: date
    place: str
    lang: str
    text: str
    body: str = ""
    reference: str = ""
    lender_kind: str = "unknown"
    channel: str = "lender_desk"
    agency: str = ""
    person: str = ""
    deadline_on: date | None = None


MOST_TEXT = 20_000
"""Characters of what a complaint says."""


def today_at(place: str, now: datetime) -> date:
    return now.astimezone(ZoneInfo(PLACES[place].zones[0])).date()


# --- taking in -------------------------------------------------------------------------------------------------------


def take_typed(typed: Typed, staff: Staff, now: datetime, intake: str = "regulator") -> tuple[Case, bool]:
    """A case from a letter or a line. The same body and reference twice is one: (the case, whether it is new)."""
    with transaction.atomic():
        LogHead.objects.select_for_update().filter(id=1).first()  # one after the other: two presses are one case
        same = Q(body=typed.body, reference=typed.reference)
        if not typed.reference:
            same &= Q(received_on=typed.received_on, text=typed.text)
        if (there := Case.objects.filter(same, file=None).first()) is not None:
            return there, False
        row = Case.objects.create(
            intake=intake,
            place=typed.place,
            lender_kind=typed.lender_kind,
            channel=typed.channel,
            lang=typed.lang,
            body=typed.body,
            reference=typed.reference,
            person=typed.person,
            agency=typed.agency,
            text=typed.text,
            received_on=typed.received_on,
            deadline_on=typed.deadline_on,
            made_at=now,
        )
        _entered(row, "received", staff, now)
    return row, True


def take_lines(lines: Iterable[Line], staff: Staff, now: datetime) -> tuple[int, int]:
    """(taken, there already). All of them or none."""
    taken = there = 0
    with transaction.atomic():
        for line in lines:
            typed = Typed(
                line.received_on,
                line.place,
                line.lang,
                line.text,
                line.body,
                line.reference,
                line.lender_kind,
                agency=line.agency,
                person=line.person,
                deadline_on=line.deadline_on,
            )
            _, new = take_typed(typed, staff, now, "list")
            taken, there = taken + new, there + (not new)
    return taken, there


def handed_files() -> tuple[tuple[str, int, datetime, str], ...]:
    """Files whose owners handed contacts over that are in no case yet: (a contact of each, how many, since, place)."""
    rows = oversight.handed_over().filter(contact__in_cases=None).select_related("contact__debt").order_by("at")
    found: dict[str, list[HandOver]] = {}
    for row in rows[: oversight.MOST]:
        found.setdefault(row.contact.file_id, []).append(row)
    return tuple((each[0].contact_id, len(each), each[0].at, _place(each[0].contact)) for each in found.values())


def take_handed(contact: KeptContact, staff: Staff, means: Means, now: datetime) -> Case:
    """A case from what she handed over: this contact and the others of her file about the same debt. Twice is one."""
    with transaction.atomic():
        file = File.objects.select_for_update().get(id=contact.file_id)
        there = Case.objects.filter(evidence__contact=contact).first()
        if there is not None:
            return there
        handed = oversight.handed_over().filter(contact__file=file, contact__debt=contact.debt, contact__in_cases=None)
        rows = [each.contact for each in handed.select_related("contact__debt", "contact__original").order_by("at")]
        debt = contact.debt
        row = Case.objects.create(
            file=file,
            intake="file",
            place=_place(contact) or "CN",
            lender_kind=debt.lender_kind if debt else "unknown",
            lang=file.lang,
            received_on=today_at(_place(contact) or "CN", handed.order_by("at").values_list("at", flat=True)[0]),
            made_at=now,
        )
        for number, each in enumerate(rows, start=1):
            _add(row, each, number, means, now)
        _entered(row, "received", staff, now)
    return row


def _place(contact: KeptContact) -> str:
    return contact.debt.place if contact.debt else ""


def take_complaint(complaint: Complaint, text: str, means: Means, now: datetime) -> Case:
    """The case of what she hands in here (store.complaint_case), with her file locked and its contacts handed over: the
    one that is there, or that was taken from the same contacts, else a new one. What is there already is added once."""
    about = [one.contact for one in complaint.about.select_related("contact__debt", "contact__original")]
    here = Case.objects.filter(file_id=complaint.file_id).exclude(state=CLOSED)
    row = Case.objects.filter(complaint=complaint).first()
    row = row or here.filter(complaint=None, evidence__contact__in=about).order_by("made_at").first()
    if row is None:
        row = Case.objects.create(
            file=complaint.file,
            intake="file",
            place=complaint.place,
            lender_kind=complaint.lender_kind,
            lang=complaint.file.lang,
            received_on=today_at(complaint.place, now),
            made_at=now,
        )
        _entered(row, "received", None, now)
    row.complaint, row.text = complaint, _told(row.text, text)
    row.save(update_fields=("complaint", "text"))
    known = set(row.evidence.values_list("contact_id", flat=True))
    for number, each in enumerate((one for one in about if one.id not in known), start=len(known) + 1):
        _add(row, each, number, means, now)
    return row


def _told(before: str, text: str) -> str:
    """Her words, and what she adds to them later; the same once more is nothing new."""
    return before if not text or text in before else "\n\n".join(filter(None, (before, text)))[:MOST_TEXT]


def _add(case: Case, contact: KeptContact, number: int, means: Means, now: datetime) -> None:
    kept, digest = _digest(contact)
    exhibit = case.evidence.create(contact=contact, number=number, kept=kept, digest=digest, made_at=now)
    review, _ = review_alone(contact, means)
    last = case.findings.count()
    for at, point in enumerate(points_of(review, means.desk.rulebook), start=last + 1):
        case.findings.create(
            evidence=exhibit,
            number=at,
            kind=point.kind,
            rule=point.rule,
            version=point.version,
            cites=list(point.cites),
            quote=point.quote,
            start=point.start,
            end=point.end,
            turn=point.turn,
        )


def _digest(contact: KeptContact) -> tuple[str, str]:
    original: Blob | None = contact.original
    if original is not None:
        return "original", original.sha256
    return "text", hashlib.sha256((contact.text or contact.transcript).encode("utf-8", "surrogatepass")).hexdigest()


# --- what is seen ----------------------------------------------------------------------------------------------------


def exhibits(case: Case) -> QuerySet[Evidence]:
    """Those that she lets be read now: what she took back is not there."""
    shown = oversight.handed_over().values("contact_id")
    rows = case.evidence.filter(contact_id__in=shown).select_related("contact__original", "contact__debt")
    return rows.order_by("number")


def looked(case: Case, staff: Staff, reason: str, now: datetime) -> None:
    """Entered before anything of it is shown: for each contact of hers in her own list of looks, else in the log."""
    with transaction.atomic():
        for exhibit in exhibits(case):
            oversight.look(staff, exhibit.contact, reason[:200], now)
        log.append("case_looked", case.id, {"staff": staff.id}, now, case.file)


def clock(case: Case, today: date) -> Clock:
    """From the data of the channel, for the place and kind of lender: what is owed by us, not by her. Counted from the
    day of receipt, also where the law counts from a day at the other body that we are not told."""
    state = State.FILED if case.state == OPEN else State.ANSWERED if case.state == ANSWERED else State.CLOSED
    filing = Filing(
        case.channel,
        case.place,
        LenderKind(case.lender_kind),
        state,
        case.received_on,
        None,
        case.received_on,
        None,
        case.answered_on,
    )
    found = clock_of(filing, today)
    ours = tuple(due for due in found.due if due.deadline.by is By.LENDER and due.deadline.step in OWED)
    return Clock(ours, (), found.stale)


def due_on(case: Case, today: date) -> tuple[date, Due | None] | None:
    """The first day by which an answer is owed: stated in the letter (no Due), or counted. None: no clock known."""
    if case.state != OPEN:
        return None
    counted = clock(case, today).due
    days: list[tuple[date, Due | None]] = [(due.last_day, due) for due in counted[:1]]
    if case.deadline_on:
        days.append((case.deadline_on, None))
    return min(days, key=lambda each: each[0]) if days else None


def of_state(state: str) -> QuerySet[Case]:
    undecided = Count("findings", filter=Q(findings__decision="open"))
    rows = Case.objects.filter(state=state).annotate(undecided=undecided)
    return rows.order_by("received_on", "id")


def add_point(case: Case, kind: str, quote: str, staff: Staff, now: datetime) -> bool:
    """Something that the complaint says, to be decided like what a review proposes. Twice is one."""
    with transaction.atomic():
        row = Case.objects.select_for_update().get(id=case.id)
        if row.state == CLOSED or row.findings.filter(evidence=None, kind=kind, quote=quote).exists():
            return False
        made = row.findings.create(number=row.findings.count() + 1, kind=kind, quote=quote)
        _entered(row, "point", staff, now, finding=made, word=kind)
    return True


def said_there(case: Case, quote: str) -> bool:
    """Whether the complaint, or a contact that may be read, has these words; how they are spaced does not matter."""
    wanted = " ".join(quote.split())
    return any(wanted in " ".join(text.split()) for text in (case.text, *map(_words_of, exhibits(case))))


def _words_of(exhibit: Evidence) -> str:
    contact, call = exhibit.contact, call_of(exhibit.contact)
    turns = (turn.text for turn in call.transcript.turns) if call else ()
    return "\n".join((contact.text, contact.note, *turns))


def name_firm(case: Case, agency: str, staff: Staff, now: datetime) -> bool:
    """The firm that contacted her, by which the public board counts; "" takes it out. Of a closed case, too: it was
    decided. The same once more is no step."""
    with transaction.atomic():
        row = Case.objects.select_for_update().get(id=case.id)
        if row.agency == agency:
            return False
        row.agency = agency
        row.save(update_fields=("agency",))
        _entered(row, "firm", staff, now, word="firm" if agency else "no_firm", text=agency)
    return True


# --- deciding, answering, closing ------------------------------------------------------------------------------------


def decide(finding: CaseFinding, decision: str, reason: str, staff: Staff, now: datetime) -> bool:
    """False where it says so already with this reason."""
    with transaction.atomic():
        row = CaseFinding.objects.select_for_update().select_related("case").get(id=finding.id)
        last = row.events.filter(kind="decided").order_by("-at", "-id").first()
        if row.case.state == CLOSED or (last and (last.word, last.text) == (decision, reason)):
            return False
        CaseFinding.objects.filter(id=row.id).update(decision=decision)
        _entered(row.case, "decided", staff, now, finding=row, word=decision, text=reason)
    return True


def answer(case: Case, letter: str, on: date, staff: Staff, now: datetime) -> bool:
    """The letter as it was sent. A second one takes its place and is a further step; the same one again is none."""
    with transaction.atomic():
        row = Case.objects.select_for_update().get(id=case.id)
        if row.state == CLOSED or (row.letter, row.answered_on) == (letter, on):
            return False
        row.letter, row.answered_on, row.state = letter, on, ANSWERED
        row.save(update_fields=("letter", "answered_on", "state"))
        digest = hashlib.sha256(letter.encode("utf-8", "surrogatepass")).hexdigest()
        _entered(row, "answered", staff, now, more={"letter": digest, "on": on.isoformat()})
        if row.complaint is not None:
            complaining.step(row.complaint, "answered", on, "", now)
    return True


def in_the_way(case: Case, closing: str) -> int:
    """How many points forbid this result: nobody decided about them; what a person left open forbids `not_upheld`, too.
    What she took back cannot be decided, and forbids nothing."""
    if closing not in JUDGED:
        return 0
    open_ = case.findings.filter(Q(evidence=None) | Q(evidence__in=exhibits(case)), decision="open")
    return (open_ if closing == "not_upheld" else open_.exclude(events__kind="decided")).count()


def close(case: Case, closing: str, cause: str, words: str, staff: Staff, now: datetime) -> bool:
    """False where it is closed, or a point forbids this result (`in_the_way`)."""
    with transaction.atomic():
        row = Case.objects.select_for_update().get(id=case.id)
        if row.state == CLOSED or in_the_way(row, closing):
            return False
        row.closing, row.cause, row.cause_words, row.state = closing, cause, words, CLOSED
        row.closed_on = today_at(row.place, now)
        row.save(update_fields=("closing", "cause", "cause_words", "state", "closed_on"))
        _entered(row, "closed", staff, now, word=closing, more={"cause": cause})
        if row.complaint is not None:
            complaining.closed_there(row.complaint, row.closed_on, now)
    return True


def unconfirmed(case: Case) -> bool:
    """Whether she complained here and did not say that it is settled: closing it then needs a reason in words."""
    return case.complaint is not None and case.complaint.state != State.CLOSED


def her_word(case: Case, kind: str, now: datetime) -> None:
    """What she said in her file of how it stands (closed, not_solved, reopened), and no word of her own. Not settled:
    a case that was closed is open again, without anybody's leave."""
    with transaction.atomic():
        row = Case.objects.select_for_update().get(id=case.id)
        _entered(row, "her_word", None, now, word=kind)
    if kind in ("not_solved", "reopened"):
        reopen(case, "", None, now)


def reopen(case: Case, reason: str, staff: Staff | None, now: datetime) -> bool:
    with transaction.atomic():
        row = Case.objects.select_for_update().get(id=case.id)
        if row.state != CLOSED:
            return False
        row.state, row.closing, row.closed_on = (ANSWERED if row.answered_on else OPEN), "", None
        row.save(update_fields=("state", "closing", "closed_on"))
        _entered(row, "reopened", staff, now, text=reason)
    return True


def _entered(
    case: Case,
    kind: str,
    staff: Staff | None,
    now: datetime,
    *,
    finding: CaseFinding | None = None,
    word: str = "",
    text: str = "",
    more: dict[str, Json] | None = None,
) -> None:
    CaseEvent.objects.create(case=case, finding=finding, by=staff, kind=kind, word=word, text=text, at=now)
    who = staff.id if staff else None
    what: dict[str, Json] = {"staff": who, "word": word, "finding": finding.id if finding else "", **(more or {})}
    what["text"] = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else ""
    log.append(f"case_{kind}", case.id, what, now, case.file)
