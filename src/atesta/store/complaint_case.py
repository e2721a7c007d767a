"""Her complaint at the desk of the creditor that runs these pages: handed in by her press, seen in her file.

Only its pages call this, where the operator is the creditor. She lets the contacts be read as with any other hand-over:
after her export, until she takes it back (store.handing).
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from atesta.action.complaint.clock import State
from atesta.store import casework, complaining, handing, log
from atesta.store.answering import Means
from atesta.store.models import Case, Complaint, File

DESK = "lender_desk"
TOLD = frozenset({"closed", "not_solved", "reopened"})
"""Steps of hers that the desk is told, without what she wrote about them."""


def case_of(complaint: Complaint) -> Case | None:
    return Case.objects.filter(complaint=complaint).first()


def may_hand(complaint: Complaint) -> bool:
    """Once; and once more where something came again since."""
    if complaint.channel != DESK or complaint.state == State.CLOSED:
        return False
    case = case_of(complaint)
    return case is None or complaint.about.exclude(contact__in=case.evidence.values("contact")).exists()


def not_exported(complaint: Complaint) -> bool:
    """Whether a contact of it is in no export of hers yet: then it cannot be handed in."""
    made = handing.exported_at(complaint.file)
    return any(made is None or made < one.contact.kept_at for one in complaint.about.select_related("contact"))


def hand(complaint: Complaint, text: str, means: Means, now: datetime) -> Case:
    """The desk's case; the same press twice is one. With it the complaint is handed in. `text` is hers to write, and
    the desk reads it as the complaint. Raises InputError (`export_first`) where a contact is in no export."""
    with transaction.atomic():
        File.objects.select_for_update().get(id=complaint.file_id)
        _locked(complaint)
        row = Complaint.objects.select_for_update().get(id=complaint.id)
        if not may_hand(row) and (there := case_of(row)) is not None:
            return there
        for one in row.about.select_related("contact__file"):
            handing.hand_over(one.contact, now)
        case = casework.take_complaint(row, text, means, now)
        if row.state == State.PREPARED:
            complaining.send(row, complaining.today_of(row, now), "", "", None, means, now)
        log.append("complaint_handed", row.id, {"case": case.id}, now, row.file)
    complaint.refresh_from_db()
    return case


def step(complaint: Complaint, kind: str, on: date | None, text: str, now: datetime, ended: str = "") -> bool:
    """complaining.step, of which the desk that has the complaint is told where it is one of TOLD."""
    with transaction.atomic():
        case = _locked(complaint)
        done = complaining.step(complaint, kind, on, text, now, ended)
        if done and kind in TOLD and case is not None:
            casework.her_word(case, kind, now)
    return done


def _locked(complaint: Complaint) -> Case | None:
    """Its case, before the complaint itself: in the order in which the desk locks them when it answers."""
    return Case.objects.select_for_update().filter(complaint=complaint).first()
