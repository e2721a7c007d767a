"""How the store stands: its queue and its log, as figures without anything of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from atesta.store import log
from atesta.store.models import Job, LogEntry, LogHead

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Queue:
    """`late_minutes`: how long the oldest job has been due. `failed`: of the last day."""

    waiting: int
    running: int
    failed: int
    late_minutes: int


@dataclass(frozen=True, slots=True)
class LogEnd:
    """`broken` is the first entry that does not hold, None where the chain is whole or was not walked."""

    entries: int
    checked: bool = False
    broken: log.Broken | None = None


def queue(now: datetime) -> Queue:
    open_jobs = Job.objects.filter(done_at=None)
    running = open_jobs.filter(leased_until__gt=now).count()
    due = open_jobs.exclude(leased_until__gt=now).filter(due_at__lte=now)
    oldest = due.order_by("due_at").first()
    failed = Job.objects.filter(done_at__gt=now - A_DAY).exclude(failure="").count()
    return Queue(due.count(), running, failed, int((now - oldest.due_at).total_seconds() // 60) if oldest else 0)


def log_end() -> LogEnd:
    end = LogHead.objects.first()
    return LogEnd(end.seq if end else 0)


def check_log() -> LogEnd:
    """Walks the whole chain up to the end that was noted when it began; later entries are for the next time."""
    end = LogHead.objects.first()
    entries = LogEntry.objects.filter(seq__lte=end.seq if end else 0).order_by("seq")
    return LogEnd(end.seq if end else 0, True, log.check(entries.iterator(), end))
