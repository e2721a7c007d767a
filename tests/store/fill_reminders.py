"""`fill_reminders.py N` makes N files in which something is due and whose owners want to be told by mail; without N
prints: things that are due, begun, mailed; jobs that are open, and failed."""

import sys
from datetime import timedelta

import django

django.setup()

from django.db.models import Count  # noqa: E402

from atesta.store import mailing  # noqa: E402
from atesta.store.jobs import enqueue, utc_now  # noqa: E402
from atesta.store.models import Debt, File, Job, MailWay, Reminder, Request  # noqa: E402

now = utc_now()
if len(sys.argv) > 1:
    for number in range(int(sys.argv[1])):
        file = File.objects.create(made_at=now, opened_at=now, code_locator=f"L{number}", code_hash="-", lang="es")
        lender = {"lender": "Banco Ejemplo", "lender_kind": "bank", "owed": "412.60"}
        debt = Debt.objects.create(file=file, place="CN", currency="CNY", made_at=now, **lender)
        asked = (now - timedelta(days=20)).date()
        Request.objects.create(debt=debt, kind="dispute", asked_on=asked, lang="es", made_at=now)
        ending = (now + timedelta(days=1)).date()
        Request.objects.create(debt=debt, kind="pause", asked_on=asked, until=ending, lang="es", made_at=now)
        address = f"p{number}@example.org"
        MailWay.objects.create(
            file=file,
            address=address,
            address_hash=mailing.hash_of(address),
            lang="es",
            reminders=True,
            made_at=now,
            confirmed_at=now,
        )
    enqueue("find-due", "", now)
else:
    counts = Reminder.objects.aggregate(all=Count("id"), begun=Count("mail_began_at"), mailed=Count("mailed_at"))
    waiting = Job.objects.filter(done_at=None).count()
    failed = Job.objects.exclude(done_at=None).exclude(failure="").count()
    print(counts["all"], counts["begun"], counts["mailed"], waiting, failed)
