"""What is due in a file, as rows: each thing has one, so that it is mailed once and put away once.

What is due of her requests (atesta.action.due) and on the clock of her complaints (complaining.due_of) is worked out
anew each time; a row is written when it is mailed or put away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from atesta.action.complaint.clock import State
from atesta.action.due import Asked, Due, Why, due
from atesta.contact.account import LenderKind
from atesta.rules.rulebook import Rulebook
from atesta.store import complaining
from atesta.store.jobs import enqueue
from atesta.store.models import Debt, File, MailWay, Reminder, Request
from atesta.store.timeline import zone_of

REMIND_JOB = "mail-reminder"
MOST_WHY = 60


@dataclass(frozen=True, slots=True)
class Thing:
    """What somebody is told of once: of a request its reason, of a complaint one deadline, before its end (`soon`) or
    after it (`over`)."""

    request: str | None
    complaint: str | None
    why: str


def due_of(file: File, rulebook: Rulebook, now: datetime) -> tuple[tuple[Debt, Due], ...]:
    """What is due in the file and was not put away, with its debt; each by the clock of its debt."""
    away = set(_rows(file).exclude(put_away_at=None).values_list("request_id", "why"))
    found = ((debt, one) for debt in file.debts.order_by("made_at", "id") for one in _of_debt(debt, rulebook, now))
    return tuple((debt, one) for debt, one in found if (one.id, one.why) not in away)


def _of_debt(debt: Debt, rulebook: Rulebook, now: datetime) -> tuple[Due, ...]:
    asked = (
        Asked(row.id, row.kind, row.asked_on, row.until, row.accepted_on, row.withdrawn_on)
        for row in debt.requests.filter(withdrawn_on=None).defer("letter")
    )
    return due(asked, now, zone_of(debt), debt.place, rulebook, LenderKind(debt.lender_kind))


def put_away(request: Request, why: Why, now: datetime) -> None:
    """She has seen it: it is neither shown nor mailed any more."""
    row, _ = Reminder.objects.get_or_create(request=request, why=why.value, defaults={"made_at": now})
    Reminder.objects.filter(id=row.id, put_away_at=None).update(put_away_at=now)


def note_due(rulebook: Rulebook, now: datetime) -> None:
    """A row for each thing that is due in a file whose owner wants to be reminded, and a job that mails those of which
    no mail was begun; both in one transaction a file."""
    for way in MailWay.objects.filter(reminders=True).exclude(confirmed_at=None).select_related("file").iterator():
        rows = [_row(thing, now) for thing in _untold(way.file, rulebook, now)]
        with transaction.atomic():
            if rows and MailWay.objects.select_for_update().filter(id=way.id).exists():
                Reminder.objects.bulk_create(rows, ignore_conflicts=True)
                enqueue(REMIND_JOB, way.id, now)


def begin_mail(way: MailWay, rulebook: Rulebook, now: datetime) -> tuple[str, ...]:
    """The things that a mail to her is about, now marked as begun; committed before a word is sent, so that a worker
    that dies while it sends leaves nothing that another would send again. None where nothing is due any more."""
    with transaction.atomic():
        due_now = _untold(way.file, rulebook, now)
        rows = _rows(way.file).select_for_update(of=("self",)).filter(mail_began_at=None).order_by("id")
        ids = tuple(row.id for row in rows if _thing(row) in due_now)
        Reminder.objects.filter(id__in=ids).update(mail_began_at=now)
    return ids


def _untold(file: File, rulebook: Rulebook, now: datetime) -> set[Thing]:
    """Each thing that is due and that no mail was begun about."""
    told = {_thing(row) for row in _rows(file).exclude(mail_began_at=None)}
    asked = {Thing(one.id, None, one.why.value) for _, one in due_of(file, rulebook, now)}
    return (asked | set(_of_complaints(file, now))) - told


def _of_complaints(file: File, now: datetime) -> Iterator[Thing]:
    for row in file.complaints.exclude(state=State.CLOSED.value).select_related("debt").order_by("id"):
        found = complaining.due_of(row, complaining.today_of(row, now))
        if found is not None:
            when = "over" if found.days < 0 else "soon"
            yield Thing(None, row.id, f"{when}:{found.due.deadline.fact.name}"[:MOST_WHY])


def _thing(row: Reminder) -> Thing:
    return Thing(row.request_id, row.complaint_id, row.why)


def _row(thing: Thing, now: datetime) -> Reminder:
    return Reminder(request_id=thing.request, complaint_id=thing.complaint, why=thing.why, made_at=now)


def not_mailed(ids: tuple[str, ...]) -> None:
    """The server refused it or was not there: it was surely not sent, and may be tried again."""
    Reminder.objects.filter(id__in=ids).update(mail_began_at=None)


def mailed(ids: tuple[str, ...], now: datetime) -> None:
    Reminder.objects.filter(id__in=ids).update(mailed_at=now)


def _rows(file: File) -> QuerySet[Reminder]:
    return Reminder.objects.filter(Q(request__debt__file=file) | Q(complaint__file=file))
