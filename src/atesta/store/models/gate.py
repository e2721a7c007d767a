"""Contacts about an account: those that were made, those that were asked for, those that were announced; and the tree
in which announcements are entered (RFC 6962), so that none can be added or taken out later."""

from __future__ import annotations

from django.db import models

from atesta.store.ids import LENGTH, new_id
from atesta.store.models.registry import Agency, Creditor, LedgerAccount, Template
from atesta.store.models.staff import Staff


class Touch(models.Model):
    """A contact that was made about an account, as a line of history.jsonl: `agency` None is the creditor's own."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(LedgerAccount, models.CASCADE, related_name="touches")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    person = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    channel = models.CharField(max_length=10)
    outcome = models.CharField(max_length=14)
    to = models.CharField(max_length=12, default="debtor")
    purpose = models.CharField(max_length=16, default="demand")
    address = models.CharField(max_length=320, blank=True)
    line = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    PERSONAL = frozenset({"outcome", "to"})
    PLAIN = frozenset({"id", "account", "agency", "person", "at", "channel", "purpose", "address", "line", "made_at"})

    class Meta:
        indexes = (models.Index(fields=("account", "-at"), name="touch_of_account"),)


class GateAsk(models.Model):
    """A contact that somebody wanted to make, and the gate's word: allowed, refused or ask. Allowed or overridden it is
    a reservation until `ends_at`; the outcome is reported back, and one that is not counts as a conversation.

    `agency` None: the creditor itself. `reasons` are ids with figures and citations (action.gate), never words."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    creditor = models.ForeignKey(Creditor, models.PROTECT, related_name="asks")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="asks")
    account = models.ForeignKey(LedgerAccount, models.CASCADE, null=True, related_name="asks")
    person = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=320)
    channel = models.CharField(max_length=10)
    purpose = models.CharField(max_length=16)
    to = models.CharField(max_length=12)
    planned_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=8)
    reasons = models.JSONField(default=list)
    ends_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=14, blank=True)
    happened_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    override_by = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+")
    override_why = models.CharField(max_length=300, blank=True)
    override_at = models.DateTimeField(null=True)

    PERSONAL = frozenset({"outcome", "to", "override_why", "reasons"})
    PLAIN = frozenset(
        {
            *("id", "creditor", "agency", "account", "person", "address", "channel", "purpose", "planned_at"),
            *("asked_at", "decision", "ends_at", "happened_at", "reported_at", "override_by", "override_at"),
        }
    )

    class Meta:
        indexes = (
            models.Index(fields=("account", "-planned_at"), name="ask_of_account"),
            models.Index(fields=("creditor", "decision", "-asked_at"), name="ask_of_creditor"),
        )


class Announcement(models.Model):
    """A text or a call that was registered before it was made (INTERFACES [[registered]]; EVIDENCE §7).

    Keyed hashes only: `person` of the recipient, `text_key` of recipient and normal form, `code_key` of code and the
    last four digits of her number. `claims` are what the text says, each with its answer beside the account and the
    moment of the extract, without the text. A call has its window, `first_name` and `closed_at` (it was hung up).
    `wording` is the approved one that its text is; `leaf` its entry in the tree."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    creditor = models.ForeignKey(Creditor, models.PROTECT, related_name="announcements")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="announcements")
    account = models.ForeignKey(LedgerAccount, models.CASCADE, null=True, related_name="announcements")
    ask = models.OneToOneField(GateAsk, models.PROTECT, null=True, related_name="announcement")
    kind = models.CharField(max_length=4)
    channel = models.CharField(max_length=10)
    address = models.CharField(max_length=320)
    address_key = models.CharField(max_length=320)
    person = models.CharField(max_length=64)
    text_key = models.CharField(max_length=64, blank=True)
    code_key = models.CharField(max_length=64, db_index=True)
    key_version = models.SmallIntegerField(default=1)
    purpose = models.CharField(max_length=16)
    first_name = models.CharField(max_length=60, blank=True)
    claims = models.JSONField(default=list)
    # Without an index of its own: none is looked for by it, and half a thousand are written in a second.
    wording = models.ForeignKey(Template, models.SET_NULL, null=True, related_name="announced", db_index=False)
    at = models.DateTimeField()
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    salt = models.CharField(max_length=64)
    leaf = models.CharField(max_length=64)

    PERSONAL = frozenset({"first_name", "claims"})
    PLAIN = frozenset(
        {
            *("id", "creditor", "agency", "account", "ask", "kind", "channel", "address", "address_key", "person"),
            *("text_key", "code_key", "key_version", "purpose", "at", "opens_at", "closes_at", "closed_at"),
            *("withdrawn_at", "withdrawn_why", "salt", "leaf", "wording"),
        }
    )

    class Meta:
        indexes = (
            models.Index(fields=("text_key",), name="announcement_text", condition=~models.Q(text_key="")),
            models.Index(fields=("creditor", "-at"), name="announcement_time"),
            models.Index(fields=("account", "-at"), name="announcement_account"),
        )


class TreeLeaf(models.Model):
    """An entry of the tree: `kind` announced, withdrawn or revoked, `row` what it is about, `leaf` the digest that it
    commits to. `at` is its place in the tree, given in batches; None: not yet."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=10)
    row = models.CharField(max_length=LENGTH, db_index=True)
    leaf = models.CharField(max_length=64)
    at = models.BigIntegerField(null=True, unique=True)
    made_at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "kind", "row", "leaf", "at", "made_at"})


class TreeNode(models.Model):
    """A complete node of the tree: `at` counts from 0 in its `level`; level 0 are leaf hashes. In hex."""

    id = models.BigAutoField(primary_key=True)
    level = models.SmallIntegerField()
    at = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "level", "at", "hash"})

    class Meta:
        constraints = (models.UniqueConstraint(fields=("level", "at"), name="tree_node_once"),)


class TreeCheckpoint(models.Model):
    """A signed note (C2SP tlog-checkpoint) over the first `size` leaves."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"size", "note", "at"})
