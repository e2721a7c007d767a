"""Do not contact, as the creditor keeps it: senders that were reported, people who refused, and who decided what."""

from __future__ import annotations

from django.db import models

from atesta.store.ids import LENGTH, new_id
from atesta.store.models.staff import Staff


class Block(models.Model):
    """One entry of the list. `kind`: sender, stop, write_only or third_party. Of a sender `address` is what a dialer or
    a gateway sends from, a firm's datum; `person` is the keyed hash of the number of the reporter, or of who refused.
    `confirmed_at`: it binds for everyone, or is verified as hers; `declined_at`: decided that it does not.

    `open_key` is set while the entry is not lifted: the same thing entered twice is one."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    kind = models.CharField(max_length=12)
    place = models.CharField(max_length=2)
    address = models.CharField(max_length=320, blank=True)
    person = models.CharField(max_length=64, blank=True, db_index=True)
    since = models.DateTimeField()
    source = models.CharField(max_length=20)
    reference = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()
    how = models.CharField(max_length=12, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    open_key = models.CharField(max_length=64, null=True, unique=True)

    PERSONAL = frozenset({"reference"})
    PLAIN = frozenset(
        {
            *("id", "kind", "place", "address", "person", "since", "source", "made_at", "how"),
            *("confirmed_at", "declined_at", "lifted_at", "open_key"),
        }
    )

    class Meta:
        indexes = (models.Index(fields=("lifted_at", "made_at"), name="block_open"),)


class BlockDecision(models.Model):
    """Who did what with an entry, when and why; added to and nothing else."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    block = models.ForeignKey(Block, models.CASCADE, related_name="decisions")
    staff = models.ForeignKey(Staff, models.SET_NULL, null=True)
    at = models.DateTimeField()
    what = models.CharField(max_length=12)
    reason = models.CharField(max_length=300, blank=True)

    PERSONAL = frozenset({"reason"})
    PLAIN = frozenset({"id", "block", "staff", "at", "what"})

    class Meta:
        indexes = (models.Index(fields=("-at", "-id"), name="block_decision_time"),)


class HandOff(models.Model):
    """A file for the lawyers, sealed; accepted by name, and only then a step on record. `bundle` is its sealed zip,
    `data` what its pages say (action.handoff); `countersigned` is the digest of what came back from whoever took it."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    account = models.CharField(max_length=120)
    creditor = models.CharField(max_length=200)
    place = models.CharField(max_length=2)
    zone = models.CharField(max_length=60, blank=True)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(Staff, models.SET_NULL, null=True)
    asked = models.CharField(max_length=64, unique=True)
    lacking = models.IntegerField(default=0)
    bundle = models.BinaryField()
    bundle_sha256 = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)
    acceptor = models.CharField(max_length=200, blank=True)
    accepted_on = models.DateField(null=True)
    accepted_how = models.CharField(max_length=8, blank=True)
    countersigned = models.CharField(max_length=64, blank=True)
    acceptance = models.BinaryField(default=b"")
    entered_at = models.DateTimeField(null=True)

    PERSONAL = frozenset({"account", "creditor", "bundle", "acceptor", "acceptance", "countersigned"})
    PLAIN = frozenset(
        {
            *("id", "place", "zone", "prepared_at", "prepared_by", "asked", "lacking", "bundle_sha256", "seal"),
            *("accepted_on", "accepted_how", "entered_at"),
        }
    )


class HandOffStep(models.Model):
    """A step after the hand-off: filed, judgment or enforcement, with court and number as they were told."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    hand_off = models.ForeignKey(HandOff, models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=20)
    on = models.DateField()
    court = models.CharField(max_length=200, blank=True)
    case_number = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(Staff, models.SET_NULL, null=True)
    made_at = models.DateTimeField()

    PERSONAL = frozenset({"court", "case_number"})
    PLAIN = frozenset({"id", "hand_off", "stage", "on", "by", "made_at"})

    class Meta:
        constraints = (models.UniqueConstraint(fields=("hand_off", "stage", "on"), name="hand_off_step_once"),)
