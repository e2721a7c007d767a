"""The creditor's desk: a complaint that came in, what it rests on, what was found, each step in a row of its own."""

from __future__ import annotations

from typing import Any

from django.db import models

from atesta.store.ids import LENGTH, new_id
from atesta.store.models.complaint import Complaint
from atesta.store.models.contact import KeptContact
from atesta.store.models.file import File
from atesta.store.models.staff import Staff


class Case(models.Model):
    """`file` is set where she handed contacts over, and goes with it; `complaint` where she handed that in here, and
    sees what becomes of it. `intake` is file, regulator or list; `body` who sent it and `reference` their number.
    `deadline_on` is stated in their letter, everything else that is owed comes from the data of `channel`. `agency` is
    the firm that contacted her. `state` is open, answered or closed."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    file = models.ForeignKey(File, models.CASCADE, null=True, related_name="cases")
    complaint = models.OneToOneField(Complaint, models.SET_NULL, null=True, related_name="case")
    intake = models.CharField(max_length=10)
    place = models.CharField(max_length=2)
    lender_kind = models.CharField(max_length=20, default="unknown")
    channel = models.CharField(max_length=40, default="lender_desk")
    lang = models.CharField(max_length=2)
    body = models.CharField(max_length=120, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    person = models.CharField(max_length=120, blank=True)
    agency = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True, max_length=20_000)
    received_on = models.DateField()
    deadline_on = models.DateField(null=True)
    state = models.CharField(max_length=10, default="open")
    letter = models.TextField(blank=True, max_length=20_000)
    answered_on = models.DateField(null=True)
    cause = models.CharField(max_length=24, blank=True)
    cause_words = models.CharField(max_length=500, blank=True)
    closing = models.CharField(max_length=24, blank=True)
    closed_on = models.DateField(null=True)
    made_at = models.DateTimeField()

    PERSONAL = frozenset({"reference", "person", "text", "letter", "cause_words"})
    PLAIN = frozenset(
        {
            *("id", "file", "complaint", "intake", "place", "lender_kind", "channel", "lang", "body", "agency"),
            "received_on",
            *("deadline_on", "state", "answered_on", "cause", "closing", "closed_on", "made_at"),
        }
    )

    class Meta:
        indexes = (models.Index(fields=("state", "received_on", "id"), name="case_by_state"),)


class Evidence(models.Model):
    """A contact that she handed over, as exhibit E<number>. `digest` (SHA-256, hex) is of its original, else of its
    text; `kept` says of which. It is shown only while she lets it be read."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="evidence")
    contact = models.ForeignKey(KeptContact, models.CASCADE, related_name="in_cases")
    number = models.SmallIntegerField()
    kept = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    PERSONAL = frozenset({"digest"})
    PLAIN = frozenset({"id", "case", "contact", "number", "kept", "made_at"})

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "contact"), name="evidence_once_a_case"),)


class CaseFinding(models.Model):
    """Something that the review proposes, or that the complaint says: a proposal until a person decides (`decision`:
    open, confirmed or rejected). `start` and `end` are code points of the contact's text, or of turn `turn`."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="findings")
    evidence = models.ForeignKey(Evidence, models.CASCADE, null=True, related_name="findings")
    number = models.SmallIntegerField()
    kind = models.CharField(max_length=60)
    rule = models.CharField(max_length=80, blank=True)
    version = models.CharField(max_length=40, blank=True)
    cites = models.JSONField(default=list)
    quote = models.TextField(blank=True, max_length=2000)
    start = models.IntegerField(null=True)
    end = models.IntegerField(null=True)
    turn = models.IntegerField(null=True)
    decision = models.CharField(max_length=10, default="open")

    PERSONAL = frozenset({"quote"})
    PLAIN = frozenset(
        {"id", "case", "evidence", "number", "kind", "rule", "version", "cites", "start", "end", "turn", "decision"}
    )


class AgencyAsk(models.Model):
    """A link by which the agency answers without an account: `digest` is the SHA-256 of its 32 random bytes, `findings`
    the ids that it is about. It is awaited until `due_on`; a reply after that is late; the link ends at `ends_at`."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="asks")
    by = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    findings = models.JSONField(default=list)
    due_on = models.DateField()
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "case", "by", "digest", "findings", "due_on", "made_at", "ends_at", "revoked_at"})


class CaseEvent(models.Model):
    """One step, never changed: who (`by` None: the agency, through `ask`, or else she, in her file), when, what. `word`
    is of a closed list, `text` a reason or a reply. The database refuses to change a row (migration 0010)."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    finding = models.ForeignKey(CaseFinding, models.CASCADE, null=True, related_name="events")
    ask = models.ForeignKey(AgencyAsk, models.CASCADE, null=True, related_name="events")
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12)
    word = models.CharField(max_length=24, blank=True)
    text = models.TextField(blank=True, max_length=4000)
    late = models.BooleanField(default=False)
    at = models.DateTimeField()

    PERSONAL = frozenset({"text"})
    PLAIN = frozenset({"id", "case", "finding", "ask", "by", "kind", "word", "late", "at"})

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **{**kwargs, "force_insert": True})
