"""An e-mail address as a way into a file, the links that go there, and what somebody was reminded of."""

from __future__ import annotations

from django.db import models

from atesta.store.ids import LENGTH, new_id
from atesta.store.models.complaint import Complaint
from atesta.store.models.debt import Request
from atesta.store.models.file import File


class MailWay(models.Model):
    """An address that she confirmed, or (`confirmed_at` None) still has to: a file has at most one of each. It is found
    by `address_hash`, an HMAC under the server's secret, so that nobody can search the rows for a person. `reminders`:
    she wants to be told by mail that something is due."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="mail_ways")
    address = models.CharField(max_length=254)
    address_hash = models.CharField(max_length=64, db_index=True)
    lang = models.CharField(max_length=2)
    reminders = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    PERSONAL = frozenset({"address"})
    PLAIN = frozenset({"id", "file", "address_hash", "lang", "reminders", "made_at", "confirmed_at"})

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("file",), condition=models.Q(confirmed_at=None), name="mail_one_new"),
            models.UniqueConstraint(
                fields=("file",), condition=models.Q(confirmed_at__isnull=False), name="mail_one_confirmed"
            ),
        )


class MailLink(models.Model):
    """What was sent works once, until `ends_at`. `kind` is confirm or open; of its secret only a keyed hash is kept."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    way = models.ForeignKey(MailWay, models.CASCADE, related_name="links")
    kind = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "way", "kind", "digest", "ends_at", "made_at"})


class MailAsk(models.Model):
    """Somebody asked for a link to an address. Entered alike whether a file has it or not: a job finds out."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    address_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "address_hash", "made_at"})


class Reminder(models.Model):
    """That one thing is due: a row a thing, so that it is told once: of a request or of a complaint, one of which is
    set. `mail_began_at` is written before a word is sent,
    `mailed_at` when it was taken; `put_away_at`: she has seen it."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    request = models.ForeignKey(Request, models.CASCADE, null=True, related_name="reminders")
    complaint = models.ForeignKey(Complaint, models.CASCADE, null=True, related_name="reminders")
    why = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    mail_began_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "request", "complaint", "why", "made_at", "mail_began_at", "mailed_at", "put_away_at"})

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("request", "why"), name="reminder_once_a_thing"),
            models.UniqueConstraint(fields=("complaint", "why"), name="reminder_once_a_complaint"),
        )
