"""A complaint from prepared to closed: each step entered in the log in the transaction that makes it.

The same press twice has one effect. What the other side says ("solved") changes no state: only she closes, and a closed
complaint is opened again in one step.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from atesta.action.complaint.clock import Clock, Due, Filing, State, clock_of
from atesta.action.complaint.recurrence import Again, again_after
from atesta.contact.account import LenderKind
from atesta.contact.campaigns import Seen
from atesta.contact.message import Channel
from atesta.contact.place import PLACES
from atesta.mandate.address import address_key, parsed
from atesta.review.limits.contact import local_day
from atesta.store import blobs, log
from atesta.store.answering import Means, changed_debt
from atesta.store.erasing import not_overwritten
from atesta.store.keeping import Original, committed, keep_original
from atesta.store.models import Blob, Complaint, ComplaintContact, Debt, File, KeptContact
from atesta.store.timeline import zone_of
from atesta.store.to_core import moment_of

BLOCKS_SENDERS = frozenset({"12321"})
"""Channels whose report is about a sender: from then on a demand from it is a finding by itself (B1.4)."""
ADDRESSED = frozenset({Channel.SMS.value, Channel.CALL.value, Channel.EMAIL.value})
ENDS = ("solved", "partly", "apology", "gave_up", "court", "other")
"""How she says that it ended."""
MOST_LATER = 300
"""Later contacts that are compared with what was reported: the newest."""
REMIND_DAYS = 7
STATE_WORDS = {
    State.FILED: "pending",
    State.REOPENED: "pending",
    State.ACCEPTED: "accepted",
    State.REFUSED: "refused",
    State.ANSWERED: "answered",
    State.NO_ANSWER: "no_answer",
    State.CLOSED: "closed",
}
"""As `already_filed` of a route has them (INTERFACES)."""
OPEN = frozenset({State.FILED, State.ACCEPTED, State.REOPENED})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a complaint is routed with; words of action.complaint.routing."""

    channel: str
    place: str
    wants: str
    lender: str = ""
    lender_kind: str = "unknown"
    findings: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    happened_on: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of step. `to` None: the state stays. `day`: the field that keeps its day; `text`: the one that keeps
    what she writes. `from_`: the states in which it can be taken."""

    from_: frozenset[State]
    to: State | None = None
    day: str = ""
    text: str = ""


CLOSED_THERE = "desk_closed"
"""An event that is no step of hers: the creditor that runs these pages closed its case."""
AFTER_FILING = frozenset(State) - {State.PREPARED, State.CLOSED}
STEPS = {
    "accepted": Step(OPEN - {State.ACCEPTED} | {State.NO_ANSWER}, State.ACCEPTED, "accepted_on"),
    "forwarded": Step(OPEN | {State.NO_ANSWER}, None, "forwarded_on"),
    "asked": Step(OPEN, None, "asked_on"),
    "answered": Step(OPEN | {State.NO_ANSWER}, State.ANSWERED, "answered_on"),
    "refused": Step(OPEN | {State.NO_ANSWER}, State.REFUSED),
    "no_answer": Step(OPEN, State.NO_ANSWER),
    "returned": Step(AFTER_FILING, None, "returned_on"),
    "solved": Step(AFTER_FILING),
    "not_solved": Step(AFTER_FILING),
    "apology": Step(AFTER_FILING | {State.CLOSED}, None, "", "apology"),
    "remedy": Step(AFTER_FILING | {State.CLOSED}, None, "", "remedy"),
    "closed": Step(frozenset(State) - {State.CLOSED}, State.CLOSED),
    "reopened": Step(frozenset({State.CLOSED, State.REFUSED, State.ANSWERED, State.NO_ANSWER}), State.REOPENED),
}
"""By the kind of the event, in the order in which a page offers them."""


def prepare(file: File, debt: Debt | None, contacts: Iterable[KeptContact], asked: Asked, now: datetime) -> Complaint:
    """A complaint that is not handed in yet; the same about the same, while it is not, is one."""
    contacts = tuple(contacts)
    with transaction.atomic():
        File.objects.select_for_update().get(id=file.id)
        ids = {contact.id for contact in contacts}
        for there in file.complaints.filter(channel=asked.channel, debt=debt, state=State.PREPARED.value):
            if {one.contact_id for one in there.about.all()} == ids:
                return there
        row = Complaint.objects.create(
            file=file,
            debt=debt,
            place=asked.place,
            channel=asked.channel,
            lender=asked.lender[:200],
            lender_kind=asked.lender_kind,
            wants=asked.wants,
            findings=list(asked.findings),
            has=list(asked.has),
            happened_on=asked.happened_on,
            made_at=now,
        )
        for contact in contacts:
            ComplaintContact.objects.create(complaint=row, contact=contact, added_at=now)
        _enter(row, "prepared", None, now)
        what = committed(channel=asked.channel, wants=asked.wants, findings=list(asked.findings), contacts=sorted(ids))
        log.append("complaint_prepared", row.id, what, now, file)
    return row


def send(  # what she was given when she handed it in
    complaint: Complaint,
    on: date,
    reference: str,
    tracking: str,
    receipt: Original | Blob | None,
    means: Means,
    now: datetime,
) -> None:
    """She says that she handed it in. Once more: what was not known then is added; what stands there is overwritten
    only where no hold lies on the file (HeldError)."""
    with transaction.atomic():
        row = Complaint.objects.select_for_update().get(id=complaint.id)
        given = {"filed_on": on, "reference": reference[:120], "tracking": tracking[:120]}
        changed = {name: value for name, value in given.items() if value and getattr(row, name) != value}
        if not changed and receipt is None and row.state != State.PREPARED:
            return
        if any(getattr(row, name) for name in changed) or (receipt and row.receipt_id):
            not_overwritten(row.file)
        first, before = row.state == State.PREPARED, None
        if first:
            row.state = State.FILED.value
            _enter(row, "filed", on, now)
        elif "filed_on" in changed:
            row.events.filter(kind="filed").update(on=on)
        for name, value in changed.items():
            setattr(row, name, value)
        if receipt is not None:
            before, row.receipt = row.receipt, keep_original(row.file, receipt, now)
        row.save()
        if before is not None:
            blobs.remove(before)
        what = committed(on=on.isoformat(), reference=reference, tracking=tracking)
        log.append("complaint_sent" if first else "complaint_changed", row.id, what, now, row.file)
        if row.channel in BLOCKS_SENDERS:
            _report_senders(row, on, means, now)
    complaint.refresh_from_db()


def _report_senders(row: Complaint, on: date, means: Means, now: datetime) -> None:
    """The senders of what was reported, each once; a later day does not make an earlier report go away."""
    about = (one.contact for one in row.about.select_related("contact"))
    senders = {address_key(contact.sender, row.place) for contact in about if _reportable(contact)} - {""}
    for address in sorted(senders):
        _, new = row.reported.get_or_create(
            address=address[:330], defaults={"file": row.file, "on": on, "by": row.channel, "made_at": now}
        )
        if new:
            log.append("sender_reported", row.id, committed(address=address, on=on.isoformat()), now, row.file)
    for debt in row.file.debts.all():
        changed_debt(debt, means, now)


def _reportable(contact: KeptContact) -> bool:
    """A number, a mailbox or a sender of messages; what somebody is called in a chat is no address."""
    return contact.channel in ADDRESSED or parsed(contact.sender).number is not None


def step(complaint: Complaint, kind: str, on: date | None, text: str, now: datetime, ended: str = "") -> bool:
    """One of STEPS. False where it cannot be taken from here, or was just taken: nothing is done then."""
    asked = STEPS[kind]
    with transaction.atomic():
        row = Complaint.objects.select_for_update().get(id=complaint.id)
        last = row.events.order_by("-seq").first()
        if row.state not in asked.from_ or (last and (last.kind, last.on, last.text) == (kind, on, text)):
            return False
        if asked.text:
            if getattr(row, asked.text):
                not_overwritten(row.file)
            setattr(row, asked.text, text)
        if asked.day:
            setattr(row, asked.day, on)
        if asked.to is not None:
            row.state = asked.to.value
        row.ended = ended if kind == "closed" else "" if kind == "reopened" else row.ended
        row.save()
        _enter(row, kind, on, now, text=text)
        what = committed(kind=kind, on=on.isoformat() if on else None, text=text, ended=ended)
        log.append("complaint_step", row.id, what, now, row.file)
    complaint.refresh_from_db()
    return True


def closed_there(complaint: Complaint, on: date | None, now: datetime) -> None:
    """The desk closed its case: hers stays as it is, and she is asked."""
    with transaction.atomic():
        row = Complaint.objects.select_for_update().get(id=complaint.id)
        _enter(row, CLOSED_THERE, on, now)
        what = committed(kind=CLOSED_THERE, on=on.isoformat() if on else None)
        log.append("complaint_step", row.id, what, now, row.file)


def add_again(complaint: Complaint, contact: KeptContact, now: datetime) -> None:
    """A later contact of the same sender or text becomes part of it; twice is once."""
    with transaction.atomic():
        row = Complaint.objects.select_for_update().get(id=complaint.id)
        _, new = row.about.get_or_create(contact=contact, defaults={"again": True, "added_at": now})
        if not new:
            return
        _enter(row, "again", day_of(contact, row.place), now, contact=contact)
        log.append("complaint_again", row.id, {"contact": contact.id}, now, row.file)


def _enter(row: Complaint, kind: str, on: date | None, now: datetime, **more: Any) -> None:
    """With the complaint locked, or not yet seen by anybody."""
    last = row.events.order_by("-seq").values_list("seq", flat=True).first() or 0
    row.events.create(seq=last + 1, kind=kind, on=on, made_at=now, **more)


def keep_packet(complaint: Complaint, packet: Original | Blob, now: datetime) -> None:
    """Only where she asks for it; another one comes beside it in the log and takes its place here."""
    with transaction.atomic():
        row = Complaint.objects.select_for_update().get(id=complaint.id)
        before = row.packet
        if before is not None:
            not_overwritten(row.file)
        kept = row.packet = keep_original(row.file, packet, now)
        row.save(update_fields=("packet",))
        if before is not None:
            blobs.remove(before)
        log.append("packet_kept", row.id, {"blob": kept.id if kept else ""}, now, row.file)


def ask_to_publish(complaint: Complaint, now: datetime) -> None:
    """Begins the time to cool off before something is published that cannot be withdrawn. It is begun once."""
    with transaction.atomic():
        row = Complaint.objects.select_for_update().get(id=complaint.id)
        if row.cool_off_at is None:
            row.cool_off_at = now
            row.save(update_fields=("cool_off_at",))
            log.append("publishing_asked", row.id, {}, now, row.file)


# --- what runs ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is due soon or over: `days` until the last day, below zero when it is over."""

    complaint: str
    channel: str
    due: Due
    days: int


