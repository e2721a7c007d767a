"""What is held about one debt: her own figures, the lender's signed extracts, her receipts and her requests."""

from __future__ import annotations

from django.db import models

from atesta.store.ids import LENGTH, new_id
from atesta.store.models.blob import Blob
from atesta.store.models.file import File


class Debt(models.Model):
    """`owed` and `due` are hers, as typed or read off a picture of the lender's page, marked so wherever they show.
    `ledger`: the creditor's account, where it runs this page and she opened it with the code in her statement."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="debts")
    place = models.CharField(max_length=2)
    zone = models.CharField(max_length=60, blank=True)
    lender = models.CharField(max_length=200, blank=True)
    lender_kind = models.CharField(max_length=20, default="unknown")
    owed = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3)
    due = models.DateField(null=True)
    figures_at = models.DateTimeField(null=True)
    history_known = models.BooleanField(default=False)
    ledger = models.ForeignKey("store.LedgerAccount", models.SET_NULL, null=True, related_name="debts")
    made_at = models.DateTimeField()

    PERSONAL = frozenset({"zone", "lender", "lender_kind", "owed", "due"})
    PLAIN = frozenset({"id", "file", "place", "currency", "figures_at", "history_known", "ledger", "made_at"})


class Extract(models.Model):
    """The lender's signed word, as it was given to her (docs/spec/extract.md). Older ones stay."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    debt = models.ForeignKey(Debt, models.CASCADE, related_name="extracts")
    token = models.TextField()
    as_of = models.DateTimeField()
    signer = models.CharField(max_length=200, blank=True)
    known_signer = models.BooleanField()
    made_at = models.DateTimeField()

    PERSONAL = frozenset({"token", "as_of", "signer"})
    PLAIN = frozenset({"id", "debt", "known_signer", "made_at"})


class Receipt(models.Model):
    """A payment that she can show."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    debt = models.ForeignKey(Debt, models.CASCADE, related_name="receipts")
    on = models.DateField()
    amount = models.CharField(max_length=40)
    reference = models.CharField(max_length=120, blank=True)
    blob = models.ForeignKey(Blob, models.SET_NULL, null=True)
    made_at = models.DateTimeField()

    PERSONAL = frozenset({"on", "amount", "reference"})
    PLAIN = frozenset({"id", "debt", "blob", "made_at"})


class Request(models.Model):
    """What she asked of the lender, as a letter: asked, and accepted where the lender said so. `block` is its entry of
    the creditor's list, where she handed it to the creditor that runs the pages."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    debt = models.ForeignKey(Debt, models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=20)
    asked_on = models.DateField()
    until = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    lang = models.CharField(max_length=2)
    letter = models.TextField(blank=True)
    # By its name: staff's models, which the list needs, read this one.
    block = models.ForeignKey("store.Block", models.SET_NULL, null=True, related_name="requests")
    made_at = models.DateTimeField()

    PERSONAL = frozenset({"kind", "asked_on", "until", "accepted_on", "withdrawn_on", "letter"})
    PLAIN = frozenset({"id", "debt", "lang", "block", "made_at"})
