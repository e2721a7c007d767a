"""What people of the operator may do with somebody's file, each act entered where she and everybody else can see it.

There is no list of people and no search: a contact is here because its owner handed it over, a file because she showed
its id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from atesta.store import log
from atesta.store.answering import of_distress
from atesta.store.models import File, HandOver, Hold, KeptContact, Look, Staff

CONTACT = "contact"
"""What a look was at."""
MOST = 200
"""Rows on one page of a list."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A contact that its owner let the operator read, without anything of what is in it."""

    id: str
    at: datetime
    place: str
    read: bool
    distress: bool


def handed_over() -> QuerySet[HandOver]:
    """Those in force: taken back is as if it had never been; without her export first there is none (decision 10)."""
    return HandOver.objects.filter(taken_back_at=None, exported_at__isnull=False)


def waiting() -> tuple[Handed, ...]:
    """Unread first, distress first among them, the oldest first."""
    seen = Look.objects.filter(what=CONTACT).values("row")  # asked once; a look for each row would be a scan for each
    rows = handed_over().annotate(read=ExpressionWrapper(Q(contact_id__in=seen), output_field=BooleanField()))
    chosen = tuple(rows.order_by("read", "at", "contact_id").values_list("contact_id", "at", "read")[:MOST])
    kept = KeptContact.objects.select_related("answers", "debt").only("debt__place", "answers__summary")
    contacts = kept.in_bulk([id_ for id_, _, _ in chosen])  # what is sorted above is narrow
    found = [_handed(contacts[id_], at, read=read) for id_, at, read in chosen if id_ in contacts]
    return tuple(sorted(found, key=lambda each: (each.read, not each.distress, each.at)))


def _handed(contact: KeptContact, at: datetime, *, read: bool) -> Handed:
    return Handed(contact.id, at, contact.debt.place if contact.debt else "", read, in_distress(contact))


def in_distress(contact: KeptContact) -> bool:
    """What its answers say (a list reads their five words and not the review); a contact without any is not."""
    answers = getattr(contact, "answers", None)
    return answers is not None and of_distress(answers.summary)


def look(staff: Staff, contact: KeptContact, reason: str, now: datetime) -> Look:
    """Enters the look; only what this returns for may be sent."""
    with transaction.atomic():
        entered = Look.objects.create(
            file=contact.file, staff=staff, at=now, what=CONTACT, row=contact.id, reason=reason
        )
        log.append("looked", entered.id, {"staff": staff.id, "row": contact.id, "reason": reason}, now, contact.file)
    return entered


def looks() -> QuerySet[Look]:
    """The newest first, over everybody: who, when, what kind, why. Nothing of what was seen."""
    return Look.objects.select_related("staff").order_by("-at", "-id")


def hold(file_id: str, staff: Staff, reason: str, now: datetime) -> Hold | None:
    """A legal hold: the file is not erased until it is lifted. None: no such file. Twice is one."""
    with transaction.atomic():
        file = File.objects.select_for_update().filter(id=file_id).first()
        if file is None:
            return None
        there = Hold.objects.filter(file=file, lifted_at=None).first()
        if there is not None:
            return there
        made = Hold.objects.create(file=file, by=staff, reason=reason, since=now)
        log.append("hold_set", made.id, {"staff": staff.id, "reason": reason}, now, file)
    return made


def lift(held: Hold, staff: Staff, now: datetime) -> None:
    """Twice has no second effect."""
    with transaction.atomic():
        if Hold.objects.filter(id=held.id, lifted_at=None).update(lifted_at=now):
            log.append("hold_lifted", held.id, {"staff": staff.id}, now, held.file)


def holds() -> QuerySet[Hold]:
    return Hold.objects.filter(lifted_at=None).select_related("by", "file").order_by("since", "id")
