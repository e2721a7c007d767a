"""What has to be done again and again: erase what was not kept, forget who came how often, remind. Jobs like any
other, so that of many workers one does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Max, Q

from atesta.store import retention
from atesta.store.answered import sweep_answers
from atesta.store.blobs import erase_later, sweep
from atesta.store.erasing import erase_ended, erase_file
from atesta.store.jobs import Work, enqueue, handles, utc_now
from atesta.store.mailing import sweep_mail
from atesta.store.models import Job, Upload
from atesta.store.pace import sweep_paces
from atesta.store.stamping import AGAIN_CHORE, LOG_CHORE
from atesta.store.traces import leave_no_trace
from atesta.store.transparency import CHORE as TREE_CHORE
from atesta.store.transparency import leaves_wait

CHORES: Mapping[str, timedelta] = MappingProxyType(
    {
        "erase-uploads": timedelta(minutes=5),
        "sweep": timedelta(hours=1),
        "erase-unopened": timedelta(days=1),
        "erase-ended": timedelta(days=1),
        "find-due": timedelta(hours=6),  # done in atesta.web.post_work
        LOG_CHORE: timedelta(hours=1),
        AGAIN_CHORE: timedelta(days=1),
        TREE_CHORE: timedelta(seconds=5),
    }
)
"""Kind and how often."""
ONLY_IF: Mapping[str, Callable[[], bool]] = MappingProxyType({TREE_CHORE: leaves_wait})
"""What is asked for every few seconds is asked for only where there is something to do."""
JOBS_KEPT = timedelta(days=7)
"""Ended jobs without a failure say nothing that anybody needs; a failure stays until its subject is gone."""


def enqueue_chores(now: datetime) -> None:
    """Each one that is due. Two workers may ask at once: a kind has one open job."""
    jobs = Job.objects.filter(kind__in=CHORES, subject="")
    last = {one["kind"]: one["last"] for one in jobs.values("kind").annotate(last=Max("done_at"))}
    waiting = set(jobs.filter(done_at=None).values_list("kind", flat=True))
    for kind, every in CHORES.items():
        due = kind not in waiting and (last.get(kind) is None or last[kind] + every <= now)
        if due and (kind not in ONLY_IF or ONLY_IF[kind]()):
            enqueue(kind, "", now)


@handles("erase-uploads")
def erase_uploads(work: Work) -> None:
    with work.effect() as now:
        over = Upload.objects.select_for_update().filter(ends_at__lte=now)  # locked: one may just be kept
        ids = [upload.id for upload in over]
        Upload.objects.filter(id__in=ids).delete()
        Job.objects.filter(subject__in=ids).exclude(id=work.job.id).delete()
        erase_later(*ids)
        if ids:
            leave_no_trace()


@handles("sweep")
def sweep_all(work: Work) -> None:
    """Strays on the disk, paces, links, sessions that ended, answers to machines, ended jobs."""
    sweep(utc_now())
    with work.effect() as now:
        sweep_paces(now)
        sweep_mail(now)
        sweep_answers(now)
        Session.objects.filter(expire_date__lt=now).delete()
        ended = Q(done_at__lt=now - JOBS_KEPT) & (Q(failure="") | Q(subject=""))
        Job.objects.filter(ended).exclude(id=work.job.id).delete()
        leave_no_trace()


@handles("erase-unopened")
def erase_unopened_files(work: Work) -> None:
    """Each in a transaction of its own: what is erased stays so, whatever becomes of this job."""
    now = utc_now()
    retention.erase_unopened(now, settings.WEB.operator, lambda file: erase_file(file, now))


@handles("erase-ended")
def erase_ended_rows(work: Work) -> None:
    """Closed cases and ended entries of the list, each in a transaction of its own as well."""
    now = utc_now()
    retention.erase_ended(now, settings.WEB.operator, lambda row: erase_ended(row, now))
