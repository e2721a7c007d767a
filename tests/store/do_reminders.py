"""A worker that sends reminders until none waits: `do_reminders.py LEASE_SECONDS`. Prints a line when it begins."""

import sys
import time
from datetime import timedelta

import django

django.setup()

from atesta.store.models import Job  # noqa: E402
from atesta.store.worker import Worker  # noqa: E402
from atesta.web.desk import desk  # noqa: E402

assert desk().rulebook
print("begun", flush=True)
worker = Worker(lease=timedelta(seconds=float(sys.argv[1])))
while Job.objects.filter(done_at=None).exists():
    if not worker.do_one():
        time.sleep(0.05)
