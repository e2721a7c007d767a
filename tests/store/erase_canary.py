"""A process for the test of erasure: fills a file with canary words wherever a person can write, then erases what it is
told to (`contact`, `debt`, `file` or `upload`)."""

import sys
from datetime import UTC, date, datetime

import django

django.setup()

from desks import plain_desk  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402

from atesta.store import erasing, jobs, keeping, log, opening, uploads  # noqa: E402
from atesta.store.answering import JOB, Means  # noqa: E402
from atesta.store.codes import new_code  # noqa: E402
from atesta.store.keeping import Given, Original  # noqa: E402
from atesta.store.models import Job, LogEntry, LogHead  # noqa: E402

NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)
means = Means(plain_desk())


def session_of(file_id: str) -> None:
    session = SessionStore()
    session["file"] = file_id
    session.save()


file = opening.make_file(new_code(), "en", NOW)
opening.name_owner(file, "canary-name", "canary-address", "canary-phone", NOW)
opening.add_passkey(file, b"canary-credential", b"canary-key", 0, "canary-label", NOW)
debt = keeping.make_debt(file, "CN", NOW, lender="canary-lender", owed="412.60", due=date(2026, 11, 12))
picture = Original(b"canary-bytes", "image/png", "canary-given.png")
text = "canary-text 您已严重逾期，应还987654.32元，我们将起诉。"
given = Given(text=text, sender="canary-sender", at=NOW, note="canary-note", original=picture)
contact = keeping.keep_contact(file, debt, given, means, NOW).contact
keeping.keep_receipt(debt, NOW.date(), "412.60", "canary-reference", picture, means, NOW)
keeping.keep_request(debt, "stop", NOW.date(), None, "en", "canary-letter", means, NOW)
quoting = "canary-quoting: you wrote from canary-sender."
keeping.keep_request(debt, "hardship", NOW.date(), None, "en", quoting, means, NOW)
file.looks.create(at=NOW, what="contact", row=contact.id, reason="canary-reason")
jobs.enqueue(JOB, debt.id, NOW)
session_of(file.id)
session_of("another")
heard = uploads.begin("recording", 1, "canary-recording", "audio/wav", NOW).upload
heard.answer = "canary-heard"
heard.save()

match sys.argv[1]:
    case "contact":
        erasing.erase_contact(contact, means, NOW)
    case "debt":
        erasing.erase_debt(debt, NOW)
    case "file":
        erasing.erase_file(file, NOW)
    case "upload":
        uploads.erase(heard)

broken = log.check(LogEntry.objects.order_by("seq"), LogHead.objects.get(id=1))
print(broken, Job.objects.count(), Session.objects.count())
