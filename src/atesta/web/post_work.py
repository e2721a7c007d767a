"""Jobs that send mail. A link is made when it is sent, so that its time begins then, and may be sent a second time
after a crash: the first then ends or stays as good as the second. A reminder is never sent twice."""

from __future__ import annotations

from atesta.store import mailing, reminding
from atesta.store.ids import new_id
from atesta.store.jobs import Work, handles, utc_now
from atesta.store.models import MailAsk, MailWay
from atesta.web.desk import desk
from atesta.web.post import NotSentError, send
from atesta.web.show import settings


@handles(mailing.CONFIRM_JOB)
def send_link_to_confirm(work: Work) -> None:
    way = MailWay.objects.filter(id=work.job.subject, confirmed_at=None).first()
    if way is not None:  # removed meanwhile
        secret = mailing.new_link(way, mailing.CONFIRM, utc_now())
        send("confirm", way.address, way.lang, f"file/mail/confirm/{secret}", new_id())


@handles(mailing.OPEN_JOB)
def send_links_that_open(work: Work) -> None:
    asked = MailAsk.objects.filter(id=work.job.subject).first()
    for way in mailing.ways_of(asked) if asked else ():
        secret = mailing.new_link(way, mailing.OPEN, utc_now())
        send("open", way.address, way.lang, f"file/link/{secret}", new_id())
    with work.effect():
        MailAsk.objects.filter(id=work.job.subject).delete()


@handles("find-due")
def find_due(work: Work) -> None:
    """Where no mail is sent nothing is noted: what is due stands on the page of the file anyway."""
    if settings().mail is not None and MailWay.objects.filter(reminders=True).exists():
        reminding.note_due(desk().rulebook, utc_now())


@handles(reminding.REMIND_JOB)
def send_reminder(work: Work) -> None:
    """One mail for all that became due together. It is marked before it is sent: whoever dies in between leaves a thing
    that is told on the page only. So does a line that broke while it was sent: the mail may have been taken. What
    the mail server surely refused is tried again."""
    ways = MailWay.objects.filter(id=work.job.subject, reminders=True).exclude(confirmed_at=None)
    way = ways.select_related("file").first()
    begun = reminding.begin_mail(way, desk().rulebook, utc_now()) if way else ()
    if way and begun:
        try:
            send("remind", way.address, way.lang, "file/", begun[0])
        except NotSentError:
            reminding.not_mailed(begun)
            raise
    with work.effect() as now:
        reminding.mailed(begun, now)
