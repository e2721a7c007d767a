"""What is deleted without anybody asking, counted beforehand; and files that nobody opens any more.

Uploads, sessions and counters of tries go by the hour (store/chores.py). A file that nobody opened for two years goes
only where somebody else runs the page, never on one's own computer, and never while a hold is on it; the page of the
file has said so every time it was opened (`erased_on`). Closed cases of the creditor's desk and ended entries of its
do-not-contact list go after their time, never while a hold is on the file that they came from.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet

from atesta.store.models import Block, Case, File, Pace, ReportedSender, Request, Upload
from atesta.store.pace import LONGEST
from atesta.web_settings import Operator

UNOPENED_MONTHS = 24
CLOSED_CASE_MONTHS = 60
"""After it was closed: what is told of the records of collection is at least five years (facts/cn.md D1, S)."""
ENDED_BLOCK_MONTHS = 24
"""After it was lifted, or decided that it is not hers: until then a review of an earlier contact can need it."""
AT_ONCE = 200
"""Files erased by one run: each is a transaction with many rows, and the next run goes on."""


@dataclass(frozen=True, slots=True)
class Due:
    """How many of each would go now."""

    uploads: int
    sessions: int
    paces: int
    files: int
    cases: int
    blocks: int
    held: int


def erased_on(file: File, operator: Operator) -> datetime | None:
    """When it goes if it is not opened before; None on one's own computer."""
    return None if operator.kind == "own" else _after_months(file.opened_at, UNOPENED_MONTHS)


def due(now: datetime, operator: Operator) -> Due:
    """The dry run: counts, never whose."""
    return Due(
        Upload.objects.filter(ends_at__lte=now).count(),
        Session.objects.filter(expire_date__lt=now).count(),
        Pace.objects.filter(since__lt=now - LONGEST).count(),
        unopened(now, operator).count(),
        closed_cases(now, operator).count(),
        ended_blocks(now, operator).count(),
        _unopened(now, operator).filter(_ON_HOLD).distinct().count(),
    )


def unopened(now: datetime, operator: Operator) -> QuerySet[File]:
    """Files to be erased now; those under a hold are not among them."""
    return _unopened(now, operator).exclude(id__in=_unopened(now, operator).filter(_ON_HOLD).values("id"))


def erase_unopened(now: datetime, operator: Operator, erase_file: Callable[[File], object]) -> None:
    """`erase_file` is called with the row locked, in the transaction that takes it away."""
    for id_ in unopened(now, operator).order_by("opened_at").values_list("id", flat=True)[:AT_ONCE]:
        _erase(id_, now, operator, erase_file)


def _erase(id_: str, now: datetime, operator: Operator, erase_file: Callable[[File], object]) -> None:
    """Asked once more under the lock: she may have opened it, or somebody held it, since the list was made."""
    with transaction.atomic():
        file = unopened(now, operator).select_for_update().filter(id=id_).first()
        if file is not None:
            erase_file(file)


def closed_cases(now: datetime, operator: Operator) -> QuerySet[Case]:
    """Cases to be erased now; `closed_on` is a day of the place, so the last of its hours counts."""
    over = Case.objects.filter(state="closed", closed_on__lt=_after_months(now, -CLOSED_CASE_MONTHS).date())
    over = over.exclude(file__in=_held_files())
    return over.none() if operator.kind == "own" else over


def ended_blocks(now: datetime, operator: Operator) -> QuerySet[Block]:
    """Entries that stop nobody any more; those that a file under a hold names stay with it."""
    since = _after_months(now, -ENDED_BLOCK_MONTHS)
    over = Block.objects.filter(Q(lifted_at__lt=since) | Q(lifted_at=None, confirmed_at=None, declined_at__lt=since))
    named = Request.objects.filter(debt__file__in=_held_files()).exclude(block=None).values("block")
    told = ReportedSender.objects.filter(file__in=_held_files()).exclude(block=None).values("block")
    over = over.exclude(id__in=named).exclude(id__in=told)
    return over.none() if operator.kind == "own" else over


def erase_ended(now: datetime, operator: Operator, erase: Callable[[Case | Block], object]) -> None:
    """Of each kind AT_ONCE at most, the oldest first; asked once more with the row locked, as with files."""
    for of in (closed_cases, ended_blocks):
        for id_ in of(now, operator).order_by("made_at").values_list("id", flat=True)[:AT_ONCE]:
            with transaction.atomic():
                row = of(now, operator).select_for_update(of=("self",)).filter(id=id_).first()
                if row is not None:
                    erase(row)


def _held_files() -> QuerySet[File]:
    return File.objects.filter(_ON_HOLD)


_ON_HOLD = Q(holds__isnull=False, holds__lifted_at=None)


def _unopened(now: datetime, operator: Operator) -> QuerySet[File]:
    files = File.objects.filter(opened_at__lt=_after_months(now, -UNOPENED_MONTHS))
    return files.none() if operator.kind == "own" else files


def _after_months(at: datetime, months: int) -> datetime:
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, calendar.monthrange(year, month + 1)[1]))
