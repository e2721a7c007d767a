"""A complaint that she makes: what it is about, how it went, and every step of it in a row that nobody changes."""

from __future__ import annotations

from django.db import models

from atesta.store.ids import LENGTH, new_id
from atesta.store.models.blob import Blob
from atesta.store.models.contact import KeptContact
from atesta.store.models.debt import Debt
from atesta.store.models.file import File
from atesta.store.models.house import Block


class Complaint(models.Model):
    """`channel` is the id of a channel, `state` a word of action.complaint.clock.State. `lender` and `lender_kind` are
    as they were known then. `findings` and `has` are the words that it was routed with. Days are hers, as she said
    them. `ended` says how it was closed; apology and remedy have their own place."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="complaints")
    debt = models.ForeignKey(Debt, models.CASCADE, null=True, related_name="complaints")
    place = models.CharField(max_length=2)
    channel = models.CharField(max_length=40)
    lender = models.CharField(max_length=200, blank=True)
    lender_kind = models.CharField(max_length=20, default="unknown")
    wants = models.CharField(max_length=12)
    findings = models.JSONField(default=list)
    has = models.JSONField(default=list)
    happened_on = models.DateField(null=True)
    state = models.CharField(max_length=12, default="prepared")
    filed_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    forwarded_on = models.DateField(null=True)
    asked_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    reference = models.CharField(max_length=120, blank=True)
    tracking = models.CharField(max_length=120, blank=True)
    receipt = models.ForeignKey(Blob, models.SET_NULL, null=True, related_name="+")
    packet = models.ForeignKey(Blob, models.SET_NULL, null=True, related_name="+")
    ended = models.CharField(max_length=12, blank=True)
    apology = models.TextField(blank=True, max_length=2000)
    remedy = models.TextField(blank=True, max_length=2000)
    cool_off_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    PERSONAL = frozenset(
        {
            *("channel", "lender", "lender_kind", "wants", "findings", "has", "happened_on", "state", "ended"),
            *("filed_on", "accepted_on", "forwarded_on", "asked_on", "answered_on", "returned_on"),
            *("reference", "tracking", "apology", "remedy"),
        }
    )
    PLAIN = frozenset({"id", "file", "debt", "place", "receipt", "packet", "cool_off_at", "made_at"})


class ComplaintContact(models.Model):
    """A contact that a complaint is about. `again`: it came after the filing and was added then."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="about")
    contact = models.ForeignKey(KeptContact, models.CASCADE, related_name="complained_of")
    again = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "complaint", "contact", "again", "added_at"})

    class Meta:
        constraints = (models.UniqueConstraint(fields=("complaint", "contact"), name="complaint_names_once"),)


class ComplaintEvent(models.Model):
    """One step, never changed: a slip is put right by a further one; only the day of `filed` follows the complaint's
    when that is corrected. `on` is her day, `text` her words about it; `contact` the later one that was added by it;
    `seq` counts from 1."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="events")
    contact = models.ForeignKey(KeptContact, models.CASCADE, null=True, related_name="+")
    seq = models.SmallIntegerField()
    kind = models.CharField(max_length=12)
    on = models.DateField(null=True)
    text = models.TextField(blank=True, max_length=2000)
    made_at = models.DateTimeField()

    PERSONAL = frozenset({"kind", "on", "text"})
    PLAIN = frozenset({"id", "complaint", "contact", "seq", "made_at"})


class ReportedSender(models.Model):
    """An address that she reported (INTERFACES, `[[reported]]`): `address` as it is compared, `by` the channel that got
    the report. A demand from it after that day is a finding by itself (B1.4). `block` is its entry of the creditor's
    list, where she told the creditor that runs the pages, too."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="reported_senders")
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="reported")
    address = models.CharField(max_length=330)
    on = models.DateField()
    by = models.CharField(max_length=40)
    block = models.ForeignKey(Block, models.SET_NULL, null=True, related_name="reports")
    made_at = models.DateTimeField()

    PERSONAL = frozenset({"address", "on"})
    PLAIN = frozenset({"id", "file", "complaint", "by", "block", "made_at"})
