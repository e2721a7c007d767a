"""A worker process for the tests: asks the authority that the environment names until no stamp waits any more, with a
lease of a second. Prints a line when it begins."""

import os
import time
from datetime import timedelta

import django

django.setup()

from atesta.store.models import Job  # noqa: E402
from atesta.store.stamping import JOB  # noqa: E402
from atesta.store.worker import Worker  # noqa: E402

worker = Worker(lease=timedelta(seconds=1))
print(os.getpid(), flush=True)
while Job.objects.filter(kind=JOB, done_at=None).exists():
    if not worker.do_one():
        time.sleep(0.05)
