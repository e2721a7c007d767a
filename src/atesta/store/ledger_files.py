"""A file on its way into the register: sent, read by a job, shown as a preview, taken by another job, and gone.

The bytes lie with the uploads for an hour at most: they hold account and telephone numbers. What the preview says is
kept as counts and faults by line; nothing of a line itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction

from atesta.errors import AtestaError, InputError, Where
from atesta.store import accounting, blobs, placing, uploads
from atesta.store.jobs import Work, enqueue, handles, utc_now
from atesta.store.mandating import day_at
from atesta.store.models import Creditor, LedgerImport, Staff, Upload

UPLOAD = "ledger"
PLACEMENTS, ACCOUNTS = placing.KIND, accounting.KIND
READ, TAKE = "read-ledger-file", "take-ledger-file"
MOST_FAULTS = 200
"""Shown on a page, by line; the rest is a number."""


def begin(
    creditor: Creditor, what: str, source: BinaryIO, size: int, mapping: Mapping[str, str], staff: Staff, now: datetime
) -> Upload:
    """The file is here, and a job will read it. `what` is placements or accounts. Raises InputError for nothing and for
    too much."""
    with transaction.atomic():
        upload = uploads.receive(UPLOAD, source, size, "", "", now).upload
        upload.asked = {"creditor": creditor.id, "staff": staff.id, "what": what, "mapping": dict(mapping)}
        upload.save(update_fields=("asked",))
        enqueue(READ, upload.id, now)
    return upload


def find(creditor: Creditor, id_: str, now: datetime) -> Upload | None:
    """Only of this creditor's own people."""
    upload = Upload.objects.filter(id=id_, kind=UPLOAD, ends_at__gt=now).first()
    return upload if upload is not None and upload.asked.get("creditor") == creditor.id else None


def ask_to_take(upload: Upload, now: datetime, *, good_lines: bool) -> bool:
    """A job will take it; once, however often it is pressed. False where it was not read yet."""
    with transaction.atomic():
        held = Upload.objects.select_for_update().filter(id=upload.id).first()
        if held is None or json.loads(held.answer or "{}").get("state") != "seen":
            return False
        held.asked = held.asked | {"good_lines": good_lines}
        held.answer = json.dumps(json.loads(held.answer) | {"state": "taking"})
        held.save(update_fields=("asked", "answer"))
        enqueue(TAKE, held.id, now)
    return True


@handles(READ)
def read_job(work: Work) -> None:
    upload = Upload.objects.filter(id=work.job.subject).first()
    if upload is None or upload.answer:
        return
    try:
        answer: dict[str, Any] = {"state": "seen"} | _seen(upload, work)
    except InputError as error:
        answer = refused(error)
    with work.effect():
        Upload.objects.filter(id=upload.id).update(answer=json.dumps(answer))
        if answer["state"] == "refused":
            blobs.erase_later(upload.id)


@handles(TAKE)
def take_job(work: Work) -> None:
    upload = Upload.objects.filter(id=work.job.subject).first()
    if upload is None:
        return
    now, creditor = utc_now(), Creditor.objects.get(id=upload.asked["creditor"])
    staff = Staff.objects.filter(id=upload.asked["staff"]).first()
    seen = _preview(creditor, upload, now, work)
    room: Any = placing if upload.asked["what"] == PLACEMENTS else accounting
    with work.effect():
        try:
            with transaction.atomic():
                row: LedgerImport = room.take(
                    creditor, seen, staff, now, good_lines=upload.asked.get("good_lines", False)
                )
            answer = json.loads(upload.answer) | {"state": "taken", "taken": row.taken, "refused": row.refused}
        except InputError as error:
            answer = refused(error)
        Upload.objects.filter(id=upload.id).update(answer=json.dumps(answer))
        blobs.erase_later(upload.id)


def _seen(upload: Upload, work: Work) -> dict[str, Any]:
    creditor = Creditor.objects.get(id=upload.asked["creditor"])
    preview = _preview(creditor, upload, utc_now(), work)
    before = placing.taken_before(creditor, preview.sha256, upload.asked["what"])
    words = ("placed", "recalled", "moved") if isinstance(preview, placing.Preview) else ("fresh", "newer")
    return {
        "counts": [[word, getattr(preview, word)] for word in (*words, "unchanged")],
        "changes": preview.changes,
        "wrong": len(preview.errors),
        "faults": [[fault.line, fault.key, getattr(fault, "at", "")] for fault in preview.errors[:MOST_FAULTS]],
        "before": before.at.isoformat() if before else "",
    }


def _preview(creditor: Creditor, upload: Upload, now: datetime, work: Work) -> placing.Preview | accounting.Preview:
    with uploads.open_upload(upload) as file:
        data = file.read()
    mapping = upload.asked["mapping"]
    if upload.asked["what"] == PLACEMENTS:
        return placing.preview(creditor, data, mapping, day_at(creditor, now), work.progress)
    return accounting.preview(creditor, data, mapping, now)


def refused(error: AtestaError) -> dict[str, Any]:
    """An error as it is kept: its key and what its sentences fill in."""
    values = {name: _value(value) for name, value in error.values.items()}
    return {"state": "refused", "key": error.key, "form": error.form, "values": values}


def _value(value: object) -> object:
    if isinstance(value, Where):
        return str(value)
    return [str(one) for one in value] if isinstance(value, tuple | list) else str(value)


def as_error(answer: Mapping[str, Any]) -> InputError:
    """The same error again, for whoever says it in the reader's language."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in answer["values"].items()}
    return InputError("", "", "", key=answer["key"], form=answer["form"], **values)
