"""A worker process for the tests: `take-part`, with a lease of LEASE seconds, counts the effects of its jobs in Pace
rows, slowly enough to be killed in the middle. Prints each job that took effect."""

import os
import random
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.db.models import F  # noqa: E402

from atesta.store.jobs import Work, handles, utc_now  # noqa: E402
from atesta.store.models import Job, Pace  # noqa: E402
from atesta.store.worker import Worker  # noqa: E402

LEASE = timedelta(seconds=float(sys.argv[1]))


@handles("count")
def count(work: Work) -> None:
    time.sleep(random.uniform(0, 0.06))
    work.progress(50)
    with work.effect() as now:
        Pace.objects.bulk_create([Pace(key=work.job.subject, since=now)], ignore_conflicts=True)
        time.sleep(random.uniform(0, 0.02))  # killed here, the effect is rolled back with "done"
        Pace.objects.filter(key=work.job.subject).update(count=F("count") + 1)


worker = Worker(lease=LEASE)
print(os.getpid(), flush=True)
while Job.objects.filter(kind="count", done_at=None).exists():
    if not worker.do_one():
        time.sleep(0.05)
assert utc_now()
