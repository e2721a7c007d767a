"""She lets the operator read one contact: only after she has taken her export, and only until she takes it back
(DESIGN decision 10)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from atesta.errors import InputError
from atesta.store import log
from atesta.store.models import File, HandOver, KeptContact, LogEntry

EXPORTED = "exported"


def exported(file: File, now: datetime) -> None:
    """An export was begun: what she holds then stays hers."""
    log.append(EXPORTED, file.id, {}, now, file)


def exported_at(file: File) -> datetime | None:
    entry = LogEntry.objects.filter(kind=EXPORTED, opening__file=file).order_by("-seq").first()
    return entry.at if entry else None


def hand_over(contact: KeptContact, now: datetime) -> HandOver:
    """Raises InputError where no export was made after the contact was kept. Sent twice, it is one."""
    with transaction.atomic():
        made = exported_at(contact.file)
        if made is None or made < contact.kept_at:
            what, why = (
                "There is no export with this contact in it.",
                "What you hold stays yours, whatever happens here.",
            )
            raise InputError(what, why, "Take your export first.", key="export_first")
        row = HandOver.objects.select_for_update().filter(contact=contact).first()
        if row is not None and row.taken_back_at is None:
            return row
        row, _ = HandOver.objects.update_or_create(
            contact=contact, defaults={"at": now, "exported_at": made, "taken_back_at": None}
        )
        log.append("handed_over", contact.id, {}, now, contact.file)
    return row


def take_back(contact: KeptContact, now: datetime) -> None:
    with transaction.atomic():
        if HandOver.objects.filter(contact=contact, taken_back_at=None).update(taken_back_at=now):
            log.append("taken_back", contact.id, {}, now, contact.file)
