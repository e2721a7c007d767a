"""Answers of a debt that are too many to wait for: a job works them out, some at a time, so that nobody waits long for
the database. They are derived: half of them made anew is no harm, and the job goes on or begins again."""

from __future__ import annotations

from django.db import transaction

from atesta.store.answering import JOB, answer_all
from atesta.store.jobs import Work, handles, utc_now
from atesta.store.models import KeptContact
from atesta.web.myfile.means import means

AT_ONCE = 50


@handles(JOB)
def answer_again(work: Work) -> None:
    """What was erased meanwhile has nothing to answer."""
    contacts = KeptContact.objects.filter(debt=work.job.subject).order_by("order", "id")
    ids = list(contacts.values_list("id", flat=True))
    for at in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            part = KeptContact.objects.filter(id__in=ids[at : at + AT_ONCE]).select_related("debt", "original")
            answer_all(part, means(), utc_now())
        work.progress(at * 100 // len(ids))