def due_of(complaint: Complaint, today: date) -> Reminder | None:
    """What she is reminded of today (her day, see `today_of`): the next deadline within REMIND_DAYS, else one that
    passed while nothing was said. None: nothing."""
    running = clock(complaint, today)
    ahead = running.next_due(today)
    if ahead is not None and (days := (ahead.last_day - today).days) <= REMIND_DAYS:
        return Reminder(complaint.id, complaint.channel, ahead, days)
    over = running.overdue(today)
    if over and complaint.state in OPEN:
        last = over[-1]
        return Reminder(complaint.id, complaint.channel, last, (last.over - today).days)
    return None


def clock(complaint: Complaint, today: date) -> Clock:
    return clock_of(filing_of(complaint), today)


def filing_of(complaint: Complaint) -> Filing:
    return Filing(
        complaint.channel,
        complaint.place,
        LenderKind(complaint.lender_kind),
        State(complaint.state),
        complaint.filed_on,
        complaint.accepted_on,
        complaint.forwarded_on,
        complaint.asked_on,
        complaint.answered_on,
        complaint.happened_on,
    )


def again_of(complaint: Complaint) -> tuple[Again, ...]:
    """Later contacts of her file with the sender or the text of what was reported, and not part of it yet."""
    if complaint.filed_on is None or complaint.state == State.PREPARED:
        return ()
    about = [one.contact for one in complaint.about.select_related("contact__debt")]
    known = {contact.id for contact in about}
    later = complaint.file.contacts.filter(at__isnull=False, order__date__gte=complaint.filed_on).exclude(id__in=known)
    newest = later.order_by("-order", "-id").select_related("debt").defer("transcript", "measures")[:MOST_LATER]
    seen = (_seen(contact, complaint.place) for contact in newest)
    reported = (_seen(contact, complaint.place) for contact in about)
    return again_after(complaint.filed_on, reported, seen, complaint.place)


def _seen(contact: KeptContact, place: str) -> Seen:
    return Seen(contact.id, day_of(contact, place), contact.sender, contact.text)


def day_of(contact: KeptContact, place: str) -> date | None:
    """By her clock."""
    at = moment_of(contact)
    return local_day(at, _zone(contact.debt, place)) if at else None


def first_day(complaint: Complaint) -> date | None:
    """Before it nothing can have been handed in: the day of the first contact that it is about, where one is known."""
    rows = complaint.about.select_related("contact__debt")
    return min((day for one in rows if (day := day_of(one.contact, complaint.place))), default=None)


def today_of(complaint: Complaint, now: datetime) -> date:
    """The day by her clock."""
    return now.astimezone(ZoneInfo(_zone(complaint.debt, complaint.place))).date()


def _zone(debt: Debt | None, place: str) -> str:
    return zone_of(debt) if debt is not None else PLACES[place].zones[0]
