"""A contact that she kept, and the answers that were computed about it."""

from __future__ import annotations

from django.db import models

from atesta.store.ids import LENGTH, new_id
from atesta.store.models.blob import Blob
from atesta.store.models.debt import Debt
from atesta.store.models.file import File


class KeptContact(models.Model):
    """One message or call as it came in. `at` is None where nobody knows the time; `kept_at` is ours, never a guess at
    `at`. `transcript` is INTERFACES' atesta.transcript/1 of a call, `measures` what was measured of its sound
    (telling.measures). `register` is what the creditor's register said of it when it was kept (store.register_said), so
    that its answers come out the same whatever becomes of the register. `order` sorts a timeline: `at`, else
    `kept_at`."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="contacts")
    debt = models.ForeignKey(Debt, models.CASCADE, null=True, related_name="contacts")
    channel = models.CharField(max_length=10)
    sender = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(null=True)
    at_offset = models.SmallIntegerField(null=True)  # minutes; an instant alone forgets the clock she saw
    to = models.CharField(max_length=12, default="debtor")
    purpose = models.CharField(max_length=16, default="demand")
    outcome = models.CharField(max_length=14, blank=True)
    provenance = models.CharField(max_length=14)
    text = models.TextField(blank=True)
    transcript = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    note = models.TextField(blank=True, max_length=2000)
    register = models.TextField(blank=True, default="")
    original = models.ForeignKey(Blob, models.SET_NULL, null=True, related_name="+")
    order = models.DateTimeField()
    kept_at = models.DateTimeField()

    PERSONAL = frozenset(
        {
            *("channel", "sender", "at", "at_offset", "to", "purpose", "outcome", "text", "transcript", "measures"),
            *("note", "register"),
        }
    )
    PLAIN = frozenset({"id", "file", "debt", "provenance", "original", "order", "kept_at"})

    class Meta:
        indexes = (
            models.Index(fields=("debt", "-order", "-id"), name="contact_of_debt"),
            models.Index(fields=("file", "-order", "-id"), name="contact_of_file"),
        )


class Answers(models.Model):
    """The five answers about a contact: derived, so that they can be deleted and computed again to the same bytes.

    `review` is atesta.review/1 as canonical JSON; `digest` its SHA-256; `summary` the five answer words, for lists."""

    contact = models.OneToOneField(KeptContact, models.CASCADE, primary_key=True, related_name="answers")
    review = models.TextField()
    digest = models.CharField(max_length=64)
    rulebook = models.CharField(max_length=80)
    summary = models.JSONField()
    made_at = models.DateTimeField()

    PERSONAL = frozenset({"review", "digest", "summary"})
    PLAIN = frozenset({"contact", "rulebook", "made_at"})
