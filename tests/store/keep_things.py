"""`keep` keeps a file with a contact and its bytes; `digests` prints what must come back from a backup."""

import sys
from datetime import UTC, datetime
from io import BytesIO

import django

django.setup()

from atesta.store import blobs, log  # noqa: E402
from atesta.store.models import Blob, File, KeptContact, LogEntry, LogHead, Opening  # noqa: E402

NOW = datetime(2026, 11, 15, 12, 0, 0, 123456, tzinfo=UTC)

if sys.argv[1] == "keep":
    file = File.objects.create(made_at=NOW, opened_at=NOW, code_locator="LOCATOR", code_hash="-", lang="zh")
    blob = blobs.put(file, BytesIO(bytes(range(256)) * 5000), "audio/wav", "llamada de 张三.wav", NOW)
    contact = KeptContact.objects.create(
        file=file, channel="sms", text="案件 — ¿cuándo?", provenance="typed", original=blob, order=NOW, kept_at=NOW
    )
    log.append("contact_kept", contact.id, {"sha256": blob.sha256}, NOW, file)
else:
    print(LogHead.objects.get().head, log.check(LogEntry.objects.order_by("seq"), LogHead.objects.first()))
    print(all(log.opens(opening) for opening in Opening.objects.all()), list(KeptContact.objects.values_list("text")))
    print([(blob.given_name, blob.made_at, blobs.digest_of(blob.id) == blob.sha256) for blob in Blob.objects.all()])
