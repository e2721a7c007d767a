"""What was announced ends: it was hung up or reported, it was not made, or it should not have been announced. It stays
readable, and a withdrawal has a leaf of its own.

`withdrawn_why` is the words of whoever withdrew it, or one of WHYS where nobody wrote any: those are told as sentences.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from atesta.store import transparency
from atesta.store.models import Announcement

CALL = "call"
MOST_WHY = 300
NOT_MADE, REQUESTED = "not_made", "requested"
WHYS = (NOT_MADE, REQUESTED)
"""It was reported as not made; the debtor asked for it and the creditor accepted."""


def close(row: Announcement, now: datetime) -> bool:
    """It was hung up: the code on a screen is nothing from now on. False where that was so already."""
    return bool(Announcement.objects.filter(id=row.id, kind=CALL, closed_at=None).update(closed_at=now))


def close_made(asks: Collection[str], now: datetime) -> None:
    """Of these questions to the gate the contact was made: what is still open of a call is nothing from now on."""
    open_ = Announcement.objects.filter(ask__in=asks, kind=CALL, closed_at=None, closes_at__gt=now)
    open_.update(closed_at=now)


def withdraw(row: Announcement, why: str, now: datetime) -> bool:
    """It was not sent, or should not have been: no yes from now on, and it stays readable. False where it was
    withdrawn already."""
    with transaction.atomic():
        held = Announcement.objects.filter(id=row.id, withdrawn_at=None)
        if not held.update(withdrawn_at=now, withdrawn_why=why.strip()[:MOST_WHY]):
            return False
        transparency.enter(transparency.WITHDRAWN, row.id, transparency.withdrawn_leaf(row.leaf, now), now)
    return True
