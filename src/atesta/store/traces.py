"""What SQLite keeps of erased rows: it overwrites what it deletes (`secure_delete`), but its journal still has the
pages as they were, so that is emptied. Where a reader is in the way, a job comes back to it; the hourly sweep does in
any case.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction

from atesta.store.databases import SECONDS_TO_WAIT
from atesta.store.jobs import Work, enqueue, handles, utc_now

JOB = "empty-journal"
SOON = timedelta(seconds=5)
MOMENT_MS = 1000
"""How long whoever pressed "erase" waits for readers of other processes; then the job does it."""


class JournalBusyError(Exception):
    """Somebody still reads what the journal holds."""


def leave_no_trace() -> None:
    """When all is committed. On PostgreSQL the next vacuum takes the dead rows (docs/operate.md)."""
    if connection.vendor == "sqlite":
        transaction.on_commit(_empty_or_later)


def _empty_or_later() -> None:
    if not empty_journal():
        now = utc_now()
        enqueue(JOB, "", now, due=now + SOON)


@handles(JOB)
def empty_again(work: Work) -> None:
    """Tried again after a pause, as every job that fails."""
    if connection.vendor == "sqlite" and not empty_journal():
        raise JournalBusyError


def empty_journal() -> bool:
    """Whether the journal is empty now; False where a reader or a writer kept it."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout={MOMENT_MS}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_ = cursor.fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={SECONDS_TO_WAIT * 1000}")
    return not busy
