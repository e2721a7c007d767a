"""`stamp_queue.py N` has N seals stamped later; without N prints how many are stamped, how often the authority's token
was written, and failures."""

import sys
from hashlib import sha256

import django

django.setup()

from atesta.store import blobs, stamping  # noqa: E402
from atesta.store.jobs import utc_now  # noqa: E402
from atesta.store.models import File, Job, LogEntry, Stamp  # noqa: E402

if len(sys.argv) > 1:
    import io

    now = utc_now()
    file = File.objects.create(made_at=now, opened_at=now, code_locator="LOCATOR", code_hash="-", lang="es")
    for number in range(int(sys.argv[1])):
        blob = blobs.put(file, io.BytesIO(b"x"), "application/zip", "", now)
        stamping.stamp_later(sha256(str(number).encode()).hexdigest(), now, blob)
else:
    entries = LogEntry.objects.filter(kind="stamped").count()
    done = Stamp.objects.exclude(stamped_at=None).count()
    print(done, entries, Job.objects.exclude(failure="").count())
