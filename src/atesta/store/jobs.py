"""A queue in the database itself: a job is enqueued in the transaction of the change that needs it, so that neither is
there without the other, and its effect is written in one transaction with "done", so that it happens once.

A worker takes a job by a lease. Whoever is killed leaves it to the next when the lease is over. A worker that lost its
lease, because it was too slow, asleep or thought dead, cannot write any more: `Work.effect` refuses it.

    @handles("hear-call")
    def hear(work: Work) -> None:
        words = listen(work.job.subject, work.progress)    # long, may run twice
        with work.effect():                                # short, takes effect once
            save(words)
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Min, Q, QuerySet

from atesta.store.models import Job

LEASE, A_DAY = timedelta(seconds=60), timedelta(days=1)
TRIES = 5
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600))
"""Before the second, third, … try."""
GAVE_UP = "gave_up"
"""The failure of a job whose workers died at every try."""

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The real clock of workers; tests hand in their own."""
    return datetime.now(UTC)


class LeaseLostError(Exception):
    """Somebody else has this job by now, or it was asked for anew: what was worked out here is not written."""


class NotYetError(Exception):
    """What a job needs from elsewhere cannot be had now: tried again after a pause, and `reason` is what it ends with
    where it never can."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Work:
    """A job in the hands of one worker at one try."""

    def __init__(self, job: Job, clock: Clock, lease: timedelta = LEASE) -> None:
        self.job, self._clock, self._lease = job, clock, lease
        self.finished = False

    def progress(self, percent: int) -> None:
        """0 to 100, shown to whoever waits; renews the lease. LeaseLostError: stop, it is no longer ours."""
        self._renew(progress=max(0, min(100, percent)))

    def renew(self) -> None:
        self._renew()

    def _renew(self, **fields: object) -> None:
        if not self._ours().update(leased_until=self._clock() + self._lease, **fields):
            raise LeaseLostError

    @contextmanager
    def effect(self) -> Iterator[datetime]:
        """The one transaction in which the job takes effect and is done; gives its time."""
        with transaction.atomic():
            self._hold()
            now = self._clock()
            self._ours().update(done_at=now, leased_until=None, progress=100)
            yield now
        self.finished = True

    def failed(self, why: str, *, for_good: bool = False) -> None:
        """Tried again after a pause that grows, or at an end with `failure`, which is shown."""
        now, last = self._clock(), for_good or self.job.tries >= TRIES
        pause = PAUSES[min(self.job.tries, len(PAUSES)) - 1]
        end = {"failure": why[:60], "done_at": now} if last else {"due_at": now + pause}
        self._ours().update(leased_until=None, worker="", **end)

    def _hold(self) -> None:
        """Locks the row, so that nobody takes it while the effect is written."""
        if not self._ours().select_for_update().exists():
            raise LeaseLostError

    def _ours(self) -> QuerySet[Job]:
        """The row while this try of this worker has it: `tries` tells two tries of one worker apart."""
        job = self.job
        return Job.objects.filter(id=job.id, worker=job.worker, tries=job.tries, done_at=None)


Handler = Callable[[Work], None]
HANDLERS: dict[str, Handler] = {}
"""By kind. Rooms add theirs with `handles`."""


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Registers what does a kind of job. It works first and writes in `work.effect()`; without that call it is done
    when it returns."""

    def enter(handle: Handler) -> Handler:
        if kind in HANDLERS:
            raise ValueError(f"two handlers for {kind}")
        HANDLERS[kind] = handle
        return handle

    return enter


woken = threading.Event()
"""Set when a job was committed in this process: the worker inside the server need not look again and again."""


def enqueue(kind: str, subject: str, now: datetime, *, due: datetime | None = None, again: bool = False) -> Job:
    """The open job of this kind for this subject, new or already there; in the transaction of the change.

    `again`: what the job reads has changed. A worker that is at it loses its lease, and it is done anew."""
    with transaction.atomic():
        fresh = Job(kind=kind, subject=subject, due_at=due or now, made_at=now)
        Job.objects.bulk_create([fresh], ignore_conflicts=True)
        job = Job.objects.select_for_update().filter(kind=kind, subject=subject, done_at=None).get()
        if again and job.id != fresh.id:
            job.due_at, job.leased_until, job.worker, job.tries, job.progress = now, None, "", 0, 0
            job.save(update_fields=("due_at", "leased_until", "worker", "tries", "progress"))
        transaction.on_commit(woken.set)
    return job


def latest(kind: str, subject: str) -> Job | None:
    """For a page that waits: the open job, else the one that ended last."""
    jobs = Job.objects.filter(kind=kind, subject=subject)
    return jobs.filter(done_at=None).first() or jobs.order_by("-done_at").first()


def take(worker: str, now: datetime, lease: timedelta = LEASE) -> Job | None:
    """The job that is due longest and nobody has, now leased to `worker`; None where nothing is to be done.

    One whose workers died at every try is given up, with a failure that is shown."""
    if not _free(now).exists():  # a look without a lock: on SQLite only one may write at a time
        return None
    with transaction.atomic():
        job = _free(now).order_by("due_at", "id").select_for_update(skip_locked=True).first()
        if job is None:
            return None
        if job.tries >= TRIES:
            job.failure, job.done_at, job.leased_until = GAVE_UP, now, None
        else:
            job.worker, job.leased_until, job.tries = worker, now + lease, job.tries + 1
        job.save(update_fields=("failure", "done_at", "worker", "leased_until", "tries"))
    return job if job.done_at is None else take(worker, now, lease)


def _free(now: datetime) -> QuerySet[Job]:
    unleased = Q(leased_until=None) | Q(leased_until__lt=now)
    return Job.objects.filter(unleased, done_at=None, due_at__lte=now)


@dataclass(frozen=True, slots=True)
class Queue:
    """How it stands, as figures: `failed` of the last day, seconds since the job that waits longest was due."""

    waiting: int
    running: int
    failed: int
    oldest_seconds: int

    @property
    def oldest_minutes(self) -> int:
        return self.oldest_seconds // 60


def queue(now: datetime, without: Collection[str] = ()) -> Queue:
    """Of all kinds of jobs but those `without`."""
    free, jobs = _free(now).exclude(kind__in=without), Job.objects.exclude(kind__in=without)
    oldest = free.aggregate(since=Min("due_at"))["since"]
    return Queue(
        waiting=free.count(),
        running=jobs.filter(done_at=None, leased_until__gte=now).count(),
        failed=jobs.filter(done_at__gt=now - A_DAY).exclude(failure="").count(),
        oldest_seconds=int((now - oldest).total_seconds()) if oldest else 0,
    )
