"""`fill_queue.py N` enqueues N jobs; without N prints: jobs that took effect, effects, jobs done,
failures, jobs that were taken more than once."""

import sys

import django

django.setup()

from atesta.store.jobs import enqueue, utc_now  # noqa: E402
from atesta.store.models import Job, Pace  # noqa: E402

if len(sys.argv) > 1:
    for number in range(int(sys.argv[1])):
        enqueue("count", f"job-{number}", utc_now())
    Job.objects.update(tries=-100)  # so many kills would otherwise count as a job that kills its workers
else:
    counts = list(Pace.objects.values_list("count", flat=True))
    done = Job.objects.exclude(done_at=None)
    again = done.filter(tries__gt=-99).count()
    print(len(counts), sum(counts), done.count(), done.exclude(failure="").count(), again)
