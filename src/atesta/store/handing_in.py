"""What she hands to the creditor that runs these pages, each by a press of her own: a request and the senders that she
reported, as entries of its list; a complaint, as a case of its desk (casework.take_complaint).

Only its pages call this, where the operator is the creditor: elsewhere nothing is sent, and the letter is hers to send.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from atesta.store import house, log
from atesta.store.models import Block, Complaint, ReportedSender, Request

REFUSES = ("stop", "write_only", "represented")
"""Requests that whoever dials has to know of; the others are answered, not obeyed."""


def may_hand(request: Request) -> bool:
    """Not twice, and not what she withdrew; once more after somebody lifted it."""
    return request.kind in REFUSES and request.withdrawn_on is None and not _stands(request.block)


def hand_request(request: Request, number: str, now: datetime) -> Block | None:
    """Its entry, which waits for a person; the same once more is the same one. None where it cannot be handed in.
    Raises InputError where `number` is none: without it nobody knows whom it protects."""
    with transaction.atomic():
        row = Request.objects.select_for_update(of=("self",)).select_related("block", "debt__file").get(id=request.id)
        if not may_hand(row):
            return row.block
        given = house.Entered(row.kind, row.debt.place, now, house.FROM_FILE, number=number)
        row.block = house.enter(given, None, now, of=row.id)
        row.save(update_fields=("block",))
        log.append("request_handed", row.id, {"block": row.block.id}, now, row.debt.file)
    return row.block


def untold(complaint: Complaint) -> tuple[ReportedSender, ...]:
    """Senders that she reported with it and did not tell the creditor of."""
    rows = complaint.reported.select_related("block").order_by("made_at", "id")
    return tuple(row for row in rows if not _stands(row.block))


def tell_senders(complaint: Complaint, number: str, now: datetime) -> int:
    """How many of them are new on the list: each binds towards her at once, towards everyone once it is confirmed.
    Without a `number` they bind nobody before that. Raises InputError where what was given is none."""
    with transaction.atomic():
        held = Complaint.objects.select_for_update().get(id=complaint.id)
        rows = untold(held)
        for row in rows:
            given = house.Entered(
                house.SENDER, held.place, now, house.FROM_FILE, address=row.address[:320], number=number
            )
            row.block = house.enter(given, None, now, of=row.id)
            row.save(update_fields=("block",))
            log.append("sender_told", held.id, {"block": row.block.id}, now, held.file)
    return len(rows)


def untell_senders(complaint: Complaint, now: datetime) -> None:
    """What she told of it is taken back; her own report stays in her file."""
    with transaction.atomic():
        held = Complaint.objects.select_for_update().get(id=complaint.id)
        for row in held.reported.exclude(block=None).select_related("block"):
            if _stands(row.block):
                house.taken_back(row.block, now)
                log.append("sender_untold", held.id, {"block": row.block_id}, now, held.file)


def _stands(block: Block | None) -> bool:
    return block is not None and block.lifted_at is None
